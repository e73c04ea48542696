package bot

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"newsbell/news"
	"newsbell/text"
)

// maxNewSites bounds how many sites one subscription may have looked up.
const maxNewSites = 3

// A source is what one part of the argument from came to.
type source struct {
	name  string      // what the subscription is bound to: a domain or a publisher
	found *FoundFeed  // a feed to watch for it, nil when one is watched already
	note  news.Phrase // why no feed was found, empty otherwise
}

// bind reads the argument from. A feed's or publisher's name must be one that
// is watched; a site that no watched feed belongs to is looked up, and its best
// feed is in the answer. Nothing is changed yet.
func (s *Service) bind(ctx context.Context, c call, feeds []news.Feed) ([]source, error) {
	typed := strings.TrimSpace(c.Args[ArgFrom])
	if typed == "" {
		return nil, nil
	}
	parts := []string{typed}
	if isSource(typed) {
		parts = sources(typed)
	}
	var out []source
	lookups := 0
	for _, part := range parts {
		one, ok, err := watchedSource(part, feeds)
		if err != nil {
			return nil, err
		}
		if !ok {
			if lookups++; lookups > maxNewSites {
				return nil, news.Fault("too_many", "Name at most %d sites that I do not watch yet; add the others first: %s", maxNewSites, shown("feeds add "+site(part)))
			}
			if one, err = s.lookUp(ctx, c, part); err != nil {
				return nil, err
			}
		}
		if !slices.ContainsFunc(out, func(have source) bool { return have.name == one.name }) {
			out = append(out, one)
		}
	}
	return out, nil
}

// watchedSource finds what a part names among the watched feeds. It reports
// false for a site that none of them belongs to.
func watchedSource(part string, feeds []news.Feed) (source, bool, error) {
	if !isAddress(part) {
		name := text.Fold(strings.Trim(part, `"`))
		for _, f := range feeds {
			if name == text.Fold(f.Title) || name == text.Fold(f.Publisher) {
				return source{name: cmp.Or(f.Publisher, site(f.URL))}, true, nil
			}
		}
		return source{}, false, news.Fault("unknown_source", "No watched feed is called %q. Name a site, such as from bbc.co.uk, or see: %s", clip(oneLine(strings.Trim(part, `"`)), 60), shown(CmdFeedsList))
	}
	domain, hit := site(part), -1
	for i, f := range feeds {
		switch {
		case f.Ended:
		case f.URL == part:
			return source{name: sourceName(domain, f)}, true, nil
		case under(site(f.Site), domain):
			return source{name: domain}, true, nil
		case hit < 0 && (under(site(f.URL), domain) || site(f.Publisher) == domain):
			hit = i
		}
	}
	if hit < 0 {
		return source{}, false, nil
	}
	return source{name: sourceName(domain, feeds[hit])}, true, nil
}

// sourceName is what a feed's articles are known by: the domain that was typed
// when they lie there, else the feed's publisher.
func sourceName(domain string, f news.Feed) string {
	if at := site(cmp.Or(f.Site, f.URL)); f.Private || f.Publisher == "" || under(at, domain) || site(f.Publisher) == domain {
		return domain
	}
	return f.Publisher
}

// lookUp finds the best feed of a site that is not watched. What keeps it from
// one is noted, not an error: the subscription waits for a feed to be added.
func (s *Service) lookUp(ctx context.Context, c call, part string) (source, error) {
	found, err := s.discover(ctx, c, part)
	if ill, ok := errors.AsType[*news.Error](err); ok {
		return source{name: site(part), note: ill.Phrase()}, nil
	}
	if err != nil {
		return source{}, err
	}
	best := found[0]
	return source{
		name:  sourceName(site(part), news.Feed{URL: best.URL, Site: best.Site, Publisher: best.publisher()}),
		found: &best,
	}, nil
}

// watchSources watches the feeds that were found for a subscription and tells
// of them.
func (s *Service) watchSources(ctx context.Context, c call, bound []source) ([]news.Line, error) {
	var lines []news.Line
	for _, b := range bound {
		if b.note.Format != "" {
			lines = append(lines, plain("No watched feed is from %s yet, and I found none there (%s). To add one:", b.name, b.note.Clause()),
				command("feeds add %s", b.name))
		}
		if b.found == nil {
			continue
		}
		feed, added, err := s.watch(ctx, c, *b.found)
		if err != nil {
			return nil, err
		}
		if added {
			lines = append(lines, plain("Now watching %s for it: %s", feed.Name(), feed.URL))
		}
	}
	return lines, nil
}

// names are what a subscription is bound to.
func names(bound []source) []string {
	var out []string
	for _, b := range bound {
		out = append(out, b.name)
	}
	return out
}

// site is the domain of an address, without "www.".
func site(address string) string {
	if address == "" {
		return ""
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// under says whether a domain is another one or lies below it.
func under(domain, of string) bool {
	return domain != "" && (domain == of || strings.HasSuffix(domain, "."+of))
}
