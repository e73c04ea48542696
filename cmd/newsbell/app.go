package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"newsbell/bot"
	"newsbell/bot/discord"
	"newsbell/bot/discord/post"
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
	"newsbell/match"
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

// An app is newsbell put together, stage by stage in the order of an article.
type app struct {
	cfg   config.Config
	log   *slog.Logger
	now   func() time.Time
	store *storage.Store
	queue queue
	roles roles

	watcher *feed.Watcher
	client  *fetch.Client
	web     discover.Fetcher // what feeds and pages are read through: the client
	reader  *feed.Reader
	push    *push.Subscriber // nil unless hubs can reach us
	desk    *desk.Desk
	editor  *digest.Editor
	courier *deliver.Courier
	teller  *llm.Writer // nil unless a language model writes summaries
	clerk   *bot.Service
	room    *local.Room // nil unless the local chat is on
	discord *discord.Session
	slack   *slack.Session
	share   func(context.Context) error // keeps the share of Discord's limits; nil without Discord
	install http.Handler                // of workspaces that install newsbell by OAuth; nil unless they can
	metrics *web.Metrics
	release func() // gives up the ownership of the store
}

// settings are what commands may change about an app.
type settings struct {
	cfg config.Config
	log *slog.Logger
	now func() time.Time
	// roles are the parts that run; nil means all.
	roles roles
	// manual has jobs worked by hand: simulated time.
	manual bool
	// web stands in for the client, when set: the world of a test.
	web discover.Fetcher
	// rooms are the local chat's first channels.
	rooms []string
}

// newApp opens the store, takes its ownership and builds every part; nothing
// runs yet. Close it in any case.
func newApp(ctx context.Context, s settings) (*app, error) {
	a := &app{cfg: s.cfg, log: s.log, now: s.now, web: s.web, roles: s.roles, metrics: web.NewMetrics(), release: func() {}}
	if err := a.build(ctx, s); err != nil {
		return nil, errors.Join(err, a.close())
	}
	return a, nil
}

// build makes the parts in the order in which they need each other.
func (a *app) build(ctx context.Context, s settings) error {
	if err := a.openStore(ctx); err != nil {
		return err
	}
	if !a.roles.decides() {
		if err := a.buildPlatforms(ctx, s); err != nil {
			return err
		}
		return a.buildQueue(ctx, s.manual)
	}
	var err error
	a.desk, err = desk.Open(ctx, desk.Options{
		Log: s.log, Store: a.store, Now: s.now, Budget: s.cfg.Alerts.PerDay, Link: messageLink,
		Judged: a.metrics.Judged,
	})
	if err != nil {
		return fmt.Errorf("open the desk: %w", err)
	}
	a.buildFeeds()
	a.editor = digest.NewEditor(digest.Options{
		Store: a.store, Matches: matchesStory, Clock: s.now, Log: s.log, Settle: digestSettle,
	})
	a.watchParts()
	a.buildClerk()
	if err := a.buildPlatforms(ctx, s); err != nil {
		return err
	}
	if err := a.buildQueue(ctx, s.manual); err != nil {
		return err
	}
	file, list, err := wantedFeeds(a.cfg)
	if err != nil {
		return err
	}
	return syncFeeds(ctx, a.store, file, list, a.now())
}

// digestSettle lets the desk group what arrived just before a digest's slot, and
// what waits five seconds for its page.
const digestSettle = 7 * time.Second

func (a *app) openStore(ctx context.Context) error {
	store, err := openStore(ctx, a.cfg, a.log)
	if err != nil {
		return err
	}
	a.store = store
	if err := a.roles.allowed(store.Engine(), a.cfg); err != nil || !a.roles.decides() {
		return err
	}
	release, err := store.Own(ctx)
	if err != nil {
		return err
	}
	a.release = release
	return nil
}

