package socket

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/sync/errgroup"

	"newsbell/bot/slack/webapi"
	"newsbell/news"
)

const (
	readLimit   = 4 << 20 // bytes of one message of the socket
	atOnce      = 32      // commands answered side by side
	firstRetry  = time.Second
	slowestTry  = time.Minute
	connections = 2 // side by side: one answers while the other is renewed
	helloWithin = 10 * time.Second
)

// An Ack acknowledges what Slack sent, with an answer or nil; it tells whether
// Slack heard. Only the first counts.
type Ack func(payload any) bool

// Options are what a Socket needs; all but HelloWithin are required.
type Options struct {
	API      string      // base address of the Web API
	AppToken news.Secret // xapp-…, with connections:write
	BotToken news.Secret // xoxb-…; "" when each workspace has its own
	HTTP     *http.Client
	Log      *slog.Logger
	Now      func() time.Time
	// HelloWithin is how long Slack may take to greet on a connection; 0 means 10 s.
	HelloWithin time.Duration
	// Check asks Slack about the tokens, before anything is opened and again
	// after a connection ended. Its *news.Error ends Run.
	Check func(context.Context) error
	// Team names the workspace in the log; "" when it is not known.
	Team func() string
	// Command, Interaction and Event do the work of what comes in and have it
	// acknowledged; several run side by side.
	Command     func(ctx context.Context, ack Ack, cmd slackgo.SlashCommand, envelope string)
	Interaction func(ctx context.Context, ack Ack, payload json.RawMessage)
	Event       func(ctx context.Context, ack Ack, payload json.RawMessage)
}

// A Socket keeps connections of Socket Mode open.
type Socket struct {
	o    Options
	lg   *slog.Logger
	open atomic.Int32 // connections that Slack has greeted
}

// New makes a socket; it opens nothing yet.
func New(o Options) *Socket {
	o.HelloWithin = cmp.Or(o.HelloWithin, helloWithin)
	return &Socket{o: o, lg: o.Log}
}

// Open tells whether Slack has greeted on a connection.
func (s *Socket) Open() bool { return s.open.Load() > 0 }

// Run keeps the connections open until ctx ends, which is no error, once Slack
// takes the tokens. It returns early only when Slack rejects one of them, with a
// *news.Error; whatever else goes wrong is tried again at growing intervals.
// What comes twice, since two are open, is handed on twice.
func (s *Socket) Run(ctx context.Context) error {
	if err := s.keep(ctx, s.o.Check); err != nil || ctx.Err() != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for range connections {
		group.Go(func() error {
			checked := true
			for ctx.Err() == nil {
				err := s.keep(ctx, func(ctx context.Context) error {
					if !checked {
						if err := s.o.Check(ctx); err != nil {
							return err
						}
					}
					checked = false
					return webapi.TokenFault(s.serve(ctx), "app_token", "make a new app-level token (xapp-) in the app's settings")
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// keep tries until it succeeds or ctx ends, which is no error, at intervals that
// grow while it fails at once. Its error is one that people must mend.
func (s *Socket) keep(ctx context.Context, try func(context.Context) error) error {
	for wait := firstRetry; ctx.Err() == nil; wait = min(2*wait, slowestTry) {
		began := s.o.Now()
		err := try(ctx)
		if _, mend := errors.AsType[*news.Error](err); mend || err == nil {
			return err
		}
		if ctx.Err() != nil {
			break
		}
		if s.o.Now().Sub(began) > slowestTry {
			wait = firstRetry
		}
		s.lg.WarnContext(ctx, "slack session down", "err", err, "dur", wait)
		pause(ctx, wait)
	}
	return nil //nolint:nilerr // that ctx ends is no failure
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// serve runs one socket, with its reconnections, and answers what comes in.
func (s *Socket) serve(ctx context.Context) error {
	socket := socketmode.New(
		slackgo.New(s.o.BotToken.Reveal(),
			slackgo.OptionAppLevelToken(s.o.AppToken.Reveal()),
			slackgo.OptionAPIURL(s.o.API),
			slackgo.OptionHTTPClient(s.o.HTTP)),
		socketmode.OptionReadLimit(readLimit),
		socketmode.OptionLog(silent{}),
	)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return slackError(socket.RunContext(ctx)) })
	group.Go(func() error { return s.listen(ctx, socket) })
	return group.Wait()
}

// silent keeps slack-go from writing to standard error: its lines would hold
// what people wrote.
type silent struct{}

// Output drops a line.
func (silent) Output(int, string) error { return nil }

// slackError gives the error of slack-go the form of our own.
func slackError(err error) error {
	if err == nil {
		return errors.New("slack socket closed")
	}
	if e, ok := errors.AsType[slackgo.SlackErrorResponse](err); ok {
		return fmt.Errorf("open slack socket: %w", &webapi.Error{Code: e.Err})
	}
	if e, ok := errors.AsType[slackgo.StatusCodeError](err); ok {
		return fmt.Errorf("open slack socket: %w", &webapi.Error{Status: e.Code})
	}
	return fmt.Errorf("open slack socket: %w", webapi.Redact(err))
}
