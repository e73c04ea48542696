package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"newsbell/bot"
	"newsbell/bot/discord/post"
	"newsbell/bot/discord/rest"
	"newsbell/news"
)

// SessionOptions say what a Session serves.
type SessionOptions struct {
	// Sender makes all requests; its token opens the gateway.
	Sender *post.Sender
	Clerk  bot.Clerk
	// Commands are registered as subcommands of /news; none leaves what is
	// registered alone.
	Commands []bot.Command
	// Changed, when set, is told when channels open or close to newsbell: a
	// target without a channel means all of its tenant. It is called by one
	// goroutine.
	Changed func(ctx context.Context, t news.Target, state news.ChannelState, why string)
	// Slow is how long an answer may take before the person is told to wait;
	// zero means 1.5 s. Discord gives 3 s.
	Slow time.Duration
	// Turns, when set, keeps restarts from using up the day's connections.
	Turns Turns
	// Silence is how long the gateway may leave a heartbeat unanswered; zero
	// means 10 s.
	Silence time.Duration
	// OpenWithin is how long a connection may take to become ready; zero means 15 s.
	OpenWithin time.Duration
	// Retry is the first pause before a new connection, doubled with each
	// failure up to a minute; zero means 1 s.
	Retry time.Duration
}

// A Session keeps one gateway connection open, answers what comes through it,
// and replaces it when it ends or hangs.
type Session struct {
	o     SessionOptions
	roots []slashCommand
	names map[string]string
	ready atomic.Bool
	queue chan event

	changes chan change
	me      atomic.Pointer[string] // our user's id, once known
}

// event is an interaction on its way to a worker.
type event struct {
	interaction *interaction
	at          time.Time
}

const (
	workers      = 16
	queueLength  = 256
	requestLimit = 10 * time.Second // of one REST request of the session
	identifyKeep = 20               // identifies of the day that are left for a person's restarts
)

// NewSession prepares a Session; it makes no request.
func NewSession(o SessionOptions) *Session {
	o.Slow = orElse(o.Slow, 1500*time.Millisecond)
	o.Silence = orElse(o.Silence, 10*time.Second)
	o.OpenWithin = orElse(o.OpenWithin, 15*time.Second)
	o.Retry = orElse(o.Retry, time.Second)
	s := &Session{o: o, queue: make(chan event, queueLength), changes: make(chan change, queueLength)}
	root, names := slashCommands(o.Commands)
	s.roots, s.names = append([]slashCommand{root}, contextMenu()...), names
	words := newCatalogue(localeTable)
	for i := range s.roots {
		words.localize(&s.roots[i])
	}
	return s
}

// Ready tells whether commands are being heard now.
func (s *Session) Ready() bool { return s.ready.Load() }

// Check asks Discord whether the token is good. A refused token is a
// *news.Error that says what to do; other errors are those of the request.
func (s *Session) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, requestLimit)
	defer cancel()
	err := s.client().Get(ctx, rest.Call{Method: http.MethodGet, Route: "/users/@me", Path: "/users/@me"}, nil)
	if refusedToken(err) {
		return &news.Error{
			Code:    "discord_token",
			Message: "Discord refused the token. Set discord.token to the token on the Bot page of the application.",
		}
	}
	if err != nil {
		return fmt.Errorf("ask discord about the token: %w", err)
	}
	return nil
}

func refusedToken(err error) bool {
	r, ok := rest.AsRefusal(err)
	return errors.Is(err, rest.ErrDead) || ok && r.Status == http.StatusUnauthorized
}

// Run registers the commands and serves until ctx ends; then it returns nil. It
// returns a *news.Error, and tries no more, when Discord refuses the token or
// closes the gateway for a reason that no new connection can mend.
// Everything else it outlasts: a connection that ends or hangs is replaced by a
// new one, after a pause that grows with each failure in a row.
func (s *Session) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var pool sync.WaitGroup
	defer pool.Wait()
	defer cancel()
	for range workers {
		pool.Go(func() { s.work(ctx) })
	}
	if s.o.Changed != nil {
		pool.Go(func() { s.tell(ctx) })
	}
	registered := len(s.o.Commands) == 0
	for failures := 0; ctx.Err() == nil; {
		err := s.Check(ctx)
		if fault, ok := errors.AsType[*news.Error](err); ok {
			return fault
		}
		if err == nil && !registered {
			if err = s.register(ctx); err == nil {
				registered = true
			}
		}
		if err == nil {
			err = s.mayIdentify(ctx)
		}
		if err == nil {
			var served bool
			if served, err = s.connect(ctx); served {
				failures = 0
			}
		}
		if fault := fatal(err); fault != nil {
			return fault
		}
		if ctx.Err() != nil {
			break
		}
		s.log().Warn("gateway connection ended, opening a new one", "attempt", failures+1, "err", err)
		if rest.Sleep(ctx, s.pause(failures)) != nil {
			break
		}
		failures++
	}
	return nil
}

// pause is how long to wait before the next connection.
func (s *Session) pause(failures int) time.Duration {
	return min(s.o.Retry<<min(failures, 10), max(time.Minute, s.o.Retry))
}

// budget waits when the day's identifies are nearly used up: Discord resets the
// token of a bot that uses more. Discord counts, so a restart forgets nothing.
func (s *Session) budget(ctx context.Context) error {
	var b struct {
		Limit struct {
			Total     int   `json:"total"`
			Remaining int   `json:"remaining"`
			Reset     int64 `json:"reset_after"` // milliseconds
		} `json:"session_start_limit"`
	}
	reqCtx, cancel := context.WithTimeout(ctx, requestLimit)
	defer cancel()
	if err := s.client().Get(reqCtx, rest.Call{Method: http.MethodGet, Route: "/gateway/bot", Path: "/gateway/bot"}, &b); err != nil {
		return fmt.Errorf("ask for the gateway: %w", err)
	}
	if b.Limit.Total == 0 || b.Limit.Remaining > identifyKeep {
		return nil
	}
	wait := time.Duration(b.Limit.Reset) * time.Millisecond
	s.log().Error("too many gateway connections today, waiting", "count", b.Limit.Total-b.Limit.Remaining, "dur", wait)
	return rest.Sleep(ctx, wait)
}

func (s *Session) client() *rest.Client { return s.o.Sender.Client() }
func (s *Session) log() *slog.Logger    { return s.o.Sender.Log() }
func (s *Session) now() time.Time       { return s.client().Now() }

func orElse(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}
