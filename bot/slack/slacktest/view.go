package slacktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"newsbell/bot/slack/block"
	"newsbell/bot/slack/form"
)

// A view is a form or a Home tab as a person sees it.
type view struct {
	id, user, team string
	raw            json.RawMessage
	hash           int
}

// A field is an input block of a view.
type field struct {
	Type     string `json:"type"`
	BlockID  string `json:"block_id"`
	Optional bool   `json:"optional"`
	Element  struct {
		Type     string        `json:"type"`
		ActionID string        `json:"action_id"`
		Initial  string        `json:"initial_value"`
		Chosen   *form.Option  `json:"initial_option"`
		Options  []form.Option `json:"options"`
	} `json:"element"`
}

// View gives what a view shows now, as the app sent it; nil when there is none.
func (s *Server) View(id string) json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.views[id]; v != nil {
		return v.raw
	}
	return nil
}

// Home gives a person's Home tab; nil when none was published.
func (s *Server) Home(user string) json.RawMessage {
	s.mu.Lock()
	id := s.homes[user]
	s.mu.Unlock()
	return s.View(id)
}

// HomeID gives the id of a person's Home tab, "" when none was published.
func (s *Server) HomeID(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.homes[user]
}

// WaitView returns once a view shows a text, or with the error of ctx.
func (s *Server) WaitView(ctx context.Context, id, text string) error {
	return s.until(ctx, func() bool { return s.views[id] != nil && strings.Contains(string(s.views[id].raw), text) })
}

// WaitHome returns once a person's Home tab shows a text, or with the error of
// ctx.
func (s *Server) WaitHome(ctx context.Context, user, text string) error {
	return s.until(ctx, func() bool {
		v := s.views[s.homes[user]]
		return v != nil && strings.Contains(string(v.raw), text)
	})
}

// WaitCalls returns once a method was called n times, and one of the calls
// changed something; or with the error of ctx.
func (s *Server) WaitCalls(ctx context.Context, method string, n int) error {
	return s.until(ctx, func() bool { return s.calls[method] >= n })
}

// OpenHome looks at the Home tab as a person, who converses with the app in
// "D" and the rest of their id.
func (s *Server) OpenHome(user string) error {
	s.mu.Lock()
	direct := s.direct(user)
	s.mu.Unlock()
	return s.Event(object{"type": "app_home_opened", "user": user, "channel": direct, "tab": "home"})
}

// Join makes a person a member of a channel.
func (s *Server) Join(user, channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members[user] = append(s.members[user], channel)
}

// SetUser changes what Slack tells of a person.
func (s *Server) SetUser(id string, u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.o.Users[id] = u
}

// memberships lists the channels of a person.
func (s *Server) memberships(r request) (int, object) {
	list := []object{}
	for _, c := range s.members[r.str("user")] {
		list = append(list, object{"id": c})
	}
	return http.StatusOK, object{"ok": true, "channels": list, "response_metadata": object{"next_cursor": ""}}
}

// PressView presses a button of a view.
func (s *Server) PressView(user, id, action, value string) (Reply, error) {
	return s.exchange("interactive", s.o.Team, user, false, func(event, _ string) object {
		p := s.interaction("block_actions", user, event)
		p["view"], p["container"] = s.shown(id, nil), object{"type": "view", "view_id": id}
		p["actions"] = []object{{"type": "button", "action_id": action, "value": value, "action_ts": s.nextStamp()}}
		return p
	})
}

// Shortcut uses a global shortcut.
func (s *Server) Shortcut(user, callback string) (Reply, error) {
	return s.exchange("interactive", s.o.Team, user, false, func(id, _ string) object {
		p := s.interaction("shortcut", user, id)
		p["callback_id"], p["action_ts"] = callback, s.nextStamp()
		return p
	})
}

// MessageShortcut uses a shortcut on a message, which may be any JSON.
func (s *Server) MessageShortcut(user, channel, callback string, message any) (Reply, error) {
	return s.exchange("interactive", s.o.Team, user, false, func(id, hook string) object {
		p := s.interaction("message_action", user, id)
		p["callback_id"], p["action_ts"], p["message"] = callback, s.nextStamp(), message
		p["channel"], p["response_url"] = object{"id": channel, "name": s.name(channel)}, hook
		return p
	})
}

