package app

import (
	"context"
	"fmt"
	"time"

	"newsbell/bot/clerk"
	"newsbell/deliver"
	"newsbell/desk"
	"newsbell/digest"
	"newsbell/feed"
	"newsbell/feed/fetch"
	"newsbell/jobs"
	"newsbell/match"
	"newsbell/news"
)

// build makes the parts in the order in which they need each other.
func (a *App) build(ctx context.Context, o Options) error {
	if err := a.openStore(ctx); err != nil {
		return err
	}
	if !a.roles.decides() {
		if err := a.buildPlatforms(ctx, o); err != nil {
			return err
		}
		return a.buildQueue(ctx, o.Manual)
	}
	var err error
	a.desk, err = desk.Open(ctx, desk.Options{
		Log: o.Log, Store: a.store, Now: o.Now, Budget: o.Config.Alerts.PerDay, Link: messageLink,
		Judged: a.metrics.Judged,
	})
	if err != nil {
		return fmt.Errorf("open the desk: %w", err)
	}
	a.buildFeeds()
	a.editor = digest.NewEditor(digest.Options{
		Store: a.store, Matches: matchesStory, Clock: o.Now, Log: o.Log, Settle: digestSettle,
	})
	a.watchParts()
	a.buildClerk()
	if err := a.buildPlatforms(ctx, o); err != nil {
		return err
	}
	if err := a.buildQueue(ctx, o.Manual); err != nil {
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

func (a *App) openStore(ctx context.Context) error {
	store, err := OpenStore(ctx, a.cfg, a.log)
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

func (a *App) buildFeeds() {
	a.client = fetch.New(fetch.Options{Version: a.version})
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
func (a *App) watchParts() {
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

func (a *App) buildClerk() {
	a.clerk = &clerk.Service{
		Store: registry{Store: a.store, app: a}, Index: a.desk, Feeds: finder{a}, Digests: digests{a},
		Pages: pages{a}, Verdicts: verdicts{a.store}, Budgets: budgets{a.store}, Mode: defaultMode, Now: a.now, Log: a.log,
		Defaults: clerk.Defaults{Budget: a.cfg.Alerts.PerDay},
		Limits:   clerk.Limits{Subscriptions: a.cfg.Limits.Subscriptions, Feeds: a.cfg.Limits.Feeds, Looks: a.cfg.Limits.Lookups},
	}
}

func (a *App) buildQueue(ctx context.Context, manual bool) error {
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
