package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"newsbell/config"
	"newsbell/feed/catalogue"
	"newsbell/feed/discover"
	"newsbell/feed/fetch"
	"newsbell/feed/link"
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
			RunE: with(func(ctx context.Context, s *storage.Store, args []string) error {
				client := fetch.New(fetch.Options{Version: version})
				defer client.Close()
				return addFeed(ctx, w, s, client, args[0])
			}),
		},
		&cobra.Command{
			Use: "remove URL", Short: "Stop watching a feed", Args: usage(cobra.ExactArgs(1)),
			RunE: with(func(ctx context.Context, s *storage.Store, args []string) error {
				return removeFeed(ctx, w, s, args[0])
			}),
		},
		listCommand(w, with(func(ctx context.Context, s *storage.Store, _ []string) error { return listFeeds(ctx, w, s) })),
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
				return opml.Write(w.stdout, slices.DeleteFunc(feeds, func(f news.Feed) bool { return f.Ended }))
			}),
		},
	)
	return cmd
}

// listCommand lists the store's feeds, or the built-in list without a store.
func listCommand(w world, stored func(*cobra.Command, []string) error) *cobra.Command {
	var builtIn bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the feeds and how they are", Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			if builtIn {
				return listCatalogue(w)
			}
			return stored(cmd, args)
		},
	}
	cmd.Flags().BoolVar(&builtIn, "catalogue", false, "list the built-in feeds instead (feeds.catalogue)")
	return cmd
}

func listCatalogue(w world) error {
	entries, err := catalogue.Entries()
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(w.stdout, 2, 8, 2, ' ', 0)
	say(t, "LANGUAGE\tNAME\tPUBLISHER\tFAMILY\tCOUNTRY\tSECTION\tOFFICIAL\tFEED\n")
	for _, e := range entries {
		official := "-"
		if e.Official {
			official = "official"
		}
		say(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e.Language, e.Name, e.Publisher, e.Family, e.Country, e.Section, official, e.URL)
	}
	return flush(t)
}

func flush(t *tabwriter.Writer) error {
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print feeds: %w", err)
	}
	return nil
}

// addFeed watches the best feed found at an address, as the operator's: all
// may see it.
func addFeed(ctx context.Context, w world, s *storage.Store, client discover.Fetcher, address string) error {
	found, err := discover.Find(ctx, client, address)
	if ill, ok := errors.AsType[*news.Error](err); ok {
		hint := ""
		if ill.Code == fetch.IllPrivate {
			hint = "; a feed of your own network belongs in the configuration file, with feeds.allow_private_networks = true"
		}
		return &news.Error{Code: ill.Code, Message: fmt.Sprintf("%s: %s%s", address, ill.Message, hint)}
	}
	if err != nil {
		return err
	}
	best := found[0]
	f, added, err := s.AddFeed(ctx, news.Feed{
		URL: best.URL, Title: best.Title, Language: best.Language, Site: best.Site, Origin: news.OriginOPML,
	})
	if err != nil {
		return err
	}
	word := "added"
	if !added {
		word = "already there"
		if f.Origin == news.OriginChat { // one conversation's; now it is everybody's
			f.Origin = news.OriginOPML
			if err := s.UpdateFeed(ctx, f); err != nil {
				return err
			}
		}
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
	i := slices.IndexFunc(feeds, func(f news.Feed) bool { return f.URL == url })
	if key := link.Key(url); i < 0 && key != "" {
		i = slices.IndexFunc(feeds, func(f news.Feed) bool { return link.Key(f.URL) == key })
	}
	if i < 0 {
		return &news.Error{Code: "not_found", Message: fmt.Sprintf("no feed %s; see newsbell feeds list", url)}
	}
	switch f := feeds[i]; {
	case f.Origin == news.OriginFile && !f.Ended:
		return &news.Error{Code: "in_file", Message: f.URL + " is named in the configuration file; remove it there."}
	case f.Origin == news.OriginCatalogue && !f.Ended:
		return &news.Error{Code: "in_list", Message: f.URL + " is in the built-in list, which feeds.catalogue = false switches off."}
	default:
		if err := s.RemoveFeed(ctx, f.ID); err != nil {
			return err
		}
		say(w.stdout, "removed: %s\n", f.URL)
		return nil
	}
}

func listFeeds(ctx context.Context, w world, s *storage.Store) error {
	feeds, err := s.Feeds(ctx)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(w.stdout, 2, 8, 2, ' ', 0)
	say(t, "FEED\tPUBLISHER\tLANGUAGE\tFROM\tLAST POLL\tSTATE\n")
	for _, f := range feeds {
		say(t, "%s\t%s\t%s\t%s\t%s\t%s\n", f.URL, orDash(f.Publisher), orDash(f.Language), from(f.Origin), whenOrDash(f.LastPoll), feedState(f))
	}
	return flush(t)
}

// from says in a word who asked for a feed.
func from(o news.Origin) string {
	if o == news.OriginOPML {
		return "operator"
	}
	return string(o)
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

// importFeeds watches all feeds of a file or, when that cannot be, none.
func importFeeds(ctx context.Context, w world, s *storage.Store, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read OPML: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	feeds, err := opml.Read(file)
	if ill, ok := errors.AsType[*news.Error](err); ok {
		return &news.Error{Code: ill.Code, Message: path + ": " + ill.Message}
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	added, err := s.PutFeeds(ctx, spreadPolls(feeds, time.Now()), nil)
	if err != nil {
		return err
	}
	say(w.stdout, "%d feeds added, %d already there\n", added, len(feeds)-added)
	return nil
}
