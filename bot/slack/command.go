package slack

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"

	"newsbell/bot"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/form"
	"newsbell/bot/slack/webapi"
	"newsbell/lang"
	"newsbell/news"
)

const (
	ackWithin   = 2 * time.Second // Slack waits three
	answerLimit = 2 * time.Minute // of a command's whole work
	remembered  = time.Hour       // of an event's id
	manyEvents  = 4096            // above which old ones are forgotten
)

// A typed is a slash command.
type typed struct {
	id      string // of the event
	team    string
	channel string
	name    string // of the channel
	user    string
	called  string // the user's name
	text    string
	trigger string
	hook    string // response_url
}

func typedOf(c slackgo.SlashCommand, envelope string) typed {
	return typed{
		id: eventID("command", cmp.Or(c.TriggerID, envelope)), team: c.TeamID, channel: c.ChannelID, name: c.ChannelName,
		user: c.UserID, called: c.UserName, text: c.Text, trigger: c.TriggerID, hook: c.ResponseURL,
	}
}

// command answers a slash command. A quick answer travels in the
// acknowledgement; a slow one follows at the response_url.
func (s *Session) command(ctx context.Context, ack ack, cmd typed) {
	if first, open := s.seen.take(cmd.id); !first {
		if !open { // otherwise the first one is still to acknowledge it
			ack(nil)
		}
		return
	}
	defer s.seen.finish(cmd.id)
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	done := make(chan news.Message, 1)
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { done <- s.answerCommand(ctx, cmd) })

	late := time.NewTimer(s.ackWithin)
	defer late.Stop()
	select {
	case m := <-done:
		if !bot.Empty(m) && ack(block.Answer(m)) {
			return
		}
		ack(nil)
		s.respond(ctx, cmd.hook, m)
	case <-late.C:
		ack(nil)
		s.respond(ctx, cmd.hook, <-done)
	}
}

// answerCommand makes a request of what was typed and lets the clerk answer.
// When something is missing it opens a form and answers nothing.
func (s *Session) answerCommand(ctx context.Context, cmd typed) news.Message {
	line := unescape(cmd.text)
	name, args, err := bot.ParseLine(line, s.o.Commands)
	if err != nil {
		if draft, given, ok := bot.Draft(line, s.o.Commands); ok &&
			s.ask(ctx, cmd.team, cmd.trigger, form.Ask(draft, given, form.Place{Channel: cmd.channel, Name: cmd.name}, s.voiceOf(ctx, cmd.team, cmd.user))) {
			return news.Message{}
		}
		return bot.Refuse(err, s.voiceOf(ctx, cmd.team, cmd.user).Tag())
	}
	return s.carryOut(ctx, deed{
		id: cmd.id, team: cmd.team, channel: cmd.channel, name: cmd.name, user: cmd.user, called: cmd.called,
		command: name, args: args,
	})
}

// A deed is something that a person wants done, however it was said.
type deed struct {
	id            string
	team          string
	channel, name string
	user, called  string
	command       string
	args          map[string]string
}

// carryOut lets the clerk answer for the person, whose rights are asked anew.
func (s *Session) carryOut(ctx context.Context, d deed) news.Message {
	w, err := s.spaces.Of(ctx, d.team)
	if err != nil {
		return s.unreachable(err)
	}
	actor, where := s.people.of(w).actor(ctx, d.user, d.called, d.channel)
	outside := where.Known && !where.Member && postsHere(d.command)
	if outside && strings.HasPrefix(d.channel, "D") {
		voice := lang.In(lang.Pick(actor.Locale))
		return voice.Message(news.Message{Private: true, Text: &news.Note{Error: true, Lines: []news.Line{
			{Text: voice.Text("I cannot post in a conversation between people. Type it in a channel, or in a direct message with me.")},
		}}})
	}
	m := s.o.Clerk.Answer(ctx, bot.Request{
		ID: d.id, Target: s.target(d.team, d.channel), Channel: cmp.Or(where.Name, d.name),
		Actor: actor, Command: d.command, Args: d.args, At: s.o.Now(),
	})
	if outside {
		return uninvited(m)
	}
	return m
}

// unreachable tells that there is no token for the workspace.
func (s *Session) unreachable(err error) news.Message {
	line := "newsbell cannot reach this workspace just now. Try again in a minute."
	_, mendable := errors.AsType[*news.Error](err)
	switch {
	case errors.Is(err, webapi.ErrNoToken):
		line = "newsbell is no longer installed in this workspace. Let an admin install it again."
	case mendable:
		s.lg.Error("slack workspace not found", "err", err)
		line = "newsbell has lost the key to this workspace. Whoever operates newsbell finds in its log what to do."
	default:
		s.lg.Warn("slack workspace not found", "err", err)
	}
	return news.Message{Private: true, Text: &news.Note{Error: true, Lines: []news.Line{{Text: line}}}}
}

// postsHere tells whether a command makes newsbell post in the channel, now
// or later.
func postsHere(command string) bool {
	return slices.Contains([]string{
		bot.CmdSubscribe, bot.CmdDigestSet, bot.CmdDigestNow, bot.CmdFollow, bot.CmdResume, bot.CmdTest, bot.CmdQuiet,
	}, command)
}

// uninvited adds to the answer of a command that newsbell is not in the channel,
// and how it gets there.
func uninvited(m news.Message) news.Message {
	if m.Text == nil || m.Text.Error {
		return m
	}
	n, voice := *m.Text, lang.In(m.Language)
	n.Lines = append(slices.Clone(n.Lines),
		news.Line{Bold: true, Text: voice.Text("I cannot post here yet. I lack: %s.", voice.Text("membership in this channel"))},
		news.Line{Text: voice.Text("To give it, type this here. What waits for it then comes by itself:")},
		news.Line{Text: "/invite @newsbell", Code: true})
	m.Text = &n
	return m
}

// voiceOf speaks a person's own language; English when Slack does not tell.
func (s *Session) voiceOf(ctx context.Context, team, user string) lang.Voice {
	w, err := s.spaces.Of(ctx, team)
	if err != nil {
		return lang.Voice{}
	}
	a, _ := s.people.of(w).actor(ctx, user, "", news.Person(user))
	return lang.In(lang.Pick(a.Locale))
}

// eventID names an event by a hash of what is its own: a trigger is a
// short-lived secret, which must not be stored.
func eventID(own ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(own, "|")))
	return "slack-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:15]))
}

// unescape undoes the three entities of a typed line.
func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// recent remembers events, since Slack may send one twice.
type recent struct {
	now func() time.Time

	mu  sync.Mutex
	ids map[string]seenEvent
}

type seenEvent struct {
	at   time.Time
	open bool // still being answered
}

func newRecent(now func() time.Time) *recent {
	return &recent{now: now, ids: map[string]seenEvent{}}
}

// take tells whether the event comes for the first time, and if not, whether
// it is still being answered.
func (r *recent) take(id string) (first, open bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if e, ok := r.ids[id]; ok && now.Sub(e.at) < remembered {
		return false, e.open
	}
	if len(r.ids) >= manyEvents {
		for k, e := range r.ids {
			if now.Sub(e.at) >= remembered {
				delete(r.ids, k)
			}
		}
	}
	r.ids[id] = seenEvent{at: now, open: true}
	return true, false
}

// finish notes that the event is answered.
func (r *recent) finish(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e, ok := r.ids[id]; ok {
		e.open = false
		r.ids[id] = e
	}
}
