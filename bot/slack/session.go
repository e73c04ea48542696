package slack

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	slackgo "github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"

	"newsbell/bot"
	"newsbell/bot/slack/signed"
	"newsbell/bot/slack/socket"
	"newsbell/bot/slack/webapi"
	"newsbell/news"
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
	Tokens        webapi.Tokens // finds the token of each workspace; nil means that there is one
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

// An ack acknowledges what Slack sent; see [socket.Ack].
type ack = socket.Ack

// A Session is the conversation with Slack, over Socket Mode, signed HTTP, or
// both. It hands typed commands, pressed buttons and filled forms to the clerk
// and brings the answers back.
type Session struct {
	o      SessionOptions
	spaces *webapi.Workspaces
	people *crowd
	lg     *slog.Logger
	seen   *recent
	door   *signed.Door
	socket *socket.Socket
	work   chan func(context.Context) // of requests over HTTP
	ready  atomic.Bool                // requests over HTTP are answered

	ackWithin time.Duration
}

// NewSession makes a session; it calls nobody yet.
func NewSession(o SessionOptions) *Session {
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	if o.Commands == nil {
		o.Commands = bot.Commands()
	}
	if o.HTTP == nil {
		o.HTTP = webapi.NewHTTP()
	}
	s := &Session{
		o: o, spaces: webapi.NewWorkspaces(o.API, o.BotToken, o.Tokens, o.HTTP, o.Now), people: newCrowd(o.Now),
		lg: o.Log, seen: newRecent(o.Now), door: signed.NewDoor(o.SigningSecret),
		work: make(chan func(context.Context)), ackWithin: ackWithin,
	}
	s.socket = s.newSocket(0)
	return s
}

// newSocket makes the socket of Socket Mode; hello is how long Slack may take to
// greet on a connection, 0 for the usual time.
func (s *Session) newSocket(hello time.Duration) *socket.Socket {
	return socket.New(socket.Options{
		API: s.spaces.Base(), AppToken: s.o.AppToken, BotToken: s.o.BotToken, HTTP: s.o.HTTP, Log: s.lg, Now: s.o.Now,
		HelloWithin: hello, Check: s.Check, Team: s.Team,
		Command: func(ctx context.Context, ack ack, cmd slackgo.SlashCommand, envelope string) {
			s.command(ctx, ack, typedOf(cmd, envelope))
		},
		Interaction: s.interaction, Event: s.event,
	})
}

// Check asks Slack about the configured tokens. A rejected one is a *news.Error
// that says what to do; other errors mean that Slack did not answer.
func (s *Session) Check(ctx context.Context) error {
	if w := s.spaces.Own(); w != nil {
		if _, err := w.Check(ctx); err != nil {
			return webapi.TokenFault(err, "bot_token", "install the app to the workspace again and copy its Bot User OAuth Token (xoxb-)")
		}
	}
	if s.o.AppToken == "" {
		return nil
	}
	if err := s.openable(ctx); err != nil {
		return webapi.TokenFault(err, "app_token", "make an app-level token (xapp-) with the scope connections:write in the app's settings")
	}
	return nil
}

// openable asks for a socket's address, which proves the app token, and lets
// it lapse.
func (s *Session) openable(ctx context.Context) error {
	const method = "apps.connections.open"
	app := webapi.New(s.spaces.Base(), s.o.AppToken, s.o.HTTP, s.o.Now)
	return app.Post(ctx, method, []byte("{}")).Fail(method)
}

// Team gives the id of the configured token's workspace, which is the tenant of
// its channels; "" as long as Slack has not told.
func (s *Session) Team() string {
	if w := s.spaces.Own(); w != nil {
		return w.Team()
	}
	return ""
}

// Ready tells whether a socket is open, or without one whether requests over
// HTTP are answered.
func (s *Session) Ready() bool { return s.ready.Load() || s.socket.Open() }

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
		group.Go(func() error { return s.socket.Run(ctx) })
	}
	return group.Wait()
}

// target gives the address of a channel in a workspace.
func (s *Session) target(team, channel string) news.Target {
	return news.Target{Platform: news.Slack, Tenant: cmp.Or(strings.TrimSpace(team), s.Team()), Channel: channel}
}
