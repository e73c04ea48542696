package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"newsbell/bot"
	"newsbell/bot/local"
	"newsbell/config"
	"newsbell/demo"
	"newsbell/jobs"
	"newsbell/news"
	"newsbell/web"
)

func demoCommand(w world) *cobra.Command {
	var script bool
	var addr, dir string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show newsbell at work on this machine, with no tokens and no network",
		Args:  usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := openShow(cmd.Context(), w, dir)
			if err != nil {
				return err
			}
			if script {
				err = s.script(cmd.Context())
			} else {
				err = s.live(cmd.Context(), addr)
			}
			return errors.Join(err, s.close())
		},
	}
	cmd.Flags().BoolVar(&script, "script", false, "play a fixed scenario in compressed time, print it and check it")
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8420", "where the chat is served")
	cmd.Flags().StringVar(&dir, "dir", "", "where the demo's store is kept (default: a temporary folder)")
	return cmd
}

// A clock is the demo's time.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

// A show is the demo: the real program between the demo's newsroom and the
// local chat, with a clock of its own.
type show struct {
	w        world
	clock    *clock
	app      *app
	newsroom *http.Server
	temp     string // folder to remove at the end, "" when it is kept
}

// openShow starts the newsroom and builds newsbell around it.
func openShow(ctx context.Context, w world, dir string) (*show, error) {
	s := &show{w: w, clock: &clock{t: demo.Start()}}
	if dir == "" {
		temp, err := os.MkdirTemp("", "newsbell-demo-")
		if err != nil {
			return nil, fmt.Errorf("make a folder for the demo: %w", err)
		}
		s.temp, dir = temp, temp
	}
	l, err := listen(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	room := &demo.Newsroom{Publishers: demo.Publishers(), Pieces: demo.Pieces(), Now: s.clock.now}
	s.newsroom = &http.Server{Handler: room, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = s.newsroom.Serve(l) }() // ends with close
	cfg, err := demoConfig(dir, l.Addr().String())
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	level := &slog.HandlerOptions{Level: slog.LevelWarn}
	s.app, err = newApp(ctx, settings{
		cfg: cfg, log: slog.New(slog.NewTextHandler(w.stderr, level)), now: s.clock.now, manual: true,
		rooms: []string{demo.World, demo.Alerts},
	})
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// demoConfig is a configuration like any operator's, with the newsroom's feeds.
func demoConfig(dir, newsroom string) (config.Config, error) {
	cfg, err := config.Load("", nil, func(string) ([]byte, error) { return nil, os.ErrNotExist })
	if err != nil {
		return cfg, err
	}
	cfg.Storage.URL = news.Secret(filepath.Join(dir, "demo.db"))
	cfg.Local.Enabled = true
	cfg.Feeds.AllowPrivateNetworks, cfg.Feeds.Catalogue = true, false
	for _, p := range demo.Publishers() {
		cfg.Feed = append(cfg.Feed, config.Feed{
			URL: "http://" + newsroom + demo.FeedPath(p), Name: p.Name, Publisher: p.Name, Language: "en",
			Official: p.Official, Poll: time.Second,
		})
	}
	return cfg, nil
}

func (s *show) close() error {
	var errs []error
	if s.app != nil {
		errs = append(errs, s.app.close())
	}
	if s.newsroom != nil {
		errs = append(errs, s.newsroom.Close())
	}
	if s.temp != "" {
		errs = append(errs, os.RemoveAll(s.temp))
	}
	return errors.Join(errs...)
}

// step lets every stage do one round at the clock's time, in the order in
// which an article passes them.
func (s *show) step(ctx context.Context) error {
	a, now := s.app, s.clock.now()
	if _, err := a.watcher.Round(ctx, now); err != nil {
		return fmt.Errorf("poll: %w", err)
	}
	manual, ok := a.queue.(*jobs.Manual)
	if !ok {
		return errors.New("the demo works its jobs by hand")
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

// stepLength is the demo's time between two rounds.
const stepLength = 30 * time.Second

// script plays the scenario, prints the conversation and checks it.
func (s *show) script(ctx context.Context) error {
	say(s.w.stdout, "newsbell demo: the evening of 12 February 2025, times in UTC. The publishers are invented, the events are not.\n")
	p := &printer{w: s.w, room: s.app.room, seen: map[string]int64{}}
	lines, checks := demo.Lines(), demo.Checks()
	failed := 0
	for at := time.Duration(0); at <= demo.End; at += stepLength {
		s.clock.set(demo.Start().Add(at))
		if err := s.step(ctx); err != nil {
			return err
		}
		p.print()
		for len(lines) > 0 && lines[0].At <= at {
			if _, err := s.app.room.Say(ctx, lines[0].Channel, "you", lines[0].Text); err != nil {
				return fmt.Errorf("say %q: %w", lines[0].Text, err)
			}
			p.print()
			lines = lines[1:]
		}
		for len(checks) > 0 && checks[0].At <= at {
			if err := checks[0].Holds(s.posts()); err != nil {
				say(s.w.stderr, "newsbell: at %s it does not hold that %s: %v\n", s.clock.now().Format("15:04"), checks[0].Name, err)
				failed++
			}
			checks = checks[1:]
		}
	}
	total := len(demo.Checks())
	say(s.w.stdout, "\n%d of %d things happened as they should.\n", total-failed, total)
	if failed > 0 || len(checks) > 0 {
		return errSaid
	}
	return nil
}

// posts gives what newsbell said in all channels.
func (s *show) posts() (out []demo.Post) {
	for _, channel := range s.app.room.Channels() {
		posts, _ := s.app.room.Posts(channel, 0)
		for _, p := range posts {
			if p.Line == "" {
				out = append(out, demo.Post{
					Channel: channel, At: p.At, Edits: p.Edits, Message: p.Message, Text: bot.PlainText(p.Message, time.UTC),
				})
			}
		}
	}
	return out
}

// A printer shows what changed in the chat, as a person would read it.
type printer struct {
	w    world
	room *local.Room
	seen map[string]int64 // by channel
}

func (p *printer) print() {
	type shown struct {
		channel string
		post    local.Post
	}
	var all []shown
	for _, channel := range p.room.Channels() {
		posts, seq := p.room.Posts(channel, p.seen[channel])
		p.seen[channel] = seq
		for _, post := range posts {
			all = append(all, shown{channel, post})
		}
	}
	slices.SortStableFunc(all, func(a, b shown) int { return int(a.post.Seq - b.post.Seq) })
	for _, s := range all {
		at, mark := s.post.At, ""
		if !s.post.Edited.IsZero() {
			at, mark = s.post.Edited, fmt.Sprintf(" (message of %s, edited)", s.post.At.UTC().Format("15:04"))
		}
		head := fmt.Sprintf("%s #%s", at.UTC().Format("15:04"), s.channel)
		if s.post.Line != "" {
			say(p.w.stdout, "\n%s  %s> %s\n", head, s.post.Author, s.post.Line)
			continue
		}
		say(p.w.stdout, "\n%s  newsbell%s\n%s\n", head, mark, indent(bot.PlainText(s.post.Message, time.UTC)))
	}
}

func indent(text string) string {
	return "      " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n      ")
}

// pace is how much faster than the wall clock the live demo's time runs.
const pace = 30

// live serves the demo until it is told to stop: the evening passes in five
// minutes, in the browser and on this terminal.
func (s *show) live(ctx context.Context, addr string) error {
	l, err := listen(ctx, addr)
	if err != nil {
		return err
	}
	h, err := s.app.handler()
	if err != nil {
		return err
	}
	s.greet(l)
	for _, line := range demo.Lines() {
		if line.At == 0 && !strings.Contains(line.Text, "(") && !strings.Contains(line.Text, "5 minutes") {
			if _, err := s.app.room.Say(ctx, line.Channel, "demo", line.Text); err != nil {
				return fmt.Errorf("say %q: %w", line.Text, err)
			}
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return web.Serve(ctx, l, h, s.app.log) })
	g.Go(func() error { return s.tick(ctx) })
	g.Go(func() error {
		terminal := local.Terminal{In: s.w.stdin, Out: s.w.stdout, Room: s.app.room, Channel: demo.World, Name: "you", Stay: true}
		return terminal.Run(ctx)
	})
	return g.Wait()
}

func (s *show) greet(l net.Listener) {
	say(s.w.stdout, `newsbell demo: the evening of 12 February 2025 passes in five minutes.
  chat in the browser:  http://%[1]s/chat   (channels #%[2]s and #%[3]s)
  operator's page:      http://%[1]s/
Type commands here for #%[2]s, such as /news help or /news subscribe ferry when every. Ctrl-C ends it.

`, l.Addr(), demo.World, demo.Alerts)
}

// tick moves the demo's clock and lets the stages work.
func (s *show) tick(ctx context.Context) error {
	t := time.NewTicker(250 * time.Millisecond)
	defer t.Stop()
	began := time.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
		s.clock.set(demo.Start().Add(pace * time.Since(began)))
		if err := s.step(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
}
