package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"newsbell/bot"
	"newsbell/bot/arg"
	"newsbell/bot/past"
	"newsbell/bot/reply"
	"newsbell/bot/setting"
	"newsbell/bot/source"
	"newsbell/news"
	"newsbell/text"
)

// maxOffered bounds the feeds of a site from which a person chooses.
const maxOffered = 12

// feedsAdd watches the feed found at an address. When a site has several, it
// shows them and asks which; the answer is the same command with a number. What
// is there already is silent: only what comes from now on is news.
func (s *Service) feedsAdd(ctx context.Context, c call) (news.Message, error) {
	address, number := arg.Numbered(c.Args[bot.ArgURL])
	if !arg.IsAddress(address) {
		return news.Message{}, news.Fault("bad_address", "%q is not a web address. Try: %s", reply.Clip(text.Clean(address), 60), reply.Shown("feeds add example.org"))
	}
	found, err := s.discover(ctx, c, address)
	if err != nil {
		return news.Message{}, err
	}
	switch {
	case number > len(found):
		return news.Message{}, news.Fault("bad_choice", "%s has %s. To see them: %s", source.Site(address), reply.Count(len(found), "feed", "feeds"), reply.Shown("feeds add "+address))
	case number == 0 && len(found) > 1:
		return s.offer(ctx, c, address, found)
	}
	best := found[max(number, 1)-1]
	feed, added, err := s.watch(ctx, c, best)
	if err != nil {
		return news.Message{}, err
	}
	title := news.Say("I watch %s now", feed.Name())
	if !added {
		title = news.Say("%s is watched already", feed.Name())
	}
	lines := []news.Line{{Text: feed.URL}}
	switch {
	case added && best.Articles > 0:
		lines = append(lines, reply.Line("It holds %s now; what comes next is news.", reply.Count(best.Articles, "article", "articles")))
	case added:
		lines = append(lines, reply.Line("What it holds now is silent; what comes next is news."))
	}
	return reply.Note(title, lines...), nil
}

// discover gives the feeds behind an address, those in the channel's languages
// first. No feed at all is a *news.Error.
func (s *Service) discover(ctx context.Context, c call, address string) ([]source.Found, error) {
	found, err := s.Feeds.Discover(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("discover feeds at %s: %w", source.Site(address), err)
	}
	if len(found) == 0 {
		return nil, news.Fault("no_feed", "There is no feed at %s. Look for an RSS or Atom link on the site and give me its address.", source.Site(address))
	}
	found = slices.Clone(found)
	foreign := func(f source.Found) int {
		if past.Speaks(f.Language, setting.Languages(c.ch)) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(found, func(a, b source.Found) int { return foreign(a) - foreign(b) })
	return found, nil
}

// watch adds a feed and notes that the tenant asked for it. It reports whether
// that is new to the tenant.
func (s *Service) watch(ctx context.Context, c call, found source.Found) (news.Feed, bool, error) {
	if err := s.roomForFeed(ctx, c.Target); err != nil {
		return news.Feed{}, false, err
	}
	feed, added, err := s.Store.AddFeed(ctx, news.Feed{
		URL: found.URL, Title: reply.Clip(text.Clean(found.Title), 100), Publisher: found.By(), Language: found.Language,
		Country: found.Country, Section: found.Section, Site: found.Site, Origin: news.OriginChat, NextPoll: c.At,
	})
	if err != nil {
		return feed, false, fmt.Errorf("add feed %s: %w", source.Site(found.URL), err)
	}
	if feed.Origin != news.OriginChat {
		return feed, added, nil
	}
	if !added { // it may be another tenant's only
		seen, err := s.Store.TenantFeeds(ctx, c.Target)
		if err != nil {
			return feed, false, fmt.Errorf("list feeds: %w", err)
		}
		added = !slices.ContainsFunc(seen, func(f news.Feed) bool { return f.ID == feed.ID })
	}
	if err := s.Store.AddFeedTenant(ctx, news.FeedTenant{Feed: feed.ID, Target: c.Target, Creator: c.Actor.ID, Created: c.At}); err != nil {
		return feed, false, fmt.Errorf("note feed %d: %w", feed.ID, err)
	}
	return feed, added, nil
}

// offer shows the feeds of a site and how to choose.
func (s *Service) offer(ctx context.Context, c call, address string, found []source.Found) (news.Message, error) {
	watched, err := s.Store.TenantFeeds(ctx, c.Target)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feeds: %w", err)
	}
	lines := make([]news.Line, 0, maxOffered+3)
	for i, f := range found[:min(len(found), maxOffered)] {
		already := slices.ContainsFunc(watched, func(w news.Feed) bool { return w.URL == f.URL && !w.Ended })
		lines = append(lines, reply.Says(source.Offered(i+1, f, already, c.At)))
	}
	if more := len(found) - maxOffered; more > 0 {
		lines = append(lines, reply.Line("… and %d more.", more))
	}
	lines = append(lines, reply.Line("Choose one by its number, or by its own address:"), reply.Command("feeds add %s 1", address))
	return reply.Note(news.Say("%s has %d feeds. Which one?", source.Site(address), len(found)), lines...), nil
}

// feedsRemove takes a feed from the tenant's list. It is watched no longer when
// nobody else asked for it.
func (s *Service) feedsRemove(ctx context.Context, c call) (news.Message, error) {
	feeds, err := s.Store.TenantFeeds(ctx, c.Target)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feeds: %w", err)
	}
	feed, err := source.Pick(feeds, strings.Trim(strings.TrimSpace(c.Args[bot.ArgFeed]), `"`))
	if err != nil {
		return news.Message{}, err
	}
	switch feed.Origin {
	case news.OriginChat:
	case news.OriginCatalogue:
		return news.Message{}, news.Fault("forbidden", "%s is in the built-in list of news feeds, which only the operator can switch off. A subscription can leave it out: %s", feed.Name(), "-source:"+source.Site(cmp.Or(feed.Site, feed.URL)))
	default:
		return news.Message{}, news.Fault("forbidden", "%s was added by the operator and can only be removed there.", feed.Name())
	}
	left, err := s.Store.RemoveFeedTenant(ctx, feed.ID, c.Target)
	if err != nil {
		return news.Message{}, fmt.Errorf("take feed %d away: %w", feed.ID, err)
	}
	if left == 0 {
		if err := s.Store.RemoveFeed(ctx, feed.ID); err != nil {
			return news.Message{}, fmt.Errorf("remove feed %d: %w", feed.ID, err)
		}
	}
	return reply.Note(news.Say("I no longer watch %s", feed.Name()), reply.Line("To take it back:"), reply.Command("feeds add %s", feed.URL)), nil
}

// feedsList shows a page of the feeds that the tenant may see.
func (s *Service) feedsList(ctx context.Context, c call) (news.Message, error) {
	feeds, err := s.Store.TenantFeeds(ctx, c.Target)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feeds: %w", err)
	}
	return source.Listing(feeds, c.Args[bot.ArgPage], c.At), nil
}
