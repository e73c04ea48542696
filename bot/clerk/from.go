package clerk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"newsbell/bot"
	"newsbell/bot/arg"
	"newsbell/bot/reply"
	"newsbell/bot/source"
	"newsbell/news"
)

// maxNewSites bounds how many sites one subscription may have looked up.
const maxNewSites = 3

// A binding is what one part of the argument from came to.
type binding struct {
	name  string        // what the subscription is bound to: a domain or a publisher
	found *source.Found // a feed to watch for it, nil when one is watched already
	note  news.Phrase   // why no feed was found, empty otherwise
}

// bind reads the argument from. A feed's or publisher's name must be one that
// is watched; a site that no watched feed belongs to is looked up, and its best
// feed is in the answer. Nothing is changed yet.
func (s *Service) bind(ctx context.Context, c call, feeds []news.Feed) ([]binding, error) {
	typed := strings.TrimSpace(c.Args[bot.ArgFrom])
	if typed == "" {
		return nil, nil
	}
	parts := []string{typed}
	if arg.IsSource(typed) {
		parts = arg.List(typed)
	}
	var out []binding
	lookups := 0
	for _, part := range parts {
		name, ok, err := source.Find(part, feeds)
		if err != nil {
			return nil, err
		}
		one := binding{name: name}
		if !ok {
			if lookups++; lookups > maxNewSites {
				return nil, news.Fault("too_many", "Name at most %d sites that I do not watch yet; add the others first: %s", maxNewSites, reply.Shown("feeds add "+source.Site(part)))
			}
			if one, err = s.lookUp(ctx, c, part); err != nil {
				return nil, err
			}
		}
		if !slices.ContainsFunc(out, func(have binding) bool { return have.name == one.name }) {
			out = append(out, one)
		}
	}
	return out, nil
}

// lookUp finds the best feed of a site that is not watched. What keeps it from
// one is noted, not an error: the subscription waits for a feed to be added.
func (s *Service) lookUp(ctx context.Context, c call, part string) (binding, error) {
	found, err := s.discover(ctx, c, part)
	if ill, ok := errors.AsType[*news.Error](err); ok {
		return binding{name: source.Site(part), note: ill.Phrase()}, nil
	}
	if err != nil {
		return binding{}, err
	}
	best := found[0]
	return binding{
		name:  source.Name(source.Site(part), news.Feed{URL: best.URL, Site: best.Site, Publisher: best.By()}),
		found: &best,
	}, nil
}

// watchSources watches the feeds that were found for a subscription and tells
// of them.
func (s *Service) watchSources(ctx context.Context, c call, bound []binding) ([]news.Line, error) {
	var lines []news.Line
	for _, b := range bound {
		if b.note.Format != "" {
			lines = append(lines, reply.Line("No watched feed is from %s yet, and I found none there (%s). To add one:", b.name, b.note.Clause()),
				reply.Command("feeds add %s", b.name))
		}
		if b.found == nil {
			continue
		}
		feed, added, err := s.watch(ctx, c, *b.found)
		if err != nil {
			return nil, err
		}
		if added {
			lines = append(lines, reply.Line("Now watching %s for it: %s", feed.Name(), feed.URL))
		}
	}
	return lines, nil
}

// names are what a subscription is bound to.
func names(bound []binding) []string {
	var out []string
	for _, b := range bound {
		out = append(out, b.name)
	}
	return out
}
