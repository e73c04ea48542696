package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/news"
	"newsbell/text"
)

// maxOffered bounds the feeds of a site from which a person chooses.
const maxOffered = 12

// feedsAdd watches the feed found at an address. When a site has several, it
// shows them and asks which; the answer is the same command with a number. What
// is there already is silent: only what comes from now on is news.
func (s *Service) feedsAdd(ctx context.Context, c call) (news.Message, error) {
	address, number := numbered(c.Args[ArgURL])
	if !isAddress(address) {
		return news.Message{}, news.Fault("bad_address", "%q is not a web address. Try: %s", clip(oneLine(address), 60), shown("feeds add example.org"))
	}
	found, err := s.discover(ctx, c, address)
	if err != nil {
		return news.Message{}, err
	}
	switch {
	case number > len(found):
		return news.Message{}, news.Fault("bad_choice", "%s has %s. To see them: %s", site(address), count(len(found), "feed", "feeds"), shown("feeds add "+address))
	case number == 0 && len(found) > 1:
		return s.offer(ctx, c, address, found)
	}
	best := found[max(number, 1)-1]
	feed, added, err := s.watch(ctx, c, best)
	if err != nil {
		return news.Message{}, err
	}
	title := say("I watch %s now", feed.Name())
	if !added {
		title = say("%s is watched already", feed.Name())
	}
	lines := []news.Line{{Text: feed.URL}}
	switch {
	case added && best.Articles > 0:
		lines = append(lines, plain("It holds %s now; what comes next is news.", count(best.Articles, "article", "articles")))
	case added:
		lines = append(lines, plain("What it holds now is silent; what comes next is news."))
	}
	return note(title, lines...), nil
}

// numbered parts an address from the number of a choice behind it; 0 is none.
func numbered(typed string) (address string, number int) {
	address, rest, _ := strings.Cut(strings.TrimSpace(typed), " ")
	n, err := strconv.Atoi(strings.Trim(strings.TrimSpace(rest), "#."))
	if err != nil || n < 1 {
		return strings.TrimSpace(typed), 0
	}
	return address, n
}

