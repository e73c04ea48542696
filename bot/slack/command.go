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
	"github.com/slack-go/slack/socketmode"

	"newsbell/bot"
	"newsbell/news"
)

const (
	ackWithin   = 2 * time.Second // Slack waits three
	answerLimit = 2 * time.Minute // of a command's whole work
	remembered  = time.Hour       // of an event's id
)

// command answers a slash command. A quick answer travels in the
// acknowledgement; a slow one follows at the response_url.
func (s *Session) command(ctx context.Context, socket *socketmode.Client, env *socketmode.Request, cmd slackgo.SlashCommand) {
	id := eventID("command", cmp.Or(cmd.TriggerID, env.EnvelopeID))
	if first, open := s.seen.take(id); !first {
		if !open { // otherwise the first one is still to acknowledge it
			s.ack(ctx, socket, env.EnvelopeID, nil)
		}
		return
	}
	defer s.seen.finish(id)
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	done := make(chan news.Message, 1)
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { done <- s.answerCommand(ctx, id, cmd) })

	late := time.NewTimer(s.ackWithin)
	defer late.Stop()
	select {
	case m := <-done:
		if env.AcceptsResponsePayload && s.ack(ctx, socket, env.EnvelopeID, answerBody(m)) {
			return
		}
		s.ack(ctx, socket, env.EnvelopeID, nil)
		s.respond(ctx, cmd.ResponseURL, m)
	case <-late.C:
		s.ack(ctx, socket, env.EnvelopeID, nil)
		s.respond(ctx, cmd.ResponseURL, <-done)
	}
}

// answerCommand makes a request of what was typed and lets the clerk answer.
func (s *Session) answerCommand(ctx context.Context, id string, cmd slackgo.SlashCommand) news.Message {
	name, args, err := bot.ParseLine(unescape(cmd.Text), s.o.Commands)
	if err != nil {
		return problem(err)
	}
	actor, where := s.people.actor(ctx, cmd.UserID, cmd.UserName, cmd.ChannelID)
	if where.Known && !where.Member && postsHere(name) {
		return uninvited()
	}
	return s.o.Clerk.Answer(ctx, bot.Request{
		ID: id, Target: s.target(cmd.TeamID, cmd.ChannelID), Channel: cmp.Or(where.Name, cmd.ChannelName),
		Actor: actor, Command: name, Args: args, At: s.o.Now(),
	})
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

func uninvited() news.Message {
	return news.Message{Private: true, Text: &news.Note{
		Title: "I am not in this channel",
		Lines: []news.Line{
			{Text: "I can only post where I am a member. Type this here, then repeat your command:"},
			{Text: "/invite @newsbell", Code: true},
		},
		Error: true,
	}}
}

// problem shows an error of a typed line.
func problem(err error) news.Message {
	note := &news.Note{Error: true, Lines: []news.Line{{Text: "That did not work. Type /news help for what can be typed."}}}
	if e, ok := errors.AsType[*news.Error](err); ok {
		note.Lines = nil
		for line := range strings.Lines(e.Message) {
			note.Lines = append(note.Lines, news.Line{Text: strings.TrimRight(line, "\n")})
		}
	}
	return news.Message{Private: true, Text: note}
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
