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
	"newsbell/news"
)

const (
	readLimit   = 4 << 20 // bytes of one message of the socket
	atOnce      = 32      // commands answered side by side
	firstRetry  = time.Second
	slowestTry  = time.Minute
	ghostSocket = 2 // connections of one app above which some are left over
)

// SessionOptions are what a Session needs. The tokens, Clerk and Now are
// required.
type SessionOptions struct {
	API      string      // base address of the Web API; "" means Slack's own
	BotToken news.Secret // xoxb-…
	AppToken news.Secret // xapp-…, with connections:write
	Clerk    bot.Clerk
	Commands []bot.Command // the vocabulary; nil means [bot.Commands]
	HTTP     *http.Client
	Log      *slog.Logger
	Now      func() time.Time
	// Changed is told when an event opens or closes a channel; nil means that
	// nobody wants to know.
	Changed func(ctx context.Context, t news.Target, state news.ChannelState, why string)
}

// A Session holds a Socket Mode connection to one workspace. It hands typed
// commands and pressed buttons to the clerk and brings the answers back.
type Session struct {
	o      SessionOptions
	api    *api
	people *people
	lg     *slog.Logger
	seen   *recent
	me     atomic.Pointer[identity]
	ready  atomic.Bool

	ackWithin time.Duration
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
	a := newAPI(o.API, o.BotToken, o.HTTP, o.Now)
	return &Session{o: o, api: a, people: newPeople(a, o.Now), lg: o.Log, seen: newRecent(o.Now), ackWithin: ackWithin}
}

// Check asks Slack about both tokens. A rejected one is a *news.Error that
// says what to do; other errors mean that Slack did not answer.
func (s *Session) Check(ctx context.Context) error {
	id, err := s.api.whoami(ctx)
	if err != nil {
		return tokenError(err, "bot_token", "install the app to the workspace again and copy its Bot User OAuth Token (xoxb-)")
	}
	s.me.Store(&id)
	if err := s.openable(ctx); err != nil {
		return tokenError(err, "app_token", "make an app-level token (xapp-) with the scope connections:write in the app's settings")
	}
	return nil
}

// openable asks for a socket's address, which proves the app token, and lets
// it lapse.
func (s *Session) openable(ctx context.Context) error {
	const method = "apps.connections.open"
	app := newAPI(s.api.base, s.o.AppToken, s.o.HTTP, s.o.Now)
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

// Team gives the workspace's id, which is the tenant of its channels; "" as
// long as Slack has not told.
func (s *Session) Team() string {
	if id := s.me.Load(); id != nil {
		return id.Team
	}
	return ""
}

// Ready tells whether the socket is open.
func (s *Session) Ready() bool { return s.ready.Load() }

// Run keeps the socket open until ctx ends, which is no error. It returns
// early only when Slack rejects a token, with a *news.Error; whatever else
// goes wrong is tried again at growing intervals.
func (s *Session) Run(ctx context.Context) error {
	defer s.ready.Store(false)
	wait := firstRetry
	for ctx.Err() == nil {
		err := s.Check(ctx)
		if err == nil {
			err = tokenError(s.serve(ctx), "app_token", "make a new app-level token (xapp-) in the app's settings")
			wait = firstRetry
		}
		if _, fatal := errors.AsType[*news.Error](err); fatal {
			return err
		}
		if ctx.Err() != nil {
			break
		}
		s.lg.Warn("slack session down", "err", err, "dur", wait)
		pause(ctx, wait)
		wait = min(2*wait, slowestTry)
	}
	return nil
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
			slackgo.OptionAPIURL(s.api.base),
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

// listen takes events until ctx ends, and waits for the answers under way.
func (s *Session) listen(ctx context.Context, socket *socketmode.Client) error {
	var answers errgroup.Group
	answers.SetLimit(atOnce)
	defer answers.Wait() //nolint:errcheck // an answer never fails
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case e := <-socket.Events:
			s.event(ctx, socket, &answers, e)
		}
	}
}

// event handles one event of the socket. Work is done beside it, so that the
// next acknowledgement is not late.
func (s *Session) event(ctx context.Context, socket *socketmode.Client, answers *errgroup.Group, e socketmode.Event) {
	switch e.Type {
	case socketmode.EventTypeHello:
		s.hello(e.Request)
	case socketmode.EventTypeConnecting:
		s.ready.Store(false)
	case socketmode.EventTypeConnectionError:
		if c, ok := e.Data.(*slackgo.ConnectionErrorEvent); ok {
			s.lg.Warn("slack connection failed", "attempt", c.Attempt, "err", redact(c.ErrorObj), "dur", c.Backoff)
		}
	case socketmode.EventTypeSlashCommand:
		if cmd, ok := e.Data.(slackgo.SlashCommand); ok {
			answers.Go(func() error { s.command(ctx, socket, e.Request, cmd); return nil })
		}
	case socketmode.EventTypeInteractive:
		s.ack(ctx, socket, e.Request.EnvelopeID, nil)
		answers.Go(func() error { s.pressed(ctx, e.Request.Payload); return nil })
	case socketmode.EventTypeEventsAPI:
		s.ack(ctx, socket, e.Request.EnvelopeID, nil)
		s.workspaceEvent(ctx, e)
	case socketmode.EventTypeErrorBadMessage:
		s.badMessage(ctx, socket, answers, e)
	default:
	}
}

func (s *Session) hello(r *socketmode.Request) {
	s.ready.Store(true)
	lg := s.lg.Info
	if r.NumConnections > ghostSocket {
		lg = s.lg.Warn
	}
	lg("slack connected", "target", s.Team(), "count", r.NumConnections)
}

// ack acknowledges an envelope; payload may be nil.
func (s *Session) ack(ctx context.Context, socket *socketmode.Client, envelope string, payload any) bool {
	if envelope == "" {
		return false
	}
	if err := socket.AckCtx(ctx, envelope, payload); err != nil {
		s.lg.Warn("slack acknowledgement failed", "err", err)
		return false
	}
	return true
}

// badMessage acknowledges what slack-go could not read, so that Slack does
// not send it again. A press in it is read all the same.
func (s *Session) badMessage(ctx context.Context, socket *socketmode.Client, answers *errgroup.Group, e socketmode.Event) {
	bad, ok := e.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return
	}
	var r socketmode.Request
	if err := json.Unmarshal(bad.Message, &r); err != nil {
		s.lg.Warn("slack sent an unreadable event", "err", err)
		return
	}
	s.ack(ctx, socket, r.EnvelopeID, nil)
	if r.Type == socketmode.RequestTypeInteractive {
		answers.Go(func() error { s.pressed(ctx, r.Payload); return nil })
		return
	}
	s.lg.Warn("slack sent an unreadable event", "err", bad.Cause)
}

// target gives the address of a channel in a workspace.
func (s *Session) target(team, channel string) news.Target {
	return news.Target{Platform: news.Slack, Tenant: cmp.Or(strings.TrimSpace(team), s.Team()), Channel: channel}
}
