package match

import (
	"newsbell/match/article"
	"newsbell/match/query"
	"newsbell/news"
)

// Keys gives the keys by which an index of articles finds an article. It covers
// the headline, the lead and the first words of the text, some 240 different
// ones.
func Keys(a news.Article) []string { return article.Keys(a) }

// Lookup gives what to ask an index of articles for: all that the query takes
// fit it, as far as the index covers them. What fits is then held against the
// query itself with Matches.
func (q *Query) Lookup() news.Lookup { return article.Lookup(q.root) }

// In gives the query as a channel with these languages means it: unless it
// speaks of languages itself, it takes only articles in one of them, or in an
// unknown one.
func (q *Query) In(languages []string) *Query {
	return &Query{root: query.Restrict(q.root, languages, nil)}
}