func (a *app) buildFeeds() {
	a.client = fetch.New(fetch.Options{Version: version})
	if a.web == nil {
		a.web = a.client
	}
	a.watcher = feed.New(feed.Options{
		Store: visits{a.store, a}, Client: a.web, Log: a.log, Now: a.now, Arrived: a.desk.Wake, Ceiling: a.cfg.Feeds.Poll, Polls: 24,
		Tell: a.tellFeed, Pushes: visits{a.store, a}, Rest: a.rest,
	})
	a.reader = feed.NewReader(a.web, a.now)
	a.buildPush()
}

// watchParts shows what parts know of themselves among the metrics.
func (a *app) watchParts() {
	a.metrics.Watch("match_doubted_pairs", "Pairs of query and article for which the index was held against the plain evaluator.", func() float64 {
		pairs, _ := a.desk.Doubted()
		return float64(pairs)
	})
	a.metrics.Watch("match_differences", "Those on which they differ; must stay 0.", func() float64 {
		_, differences := a.desk.Doubted()
		return float64(differences)
	})
	a.metrics.Watch("pages_late", "Pages whose reading took too long.", func() float64 { return float64(a.reader.Late()) })
	a.metrics.Watch("pages_adrift", "Readings of pages that were given up and have not ended.", func() float64 { return float64(a.reader.Adrift()) })
}

func (a *app) buildClerk() {
	a.clerk = &bot.Service{
		Store: registry{Store: a.store, app: a}, Index: a.desk, Feeds: finder{a}, Digests: digests{a},
		Pages: pages{a}, Verdicts: verdicts{a.store}, Budgets: budgets{a.store}, Mode: defaultMode, Now: a.now, Log: a.log,
		Defaults: bot.Defaults{Budget: a.cfg.Alerts.PerDay},
		Limits:   bot.Limits{Subscriptions: a.cfg.Limits.Subscriptions, Feeds: a.cfg.Limits.Feeds, Looks: a.cfg.Limits.Lookups},
	}
}

// buildPlatforms makes the adapters that the configuration asks for and the
// courier that sends through them.
func (a *app) buildPlatforms(ctx context.Context, s settings) error {
	routes := map[news.Platform]deliver.Route{}
	clerk := counted{a.clerk, a}
	if a.cfg.Discord.On() {
		o := post.Options{
			Token: a.cfg.Discord.Token, APIURL: a.cfg.Discord.APIURL,
			GlobalPerSecond: post.DefaultGlobalPerSecond, Log: a.log, Now: a.now,
		}
		if a.store.Engine() == storage.Postgres {
			o.Shares, o.Holder = a.store, holder()
		}
		sender := post.NewSender(o)
		a.share = sender.Share
		a.discord = discord.NewSession(discord.SessionOptions{
			Sender: sender, Clerk: clerk, Commands: bot.Commands(), Changed: a.channelChanged, Turns: a.store,
		})
		routes[news.Discord] = deliver.Route{Sender: sender, Policy: deliver.DiscordPolicy()}
	}
	if a.cfg.Slack.On() {
		route, err := a.buildSlack(clerk)
		if err != nil {
			return err
		}
		routes[news.Slack] = route
	}
	if a.cfg.Local.Enabled {
		a.room = local.New(local.Options{Clerk: clerk, Now: a.now, Log: a.log, Channels: s.rooms})
		if err := a.room.Load(ctx, func(ctx context.Context) ([]news.Delivery, error) {
			return a.store.LocalHistory(ctx, a.now().Add(-localMemory))
		}); err != nil {
			return fmt.Errorf("restore the local chat: %w", err)
		}
		routes[news.Local] = deliver.Route{Sender: a.room, Policy: deliver.LocalPolicy()}
	}
	a.courier = &deliver.Courier{
		Log: a.log, Store: a.store, Routes: routes, Now: a.now, Observe: a.metrics.Sent,
	}
	a.buildTeller()
	return nil
}

