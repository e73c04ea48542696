package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"newsbell/config"
	"newsbell/news"
)

func runCommand(w world) *cobra.Command {
	var path string
	var only []string
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run the bot; with no tokens, the local chat only",
		Args:  usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := config.Load(path, w.env, nil)
			if err != nil {
				return err
			}
			roles, err := readRoles(only)
			if err != nil {
				return err
			}
			return runBot(cmd.Context(), w, cfg, roles)
		},
	}
	cmd.Flags().StringSliceVar(&only, "roles", nil, "parts to run here, on PostgreSQL: deliver, or poll,desk,gateway,web (default all)")
	configFlag(cmd, &path)
	return cmd
}

func configFlag(cmd *cobra.Command, path *string) {
	cmd.Flags().StringVar(path, "config", "", "configuration file (default "+config.DefaultPath+", which may be absent)")
}

// gcPercent trades a little processor time for a fifth of the memory: most of
// what a poll allocates is garbage a moment later (docs/performance.md).
const gcPercent = 45

// runBot works until it is told to stop.
func runBot(ctx context.Context, w world, cfg config.Config, only roles) error {
	if !slices.ContainsFunc(w.env, func(v string) bool { return strings.HasPrefix(v, "GOGC=") }) {
		debug.SetGCPercent(gcPercent)
	}
	log := newLogger(w, cfg.Log)
	l, err := listen(ctx, cfg.HTTP.Listen)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // served until run ended
	a, err := newApp(ctx, settings{cfg: cfg, log: log, now: time.Now, roles: only})
	if err != nil {
		return unlessTold(ctx, err)
	}
	log.InfoContext(ctx, "newsbell runs", "listen", "http://"+l.Addr().String(), "discord", a.discord != nil,
		"slack", a.slack != nil, "local", a.room != nil, "feeds", len(cfg.Feed))
	if err = a.run(ctx, l); err == nil {
		log.InfoContext(context.WithoutCancel(ctx), "newsbell stopped")
	}
	return errors.Join(err, a.close())
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
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

func newLogger(w world, c config.Log) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.Level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w.stderr, o))
	}
	return slog.New(slog.NewTextHandler(w.stderr, o))
}
