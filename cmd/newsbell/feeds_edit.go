package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"newsbell/app"
	"newsbell/feed/discover"
	"newsbell/feed/fetch"
	"newsbell/feed/link"
	"newsbell/feed/opml"
	"newsbell/news"
	"newsbell/storage"
)

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
	added, err := s.PutFeeds(ctx, app.SpreadPolls(feeds, time.Now()), nil)
	if err != nil {
		return err
	}
	say(w.stdout, "%d feeds added, %d already there\n", added, len(feeds)-added)
	return nil
}
