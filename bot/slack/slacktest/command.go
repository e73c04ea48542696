package slacktest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Command types a slash command as a user in a channel and gives the app's
// answer. It waits for a socket, for the acknowledgement as long as Slack
// does, and for the answer, or a form, as long as the options say.
func (s *Server) Command(user, channel, text string) (Reply, error) {
	return s.CommandIn(s.o.Team, user, channel, text)
}

// CommandIn is Command in another workspace.
func (s *Server) CommandIn(team, user, channel, text string) (Reply, error) {
	return s.exchange("slash_commands", team, user, true, func(id, hook string) object {
		return object{
			"token": "none", "team_id": team, "team_domain": "example", "api_app_id": appID,
			"channel_id": channel, "channel_name": s.name(channel), "user_id": user, "user_name": user,
			"command": "/news", "text": text, "response_url": hook, "trigger_id": trigger(id),
			"is_enterprise_install": "false",
		}
	})
}

// Press presses a button of a message: action is its action_id, value its
// value.
func (s *Server) Press(user, channel, ts, action, value string) (Reply, error) {
	return s.exchange("interactive", s.o.Team, user, false, func(id, hook string) object {
		p := s.interaction("block_actions", user, id)
		p["channel"], p["response_url"] = object{"id": channel, "name": s.name(channel)}, hook
		p["container"] = object{"type": "message", "message_ts": ts, "channel_id": channel}
		p["actions"] = []object{{
			"type": "button", "action_id": action, "value": value, "action_ts": s.nextStamp(),
			"text": object{"type": "plain_text", "text": action},
		}}
		return p
	})
}

// PressReply presses a button of a message that stands in a thread: at is the
// channel and the thread's ts.
func (s *Server) PressReply(user string, at [2]string, ts, action, value string) (Reply, error) {
	return s.exchange("interactive", s.o.Team, user, false, func(id, hook string) object {
		p := s.interaction("block_actions", user, id)
		p["channel"], p["response_url"] = object{"id": at[0], "name": s.name(at[0])}, hook
		p["container"] = object{"type": "message", "message_ts": ts, "channel_id": at[0], "thread_ts": at[1]}
		p["actions"] = []object{{"type": "button", "action_id": action, "value": value, "action_ts": s.nextStamp()}}
		return p
	})
}

// Unheard types a command over HTTP, hangs up when the patience ends, before the
// acknowledgement, and gives what comes at the response_url.
func (s *Server) Unheard(patience context.Context, user, channel, text string) (Reply, error) {
	id, x := s.begin(s.o.Team, user)
	defer s.end(id)
	_, _, body, err := encode(object{"type": "slash_commands", "payload": object{
		"team_id": s.o.Team, "channel_id": channel, "channel_name": s.name(channel), "user_id": user, "user_name": user,
		"command": "/news", "text": text, "response_url": s.http.URL + "/hook/" + id, "trigger_id": trigger(id),
	}})
	if err != nil {
		return Reply{}, err
	}
	req, err := s.Signed("/slack/commands", "application/x-www-form-urlencoded", body)
	if err != nil {
		return Reply{}, err
	}
	if resp, err := http.DefaultClient.Do(req.WithContext(patience)); err == nil {
		_ = resp.Body.Close()
		return Reply{}, errors.New("it was acknowledged in time")
	}
	return s.hooked(x)
}

// ErrLapsed says that an answer came when nobody took it any more.
var ErrLapsed = errors.New("the time for an answer was over")

// Lapse ends the time for an answer to all that was done so far.
func (s *Server) Lapse() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.pending {
		x.uses, x.lapsed = hookUses, true
	}
}

// Choose takes a line of an overflow menu of a message.
func (s *Server) Choose(user, channel, ts, action, value string) (Reply, error) {
	return s.exchange("interactive", s.o.Team, user, false, func(id, hook string) object {
		p := s.interaction("block_actions", user, id)
		p["channel"], p["response_url"] = object{"id": channel, "name": s.name(channel)}, hook
		p["container"] = object{"type": "message", "message_ts": ts, "channel_id": channel}
		p["actions"] = []object{{
			"type": "overflow", "action_id": action, "action_ts": s.nextStamp(),
			"selected_option": object{"text": object{"type": "plain_text", "text": value}, "value": value},
		}}
		return p
	})
}

