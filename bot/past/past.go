package past

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"newsbell/bot/setting"
	"newsbell/match"
	"newsbell/news"
)

// A Store keeps articles and stories.
type Store interface {
	// SearchArticles gives up to limit articles that fit a lookup, newest first,
	// with ids below before; 0 begins with the newest.
	SearchArticles(ctx context.Context, l news.Lookup, before news.ArticleID, limit int) ([]news.Article, error)
	// StoriesBetween gives the standing stories that changed in (from, to],
	// latest first.
	StoriesBetween(ctx context.Context, from, to time.Time, limit int) ([]news.Story, error)
}

// scanLimit is how many stories are looked at for one answer.
const scanLimit = 5000

// SearchLimit is how many articles that may fit are looked at for one answer.
const SearchLimit = 5000

// searchBatch is how many articles are read at once.
const searchBatch = 100

// Found are articles that answer a query, without their texts; Cut says that
// there may be more which nobody looked for.
type Found struct {
	Articles []news.Article
	Cut      bool
}

// Articles finds the newest articles that a query takes, up to limit. An
// address that several feeds brought counts once.
func Articles(ctx context.Context, store Store, query *match.Query, limit int) (Found, error) {
	var f Found
	seen := make(map[string]bool)
	lookup, before := query.Lookup(), news.ArticleID(0)
	for looked := 0; len(f.Articles) < limit; looked += searchBatch {
		if f.Cut = looked >= SearchLimit; f.Cut {
			break
		}
		batch, err := store.SearchArticles(ctx, lookup, before, searchBatch)
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
			f.Articles = append(f.Articles, a)
		}
		if len(batch) < searchBatch {
			break
		}
	}
	return f, nil
}

// Until is a while that ends now.
type Until struct {
	Now time.Time
	For time.Duration
}

// Stories gives the stories of the while before now that match the query,
// newest first; without a query, those in the channel's languages.
func Stories(ctx context.Context, store Store, query *match.Query, ch news.Channel, until Until) ([]news.Story, error) {
	all, err := store.StoriesBetween(ctx, until.Now.Add(-until.For), until.Now, scanLimit)
	if err != nil {
		return nil, fmt.Errorf("list stories: %w", err)
	}
	return those(all, query, ch), nil
}

// those are the stories that match a query in a channel's languages, newest
// first.
func those(all []news.Story, query *match.Query, ch news.Channel) []news.Story {
	langs := Languages(query, ch)
	var hits []news.Story
	for _, st := range all {
		if st.Into == 0 && Speaks(st.Language, langs) && tells(query, st) {
			hits = append(hits, st)
		}
	}
	slices.SortStableFunc(hits, func(a, b news.Story) int { return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(b.ID, a.ID)) })
	return hits
}

// tells reports whether a story is what the query asks for: its headline and
// lead, or one of its reports.
func tells(query *match.Query, st news.Story) bool {
	if query == nil {
		return true
	}
	main := news.Article{Title: st.Title, Lead: st.Lead, URL: st.URL, Language: st.Language, Section: st.Section}
	if len(st.Reports) > 0 {
		main.Publisher = st.Reports[0].Publisher
	}
	if _, ok := query.Matches(match.NewDoc(main)); ok {
		return true
	}
	return slices.ContainsFunc(st.Reports, func(r news.Report) bool {
		a := news.Article{Title: r.Title, URL: r.URL, Publisher: r.Publisher, Language: st.Language, Section: st.Section}
		_, ok := query.Matches(match.NewDoc(a))
		return ok
	})
}

// AnyLanguage stands for all languages, as in lang:any.
const AnyLanguage = "any"

// Speaks reports whether a language is one of those; an unknown one may be.
func Speaks(language string, languages []string) bool {
	return language == "" || slices.Contains(languages, language) || slices.Contains(languages, AnyLanguage)
}

// Languages is what the query says with lang:, else the channel's languages.
// The query may be nil.
func Languages(query *match.Query, ch news.Channel) []string {
	if query != nil {
		if langs := query.Languages(); len(langs) > 0 {
			return langs
		}
	}
	return setting.Languages(ch)
}
