package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"newsbell/bot"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/form"
	"newsbell/bot/slack/webapi"
	"newsbell/lang"
	"newsbell/news"
)

const (
	methodMember = "users.conversations"

	openPrefix  = "open." // of the action of a button that opens a form
	homeRooms   = 12      // channels that the Home tab shows
	memberPages = 10      // of memberLimit channels
	memberLimit = "500"   // channels a page
)

// A memberAnswer is the answer of users.conversations.
type memberAnswer struct {
	Channels []struct {
		ID string `json:"id"`
	} `json:"channels"`
	Next struct {
		Cursor string `json:"next_cursor"`
	} `json:"response_metadata"`
}

// memberOf gives the channels that both a person and newsbell are in.
func memberOf(ctx context.Context, w *webapi.Workspace, user string) (map[string]bool, error) {
	in := map[string]bool{}
	args := url.Values{
		"user": {user}, "types": {"public_channel,private_channel"}, "exclude_archived": {"true"}, "limit": {memberLimit},
	}
	for range memberPages {
		r := w.Query(ctx, methodMember, args)
		if err := r.Fail(methodMember); err != nil {
			return nil, err
		}
		var a memberAnswer
		if err := json.Unmarshal(r.Body, &a); err != nil {
			return nil, fmt.Errorf("call slack %s: %w", methodMember, err)
		}
		for _, c := range a.Channels {
			in[c.ID] = true
		}
		if a.Next.Cursor == "" {
			break
		}
		args.Set("cursor", a.Next.Cursor)
	}
	return in, nil
}

// outside says why a person may not act in a channel that does not come from
// where they typed; "" when they may.
func (s *Session) outside(ctx context.Context, team, user string, at form.Place) string {
	w, err := s.spaces.Of(ctx, team)
	if err != nil {
		return s.unreachable(err).Text.Lines[0].Text
	}
	voice := s.voiceOf(ctx, team, user)
	if where := s.people.of(w).room(ctx, at.Channel); where.Direct {
		if where.With == user {
			return ""
		}
		return voice.Text("This is the conversation of somebody else.")
	}
	in, err := memberOf(ctx, w, user)
	if err != nil {
		s.lg.Warn("slack did not tell who is where", "err", err)
		return voice.Text("Slack did not tell whether you are in this channel. Try again in a minute.")
	}
	if !in[at.Channel] {
		return voice.Text("You and newsbell must both be in this channel. In the channel type: /invite @newsbell")
	}
	return ""
}

// showHome publishes a person's Home tab: the channels of their workspace in
// which both they and newsbell are, what each is subscribed to, its digests, and
// the health of the feeds.
func (s *Session) showHome(ctx context.Context, team, user, direct string) {
	w, err := s.spaces.Of(ctx, team)
	if err != nil || user == "" {
		s.lg.Warn("slack home not shown", "err", err)
		return
	}
	rooms, err := s.homeChannels(ctx, w, team, user, direct)
	if err != nil {
		s.lg.Warn("slack home not shown", "err", err)
		return
	}
	actor, _ := s.people.of(w).actor(ctx, user, "", cmp.Or(direct, news.Person(user)))
	h := home{s: s, team: team, direct: direct, actor: actor}
	view := form.Home(h.blocks(ctx, rooms), direct)
	if err := s.view(ctx, team, methodViewPublish, map[string]any{"user_id": user, "view": view}); err != nil {
		s.lg.Warn("slack home not shown", "err", err)
	}
}

// homeChannels gives the known channels of the team that the person may see: the
// conversation with newsbell first, then by name.
func (s *Session) homeChannels(ctx context.Context, w *webapi.Workspace, team, user, direct string) ([]news.Channel, error) {
	if s.o.Channels == nil {
		return nil, nil
	}
	known, err := s.o.Channels(ctx, team)
	if err != nil {
		return nil, fmt.Errorf("list channels of %s: %w", team, err)
	}
	in, err := memberOf(ctx, w, user)
	if err != nil {
		return nil, err
	}
	mine := func(c string) bool { return c == direct && c != "" || c == news.Person(user) }
	known = slices.DeleteFunc(slices.Clone(known), func(c news.Channel) bool {
		return c.Target.Platform != news.Slack || c.Target.Tenant != team || c.State == news.ChannelEnded ||
			!in[c.Target.Channel] && !mine(c.Target.Channel)
	})
	slices.SortFunc(known, func(a, b news.Channel) int {
		if m, n := mine(a.Target.Channel), mine(b.Target.Channel); m != n {
			return map[bool]int{true: -1, false: 1}[m]
		}
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Target.Channel, b.Target.Channel))
	})
	return known, nil
}

// A home lays one person's Home tab out.
type home struct {
	s            *Session
	team, direct string
	actor        bot.Actor
}

// voice speaks the person's language.
func (h home) voice() lang.Voice { return lang.In(lang.Pick(h.actor.Locale)) }

