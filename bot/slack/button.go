package slack

import (
	"cmp"
	"context"
	"encoding/json"

	"newsbell/bot"
)

// A press is what Slack tells when someone uses a message's buttons. It is
// read here rather than by slack-go, which refuses the whole of it when one
// field of the message beside it has an odd form.
type press struct {
	Type        string `json:"type"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	Team        struct {
		ID string `json:"id"`
	} `json:"team"`
	User struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"user"`
	Channel struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"channel"`
	Container struct {
		ChannelID string `json:"channel_id"`
	} `json:"container"`
	Actions []struct {
		ActionID string `json:"action_id"`
		ActionTS string `json:"action_ts"`
		Value    string `json:"value"`
	} `json:"actions"`
}

// pressed hands pressed buttons to the clerk and brings his answers back. The
// button that only opens an address needs none.
func (s *Session) pressed(ctx context.Context, raw json.RawMessage) {
	var p press
	if err := json.Unmarshal(raw, &p); err != nil {
		s.lg.Warn("slack sent an unreadable press", "err", err)
		return
	}
	if p.Type != "block_actions" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	channel := cmp.Or(p.Channel.ID, p.Container.ChannelID)
	for _, a := range p.Actions {
		if a.ActionID == "read" || a.ActionID == "" {
			continue
		}
		id := eventID("button", p.TriggerID, p.User.ID, a.ActionID, a.ActionTS)
		if first, _ := s.seen.take(id); !first {
			continue
		}
		s.seen.finish(id)
		actor, where := s.people.actor(ctx, p.User.ID, p.User.Name, channel)
		r := bot.Request{
			ID: id, Target: s.target(p.Team.ID, channel), Channel: cmp.Or(where.Name, p.Channel.Name),
			Actor: actor, At: s.o.Now(),
		}
		r.Command, r.Args = meaning(a.ActionID, a.Value)
		s.respond(ctx, p.ResponseURL, s.o.Clerk.Answer(ctx, r))
	}
}

// meaning makes a command of a button: some stand for one that could be typed.
func meaning(verb, delivery string) (command string, args map[string]string) {
	if verb == bot.CmdHelp || verb == bot.CmdSettings {
		return verb, map[string]string{}
	}
	return "button", map[string]string{"verb": verb, "delivery": delivery}
}