func (a *app) buildQueue(ctx context.Context, manual bool) error {
	handlers := jobs.Handlers{}
	if a.roles.decides() {
		handlers.Page, handlers.Housekeep = a.readPage, a.housekeep
	}
	if a.roles.delivers() {
		handlers.Lane = a.courier.Drain
	}
	if manual {
		a.courier.Shift = time.Nanosecond // a clock that stands still is not waited for
		a.queue = &jobs.Manual{Store: a.store, Handlers: handlers, Now: a.now, Log: a.log}
	} else {
		q, err := jobs.New(ctx, jobs.Options{
			DB: a.store.DB(), Engine: a.store.Engine(), URL: a.store.URL(), Store: a.store, Log: a.log, Handlers: handlers,
			Lanes: map[news.Platform]int{news.Discord: 100, news.Slack: 100, news.Local: 20},
		})
		if err != nil {
			return fmt.Errorf("make the job queue: %w", err)
		}
		a.queue = q
	}
	a.store.SetEnqueuer(a.queue)
	a.store.SetCatchUp(deliver.CatchUp)
	a.store.SetKeys(match.Keys)
	return nil
}

// handler is everything that is served over HTTP.
func (a *app) handler() (http.Handler, error) {
	o := web.Options{
		Status: status{a.store}, Now: a.now, Log: a.log, Version: version, Metrics: a.metrics,
		Token: a.cfg.HTTP.AdminToken, Checks: a.checks(), Review: a.settle,
		Explain: explainIll,
	}
	if a.room != nil {
		chat, err := a.room.Handler()
		if err != nil {
			return nil, fmt.Errorf("make the chat page: %w", err)
		}
		o.Chat = chat
	}
	if a.push != nil {
		o.Push = a.push
	}
	if a.roles.decides() {
		o.Mounts = a.mounts()
	}
	return web.New(o)
}

func (a *app) checks() []web.Check {
	checks := []web.Check{{Name: "store", Run: func(ctx context.Context) error { return a.store.DB().PingContext(ctx) }}}
	notYet := errors.New("not connected")
	add := func(name string, ready func() bool) {
		checks = append(checks, web.Check{Name: name, Run: func(context.Context) error {
			if !ready() {
				return notYet
			}
			return nil
		}})
	}
	if !a.roles.decides() {
		return checks
	}
	if a.discord != nil {
		add("discord", a.discord.Ready)
	}
	if a.slack != nil {
		add("slack", a.slack.Ready)
	}
	return checks
}

// localMemory is how far back the local chat shows what was sent before a
// restart.
const localMemory = 7 * 24 * time.Hour

// stopWithin is how long an orderly stop may take.
const stopWithin = 9 * time.Second

// run works until ctx ends, or until a part finds that it cannot: a rejected
// token. It stops in the reverse order of starting.
func (a *app) run(ctx context.Context, l net.Listener) error {
	leave, err := a.join(ctx)
	if err != nil {
		return unlessTold(ctx, fmt.Errorf("release what a dead process held: %w", err))
	}
	defer leave()
	h, err := a.handler()
	if err != nil {
		return err
	}
	queueCtx, endQueue := context.WithCancel(context.WithoutCancel(ctx))
	defer endQueue()
	if err := a.queue.Start(queueCtx); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	err = a.loops(ctx, l, h)
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if stopErr := a.queue.Stop(stopCtx); stopErr != nil {
		err = errors.Join(err, fmt.Errorf("stop jobs: %w", stopErr))
	}
	return err
}

// loops runs what polls, decides, serves and listens until ctx ends, which is
// no error, or until one of them cannot go on.
func (a *app) loops(told context.Context, l net.Listener, h http.Handler) error {
	g, ctx := errgroup.WithContext(told)
	g.Go(func() error { return web.Serve(ctx, l, h, a.log) })
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

// close gives up the store. It is safe on an app that was built half.
func (a *app) close() error {
	if a.client != nil {
		a.client.Close()
	}
	a.release()
	if a.store == nil {
		return nil
	}
	return a.store.Close()
}

// openStore is for commands that need the store only.
func openStore(ctx context.Context, cfg config.Config, log *slog.Logger) (*storage.Store, error) {
	return storage.Open(ctx, storage.Options{URL: cfg.Storage.URL.Reveal(), Log: log, Check: jobs.Check})
}
