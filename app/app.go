package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"newsbell/bot/clerk"
	"newsbell/bot/discord"
	"newsbell/bot/local"
	"newsbell/bot/slack"
	"newsbell/config"
	"newsbell/deliver"
	"newsbell/desk"
	"newsbell/digest"
	"newsbell/feed"
	"newsbell/feed/discover"
	"newsbell/feed/fetch"
	"newsbell/feed/push"
	"newsbell/jobs"
	"newsbell/news"
	"newsbell/storage"
	"newsbell/summary/llm"
	"newsbell/web"
)

// A queue works jobs: River in the real program, by hand in simulated time.
type queue interface {
	storage.Enqueuer
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	Release(ctx context.Context, lanes, rest bool) error
}

// An App is newsbell put together, stage by stage in the order of an article.
type App struct {
	cfg     config.Config
	log     *slog.Logger
	now     func() time.Time
	version string
	store   *storage.Store
	queue   queue
	roles   Roles

	watcher *feed.Watcher
	client  *fetch.Client
	web     discover.Fetcher // what feeds and pages are read through: the client
	reader  *feed.Reader
	push    *push.Subscriber // nil unless hubs can reach us
	desk    *desk.Desk
	editor  *digest.Editor
	courier *deliver.Courier
	teller  *llm.Writer // nil unless a language model writes summaries
	clerk   *clerk.Service
	room    *local.Room // nil unless the local chat is on
	discord *discord.Session
	slack   *slack.Session
	share   func(context.Context) error // keeps the share of Discord's limits; nil without Discord
	install http.Handler                // of workspaces that install newsbell by OAuth; nil unless they can
	metrics *web.Metrics
	release func() // gives up the ownership of the store
}

// Options say what an App is made of.
type Options struct {
	// Config is the operator's checked configuration.
	Config config.Config
	// Log takes what happens; Now is the clock. Both are needed.
	Log *slog.Logger
	Now func() time.Time
	// Version is the release that feeds' servers and the operator's page are told.
	Version string
	// Roles are the parts that run; nil means all.
	Roles Roles
	// Manual has jobs and rounds worked by Step alone: simulated time.
	Manual bool
	// Web stands in for the client that reads feeds and pages, when set: the
	// world of a test.
	Web discover.Fetcher
	// Rooms are the local chat's first channels.
	Rooms []string
}

// New opens the store, takes its ownership and builds every part; nothing runs
// yet. Close the App in any case. A fault that people can mend, such as another
// process that owns the store, is a *news.Error.
func New(ctx context.Context, o Options) (*App, error) {
	a := &App{
		cfg: o.Config, log: o.Log, now: o.Now, version: o.Version, web: o.Web, roles: o.Roles,
		metrics: web.NewMetrics(), release: func() {},
	}
	if err := a.build(ctx, o); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// stopWithin is how long the loops and the jobs may take to stop, together.
const stopWithin = 9 * time.Second

// Run works and serves on l until ctx ends, which is no error, or until a part
// finds that it cannot: a rejected token. It stops in the reverse order of
// starting, as the package says, and closes l. It may be called once.
func (a *App) Run(ctx context.Context, l net.Listener) error {
	a.log.InfoContext(ctx, "newsbell runs", "listen", "http://"+l.Addr().String(), "discord", a.discord != nil,
		"slack", a.slack != nil, "local", a.room != nil, "feeds", len(a.cfg.Feed))
	err := a.work(ctx, l)
	if err == nil {
		a.log.InfoContext(context.WithoutCancel(ctx), "newsbell stopped")
	}
	return err
}

// work is Run between the two lines of the log.
func (a *App) work(ctx context.Context, l net.Listener) error {
	leave, err := a.join(ctx)
	if err != nil {
		return unlessTold(ctx, fmt.Errorf("release what a dead process held: %w", err))
	}
	defer leave()
	h, err := a.Handler()
	if err != nil {
		return err
	}
	if err := a.trySeals(ctx); err != nil {
		return unlessTold(ctx, err)
	}
	queueCtx, endQueue := context.WithCancel(context.WithoutCancel(ctx))
	defer endQueue()
	if err := a.queue.Start(queueCtx); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	stopCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	end := func() { time.AfterFunc(stopWithin, cancel) }
	defer context.AfterFunc(ctx, end)()
	err = a.loops(ctx, l, h)
	end() // also when a part ended by itself
	if stopErr := a.queue.Stop(stopCtx); stopErr != nil {
		err = errors.Join(err, fmt.Errorf("stop jobs: %w", stopErr))
	}
	return err
}

// loops runs what polls, decides, serves and listens until ctx ends, which is
// no error, or until one of them cannot go on.
func (a *App) loops(told context.Context, l net.Listener, h http.Handler) error {
	g, ctx := errgroup.WithContext(told)
	g.Go(func() error { return web.Serve(ctx, l, h, a.log) })
	g.Go(func() error { return a.store.Watch(ctx) })
	if a.discord != nil {
		g.Go(func() error { return a.share(ctx) })
	}
	if !a.roles.decides() {
		return unlessTold(told, g.Wait())
	}
	g.Go(func() error { return a.desk.Run(ctx) })
	g.Go(func() error { return a.fillIndex(ctx) })
	g.Go(func() error { return a.editor.Run(ctx) })
	g.Go(func() error { return a.watcher.Run(ctx) })
	g.Go(func() error { return a.runPush(ctx) })
	if a.discord != nil {
		g.Go(func() error { return a.discord.Run(ctx) })
	}
	if a.slack != nil {
		g.Go(func() error { return a.slack.Run(ctx) })
	}
	return unlessTold(told, g.Wait())
}

// unlessTold drops the error of a part that ended because newsbell was told to.
func unlessTold(ctx context.Context, err error) error {
	if ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		return nil
	}
	return err
}

// Close gives up the store. Call it after Run has returned.
func (a *App) Close() error {
	if a.client != nil {
		a.client.Close()
	}
	a.release()
	if a.store == nil {
		return nil
	}
	return a.store.Close()
}

// OpenStore opens the store of a configuration and nothing else, for commands
// that only read or write rows; it takes no ownership. Close it.
func OpenStore(ctx context.Context, cfg config.Config, log *slog.Logger) (*storage.Store, error) {
	return storage.Open(ctx, storage.Options{URL: cfg.Storage.URL.Reveal(), Log: log, Check: jobs.Check})
}

// Listen opens the address that Run serves on. The error says which setting to
// change.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, &news.Error{
			Code:    "listen",
			Message: fmt.Sprintf("cannot listen on %s: %v. Set http.listen (or --addr) to a free address.", addr, errors.Unwrap(err)),
		}
	}
	return l, nil
}