func (h home) blocks(ctx context.Context, rooms []news.Channel) json.RawMessage {
	voice := h.voice()
	out := []block.Block{heading(voice.Text("Your news"))}
	if len(rooms) == 0 {
		out = append(out, block.Rich(block.Section(block.Words(voice.Text(
			"No channel that you are in gets news yet. Invite newsbell to one with %s and type there %s.", "/invite @newsbell", "/news subscribe"), nil))))
	}
	if h.direct != "" && !slices.ContainsFunc(rooms, func(c news.Channel) bool { return c.Target.Channel == h.direct }) {
		out = append(out, block.Rich(block.Section(block.Words(voice.Text("For yourself alone, in the conversation with newsbell:"), nil))),
			h.buttons(form.Place{Channel: h.direct, Name: voice.Text("direct message")}))
	}
	for i, c := range rooms {
		if i == homeRooms {
			out = append(out, block.Footnote(voice.Say(news.Count(len(rooms)-i, "%d more channel. Type /news list in a channel to see it.", "%d more channels. Type /news list in a channel to see it."))))
			break
		}
		out = append(out, h.room(ctx, c)...)
	}
	out = append(out, heading(voice.Text("Feeds")))
	at := news.Target{Platform: news.Slack, Tenant: h.team, Channel: h.direct}
	if len(rooms) > 0 {
		at = rooms[0].Target
	}
	if at.Channel != "" {
		out = append(out, h.ask(ctx, at, bot.CmdFeedsList)...)
	}
	out = append(out, block.Footnote(voice.Text("As of %s UTC. Open this tab again for the latest.", news.Moment{Time: h.s.o.Now().UTC(), Layout: "2 Jan 2006, 15:04"})))
	raw, err := block.Marshal(out)
	if err != nil {
		h.s.lg.Error("slack home not laid out", "err", err)
		return json.RawMessage("[]")
	}
	return raw
}

// room is one channel's part: its state, subscriptions and digests.
func (h home) room(ctx context.Context, c news.Channel) []block.Block {
	name := "#" + cmp.Or(block.Clip(c.Name, 80), c.Target.Channel)
	if c.Target.Channel == h.direct || c.Target.Channel == news.Person(h.actor.ID) {
		name = h.voice().Text("Your conversation with newsbell")
	}
	title := []block.Span{block.Words(name, block.Bold())}
	if c.State != news.ChannelActive {
		title = append(title, block.Words(" — "+h.voice().Say(bot.StateWords(c)), block.Italic()))
	}
	out := []block.Block{{Type: "divider"}, block.Rich(block.Section(title...))}
	out = append(out, h.ask(ctx, c.Target, bot.CmdList)...)
	out = append(out, h.ask(ctx, c.Target, bot.CmdDigestList)...)
	return append(out, h.buttons(form.Place{Channel: c.Target.Channel, Name: c.Name}))
}

// ask shows what the clerk answers to a command that changes nothing.
func (h home) ask(ctx context.Context, at news.Target, command string) []block.Block {
	m := h.s.o.Clerk.Answer(ctx, bot.Request{
		Target: at, Actor: h.actor, Command: command, Args: map[string]string{}, At: h.s.o.Now(),
	})
	return block.Brief(m)
}

// buttons open the forms that change a channel.
func (h home) buttons(at form.Place) block.Block {
	b := block.Block{Type: "actions"}
	for _, one := range []struct {
		command string
		label   news.Phrase
	}{
		{bot.CmdSubscribe, news.Say("Subscribe")},
		{bot.CmdUnsubscribe, news.Say("Unsubscribe")},
		{bot.CmdDigestSet, news.Say("Digest")},
		{bot.CmdQuiet, news.Say("Quiet hours")},
		{bot.CmdSet, news.Say("Settings")},
	} {
		b.Elements = append(b.Elements, block.Button(openPrefix+one.command, h.voice().Say(one.label), at.Channel+" "+block.Clip(at.Name, 100)))
	}
	return b
}

// openFromHome opens a command's form for the channel that a button of the Home
// tab names.
func (s *Session) openFromHome(ctx context.Context, p press, name, value string) {
	cmd, ok := s.vocabulary(name)
	channel, called, _ := strings.Cut(value, " ")
	if !ok || channel == "" {
		return
	}
	s.ask(ctx, p.Team.ID, p.TriggerID, form.Ask(cmd, nil, form.Place{Channel: channel, Name: called, Home: homeOf(p)}, s.voiceOf(ctx, p.Team.ID, p.User.ID)))
}

// homeOf gives the direct conversation that a Home tab was published with; "-"
// stands for none, so that a form knows that it was opened there.
func homeOf(p press) string {
	var v struct {
		Private string `json:"private_metadata"`
	}
	if json.Unmarshal(p.View, &v) != nil {
		return "-"
	}
	return cmp.Or(v.Private, "-")
}

func heading(s string) block.Block {
	t := block.PlainText(s)
	return block.Block{Type: "header", Text: &t}
}
