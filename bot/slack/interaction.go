package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"newsbell/bot"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/form"
	"newsbell/news"
)

// A press is what Slack tells when someone uses a button, a shortcut or a form.
// It is read here rather than by slack-go, which refuses the whole of it when
// one field of the message beside it has an odd form.
type press struct {
	Type        string `json:"type"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	CallbackID  string `json:"callback_id"`
	ActionTS    string `json:"action_ts"`
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
		Selected struct {
			Value string `json:"value"`
		} `json:"selected_option"` // of a menu
	} `json:"actions"`
	Message json.RawMessage `json:"message"`
	View    json.RawMessage `json:"view"`
	BlockID string          `json:"block_id"` // of a menu that is typed into
	Value   string          `json:"value"`    // what was typed
}

// The shortcuts, by their callback_id in the manifest.
const (
	shortcutSubscribe = "news_subscribe"
	shortcutWhy       = "news_why"
	shortcutMute      = "news_mute"
)

// interaction hands pressed buttons, shortcuts and forms to the clerk and brings
// his answers back.
func (s *Session) interaction(ctx context.Context, ack ack, raw json.RawMessage) {
	var p press
	if err := json.Unmarshal(raw, &p); err != nil {
		ack(nil)
		s.lg.Warn("slack event refused", "reason", "unreadable", "err", err)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	switch p.Type {
	case "block_suggestion":
		ack(s.suggest(ctx, p))
		return
	case "view_submission":
		s.submitted(ctx, ack, p)
		return
	}
	ack(nil)
	switch p.Type {
	case "block_actions":
		s.pressed(ctx, p)
	case "message_action":
		s.messageShortcut(ctx, p)
	case "shortcut":
		if cmd, ok := s.vocabulary(bot.CmdSubscribe); ok && p.CallbackID == shortcutSubscribe && s.once("shortcut", p) {
			s.ask(ctx, p.Team.ID, p.TriggerID, form.Ask(cmd, nil, form.Place{}, s.voiceOf(ctx, p.Team.ID, p.User.ID)))
		}
	}
}

// once tells whether a press comes for the first time.
func (s *Session) once(kind string, p press) bool {
	id := eventID(kind, p.TriggerID, p.User.ID, p.CallbackID, p.ActionTS)
	first, _ := s.seen.take(id)
	if first {
		s.seen.finish(id)
	}
	return first
}

// vocabulary finds a command by its name.
func (s *Session) vocabulary(name string) (bot.Command, bool) {
	for _, c := range s.o.Commands {
		if c.Name == name {
			return c, true
		}
	}
	return bot.Command{}, false
}

// pressed carries out the buttons of a message or of the Home tab. The button
// that only opens an address needs nothing.
func (s *Session) pressed(ctx context.Context, p press) {
	channel := cmp.Or(p.Channel.ID, p.Container.ChannelID)
	for _, a := range p.Actions {
		if a.ActionID == block.Menu {
			a.ActionID, a.Value = block.Chosen(a.Selected.Value)
		}
		if a.ActionID == "read" || a.ActionID == "" {
			continue
		}
		id := eventID("button", p.TriggerID, p.User.ID, a.ActionID, a.ActionTS)
		if first, _ := s.seen.take(id); !first {
			continue
		}
		s.seen.finish(id)
		if name, ok := strings.CutPrefix(a.ActionID, openPrefix); ok {
			s.openFromHome(ctx, p, name, a.Value)
			continue
		}
		if channel == "" {
			continue // a field of a form
		}
		d := p.deed(id, channel)
		d.command, d.args = meaning(a.ActionID, a.Value)
		s.respond(ctx, p.ResponseURL, s.carryOut(ctx, d))
	}
}

// deed begins what a press wants done in a channel.
func (p press) deed(id, channel string) deed {
	return deed{id: id, team: p.Team.ID, channel: channel, name: p.Channel.Name, user: p.User.ID, called: p.User.Name}
}

// meaning makes a command of a button: some stand for one that could be typed.
func meaning(verb, delivery string) (command string, args map[string]string) {
	if verb == bot.CmdHelp || verb == bot.CmdSettings {
		return verb, map[string]string{}
	}
	return bot.CmdButton, map[string]string{bot.ArgVerb: verb, bot.ArgDelivery: delivery}
}

// messageShortcut explains or mutes the story of a message: of one of ours by
// the delivery that it carries, of any other by the first link in it.
func (s *Session) messageShortcut(ctx context.Context, p press) {
	verb, command := bot.VerbWhy, bot.CmdWhy
	switch p.CallbackID {
	case shortcutWhy:
	case shortcutMute:
		verb, command = bot.VerbMute, bot.CmdMute
	default:
		return
	}
	if p.Channel.ID == "" || !s.once("message", p) {
		return
	}
	d := p.deed(eventID("message", p.TriggerID, p.User.ID, p.CallbackID, p.ActionTS), p.Channel.ID)
	delivery, link := storyOf(p.Message)
	switch {
	case delivery != "":
		d.command, d.args = meaning(verb, delivery)
	case link != "":
		d.command, d.args = command, map[string]string{bot.ArgLink: link}
	default:
		voice := s.voiceOf(ctx, p.Team.ID, p.User.ID)
		s.respond(ctx, p.ResponseURL, voice.Message(news.Message{Private: true, Text: &news.Note{Error: true, Lines: []news.Line{
			{Text: voice.Text("There is no link to a story in this message. With the address of an article, type:")},
			{Text: "/news " + command + " https://example.org/article", Code: true},
		}}}))
		return
	}
	s.respond(ctx, p.ResponseURL, s.carryOut(ctx, d))
}

// storyOf finds in a message the id of the delivery that it is, or the first
// address that it links to.
func storyOf(raw json.RawMessage) (delivery, link string) {
	var m struct {
		Text   string       `json:"text"`
		Blocks []block.Node `json:"blocks"`
	}
	if json.Unmarshal(raw, &m) != nil {
		// Some field has an odd form: the text alone will do.
		var t struct {
			Text string `json:"text"`
		}
		if json.Unmarshal(raw, &t) != nil {
			return "", ""
		}
		return "", firstLink(t.Text)
	}
	if id := block.MarkedID(m.Blocks); id != "" && strings.Trim(id, "0123456789") == "" {
		return id, ""
	}
	return "", cmp.Or(linkIn(m.Blocks), firstLink(m.Text))
}

// linkIn finds the first link in blocks.
func linkIn(ns []block.Node) string {
	for _, n := range ns {
		if n.URL != "" && block.Linkable(n.URL) != "" {
			return n.URL
		}
		if u := linkIn(n.Elements); u != "" {
			return u
		}
	}
	return ""
}

// firstLink finds the first address in a message's text, in which links stand
// as <https://…|label>.
func firstLink(s string) string {
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune("<>| \n\t", r) }) {
		if u := unescape(part); (strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://")) && block.Linkable(u) != "" {
			return u
		}
	}
	return ""
}
