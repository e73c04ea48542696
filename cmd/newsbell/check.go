package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"newsbell/app"
	"newsbell/bot/discord"
	"newsbell/bot/discord/post"
	"newsbell/bot/slack"
	"newsbell/bot/slack/install"
	"newsbell/config"
	"newsbell/feed/fetch"
	"newsbell/feed/wire"
	"newsbell/news"
)

func checkCommand(w world) *cobra.Command {
	var path string
	var ledger bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the configuration, the tokens, the store and the feeds",
		Args:  usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := config.Load(path, w.env, nil)
			if err != nil {
				return err
			}
			if ledger {
				return checkLedger(cmd.Context(), w, cfg)
			}
			return check(cmd.Context(), w, cfg)
		},
	}
	configFlag(cmd, &path)
	cmd.Flags().BoolVar(&ledger, "ledger", false, "hold what rang against deliveries and messages instead")
	return cmd
}

// A finding is one row of what check prints.
type finding struct {
	what string
	err  error
	note string
}

// checkWithin bounds each request that check makes.
const checkWithin = 20 * time.Second

// check prints a table of all that the configuration relies on.
func check(ctx context.Context, w world, cfg config.Config) error {
	findings := []finding{{what: "configuration", note: "valid"}}
	findings = append(findings, checkStore(ctx, cfg)...)
	findings = append(findings, checkPlatforms(ctx, cfg)...)
	findings = append(findings, checkFeeds(ctx, cfg.NewsFeeds())...)
	t := tabwriter.NewWriter(w.stdout, 2, 8, 2, ' ', 0)
	bad := 0
	for _, f := range findings {
		state, note := "ok", f.note
		if f.err != nil {
			state, note = "FAILS", plain(f.err).Error()
			bad++
		}
		say(t, "%s\t%s\t%s\n", state, f.what, note)
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print the table: %w", err)
	}
	if bad > 0 {
		say(w.stderr, "newsbell: %d of %d checks fail\n", bad, len(findings))
		return errSaid
	}
	return nil
}

// checkStore opens the store, and with the key of the workspaces' tokens what is
// sealed in it.
func checkStore(ctx context.Context, cfg config.Config) []finding {
	f := finding{what: "store"}
	store, err := app.OpenStore(ctx, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		f.err = err
		return []finding{f}
	}
	f.note = store.Engine()
	shut, err := app.SlackSeals(ctx, cfg, store)
	f.err = errors.Join(err, store.Close())
	out := []finding{f}
	for _, team := range slices.Sorted(maps.Keys(shut)) {
		out = append(out, finding{what: "slack workspace " + team, err: shut[team]})
	}
	return out
}

func checkPlatforms(ctx context.Context, cfg config.Config) []finding {
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	var out []finding
	if cfg.Discord.On() {
		sender := post.NewSender(post.Options{Token: cfg.Discord.Token, APIURL: cfg.Discord.APIURL, Now: time.Now})
		s := discord.NewSession(discord.SessionOptions{Sender: sender})
		out = append(out, finding{what: "discord token", err: s.Check(ctx), note: "accepted"})
	}
	if cfg.Slack.BotToken != "" {
		s := slack.NewSession(slack.SessionOptions{
			API: cfg.Slack.APIURL, BotToken: cfg.Slack.BotToken, AppToken: cfg.Slack.AppToken, Now: time.Now,
		})
		out = append(out, finding{what: "slack tokens", err: s.Check(ctx), note: "accepted"})
	}
	if cfg.Slack.OAuth() {
		out = append(out, finding{what: "slack install page", note: cfg.HTTP.PublicURL + install.PathInstall})
	}
	if cfg.Local.Enabled {
		out = append(out, finding{what: "local chat", note: "http://" + cfg.HTTP.Listen + "/chat"})
	}
	return out
}

// checkFeeds reads each feed of the file once, some at a time.
func checkFeeds(ctx context.Context, feeds []news.Feed) []finding {
	client := fetch.New(fetch.Options{Version: version, Timeout: checkWithin})
	defer client.Close()
	out := make([]finding, len(feeds))
	var g errgroup.Group
	g.SetLimit(8)
	for i, f := range feeds {
		g.Go(func() error {
			out[i] = checkFeed(ctx, client, f)
			return nil
		})
	}
	_ = g.Wait() // its functions return no errors
	return out
}

func checkFeed(ctx context.Context, client *fetch.Client, f news.Feed) finding {
	row := finding{what: "feed " + f.URL}
	answer, err := client.Get(ctx, fetch.Request{URL: f.URL, Private: f.Private})
	if err != nil {
		row.err = err
		return row
	}
	if refused := answer.Refusal(); refused != nil {
		row.err = refused
		return row
	}
	parsed, err := wire.Parse(answer.Body, wire.Hints{ContentType: answer.ContentType, URL: answer.URL, Now: time.Now()})
	if err != nil {
		row.err = err
		return row
	}
	row.note = fmt.Sprintf("%d items", len(parsed.Items))
	return row
}
