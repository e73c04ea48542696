package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"time"

	"newsbell/bot"
	"newsbell/bot/discord"
	"newsbell/bot/discord/post"
	"newsbell/bot/local"
	slackpost "newsbell/bot/slack/post"
	"newsbell/config"
	"newsbell/deliver"
	"newsbell/news"
	"newsbell/storage"
)

// buildPlatforms makes the adapters that the configuration asks for and the
// courier that sends through them.
func (a *App) buildPlatforms(ctx context.Context, opts Options) error {
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
		a.room = local.New(local.Options{Clerk: clerk, Now: a.now, Log: a.log, Channels: opts.Rooms})
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

// localMemory is how far back the local chat shows what was sent before a
// restart.
const localMemory = 7 * 24 * time.Hour

// turns keeps Slack's pace together with the other processes, of which there
// may be some on PostgreSQL only.
func (a *App) turns() slackpost.Turns {
	if a.store.Engine() != storage.Postgres {
		return nil
	}
	return a.store
}

// holder names this process among those that share the platforms' limits.
func holder() string {
	name, err := os.Hostname()
	if err != nil {
		name = "newsbell"
	}
	return fmt.Sprintf("%s-%d-%s", name, os.Getpid(), rand.Text()[:8])
}

// Senders are what can look into the platforms' history for what was posted, a
// platform that is configured each; they keep no pace with other processes.
func Senders(cfg config.Config, store *storage.Store, now func() time.Time) (map[news.Platform]deliver.Sender, error) {
	all := map[news.Platform]deliver.Sender{}
	if cfg.Discord.On() {
		all[news.Discord] = post.NewSender(post.Options{Token: cfg.Discord.Token, APIURL: cfg.Discord.APIURL, Now: now})
	}
	if cfg.Slack.On() {
		vault, err := slackVault(cfg.Slack, store)
		if err != nil {
			return nil, err
		}
		all[news.Slack] = slackSender(cfg.Slack, vault, nil, nil, now)
	}
	return all, nil
}
