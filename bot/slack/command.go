package slack

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"strings"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"

	"newsbell/bot"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/form"
	"newsbell/lang"
	"newsbell/news"
)

const (
	ackWithin   = 2 * time.Second // Slack waits three
	answerLimit = 2 * time.Minute // of a command's whole work
	remembered  = time.Hour       // of an event's id
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
	w, err := s.spaces.of(ctx, d.team)
	if err != nil {
		return s.unreachable(err)
	}
	actor, where := w.people.actor(ctx, d.user, d.called, d.channel)
	if where.Known && !where.Member && postsHere(d.command) {
		return uninvited(lang.In(lang.Pick(actor.Locale)))
	}
	return s.o.Clerk.Answer(ctx, bot.Request{
		ID: d.id, Target: s.target(d.team, d.channel), Channel: cmp.Or(where.Name, d.name),
		Actor: actor, Command: d.command, Args: d.args, At: s.o.Now(),
	})
}

// unreachable tells that there is no token for the workspace.
func (s *Session) unreachable(err error) news.Message {
	line := "newsbell cannot reach this workspace just now. Try again in a minute."
	if errors.Is(err, errNoToken) {
		line = "newsbell is no longer installed in this workspace. Let an admin install it again."
	} else {
		s.lg.Warn("slack workspace not found", "err", err)
	}
	return news.Message{Private: true, Text: &news.Note{Error: true, Lines: []news.Line{{Text: line}}}}
}

// postsHere tells whether a command makes newsbell post in the channel, now
// or later.
func postsHere(command string) bool {
	switch command {
	case bot.CmdSubscribe, bot.CmdDigestSet, bot.CmdDigestNow, bot.CmdTest, bot.CmdResume:
		return true
	default:
		return false
	}
}

func uninvited(voice lang.Voice) news.Message {
	return voice.Message(news.Message{Private: true, Text: &news.Note{
		Title: voice.Text("I am not in this channel"),
		Lines: []news.Line{
			{Text: voice.Text("I can only post where I am a member. Type this here, then repeat your command:")},
			{Text: "/invite @newsbell", Code: true},
		},
		Error: true,
	}})
}

// voiceOf speaks a person's own language; English when Slack does not tell.
func (s *Session) voiceOf(ctx context.Context, team, user string) lang.Voice {
	w, err := s.spaces.of(ctx, team)
	if err != nil {
		return lang.Voice{}
	}
	a, _ := w.people.actor(ctx, user, "", news.Person(user))
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
	if len(r.ids) >= manyEntries {
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
