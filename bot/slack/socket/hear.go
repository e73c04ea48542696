package socket

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/sync/errgroup"

	"newsbell/bot/slack/webapi"
)

// A wire is one connection as its listener knows it.
type wire struct {
	*socketmode.Client
	greeted bool
	hello   *time.Timer // when a connection that was not greeted is given up
}

var errGhost = errors.New("slack opened a socket and does not greet on it")

// listen takes events until ctx ends, and waits for the answers under way.
func (s *Socket) listen(ctx context.Context, socket *socketmode.Client) error {
	w := &wire{Client: socket, hello: time.NewTimer(s.o.HelloWithin)}
	w.hello.Stop()
	var answers errgroup.Group
	answers.SetLimit(atOnce)
	defer answers.Wait() //nolint:errcheck // an answer never fails
	defer s.greeted(w, false)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-w.hello.C:
			return errGhost
		case e := <-socket.Events:
			s.hear(ctx, w, &answers, e)
		}
	}
}

// greeted notes whether Slack has greeted on a connection.
func (s *Socket) greeted(w *wire, yes bool) {
	if yes != w.greeted {
		w.greeted = yes
		s.open.Add(map[bool]int32{true: 1, false: -1}[yes])
	}
	w.hello.Stop()
}

// hear handles one event of the socket. Work is done beside it, so that the
// next acknowledgement is not late.
func (s *Socket) hear(ctx context.Context, w *wire, answers *errgroup.Group, e socketmode.Event) {
	switch e.Type {
	case socketmode.EventTypeHello:
		s.greeted(w, true)
		s.hello(e.Request)
	case socketmode.EventTypeConnecting:
		s.greeted(w, false)
	case socketmode.EventTypeConnected:
		if !w.greeted {
			w.hello.Reset(s.o.HelloWithin)
		}
	case socketmode.EventTypeConnectionError:
		if c, ok := e.Data.(*slackgo.ConnectionErrorEvent); ok {
			s.lg.Warn("slack connection failed", "attempt", c.Attempt, "err", webapi.Redact(c.ErrorObj), "dur", c.Backoff)
		}
	case socketmode.EventTypeSlashCommand:
		if cmd, ok := e.Data.(slackgo.SlashCommand); ok {
			answers.Go(func() error {
				s.o.Command(ctx, s.acker(ctx, w, *e.Request), cmd, e.Request.EnvelopeID)
				return nil
			})
		}
	case socketmode.EventTypeInteractive, socketmode.EventTypeEventsAPI:
		s.work(ctx, w, answers, *e.Request)
	case socketmode.EventTypeErrorBadMessage:
		s.badMessage(ctx, w, answers, e)
	default:
	}
}

// work hands a press or an event on; it is false for what is neither.
func (s *Socket) work(ctx context.Context, w *wire, answers *errgroup.Group, r socketmode.Request) bool {
	var do func(context.Context, Ack, json.RawMessage)
	switch r.Type {
	case socketmode.RequestTypeInteractive:
		do = s.o.Interaction
	case socketmode.RequestTypeEventsAPI:
		do = s.o.Event
	default:
		return false
	}
	answers.Go(func() error { do(ctx, s.acker(ctx, w, r), r.Payload); return nil })
	return true
}

func (s *Socket) hello(r *socketmode.Request) {
	lg := s.lg.Info
	if r.NumConnections > connections+1 { // one more while one is renewed
		lg = s.lg.Warn
	}
	lg("slack connected", "target", s.o.Team(), "count", r.NumConnections)
}

// ack acknowledges an envelope; payload may be nil.
func (s *Socket) ack(ctx context.Context, w *wire, envelope string, payload any) bool {
	if envelope == "" {
		return false
	}
	if err := w.AckCtx(ctx, envelope, payload); err != nil {
		s.lg.Warn("slack acknowledgement failed", "err", err)
		return false
	}
	return true
}

// acker acknowledges an envelope. One that takes no answer is not given one.
func (s *Socket) acker(ctx context.Context, w *wire, r socketmode.Request) Ack {
	return func(payload any) bool {
		if payload != nil && !r.AcceptsResponsePayload {
			return false
		}
		return s.ack(ctx, w, r.EnvelopeID, payload)
	}
}

// badMessage acknowledges what slack-go could not read, so that Slack does
// not send it again. A press or an event in it is read all the same.
func (s *Socket) badMessage(ctx context.Context, w *wire, answers *errgroup.Group, e socketmode.Event) {
	bad, ok := e.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return
	}
	var r socketmode.Request
	if err := json.Unmarshal(bad.Message, &r); err != nil {
		s.lg.Warn("slack event refused", "reason", "unreadable", "err", err)
		return
	}
	if !s.work(ctx, w, answers, r) {
		s.ack(ctx, w, r.EnvelopeID, nil)
		s.lg.Warn("slack event refused", "reason", "unreadable", "err", bad.Cause)
	}
}
