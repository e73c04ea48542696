package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"newsbell/news"
	"newsbell/text"
)

// feedsAdd watches the best feed found at an address. What is there already is
// silent: only what comes from now on is news.
func (s *Service) feedsAdd(ctx context.Context, c call) (news.Message, error) {
	address := strings.TrimSpace(c.Args[ArgURL])
	if !isAddress(address) {
		return news.Message{}, &news.Error{
			Code:    "bad_address",
			Message: fmt.Sprintf("%q is not a web address. Try: %s", clip(oneLine(address), 60), shown("feeds add https://example.org/news")),
		}
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	found, err := s.Feeds.Discover(ctx, address)
	if err != nil {
		return news.Message{}, fmt.Errorf("discover feeds at %s: %w", site(address), err)
	}
	if len(found) == 0 {
		return news.Message{}, &news.Error{
			Code:    "no_feed",
			Message: "There is no feed at " + site(address) + ". Look for an RSS or Atom link on the site and give me its address.",
		}
	}
	best := found[0]
	feed, added, err := s.Store.AddFeed(ctx, news.Feed{
		URL: best.URL, Title: oneLine(best.Title), Publisher: cmp.Or(oneLine(best.Title), site(best.URL)), Language: best.Language,
		Origin: news.OriginChat, NextPoll: c.At,
	})
	if err != nil {
		return news.Message{}, fmt.Errorf("add feed %s: %w", site(best.URL), err)
	}
	title := "I watch " + feed.Name() + " now"
	if !added {
		title = feed.Name() + " is watched already"
	}
	lines := []news.Line{{Text: feed.URL}}
	if added {
		lines = append(lines, plain("It holds %s now; what comes next is news.", count(best.Articles, "article", "articles")))
	}
	return note(title, append(lines, otherFeeds(found[1:])...)...), nil
}

// otherFeeds offers the feeds that the page names besides.
func otherFeeds(found []FoundFeed) []news.Line {
	if len(found) == 0 {
		return nil
	}
	lines := []news.Line{plain("The page has other feeds too:")}
	for _, f := range found[:min(len(found), 5)] {
		lines = append(lines, command("feeds add %s", f.URL))
	}
	return lines
}

func (s *Service) feedsRemove(ctx context.Context, c call) (news.Message, error) {
	feeds, err := s.Store.Feeds(ctx)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feeds: %w", err)
	}
	feed, err := pickFeed(feeds, strings.Trim(strings.TrimSpace(c.Args[ArgFeed]), `"`))
	if err != nil {
		return news.Message{}, err
	}
	if feed.Origin != news.OriginChat {
		return news.Message{}, &news.Error{
			Code:    "forbidden",
			Message: feed.Name() + " was added by the operator and can only be removed there.",
		}
	}
	if err := s.Store.RemoveFeed(ctx, feed.ID); err != nil {
		return news.Message{}, fmt.Errorf("remove feed %d: %w", feed.ID, err)
	}
	return note("I no longer watch "+feed.Name(), plain("To take it back:"), command("feeds add %s", feed.URL)), nil
}

// pickFeed finds a feed by address, name or site. It asks back when none or
// several fit.
func pickFeed(feeds []news.Feed, typed string) (news.Feed, error) {
	want := text.Fold(typed)
	var hits []news.Feed
	for _, f := range feeds {
		switch {
		case f.Private: // what lies in the operator's network is not named to people
		case f.URL == typed:
			return f, nil
		case text.Fold(f.Name()) == want, text.Fold(f.Publisher) == want, isAddress(typed) && site(f.URL) == site(typed):
			hits = append(hits, f)
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		return news.Feed{}, &news.Error{
			Code:    "not_found",
			Message: fmt.Sprintf("I watch no feed called %q. To see them: %s", clip(oneLine(typed), 60), shown(CmdFeedsList)),
		}
	}
	return news.Feed{}, &news.Error{
		Code:    "ambiguous",
		Message: fmt.Sprintf("%d feeds fit %q. Give the address, such as: %s", len(hits), clip(oneLine(typed), 60), shown("feeds remove "+hits[0].URL)),
	}
}

// feedsList shows the feeds and how they are, ill ones first, then those that
// people added.
func (s *Service) feedsList(ctx context.Context, c call) (news.Message, error) {
	feeds, err := s.Store.Feeds(ctx)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feeds: %w", err)
	}
	if len(feeds) == 0 {
		return note("No feeds are watched yet", plain("Try:"), command("feeds add https://example.org/news")), nil
	}
	feeds = slices.Clone(feeds)
	slices.SortStableFunc(feeds, func(a, b news.Feed) int {
		return cmp.Or(cmp.Compare(listRank(a), listRank(b)), cmp.Compare(text.Fold(a.Name()), text.Fold(b.Name())), cmp.Compare(a.ID, b.ID))
	})
	ill := 0
	lines := make([]news.Line, 0, maxLines+1)
	for _, f := range feeds {
		if f.Ill != "" {
			ill++
		}
		if len(lines) < maxLines {
			lines = append(lines, news.Line{Text: feedLine(f, c.At)})
		}
	}
	if more := len(feeds) - maxLines; more > 0 {
		lines = append(lines, plain("… and %s more.", count(more, "feed", "feeds")))
	}
	title := count(len(feeds), "feed", "feeds")
	if ill > 0 {
		title += fmt.Sprintf(", %d ill", ill)
	}
	return note(title, lines...), nil
}

func listRank(f news.Feed) int {
	switch {
	case f.Ill != "":
		return 0
	case f.Origin == news.OriginChat:
		return 1
	default:
		return 2
	}
}

// feedLine tells how a feed is; the address of a private one is not shown.
func feedLine(f news.Feed, now time.Time) string {
	line := f.Name()
	if domain := site(f.URL); !f.Private && domain != "" && domain != line {
		line += " (" + domain + ")"
	}
	if f.Private && f.Title == "" && f.Publisher == "" {
		line = "a feed in the operator's network"
	}
	return line + " · " + health(f, now)
}

// health says in words how a feed is.
func health(f news.Feed, now time.Time) string {
	switch {
	case f.Ended:
		return "ended: " + cmp.Or(f.IllWhy, "its site says that it is gone")
	case f.Ill != "":
		return "ill for " + short(now.Sub(f.IllSince)) + ": " + cmp.Or(f.IllWhy, f.Ill)
	case !f.Seen:
		return "not read yet"
	case f.LastNew.IsZero():
		return "well, nothing new yet"
	default:
		return "well, last news " + short(now.Sub(f.LastNew)) + " ago"
	}
}
