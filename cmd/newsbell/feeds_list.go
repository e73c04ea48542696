package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"newsbell/feed/catalogue"
	"newsbell/news"
	"newsbell/storage"
)

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
		return "ended " + news.ReadPhrase(f.IllWhy).String()
	case f.Ill != "":
		return f.Ill + ": " + news.ReadPhrase(f.IllWhy).String()
	case f.LastPoll.IsZero():
		return "not polled yet"
	default:
		return "well"
	}
}

func flush(t *tabwriter.Writer) error {
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print feeds: %w", err)
	}
	return nil
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
