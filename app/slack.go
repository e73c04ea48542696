package app

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"time"

	"newsbell/bot"
	"newsbell/bot/slack"
	"newsbell/bot/slack/install"
	"newsbell/bot/slack/post"
	"newsbell/config"
	"newsbell/deliver"
	"newsbell/news"
	"newsbell/storage"
)

// buildSlack makes the conversation with Slack and the way to send there: over
// Socket Mode, signed HTTP or both, for one workspace or for all that install
// newsbell.
func (a *App) buildSlack(clerk bot.Clerk) (deliver.Route, error) {
	c := a.cfg.Slack
	vault, err := slackVault(c, a.store)
	if err != nil {
		return deliver.Route{}, err
	}
	o := slack.SessionOptions{
		API: c.APIURL, BotToken: c.BotToken, AppToken: c.AppToken, SigningSecret: c.SigningSecret, Clerk: clerk,
		Commands: bot.Commands(), Log: a.log, Now: a.now, Changed: a.channelChanged, Channels: a.slackChannels,
	}
	if vault != nil {
		o.Tokens = vault.Token
		o.Uninstalled = func(ctx context.Context, team string, at time.Time) bool {
			return a.slackUninstalled(ctx, vault, team, at)
		}
		if a.install, err = a.slackInstall(vault); err != nil {
			return deliver.Route{}, err
		}
	}
	a.slack = slack.NewSession(o)
	return deliver.Route{Sender: slackSender(c, vault, a.turns(), a.log, a.now), Policy: deliver.SlackPolicy(c.Settle)}, nil
}

// slackVault keeps the tokens of the workspaces; nil when the configured one is
// all there is.
func slackVault(c config.Slack, store *storage.Store) (*install.Vault, error) {
	if !c.OAuth() {
		return nil, nil
	}
	return install.NewVault(store, sealingKey(c), c.ClientSecret) // which sealed before there was a token_key
}

// sealingKey seals the tokens: the key that was given for it, else the app's
// client secret, which the store does not hold either.
func sealingKey(c config.Slack) news.Secret { return cmp.Or(c.TokenKey, c.ClientSecret) }

// SlackSeals tries the key on the token of each workspace that has a channel, and
// gives those that it does not open, each with what to do; none when workspaces
// do not install newsbell themselves.
func SlackSeals(ctx context.Context, cfg config.Config, store *storage.Store) (shut map[string]error, err error) {
	vault, err := slackVault(cfg.Slack, store)
	if err != nil || vault == nil {
		return nil, err
	}
	channels, err := store.Channels(ctx)
	if err != nil {
		return nil, err
	}
	shut = map[string]error{}
	for _, ch := range channels {
		team := ch.Target.Tenant
		if _, tried := shut[team]; tried || ch.Target.Platform != news.Slack {
			continue
		}
		_, shut[team] = vault.Token(ctx, team)
	}
	maps.DeleteFunc(shut, func(_ string, err error) bool { return err == nil })
	return shut, nil
}

// trySeals says at the start, loudly, when the key of the tokens is another one:
// the workspaces hear nothing until that is mended.
func (a *App) trySeals(ctx context.Context) error {
	shut, err := SlackSeals(ctx, a.cfg, a.store)
	if err != nil {
		return fmt.Errorf("try the key of the workspaces' tokens: %w", err)
	}
	for _, team := range slices.Sorted(maps.Keys(shut)) {
		a.log.ErrorContext(ctx, "slack token cannot be read", "target", team, "err", shut[team])
	}
	return nil
}

// slackSender posts to Slack; vault and turns may be nil.
func slackSender(c config.Slack, vault *install.Vault, turns post.Turns, log *slog.Logger, now func() time.Time) *post.Sender {
	o := post.Options{API: c.APIURL, Token: c.BotToken, Log: log, Now: now, Settle: c.Settle, Turns: turns}
	if vault != nil {
		o.Tokens = vault.Token
	}
	return post.NewSender(o)
}

// slackInstall serves the installation by OAuth.
func (a *App) slackInstall(vault *install.Vault) (http.Handler, error) {
	c := a.cfg.Slack
	flow, err := install.New(install.Options{
		ClientID: c.ClientID, ClientSecret: c.ClientSecret, Key: sealingKey(c), Scopes: slack.Scopes(), API: c.APIURL,
		PublicURL: a.cfg.HTTP.PublicURL, Vault: vault, Once: a.store.SeenOnce, Log: a.log, Now: a.now,
		Installed: func(ctx context.Context, in install.Installation) {
			a.channelChanged(ctx, news.Target{Platform: news.Slack, Tenant: in.Team}, news.ChannelActive, "newsbell was installed again")
		},
	})
	if err != nil {
		return nil, err
	}
	return flow.Handler(), nil
}

// slackUninstalled drops a workspace's token, unless the word of it is older than
// the installation: Slack sends late what it could not deliver.
func (a *App) slackUninstalled(ctx context.Context, vault *install.Vault, team string, at time.Time) bool {
	in, ok, err := vault.Installation(ctx, team)
	if err == nil && ok && !at.IsZero() && at.Before(in.At.Truncate(time.Second)) {
		return false
	}
	if err := vault.Forget(ctx, team); err != nil {
		a.log.ErrorContext(ctx, "slack token not forgotten", "target", team, "err", err)
	}
	return true
}

// slackChannels lists the channels of one workspace.
func (a *App) slackChannels(ctx context.Context, team string) ([]news.Channel, error) {
	all, err := a.store.Channels(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(c news.Channel) bool {
		return c.Target.Platform != news.Slack || c.Target.Tenant != team
	}), nil
}

// mounts are the addresses at which Slack reaches newsbell.
func (a *App) mounts() map[string]http.Handler {
	m := map[string]http.Handler{}
	if a.slack != nil && a.cfg.Slack.HTTP() {
		h := a.slack.Handler()
		for _, path := range []string{slack.PathCommands, slack.PathInteractivity, slack.PathEvents} {
			m[path] = h
		}
	}
	if a.install != nil {
		m[install.PathInstall], m[install.PathCallback] = a.install, a.install
	}
	return m
}
