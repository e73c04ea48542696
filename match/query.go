package match

import (
	"newsbell/match/article"
	"newsbell/match/query"
	"newsbell/news"
)

// A ParseError says what is wrong with a query, where, and what to type.
type ParseError = query.Error

// A Stem says how far two forms of a word may differ and still match.
type Stem = query.Stem

// The ways of stemming: plural and possessive (the default), none, Snowball.
const (
	StemLight = query.StemLight
	StemNone  = query.StemNone
	StemFull  = query.StemFull
)

// Parse reads a query. Its error is a *ParseError.
func Parse(text string) (*Query, error) { return ParseStem(text, StemLight) }

// ParseStem reads a query whose plain words are stemmed as told; a word marked
// with = or ~ keeps its own way. Its error is a *ParseError.
func ParseStem(text string, stem Stem) (*Query, error) {
	root, err := query.Parse(text, stem)
	if err != nil {
		return nil, err
	}
	return &Query{root: root}, nil
}

// A Query is a parsed query. It does not change and may be shared.
type Query struct {
	root *query.Node
}

// Canonical gives the query in the form that equal queries share: sorted,
// flattened, without repeats. It reads back to itself.
func (q *Query) Canonical() string { return q.root.Key }

// Plain says in plain words which articles the query takes.
func (q *Query) Plain() string { return q.Phrase().String() }

// Phrase is Plain as a phrase, for other languages.
func (q *Query) Phrase() news.Phrase { return query.Echo(q.root) }

// PlainIn is Plain for a channel with these languages: they are named when the
// query itself names none.
func (q *Query) PlainIn(languages []string) string {
	return query.Echo(query.Restrict(q.root, languages, nil)).String()
}

// Words gives the positive words, phrases and prefixes, as the query language
// writes them without marks.
func (q *Query) Words() []string { return q.root.Words() }

// Sources gives the sites and publishers that alone can match, nil when the
// query is not bound to any.
func (q *Query) Sources() []string { return q.root.Sources() }

// Languages gives the languages that alone can match: nil when the query names
// none, "any" alone when it lifts a channel's languages.
func (q *Query) Languages() []string { return q.root.Languages() }

// Hints says what in the query may not mean what its writer thinks, in words.
func (q *Query) Hints() []news.Phrase { return q.root.Hints() }

// Matches holds the query against one article and names the words that
// matched: the query's own words, phrases and prefixes as it writes them, or
// its filters when it has no words.
func (q *Query) Matches(d *Doc) (words []string, ok bool) {
	if !article.Holds(q.root, d) {
		return nil, false
	}
	return article.Words(q.root, d), true
}

// Bound gives the sites and publishers that alone can answer a subscription, by
// its query or by its From; nil when it is bound to none.
func Bound(s news.Subscription) []string {
	var out []string
	for _, f := range s.From {
		out = append(out, query.SourceKey(f))
	}
	if q, err := Parse(s.Query); len(out) == 0 && err == nil {
		out = q.Sources()
	}
	return out
}

// From tells whether an article is of one of the sites and publishers that
// Bound gives.
func From(a news.Article, bound []string) bool { return article.From(a, bound) }