// interaction begins the payload of something that a user does.
func (s *Server) interaction(kind, user, id string) object {
	return object{
		"type": kind, "api_app_id": appID, "token": "none", "trigger_id": trigger(id),
		"team": object{"id": s.o.Team, "domain": "example"},
		"user": object{"id": user, "username": user, "name": user, "team_id": s.o.Team},
	}
}

func trigger(id string) string { return "1." + id }

// Event sends an event of the Events API, such as
// {"type":"channel_archive","channel":"C1"}, and waits for its
// acknowledgement.
func (s *Server) Event(inner map[string]any) error { return s.EventIn(s.o.Team, inner) }

// EventIn is Event in another workspace.
func (s *Server) EventIn(team string, inner map[string]any) error {
	return s.Envelope("events_api", object{
		"type": "event_callback", "team_id": team, "api_app_id": appID, "event_id": "Ev" + s.nextStamp(),
		"event_time": s.o.Now().Unix(), "event": inner,
	})
}

// Envelope sends any payload in an envelope of the kind and waits for its
// acknowledgement.
func (s *Server) Envelope(kind string, payload map[string]any) error {
	id, x := s.begin(s.o.Team, "")
	defer s.end(id)
	return s.deliver(x, object{"type": kind, "envelope_id": id, "accepts_response_payload": false, "payload": payload}, nil)
}

func (s *Server) exchange(kind, team, user string, inAck bool, payload func(id, hook string) object) (Reply, error) {
	id, x := s.begin(team, user)
	defer s.end(id)
	env := object{
		"type": kind, "envelope_id": id, "accepts_response_payload": inAck,
		"payload": payload(id, s.http.URL+"/hook/"+id),
	}
	var reply Reply
	if err := s.deliver(x, env, &reply); err != nil {
		return Reply{}, err
	}
	if inAck && reply.Text != "" || reply.Raw != nil {
		return reply, nil
	}
	return s.hooked(x)
}

// hooked waits for what comes after the acknowledgement.
func (s *Server) hooked(x *exchange) (Reply, error) {
	late := time.NewTimer(s.o.Timeout)
	defer late.Stop()
	select {
	case reply := <-x.hook:
		return reply, nil
	case id := <-x.form:
		return Reply{View: id}, nil
	case err := <-x.bad:
		return Reply{}, err
	case <-late.C:
		return Reply{}, errors.New("no answer came")
	case <-s.quit:
		return Reply{}, errors.New("server closed")
	}
}

func (s *Server) begin(team, user string) (string, *exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events++
	id := fmt.Sprintf("e%d", s.events)
	x := &exchange{
		acked: make(chan Reply, 1), hook: make(chan Reply, hookUses), form: make(chan string, 1), bad: make(chan error, 1),
		since: s.o.Now(), team: team, user: user,
	}
	s.pending[id] = x
	return id, x
}

func (s *Server) end(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pending, id)
}

// deliver sends an envelope on one of the sockets and waits for the
// acknowledgement, whose answer it puts into reply.
func (s *Server) deliver(x *exchange, env object, reply *Reply) error {
	if done, err := s.overHTTP(x, env, reply); done {
		return err
	}
	k, err := s.anySocket()
	if err != nil {
		return err
	}
	if err := k.write(env); err != nil {
		return fmt.Errorf("send envelope: %w", err)
	}
	if s.o.Twice {
		env["retry_attempt"] = 1
		_ = k.write(env)
	}
	for _, other := range s.others(k) {
		_ = other.write(env)
	}
	late := time.NewTimer(ackWithin)
	defer late.Stop()
	select {
	case r := <-x.acked:
		if reply != nil {
			*reply = r
		}
		return nil
	case err := <-x.bad:
		return err
	case <-late.C:
		return errors.New("no acknowledgement within three seconds")
	case <-s.quit:
		return errors.New("server closed")
	}
}

// anySocket gives a connection, and waits for the first.
func (s *Server) anySocket() (*socket, error) {
	late := time.NewTimer(s.o.Timeout)
	defer late.Stop()
	for {
		s.mu.Lock()
		changed := s.changed
		for k := range s.sockets {
			s.mu.Unlock()
			return k, nil
		}
		s.mu.Unlock()
		select {
		case <-changed:
		case <-late.C:
			return nil, errors.New("the app is not connected")
		case <-s.quit:
			return nil, errors.New("server closed")
		}
	}
}

func (s *Server) name(channel string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, _ := s.channel(channel)
	return c.Name
}

func (s *Server) nextStamp() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stamp()
}
