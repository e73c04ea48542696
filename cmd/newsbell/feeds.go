package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"newsbell/config"
	"newsbell/feed"
	"newsbell/feed/fetch"
	"newsbell/feed/opml"
	"newsbell/news"
	"newsbell/storage"
)

func feedsCommand(w world) *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "feeds",
		Short: "Add, remove, list, import and export the operator's feeds",
		Args:  usage(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&path, "config", "", "configuration file (default "+config.DefaultPath+")")
	with := func(do func(ctx context.Context, s *storage.Store, args []string) error) func(*cobra.Command, []string) error {
		return func(cmd *cobra.Command, args []string) error {
			cfg, err := config.Load(path, w.env, nil)
			if err != nil {
				return err
			}
			store, err := openStore(cmd.Context(), cfg, slog.New(slog.DiscardHandler))
			if err != nil {
				return err
			}
			defer func() { _ = store.Close() }() // everything is committed
			return do(cmd.Context(), store, args)
		}
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "add URL", Short: "Watch a feed, or the feed of a site", Args: usage(cobra.ExactArgs(1)),
			RunE: with(func(ctx context.Context, s *storage.Store, args []string) error { return addFeed(ctx, w, s, args[0]) }),
		},
		&cobra.Command{
			Use: "remove URL", Short: "Stop watching a feed", Args: usage(cobra.ExactArgs(1)),
			RunE: with(func(ctx context.Context, s *storage.Store, args []string) error {
				return removeFeed(ctx, w, s, args[0])
			}),
		},
		&cobra.Command{
			Use: "list", Short: "List the feeds and how they are", Args: usage(cobra.NoArgs),
			RunE: with(func(ctx context.Context, s *storage.Store, _ []string) error { return listFeeds(ctx, w, s) }),
		},
		&cobra.Command{
			Use: "import FILE.opml", Short: "Watch the feeds of an OPML file", Args: usage(cobra.ExactArgs(1)),
			RunE: with(func(ctx context.Context, s *storage.Store, args []string) error {
				return importFeeds(ctx, w, s, args[0])
			}),
		},
		&cobra.Command{
			Use: "export", Short: "Print the feeds as OPML", Args: usage(cobra.NoArgs),
			RunE: with(func(ctx context.Context, s *storage.Store, _ []string) error {
				feeds, err := s.Feeds(ctx)
				if err != nil {
					return err
				}
				return opml.Write(w.stdout, feeds)
			}),
		},
	)
	return cmd
}

func addFeed(ctx context.Context, w world, s *storage.Store, address string) error {
	client := fetch.New(fetch.Options{Version: version})
	defer client.Close()
	found, err := feed.Discover(ctx, client, address)
	if err != nil {
		return err
	}
	best := found[0]
	_, added, err := s.AddFeed(ctx, news.Feed{URL: best.URL, Title: best.Title, Language: best.Language, Origin: news.OriginChat})
	if err != nil {
		return err
	}
	word := "added"
	if !added {
		word = "already there"
	}
	say(w.stdout, "%s: %s %s\n", word, best.URL, best.Title)
	for _, other := range found[1:] {
		say(w.stderr, "also found: %s %s\n", other.URL, other.Title)
	}
	return nil
}

func removeFeed(ctx context.Context, w world, s *storage.Store, url string) error {
	feeds, err := s.Feeds(ctx)
	if err != nil {
		return err
	}
	for _, f := range feeds {
		if f.URL == url {
			if f.Origin == news.OriginFile {
				return &news.Error{Code: "in_file", Message: url + " is named in the configuration file; remove it there."}
			}
			say(w.stdout, "removed: %s\n", url)
			return s.RemoveFeed(ctx, f.ID)
		}
	}
	return &news.Error{Code: "not_found", Message: fmt.Sprintf("no feed %s; see newsbell feeds list", url)}
}

func listFeeds(ctx context.Context, w world, s *storage.Store) error {
	feeds, err := s.Feeds(ctx)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(w.stdout, 2, 8, 2, ' ', 0)
	say(t, "FEED\tPUBLISHER\tLANGUAGE\tFROM\tLAST POLL\tSTATE\n")
	for _, f := range feeds {
		say(t, "%s\t%s\t%s\t%s\t%s\t%s\n", f.URL, orDash(f.Publisher), orDash(f.Language), f.Origin, whenOrDash(f.LastPoll), feedState(f))
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print feeds: %w", err)
	}
	return nil
}

func feedState(f news.Feed) string {
	switch {
	case f.Ended:
		return "ended " + f.IllWhy
	case f.Ill != "":
		return f.Ill + ": " + f.IllWhy
	case f.LastPoll.IsZero():
		return "not polled yet"
	default:
		return "well"
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func whenOrDash(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

func importFeeds(ctx context.Context, w world, s *storage.Store, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read OPML: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	feeds, err := opml.Read(file)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	added := 0
	for _, f := range feeds {
		f.Origin = news.OriginOPML
		_, isNew, err := s.AddFeed(ctx, f)
		if err != nil {
			return err
		}
		if isNew {
			added++
		}
	}
	say(w.stdout, "%d feeds added, %d already there\n", added, len(feeds)-added)
	return nil
}

// syncFeeds makes the store's feeds of the file what the file says: new ones
// are added, changed ones updated, and those it no longer names rest.
func syncFeeds(ctx context.Context, s *storage.Store, wanted []news.Feed) error {
	known, err := s.Feeds(ctx)
	if err != nil {
		return err
	}
	byURL := map[string]news.Feed{}
	for _, f := range known {
		byURL[f.URL] = f
	}
	named := map[string]bool{}
	for _, f := range wanted {
		named[f.URL] = true
		old, ok := byURL[f.URL]
		if !ok {
			if _, _, err := s.AddFeed(ctx, f); err != nil {
				return err
			}
			continue
		}
		if asFile(old, f) != old {
			if err := s.UpdateFeed(ctx, asFile(old, f)); err != nil {
				return err
			}
		}
	}
	for _, f := range known {
		if f.Origin == news.OriginFile && !named[f.URL] && !f.Ended {
			f.Ended, f.IllWhy = true, notInFile
			if err := s.UpdateFeed(ctx, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// notInFile is why a feed rests that the file no longer names.
const notInFile = "no longer in the configuration file"

// asFile is a known feed with what the file says of it.
func asFile(f, file news.Feed) news.Feed {
	f.Origin, f.Official, f.Private, f.Exact = file.Origin, file.Official, file.Private, file.Exact
	if file.Title != "" {
		f.Title = file.Title
	}
	if file.Publisher != "" {
		f.Publisher = file.Publisher
	}
	if file.Language != "" {
		f.Language = file.Language
	}
	if f.Ended && strings.HasPrefix(f.IllWhy, notInFile) {
		f.Ended, f.IllWhy = false, ""
	}
	return f
}