// A Submitted is what the app made of a form.
type Submitted struct {
	Errors map[string]string // by block id; the form stays open
	View   json.RawMessage   // what is shown now, nil when the form closed
}

// Submit fills a form in and hands it in: values by block id, over those that
// stand there already. It refuses what Slack's client would.
func (s *Server) Submit(user, id string, values map[string]string) (Submitted, error) {
	state, err := s.state(id, values, true)
	if err != nil {
		return Submitted{}, err
	}
	event, x := s.begin(s.o.Team, user)
	defer s.end(event)
	p := s.interaction("view_submission", user, event)
	p["view"], p["response_urls"] = s.shown(id, state), []object{}
	var reply Reply
	env := object{"type": "interactive", "envelope_id": event, "accepts_response_payload": true, "payload": p}
	if err := s.deliver(x, env, &reply); err != nil {
		return Submitted{}, err
	}
	var a struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if reply.Raw == nil {
		return Submitted{}, nil
	}
	if err := json.Unmarshal(reply.Raw, &a); err != nil {
		return Submitted{}, err
	}
	switch a.Action {
	case "errors":
		for block := range a.Errors {
			if !strings.Contains(string(s.View(id)), `"block_id":"`+block+`"`) {
				return Submitted{}, fmt.Errorf("error at the field %s, which is not there", block)
			}
		}
		return Submitted{Errors: a.Errors, View: s.View(id)}, nil
	case "update":
		if err := checkView(a.View); err != nil {
			return Submitted{}, err
		}
		s.mu.Lock()
		s.views[id].raw = a.View
		s.touch()
		s.mu.Unlock()
		return Submitted{View: a.View}, nil
	}
	return Submitted{}, fmt.Errorf("unexpected response_action %q", a.Action)
}

// SubmitForeign hands in a form that this app did not open, and gives what is
// shown then.
func (s *Server) SubmitForeign(user string, view map[string]any) (json.RawMessage, error) {
	event, x := s.begin(s.o.Team, user)
	defer s.end(event)
	p := s.interaction("view_submission", user, event)
	p["view"] = view
	var reply Reply
	env := object{"type": "interactive", "envelope_id": event, "accepts_response_payload": true, "payload": p}
	if err := s.deliver(x, env, &reply); err != nil {
		return nil, err
	}
	var a struct {
		View json.RawMessage `json:"view"`
	}
	if reply.Raw == nil {
		return nil, nil
	}
	if err := json.Unmarshal(reply.Raw, &a); err != nil {
		return nil, err
	}
	return a.View, checkView(a.View)
}

// Suggest types into a menu of a form and gives what it offers.
func (s *Server) Suggest(user, id, block, typed string, values map[string]string) ([]form.Option, error) {
	state, err := s.state(id, values, false)
	if err != nil {
		return nil, err
	}
	event, x := s.begin(s.o.Team, user)
	defer s.end(event)
	p := s.interaction("block_suggestion", user, event)
	p["view"], p["block_id"], p["action_id"], p["value"] = s.shown(id, state), block, "value", typed
	delete(p, "trigger_id")
	var reply Reply
	env := object{"type": "interactive", "envelope_id": event, "accepts_response_payload": true, "payload": p}
	if err := s.deliver(x, env, &reply); err != nil {
		return nil, err
	}
	var a struct {
		Options []form.Option `json:"options"`
	}
	if err := json.Unmarshal(reply.Raw, &a); err != nil {
		return nil, err
	}
	return a.Options, form.CheckOptions(a.Options)
}

// shown is a view as it stands in a payload.
func (s *Server) shown(id string, state object) object {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.views[id]
	if v == nil {
		return object{}
	}
	out := object{}
	if json.Unmarshal(v.raw, &out) != nil {
		return object{}
	}
	out["id"], out["team_id"], out["root_view_id"], out["hash"] = v.id, v.team, v.id, fmt.Sprint(v.hash)
	out["state"] = object{"values": state}
	return out
}

