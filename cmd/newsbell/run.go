package main

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"newsbell/app"
	"newsbell/config"
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
			roles, err := app.ReadRoles(only)
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
func runBot(ctx context.Context, w world, cfg config.Config, only app.Roles) error {
	if !slices.ContainsFunc(w.env, func(v string) bool { return strings.HasPrefix(v, "GOGC=") }) {
		debug.SetGCPercent(gcPercent)
	}
	l, err := app.Listen(ctx, cfg.HTTP.Listen)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // served until run ended
	a, err := app.New(ctx, app.Options{Config: cfg, Log: newLogger(w, cfg.Log), Now: time.Now, Version: version, Roles: only})
	if ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		return nil // told to stop before it ran
	}
	if err != nil {
		return err
	}
	return errors.Join(a.Run(ctx, l), a.Close())
}

func newLogger(w world, c config.Log) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.Level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w.stderr, o))
	}
	return slog.New(slog.NewTextHandler(w.stderr, o))
}
