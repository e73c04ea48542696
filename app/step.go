package app

import (
	"context"
	"errors"
	"fmt"

	"newsbell/bot/local"
	"newsbell/jobs"
)

// Step lets every stage do one round at the time that Now tells, in the order in
// which an article passes them. It is for an App with Options.Manual.
func (a *App) Step(ctx context.Context) error {
	now := a.now()
	manual, ok := a.queue.(*jobs.Manual)
	if !ok {
		return errors.New("step: jobs are not worked by hand; set Options.Manual")
	}
	if _, err := a.watcher.Round(ctx, now); err != nil {
		return fmt.Errorf("poll: %w", err)
	}
	if err := manual.Run(ctx); err != nil { // pages
		return fmt.Errorf("read pages: %w", err)
	}
	for {
		n, err := a.desk.Round(ctx, now)
		if err != nil {
			return fmt.Errorf("desk: %w", err)
		}
		if n == 0 {
			break
		}
	}
	if err := a.editor.Round(ctx, now); err != nil {
		return fmt.Errorf("digests: %w", err)
	}
	if err := manual.Run(ctx); err != nil { // lanes
		return fmt.Errorf("deliver: %w", err)
	}
	return nil
}

// Room is the local chat; nil unless the configuration has it on.
func (a *App) Room() *local.Room { return a.room }
