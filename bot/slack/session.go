package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/sync/errgroup"

	"newsbell/bot"
	"newsbell/bot/slack/signed"
	"newsbell/news"
)

const (
	readLimit   = 4 << 20 // bytes of one message of the socket
	atOnce      = 32      // commands answered side by side
	firstRetry  = time.Second
	slowestTry  = time.Minute
	sockets     = 2 // connections side by side: one answers while the other is renewed
	helloWithin = 10 * time.Second
)

// SessionOptions are what a Session needs: Clerk and Now, an AppToken for Socket
// Mode or a SigningSecret for HTTP, and BotToken, Tokens or both.
type SessionOptions struct {
	API      string      // base address of the Web API; "" means Slack's own
	BotToken news.Secret // xoxb-…, of the only workspace or of the operator's own
	AppToken news.Secret // xapp-…, with connections:write; "" means no Socket Mode
	// SigningSecret is what Slack signs HTTP requests with; "" has Handler refuse
	// them all.
	SigningSecret news.Secret
	Tokens        Tokens // finds the token of each workspace; nil means that there is one
	Clerk         bot.Clerk
	Commands      []bot.Command // the vocabulary; nil means [bot.Commands]
	HTTP          *http.Client
	Log           *slog.Logger
	Now           func() time.Time
	// Changed is told when an event opens or closes a channel; nil means that
	// nobody wants to know.
	Changed func(ctx context.Context, t news.Target, state news.ChannelState, why string)
	// Uninstalled is told that a workspace took its token back at a time, to the
	// second, and reports whether that still counts; nil means that it always
	// does. Changed hears of its channels afterwards.
	Uninstalled func(ctx context.Context, team string, at time.Time) bool
	// Channels lists the channels of a workspace that newsbell knows, for the
	// Home tab; nil means that it shows none.
	Channels func(ctx context.Context, team string) ([]news.Channel, error)
}

// A Session is the conversation with Slack, over Socket Mode, signed HTTP, or
// both. It hands typed commands, pressed buttons and filled forms to the clerk
// and brings the answers back.
type Session struct {
	o      SessionOptions
	spaces *workspaces
	lg     *slog.Logger
	seen   *recent
	door   *signed.Door
	work   chan func(context.Context) // of requests over HTTP
	ready  atomic.Bool                // requests over HTTP are answered
	open   atomic.Int32               // sockets that Slack has greeted

	ackWithin, helloWithin time.Duration
}

// NewSession makes a session; it calls nobody yet.
func NewSession(o SessionOptions) *Session {
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	if o.Commands == nil {
		o.Commands = bot.Commands()
	}
	if o.HTTP == nil {
		o.HTTP = newClient()
	}
	return &Session{
		o: o, spaces: newWorkspaces(o.API, o.BotToken, o.Tokens, o.HTTP, o.Now), lg: o.Log, seen: newRecent(o.Now),
		door: signed.NewDoor(o.SigningSecret), work: make(chan func(context.Context)), ackWithin: ackWithin,
		helloWithin: helloWithin,
	}
}

// Check asks Slack about the configured tokens. A rejected one is a *news.Error
// that says what to do; other errors mean that Slack did not answer.
func (s *Session) Check(ctx context.Context) error {
	if w := s.spaces.own; w != nil {
		id, err := w.api.whoami(ctx)
		if err != nil {
			return tokenError(err, "bot_token", "install the app to the workspace again and copy its Bot User OAuth Token (xoxb-)")
		}
		w.me.Store(&id)
	}
	if s.o.AppToken == "" {
		return nil
	}
	if err := s.openable(ctx); err != nil {
		return tokenError(err, "app_token", "make an app-level token (xapp-) with the scope connections:write in the app's settings")
	}
	return nil
}

// openable asks for a socket's address, which proves the app token, and lets
// it lapse.
func (s *Session) openable(ctx context.Context) error {
	const method = "apps.connections.open"
	app := newAPI(s.spaces.base, s.o.AppToken, s.o.HTTP, s.o.Now)
	return app.post(ctx, method, []byte("{}")).fail(method)
}