// discover gives the feeds behind an address, those in the channel's languages
// first. No feed at all is a *news.Error.
func (s *Service) discover(ctx context.Context, c call, address string) ([]FoundFeed, error) {
	found, err := s.Feeds.Discover(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("discover feeds at %s: %w", site(address), err)
	}
	if len(found) == 0 {
		return nil, news.Fault("no_feed", "There is no feed at %s. Look for an RSS or Atom link on the site and give me its address.", site(address))
	}
	found = slices.Clone(found)
	foreign := func(f FoundFeed) int {
		if speaks(f.Language, languagesOf(nil, c.ch)) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(found, func(a, b FoundFeed) int { return foreign(a) - foreign(b) })
	return found, nil
}

// watch adds a feed and notes that the tenant asked for it. It reports whether
// that is new to the tenant.
func (s *Service) watch(ctx context.Context, c call, found FoundFeed) (news.Feed, bool, error) {
	if err := s.roomForFeed(ctx, c.Target); err != nil {
		return news.Feed{}, false, err
	}
	feed, added, err := s.Store.AddFeed(ctx, news.Feed{
		URL: found.URL, Title: clip(oneLine(found.Title), 100), Publisher: found.publisher(), Language: found.Language,
		Country: found.Country, Section: found.Section, Site: found.Site, Origin: news.OriginChat, NextPoll: c.At,
	})
	if err != nil {
		return feed, false, fmt.Errorf("add feed %s: %w", site(found.URL), err)
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

// publisher is who is behind a feed: feeds of one publisher count once.
func (f FoundFeed) publisher() string {
	return cmp.Or(clip(oneLine(f.Publisher), 100), site(cmp.Or(f.Site, f.URL)))
}

// offer shows the feeds of a site and how to choose.
func (s *Service) offer(ctx context.Context, c call, address string, found []FoundFeed) (news.Message, error) {
	watched, err := s.Store.TenantFeeds(ctx, c.Target)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feeds: %w", err)
	}
	lines := make([]news.Line, 0, maxOffered+3)
	for i, f := range found[:min(len(found), maxOffered)] {
		already := slices.ContainsFunc(watched, func(w news.Feed) bool { return w.URL == f.URL && !w.Ended })
		lines = append(lines, line(offered(i+1, f, already, c.At)))
	}
	if more := len(found) - maxOffered; more > 0 {
		lines = append(lines, plain("… and %d more.", more))
	}
	lines = append(lines, plain("Choose one by its number, or by its own address:"), command("feeds add %s 1", address))
	return note(say("%s has %d feeds. Which one?", site(address), len(found)), lines...), nil
}

// offered describes one of several feeds of a site.
func offered(number int, f FoundFeed, already bool, now time.Time) news.Phrase {
	entry := say("%d. %s", number, say("no title"))
	if title := clip(oneLine(f.Title), 80); title != "" {
		entry = say("%d. %s", number, title)
	}
	if f.Language != "" {
		entry = say("%s · %s", entry, f.Language)
	}
	if f.Articles > 0 {
		entry = say("%s · %s", entry, count(f.Articles, "article", "articles"))
	}
	if !f.Newest.IsZero() && !f.Newest.After(now) {
		entry = say("%s, the newest %s ago", entry, short(now.Sub(f.Newest)))
	}
	if already {
		entry = say("%s · watched already", entry)
	}
	return say("%s · %s", entry, f.URL)
}

// feedsRemove takes a feed from the tenant's list. It is watched no longer when
// nobody else asked for it.
func (s *Service) feedsRemove(ctx context.Context, c call) (news.Message, error) {
	feeds, err := s.Store.TenantFeeds(ctx, c.Target)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feeds: %w", err)
	}
	feed, err := pickFeed(feeds, strings.Trim(strings.TrimSpace(c.Args[ArgFeed]), `"`))
	if err != nil {
		return news.Message{}, err
	}
	switch feed.Origin {
	case news.OriginChat:
	case news.OriginCatalogue:
		return news.Message{}, news.Fault("forbidden", "%s is in the built-in list of news feeds, which only the operator can switch off. A subscription can leave it out: %s", feed.Name(), "-source:"+site(cmp.Or(feed.Site, feed.URL)))
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
	return note(say("I no longer watch %s", feed.Name()), plain("To take it back:"), command("feeds add %s", feed.URL)), nil
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
		case text.Fold(f.Name()) == want, text.Fold(f.Publisher) == want, isAddress(typed) && (site(f.URL) == site(typed) || site(f.Site) == site(typed)):
			hits = append(hits, f)
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		return news.Feed{}, news.Fault("not_found", "I watch no feed called %q. To see them: %s", clip(oneLine(typed), 60), shown(CmdFeedsList))
	}
	return news.Feed{}, news.Fault("ambiguous", "%d feeds fit %q. Give the address, such as: %s", len(hits), clip(oneLine(typed), 60), shown("feeds remove "+hits[0].URL))
}

// feedsPage is how many feeds a page of the list shows.
const feedsPage = 20

// feedsList shows a page of the feeds that the tenant may see and how they are:
// ill ones first, then those that people added. Words instead of a page's
// number show the feeds with these in their name, site or address.
func (s *Service) feedsList(ctx context.Context, c call) (news.Message, error) {
	feeds, err := s.Store.TenantFeeds(ctx, c.Target)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feeds: %w", err)
	}
	feeds = slices.DeleteFunc(slices.Clone(feeds), func(f news.Feed) bool { return f.Origin == news.OriginCatalogue && f.Ended })
	if len(feeds) == 0 {
		return note("No feeds are watched yet", plain("Try:"), command("feeds add example.org")), nil
	}
	typed := strings.Trim(strings.TrimSpace(c.Args[ArgPage]), `"`)
	page, err := strconv.Atoi(typed)
	sought := ""
	if words := text.Fold(typed); err != nil && words != "" {
		sought = clip(oneLine(typed), 40)
		feeds = slices.DeleteFunc(feeds, func(f news.Feed) bool {
			return f.Private || !strings.Contains(text.Fold(f.Name()+" "+f.Publisher+" "+f.URL), words)
		})
	}
	title := count(len(feeds), "feed", "feeds")
	if sought != "" {
		title = say("%s with “%s”", title, sought)
	}
	slices.SortStableFunc(feeds, func(a, b news.Feed) int {
		return cmp.Or(cmp.Compare(listRank(a), listRank(b)), cmp.Compare(text.Fold(a.Name()), text.Fold(b.Name())), cmp.Compare(a.ID, b.ID))
	})
	if ill := len(slices.DeleteFunc(slices.Clone(feeds), func(f news.Feed) bool { return f.Ill == "" })); ill > 0 {
		title = say("%s, %d ill", title, ill)
	}
	pages := max(1, (len(feeds)+feedsPage-1)/feedsPage)
	page = min(max(page, 1), pages)
	var lines []news.Line
	for _, f := range feeds[(page-1)*feedsPage : min(page*feedsPage, len(feeds))] {
		lines = append(lines, line(feedWords(f, c.At)))
	}
	if pages > 1 {
		title = say("%s, page %d of %d", title, page, pages)
		if err == nil || typed == "" {
			lines = append(lines, command("feeds list %d", page%pages+1))
		}
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

// feedWords tell how a feed is; the address of a private one is not shown.
func feedWords(f news.Feed, now time.Time) news.Phrase {
	name := verbatim(f.Name())
	if domain := site(f.URL); !f.Private && domain != "" && domain != f.Name() {
		name = verbatim(f.Name() + " (" + domain + ")")
	}
	if f.Private && f.Title == "" && f.Publisher == "" {
		name = say("a feed in the operator's network")
	}
	return say("%s · %s", name, health(f, now))
}

// health says in words how a feed is.
func health(f news.Feed, now time.Time) news.Phrase {
	switch {
	case f.Ended:
		return say("ended: %s", news.ReadPhrase(cmp.Or(f.IllWhy, "its site says that it is gone")))
	case f.Ill != "":
		return say("ill for %s: %s", short(now.Sub(f.IllSince)), news.ReadPhrase(cmp.Or(f.IllWhy, f.Ill)))
	case !f.Seen:
		return say("not read yet")
	case f.LastNew.IsZero():
		return say("well, nothing new yet")
	default:
		return say("well, last news %s ago", short(now.Sub(f.LastNew)))
	}
}