// state fills the fields of a view.
func (s *Server) state(id string, values map[string]string, whole bool) (object, error) {
	var v struct {
		Blocks []field `json:"blocks"`
	}
	if err := json.Unmarshal(s.View(id), &v); err != nil {
		return nil, fmt.Errorf("no view %q: %w", id, err)
	}
	out, met := object{}, 0
	for _, f := range v.Blocks {
		if f.Type != "input" {
			continue
		}
		typed, given := values[f.BlockID]
		if given {
			met++
		}
		filled, err := f.fill(typed, given)
		if err != nil {
			return nil, err
		}
		if filled == nil && !f.Optional && whole {
			return nil, fmt.Errorf("field %s must be filled in", f.BlockID)
		}
		if filled != nil {
			out[f.BlockID] = object{f.Element.ActionID: filled}
		}
	}
	if met < len(values) {
		return nil, fmt.Errorf("view %s lacks a field of %v", id, values)
	}
	return out, nil
}

// fill gives a field's value; nil when it is empty.
func (f field) fill(typed string, given bool) (object, error) {
	e := f.Element
	switch e.Type {
	case "plain_text_input":
		if !given {
			typed = e.Initial
		}
		if typed == "" {
			return nil, nil
		}
		return object{"type": e.Type, "value": typed}, nil
	case "conversations_select":
		if typed == "" {
			return nil, nil
		}
		return object{"type": e.Type, "selected_conversation": typed}, nil
	default:
		o := e.Chosen
		if given {
			o = &form.Option{Text: form.Text{Type: "plain_text", Text: typed}, Value: typed}
		}
		if o == nil || o.Value == "" {
			return nil, nil
		}
		if e.Type == "static_select" && !slices.ContainsFunc(e.Options, func(x form.Option) bool { return x.Value == o.Value }) {
			return nil, fmt.Errorf("%s does not offer %q", f.BlockID, o.Value)
		}
		return object{"type": e.Type, "selected_option": o}, nil
	}
}

// openView carries out views.open. The caller holds the lock.
func (s *Server) openView(r request) (int, object) {
	var x *exchange
	for id, one := range s.pending {
		if trigger(id) == r.str("trigger_id") {
			x = one
		}
	}
	switch {
	case x == nil, s.o.Now().Sub(x.since) > ackWithin:
		return http.StatusOK, refusal("expired_trigger_id")
	case x.used:
		return http.StatusOK, refusal("exchanged_trigger_id")
	}
	x.used = true
	raw := r.args["view"]
	if err := checkView(raw); err != nil {
		return s.malformed(err)
	}
	id := fmt.Sprintf("V%d", len(s.views)+1)
	s.views[id] = &view{id: id, user: x.user, team: r.team, raw: raw}
	x.form <- id
	s.touch()
	return http.StatusOK, object{"ok": true, "view": object{"id": id, "type": "modal"}}
}

// updateView carries out views.update. The caller holds the lock.
func (s *Server) updateView(r request) (int, object) {
	v := s.views[r.str("view_id")]
	if v == nil || v.team != r.team {
		return http.StatusOK, refusal("not_found")
	}
	if err := checkView(r.args["view"]); err != nil {
		return s.malformed(err)
	}
	v.raw = r.args["view"]
	v.hash++
	s.touch()
	return http.StatusOK, object{"ok": true, "view": object{"id": v.id, "type": "modal"}}
}

// publishView carries out views.publish. The caller holds the lock.
func (s *Server) publishView(r request) (int, object) {
	user := r.str("user_id")
	if err := checkView(r.args["view"]); err != nil {
		return s.malformed(err)
	}
	id := s.homes[user]
	if id == "" {
		id = fmt.Sprintf("V%d", len(s.views)+1)
		s.homes[user] = id
		s.views[id] = &view{id: id, user: user, team: r.team}
	}
	s.views[id].raw = r.args["view"]
	s.views[id].hash++
	s.touch()
	return http.StatusOK, object{"ok": true, "view": object{"id": id, "type": "home"}}
}

// checkView holds a view against the limits, its fields and its blocks.
func checkView(raw json.RawMessage) error {
	if err := form.Validate(raw); err != nil {
		return err
	}
	var v struct {
		Blocks []json.RawMessage `json:"blocks"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	var bad []error
	for i, b := range v.Blocks {
		var kind struct {
			Type string `json:"type"`
		}
		if err := json.Unmarshal(b, &kind); err != nil {
			return err
		}
		if kind.Type == "input" || kind.Type == "divider" {
			continue
		}
		one, err := json.Marshal([]json.RawMessage{b})
		if err == nil {
			err = block.ValidateBlocks(one)
		}
		if err != nil {
			bad = append(bad, fmt.Errorf("block %d: %w", i, err))
		}
	}
	return errors.Join(bad...)
}
