// Package show puts the demo on: the real program (package app) between the
// newsroom of package demo and a local chat, with a clock of its own. It stands
// beside the chain; "newsbell demo" comes next, which is its command.
package show

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"newsbell/app"
	"newsbell/config"
	"newsbell/demo"
	"newsbell/news"
)

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

// Options say where a Show is put on.
type Options struct {
	// Dir is the folder of the demo's store; "" makes a temporary one, which Close
	// removes.
	Dir string
	// In is where a person types lines for the live demo; Out takes the
	// conversation, Err what is wrong.
	In       io.Reader
	Out, Err io.Writer
	// Version is the release that the program says it is.
	Version string
	// Now is the wall clock, by which the live demo is paced.
	Now func() time.Time
}

// A Show is the demo: the real program between the demo's newsroom and the
// local chat, with a clock of its own.
type Show struct {
	o        Options
	log      *slog.Logger
	clock    *clock
	app      *app.App
	newsroom *http.Server
	temp     string // folder to remove at the end, "" when it is kept
}

// Open starts the newsroom and builds newsbell around it. Close the Show.
func Open(ctx context.Context, o Options) (*Show, error) {
	dir := o.Dir
	level := &slog.HandlerOptions{Level: slog.LevelWarn}
	s := &Show{o: o, log: slog.New(slog.NewTextHandler(o.Err, level)), clock: &clock{t: demo.Start()}}
	if dir == "" {
		temp, err := os.MkdirTemp("", "newsbell-demo-")
		if err != nil {
			return nil, fmt.Errorf("make a folder for the demo: %w", err)
		}
		s.temp, dir = temp, temp
	}
	l, err := app.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	room := &demo.Newsroom{Publishers: demo.Publishers(), Pieces: demo.Pieces(), Now: s.clock.now}
	s.newsroom = &http.Server{Handler: room, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = s.newsroom.Serve(l) }() // ends with close
	cfg, err := configuration(dir, l.Addr().String())
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.app, err = app.New(ctx, app.Options{
		Config: cfg, Log: s.log, Now: s.clock.now, Version: o.Version, Manual: true,
		Rooms: []string{demo.World, demo.Alerts},
	})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// configuration is a configuration like any operator's, with the newsroom's feeds.
func configuration(dir, newsroom string) (config.Config, error) {
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

// Close ends the newsroom and the program, and removes what is temporary.
func (s *Show) Close() error {
	var errs []error
	if s.app != nil {
		errs = append(errs, s.app.Close())
	}
	if s.newsroom != nil {
		errs = append(errs, s.newsroom.Close())
	}
	if s.temp != "" {
		errs = append(errs, os.RemoveAll(s.temp))
	}
	return errors.Join(errs...)
}