// tokenError makes a rejected token an error that people can mend.
func tokenError(err error, key, advice string) error {
	e, ok := errors.AsType[*apiError](err)
	switch {
	case !ok:
		return err
	case slices.Contains(tokenErrors(), e.Code), e.Code == "not_allowed_token_type":
		return &news.Error{Code: "slack_token", Message: fmt.Sprintf("slack rejects %s (%s): %s", key, e.Code, advice)}
	case e.Code == "missing_scope":
		return &news.Error{Code: "slack_scope", Message: fmt.Sprintf("slack: %s lacks a scope: %s", key, advice)}
	case e.Status == http.StatusNotFound:
		return &news.Error{Code: "slack_api_url", Message: "slack: no Web API answers at api_url"}
	}
	return err
}

// Team gives the id of the configured token's workspace, which is the tenant of
// its channels; "" as long as Slack has not told.
func (s *Session) Team() string {
	if w := s.spaces.own; w != nil {
		if id := w.me.Load(); id != nil {
			return id.Team
		}
	}
	return ""
}

// Ready tells whether a socket is open, or without one whether requests over
// HTTP are answered.
func (s *Session) Ready() bool { return s.ready.Load() || s.open.Load() > 0 }

// Run answers until ctx ends, which is no error: it keeps the socket open and
// does the work of requests over HTTP. It returns early only when Slack rejects
// a configured token, with a *news.Error; whatever else goes wrong is tried
// again at growing intervals.
func (s *Session) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	if s.o.SigningSecret != "" {
		group.Go(func() error { return s.serveHTTP(ctx) })
	}
	if s.o.AppToken != "" {
		group.Go(func() error { return s.runSocket(ctx) })
	}
	return group.Wait()
}

