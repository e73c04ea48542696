package show

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"newsbell/app"
	"newsbell/bot/local"
	"newsbell/demo"
	"newsbell/web"
)

// pace is how much faster than the wall clock the live demo's time runs.
const pace = 30

// Live serves the demo at an address until ctx ends: the evening passes in five
// minutes, in the browser and on this terminal.
func (s *Show) Live(ctx context.Context, addr string) error {
	l, err := app.Listen(ctx, addr)
	if err != nil {
		return err
	}
	h, err := s.app.Handler()
	if err != nil {
		return err
	}
	s.greet(l)
	for _, line := range demo.Lines() {
		if line.At == 0 && !strings.Contains(line.Text, "(") && !strings.Contains(line.Text, "5 minutes") {
			if _, err := s.app.Room().Say(ctx, line.Channel, "demo", line.Text); err != nil {
				return fmt.Errorf("say %q: %w", line.Text, err)
			}
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return web.Serve(ctx, l, h, s.log) })
	g.Go(func() error { return s.tick(ctx) })
	g.Go(func() error {
		terminal := local.Terminal{In: s.o.In, Out: s.o.Out, Room: s.app.Room(), Channel: demo.World, Name: "you", Stay: true}
		return terminal.Run(ctx)
	})
	return g.Wait()
}

func (s *Show) greet(l net.Listener) {
	fmt.Fprintf(s.o.Out, `newsbell demo: the evening of 12 February 2025 passes in five minutes.
  chat in the browser:  http://%[1]s/chat   (channels #%[2]s and #%[3]s)
  operator's page:      http://%[1]s/
Type commands here for #%[2]s, such as /news help or /news subscribe ferry when every. Ctrl-C ends it.

`, l.Addr(), demo.World, demo.Alerts)
}

// tick moves the demo's clock and lets the stages work.
func (s *Show) tick(ctx context.Context) error {
	t := time.NewTicker(250 * time.Millisecond)
	defer t.Stop()
	began := s.o.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
		s.clock.set(demo.Start().Add(pace * s.o.Now().Sub(began)))
		if err := s.app.Step(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
}
