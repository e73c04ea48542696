package post

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"newsbell/bot/discord/card"
	"newsbell/bot/discord/rest"
	"newsbell/news"
)

// Options say how to reach Discord.
type Options = rest.Options

// DefaultGlobalPerSecond is the pace that Discord allows over all routes.
const DefaultGlobalPerSecond = rest.DefaultGlobalPerSecond

// A Sender posts to Discord. It is safe for use by many at once; the order of
// messages within a channel is the caller's.
type Sender struct {
	client *rest.Client
	log    *slog.Logger

	mu    sync.Mutex
	paced map[news.DeliveryID]bool // admitted by Pace, not yet sent
	self  string                   // the bot's own user id, once asked
	// direct holds the direct channels by person.
	direct map[string]string
	// forums are the channels that were found to be forums.
	forums map[string]forum
	// published holds, by channel, when its alerts of the last hour were
	// published; nil for one that cannot publish.
	published map[string][]time.Time
}

// NewSender prepares a Sender; it makes no request.
func NewSender(o Options) *Sender {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Sender{
		client: rest.New(o), log: o.Log, paced: map[news.DeliveryID]bool{}, direct: map[string]string{},
		forums: map[string]forum{}, published: map[string][]time.Time{},
	}
}

// Client makes the requests; what belongs to no delivery goes through it too.
func (s *Sender) Client() *rest.Client { return s.client }

// Log is where the sender writes.
func (s *Sender) Log() *slog.Logger { return s.log }

// Render gives the exact bytes of the request that shows d; see [card.Render].
func (s *Sender) Render(d news.Delivery, simple bool) ([]byte, error) { return card.Render(d, simple) }

// Pace waits until d may go out, for up to about two seconds, and keeps its
// place for the Send that follows. Otherwise away says when to come again. So
// the bytes of a delivery are written ahead only when its request is next.
func (s *Sender) Pace(ctx context.Context, d news.Delivery) (away time.Duration) {
	if s.client.Dead() {
		return 0 // Send tells
	}
	d, no := s.address(ctx, d)
	if no != nil {
		return no.After // without a place: Send tells why
	}
	k := s.sendCall(d)
	if err := s.client.Admit(ctx, k); err != nil {
		return rest.JudgeError(err).After
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.paced[d.ID] {
		s.client.Release(k)
	}
	s.paced[d.ID] = true
	return 0
}

// Send makes one request with d.Body and classifies what came of it: a create
// request, or an edit of the message d.ParentID. It waits for its turn up to
// about two seconds, honouring ctx, and never repeats a request that may have
// had an effect. Where Discord's refusal says what the place is instead, it
// asks once more in that form: a forum takes a thread, an archived thread is
// opened first.
func (s *Sender) Send(ctx context.Context, d news.Delivery) news.Outcome {
	if d.Kind == news.KindEdit && d.ParentID == "" {
		return news.Outcome{Class: news.OutcomeGone, Code: "no_parent", Detail: "there is no message to edit"}
	}
	d, no := s.address(ctx, d)
	if no != nil {
		return *no
	}
	o := s.send(ctx, d)
	if card.Charted(d.Body) && o.Class == news.OutcomeForbidden && o.Code == codeMissingRights {
		// Perhaps it may write here, but attach no files.
		if body, err := card.Chartless(d.Body); err == nil {
			d.Body, d.Attempts = body, 0 // the refusal left nothing behind
			o = s.send(ctx, d)
		}
	}
	if o.Class == news.OutcomeSent {
		s.publish(ctx, d, o.MessageID)
	}
	return o
}

// send finds the form that the place takes.
func (s *Sender) send(ctx context.Context, d news.Delivery) news.Outcome {
	if f, ok := s.forumOf(d.Target.Channel); ok && opensThread(d) {
		return s.posted(ctx, d, f)
	}
	thread, _ := card.Standing("", d.ParentID)
	if d.Kind == news.KindReply && thread == "" && d.ParentID != "" && d.Message.Thread {
		var o *news.Outcome
		if thread, o = s.threadOn(ctx, d); o != nil {
			return *o
		}
	}
	admitted := s.sendCall(d)
	k := admitted
	if thread != "" && d.Kind != news.KindEdit {
		body, err := without(d.Body, "message_reference")
		if err != nil {
			return news.Outcome{Class: news.OutcomeRefused, Code: "body", Detail: "the message cannot be read"}
		}
		k.Major, k.Body = thread, body
		k.Path = "/channels/" + url.PathEscape(thread) + "/messages"
	}
	k.Files = s.files(d)
	paced := s.takePace(d.ID)
	k.Paced = paced && k.Major == admitted.Major
	if paced && !k.Paced {
		s.client.Release(admitted)
	}
	o, code := s.once(ctx, k)
	switch {
	case code == rest.CodeForum && opensThread(d):
		s.noteForum(d.Target.Channel, forum{})
		d.Attempts = 0 // a forum refused it: nothing is there
		return s.posted(ctx, d, forum{})
	case code == rest.CodeArchived && s.reopen(ctx, k.Major):
		k.Paced = false
		o, _ = s.once(ctx, k)
	}
	if thread != "" {
		o = inThread(o, thread)
	}
	return o
}

// once makes a request and tells also Discord's own code.
func (s *Sender) once(ctx context.Context, k rest.Call) (news.Outcome, int) {
	a, err := s.client.Do(ctx, k)
	if err != nil {
		return rest.JudgeError(err), 0
	}
	return rest.Judge(a), a.Fault.Code
}

// opensThread tells whether d would be a thread of its own in a forum.
func opensThread(d news.Delivery) bool {
	return d.Kind != news.KindEdit && !strings.Contains(d.ParentID, "/")
}

// takePace tells whether Pace admitted a delivery, once.
func (s *Sender) takePace(id news.DeliveryID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	ok := s.paced[id]
	delete(s.paced, id)
	return ok
}

// sendCall is the request for d.
func (s *Sender) sendCall(d news.Delivery) rest.Call {
	where, message := card.Standing(d.Target.Channel, d.ParentID)
	k := rest.Call{
		Method: http.MethodPost, Route: rest.RouteMessages, Major: where, Body: d.Body,
		Path: "/channels/" + url.PathEscape(where) + "/messages",
	}
	if d.Kind == news.KindEdit {
		k.Method, k.Route = http.MethodPatch, k.Route+"/{}"
		k.Path += "/" + url.PathEscape(message)
	} else if _, ok := s.forumOf(where); ok {
		k.Route, k.Path = routeThreads, "/channels/"+url.PathEscape(where)+"/threads"
	}
	return k
}