// runSocket keeps the sockets open, once Slack takes the tokens. What comes
// twice, since two are open, is answered once.
func (s *Session) runSocket(ctx context.Context) error {
	if err := s.keep(ctx, s.Check); err != nil || ctx.Err() != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for range sockets {
		group.Go(func() error {
			checked := true
			for ctx.Err() == nil {
				err := s.keep(ctx, func(ctx context.Context) error {
					if !checked {
						if err := s.Check(ctx); err != nil {
							return err
						}
					}
					checked = false
					return tokenError(s.serve(ctx), "app_token", "make a new app-level token (xapp-) in the app's settings")
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
func (s *Session) keep(ctx context.Context, try func(context.Context) error) error {
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
func (s *Session) serve(ctx context.Context) error {
	socket := socketmode.New(
		slackgo.New(s.o.BotToken.Reveal(),
			slackgo.OptionAppLevelToken(s.o.AppToken.Reveal()),
			slackgo.OptionAPIURL(s.spaces.base),
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
		return fmt.Errorf("open slack socket: %w", &apiError{Code: e.Err})
	}
	if e, ok := errors.AsType[slackgo.StatusCodeError](err); ok {
		return fmt.Errorf("open slack socket: %w", &apiError{Status: e.Code})
	}
	return fmt.Errorf("open slack socket: %w", redact(err))
}

// A wire is one socket as its listener knows it.
type wire struct {
	*socketmode.Client
	greeted bool
	hello   *time.Timer // when a connection that was not greeted is given up
}

var errGhost = errors.New("slack opened a socket and does not greet on it")

// listen takes events until ctx ends, and waits for the answers under way.
func (s *Session) listen(ctx context.Context, socket *socketmode.Client) error {
	w := &wire{Client: socket, hello: time.NewTimer(s.helloWithin)}
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

// greeted notes whether Slack has greeted on a socket.
func (s *Session) greeted(w *wire, yes bool) {
	if yes != w.greeted {
		w.greeted = yes
		s.open.Add(map[bool]int32{true: 1, false: -1}[yes])
	}
	w.hello.Stop()
}

// hear handles one event of the socket. Work is done beside it, so that the
// next acknowledgement is not late.
func (s *Session) hear(ctx context.Context, socket *wire, answers *errgroup.Group, e socketmode.Event) {
	switch e.Type {
	case socketmode.EventTypeHello:
		s.greeted(socket, true)
		s.hello(e.Request)
	case socketmode.EventTypeConnecting:
		s.greeted(socket, false)
	case socketmode.EventTypeConnected:
		if !socket.greeted {
			socket.hello.Reset(s.helloWithin)
		}
	case socketmode.EventTypeConnectionError:
		if c, ok := e.Data.(*slackgo.ConnectionErrorEvent); ok {
			s.lg.Warn("slack connection failed", "attempt", c.Attempt, "err", redact(c.ErrorObj), "dur", c.Backoff)
		}
	case socketmode.EventTypeSlashCommand:
		if cmd, ok := e.Data.(slackgo.SlashCommand); ok {
			answers.Go(func() error {
				s.command(ctx, s.acker(ctx, socket, *e.Request), typedOf(cmd, e.Request.EnvelopeID))
				return nil
			})
		}
	case socketmode.EventTypeInteractive:
		answers.Go(func() error { s.interaction(ctx, s.acker(ctx, socket, *e.Request), e.Request.Payload); return nil })
	case socketmode.EventTypeEventsAPI:
		answers.Go(func() error { s.event(ctx, s.acker(ctx, socket, *e.Request), e.Request.Payload); return nil })
	case socketmode.EventTypeErrorBadMessage:
		s.badMessage(ctx, socket, answers, e)
	default:
	}
}

func (s *Session) hello(r *socketmode.Request) {
	lg := s.lg.Info
	if r.NumConnections > sockets+1 { // one more while one is renewed
		lg = s.lg.Warn
	}
	lg("slack connected", "target", s.Team(), "count", r.NumConnections)
}

// ack acknowledges an envelope; payload may be nil.
func (s *Session) ack(ctx context.Context, socket *wire, envelope string, payload any) bool {
	if envelope == "" {
		return false
	}
	if err := socket.AckCtx(ctx, envelope, payload); err != nil {
		s.lg.Warn("slack acknowledgement failed", "err", err)
		return false
	}
	return true
}

// An ack acknowledges what Slack sent, with an answer or nil; it tells whether
// Slack heard. Only the first counts.
type ack func(payload any) bool

// acker acknowledges an envelope. One that takes no answer is not given one.
func (s *Session) acker(ctx context.Context, socket *wire, r socketmode.Request) ack {
	return func(payload any) bool {
		if payload != nil && !r.AcceptsResponsePayload {
			return false
		}
		return s.ack(ctx, socket, r.EnvelopeID, payload)
	}
}

// badMessage acknowledges what slack-go could not read, so that Slack does
// not send it again. A press in it is read all the same.
func (s *Session) badMessage(ctx context.Context, socket *wire, answers *errgroup.Group, e socketmode.Event) {
	bad, ok := e.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return
	}
	var r socketmode.Request
	if err := json.Unmarshal(bad.Message, &r); err != nil {
		s.lg.Warn("slack sent an unreadable event", "err", err)
		return
	}
	switch r.Type {
	case socketmode.RequestTypeInteractive:
		answers.Go(func() error { s.interaction(ctx, s.acker(ctx, socket, r), r.Payload); return nil })
		return
	case socketmode.RequestTypeEventsAPI:
		answers.Go(func() error { s.event(ctx, s.acker(ctx, socket, r), r.Payload); return nil })
		return
	default:
		s.ack(ctx, socket, r.EnvelopeID, nil)
		s.lg.Warn("slack sent an unreadable event", "err", bad.Cause)
	}
}

// target gives the address of a channel in a workspace.
func (s *Session) target(team, channel string) news.Target {
	return news.Target{Platform: news.Slack, Tenant: cmp.Or(strings.TrimSpace(team), s.Team()), Channel: channel}
}
