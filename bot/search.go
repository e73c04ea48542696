package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/match"
	"newsbell/news"
)

const (
	mostPages   = 50   // of one answer
	searchBatch = 100  // articles read at once
	searchLimit = 5000 // articles that may fit, looked at for one answer
)

// search finds past articles, newest first. What it finds is what a
// subscription would have matched.
func (s *Service) search(ctx context.Context, c call) (news.Message, error) {
	query, err := match.Parse(strings.TrimSpace(c.Args[ArgQuery]))
	if err != nil {
		return news.Message{}, err
	}
	page, err := pageArg(c.Args[ArgPage])
	if err != nil {
		return news.Message{}, err
	}
	f, err := s.articles(ctx, query.In(languagesOf(nil, c.ch)), page*shownItems+1)
	if err != nil {
		return news.Message{}, err
	}
	looked := query.In(languagesOf(nil, c.ch)).Phrase()
	if len(f.articles) == 0 {
		lines := []news.Line{plain("I looked for %s.", looked)}
		if f.cut {
			lines = append(lines, plain("I looked at the newest %d articles that hold some of its words.", searchLimit))
		}
		return note(say("Nothing found"), lines...), nil
	}
	if (page-1)*shownItems >= len(f.articles) {
		return news.Message{}, noPage(page, len(f.articles))
	}
	l := news.List{
		Heading: c.voice.Text("Past articles, the newest first"), Zone: c.ch.Zone,
		Intro: c.voice.Text("I looked for %s.", looked),
	}
	for _, a := range f.articles[(page-1)*shownItems : min(page*shownItems, len(f.articles))] {
		item := news.Item{Story: a.Story, Title: a.Title, URL: a.Link(), At: a.Arrived}
		if p := a.Published; !p.IsZero() && p.Before(a.Arrived) {
			item.At = p
		}
		if a.Publisher != "" {
			item.Publishers = []string{a.Publisher}
		}
		l.Items = append(l.Items, item)
	}
	more := len(f.articles) > page*shownItems
	return stories(c.paged(l, page, more, CmdSearch+" "+strings.TrimSpace(c.Args[ArgQuery]))), nil
}

// found are articles that answer a query, without their texts; cut says that
// there may be more which nobody looked for.
type found struct {
	articles []news.Article
	cut      bool
}

// articles finds the newest articles that a query takes, up to limit. An
// address that several feeds brought counts once.
func (s *Service) articles(ctx context.Context, query *match.Query, limit int) (found, error) {
	var f found
	seen := make(map[string]bool)
	lookup, before := query.Lookup(), news.ArticleID(0)
	for looked := 0; len(f.articles) < limit; looked += searchBatch {
		if f.cut = looked >= searchLimit; f.cut {
			break
		}
		batch, err := s.Store.SearchArticles(ctx, lookup, before, searchBatch)
		if err != nil {
			return f, fmt.Errorf("search articles: %w", err)
		}
		for _, a := range batch {
			before = a.ID
			if _, ok := query.Matches(match.NewDoc(a)); !ok || seen[a.Link()] {
				continue
			}
			seen[a.Link()] = true
			a.Text = ""
			f.articles = append(f.articles, a)
		}
		if len(batch) < searchBatch {
			break
		}
	}
	return f, nil
}

// top shows the stories of the last day that most publishers report.
func (s *Service) top(ctx context.Context, c call) (news.Message, error) {
	var query *match.Query
	typed, heading := strings.TrimSpace(c.Args[ArgQuery]), say("Most reported in the last %d hours", topHours)
	if typed != "" {
		parsed, err := match.Parse(typed)
		if err != nil {
			return news.Message{}, err
		}
		query, heading = parsed, say("Most reported in the last %d hours: %s", topHours, parsed.Phrase())
	}
	page, err := pageArg(c.Args[ArgPage])
	if err != nil {
		return news.Message{}, err
	}
	hits, err := s.find(ctx, c, query, topHours*time.Hour)
	switch {
	case err != nil:
		return news.Message{}, err
	case len(hits) == 0:
		return note(heading, plain("Nothing yet.")), nil
	case (page-1)*shownItems >= len(hits):
		return news.Message{}, noPage(page, len(hits))
	}
	slices.SortStableFunc(hits, func(a, b news.Story) int {
		return cmp.Or(
			cmp.Compare(news.Independent(b.Reports), news.Independent(a.Reports)),
			cmp.Compare(b.Articles, a.Articles), b.Updated.Compare(a.Updated), cmp.Compare(b.ID, a.ID))
	})
	l := listOf(hits[(page-1)*shownItems:], c.ch)
	l.Heading = c.voice.Say(heading)
	return stories(c.paged(l, page, l.More > 0, strings.TrimSpace(CmdTop+" "+typed))), nil
}

// paged says which page of a list this is and how to come to the next one.
func (c call) paged(l news.List, page int, more bool, typed string) news.List {
	if page > 1 {
		l.Heading = c.voice.Text("%s, page %d", l.Heading, page)
	}
	if more && page < mostPages {
		next := shown(fmt.Sprintf("%s page %d", typed, page+1))
		l.Intro = strings.TrimSpace(l.Intro + " " + c.voice.Text("More: %s", next))
	}
	return l
}

// pageArg reads the number of a page; none is the first.
func pageArg(typed string) (int, error) {
	if typed = strings.Trim(strings.TrimSpace(typed), "#."); typed == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 1 || n > mostPages {
		return 0, news.Fault("bad_page", "A page is a number from 1 to %d, as in: %s", mostPages, shown("search earthquake page 2"))
	}
	return n, nil
}

// noPage says that a list ends before a page.
func noPage(page, items int) error {
	last := (items + shownItems - 1) / shownItems
	return news.Fault("no_page", "There is no page %d: the last one is page %d.", page, last)
}
