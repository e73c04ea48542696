package discord

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"newsbell/news"
)

// Options say how to reach Discord.
type Options struct {
	Token news.Secret
	// APIURL is where requests go; "" means Discord itself.
	APIURL string
	// GlobalPerSecond is the pace over all routes, usually
	// DefaultGlobalPerSecond; 0 sets none of our own, for a proxy that paces.
	GlobalPerSecond int
	// HTTP makes the requests; nil means a client of its own.
	HTTP *http.Client
	Log  *slog.Logger
	Now  func() time.Time // required: the machine's clock, or a test's
}

// A Sender posts to Discord. It is safe for use by many at once; the order of
// messages within a channel is the caller's.
type Sender struct {
	client *client
	log    *slog.Logger

	mu    sync.Mutex
	paced map[news.DeliveryID]bool // admitted by Pace, not yet sent
	self  string                   // the bot's own user id, once asked
	// direct holds the direct channels by person.
	direct map[string]string
}

// NewSender prepares a Sender; it makes no request.
func NewSender(o Options) *Sender {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Sender{client: newClient(o), log: o.Log, paced: map[news.DeliveryID]bool{}, direct: map[string]string{}}
}

// Pace waits until d may go out, for up to about two seconds, and keeps its
// place for the Send that follows. Otherwise away says when to come again. So
// the bytes of a delivery are written ahead only when its request is next.
func (s *Sender) Pace(ctx context.Context, d news.Delivery) (away time.Duration) {
	if s.client.dead.Load() {
		return 0 // Send tells
	}
	d, no := s.address(ctx, d)
	if no != nil {
		return no.After // without a place: Send tells why
	}
	if err := s.client.limit.admit(ctx, sendCall(d).key()); err != nil {
		return judgeError(err).After
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.paced[d.ID] {
		s.client.limit.release(sendCall(d).key())
	}
	s.paced[d.ID] = true
	return 0
}

// Send makes one request with d.Body and classifies what came of it: a create
// request, or an edit of the message d.ParentID. It waits for its turn up to
// about two seconds, honouring ctx, and never repeats a request.
func (s *Sender) Send(ctx context.Context, d news.Delivery) news.Outcome {
	if d.Kind == news.KindEdit && d.ParentID == "" {
		return news.Outcome{Class: news.OutcomeGone, Code: "no_parent", Detail: "there is no message to edit"}
	}
	d, no := s.address(ctx, d)
	if no != nil {
		return *no
	}
	k := sendCall(d)
	s.mu.Lock()
	k.paced = s.paced[d.ID]
	delete(s.paced, d.ID)
	s.mu.Unlock()
	a, err := s.client.do(ctx, k)
	if err != nil {
		return judgeError(err)
	}
	return judge(a)
}

// sendCall is the request for d.
func sendCall(d news.Delivery) call {
	k := call{
		method: http.MethodPost, route: routeMessages, major: d.Target.Channel, body: d.Body,
		path: "/channels/" + url.PathEscape(d.Target.Channel) + "/messages",
	}
	if d.Kind == news.KindEdit {
		k.method, k.route = http.MethodPatch, k.route+"/{}"
		k.path += "/" + url.PathEscape(d.ParentID)
	}
	return k
}
