package match_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsbell/match"
	"newsbell/match/matchtest"
	"newsbell/news"
)

// vocabulary is small, so that queries and articles meet often.
func vocabulary() []string {
	return []string{
		"chip", "chips", "company", "companies", "Köln", "koln", "peace", "talk", "talks",
		"running", "runs", "run", "AT&T", "3.5", "rate", "cut", "box", "boxes", "crypto",
		"cryptic", "国", "中", "Киев", "женщины", "women", "woman",
	}
}

func genWord() *rapid.Generator[string] { return rapid.SampledFrom(vocabulary()) }

func genArticle(id news.ArticleID) *rapid.Generator[news.Article] {
	field := rapid.Map(rapid.SliceOfN(genWord(), 0, 8), func(w []string) string { return strings.Join(w, " ") })
	return rapid.Custom(func(t *rapid.T) news.Article {
		return news.Article{
			ID: id, Title: field.Draw(t, "title"), Lead: field.Draw(t, "lead"), Text: field.Draw(t, "text"),
			Language:  rapid.SampledFrom([]string{"", "en", "de", "ru"}).Draw(t, "lang"),
			URL:       rapid.SampledFrom([]string{"", "https://news.bbc.co.uk/a", "http://www.example.com/b", "https://edition.cnn.com"}).Draw(t, "url"),
			Publisher: rapid.SampledFrom([]string{"", "BBC News", "The Example", "CNN"}).Draw(t, "publisher"),
			Section:   rapid.SampledFrom([]string{"", "World", "World/Asia", "Sport"}).Draw(t, "section"),
		}
	})
}

// genExpr draws an expression of at most depth levels of groups.
func genExpr(depth int) *rapid.Generator[matchtest.Expr] {
	return rapid.Custom(func(t *rapid.T) matchtest.Expr {
		if depth > 0 && rapid.IntRange(0, 2).Draw(t, "group") > 0 {
			e := matchtest.Expr{Kind: rapid.SampledFrom([]matchtest.Kind{matchtest.And, matchtest.And, matchtest.Or, matchtest.Not}).Draw(t, "kind")}
			n := 1
			if e.Kind != matchtest.Not {
				n = rapid.IntRange(2, 3).Draw(t, "kids")
			}
			for range n {
				e.Kids = append(e.Kids, genExpr(depth-1).Draw(t, "kid"))
			}
			return e
		}
		return genLeaf().Draw(t, "leaf")
	})
}

func genLeaf() *rapid.Generator[matchtest.Expr] {
	return rapid.Custom(func(t *rapid.T) matchtest.Expr {
		kinds := []matchtest.Kind{
			matchtest.Word, matchtest.Word, matchtest.Word, matchtest.Phrase, matchtest.Phrase,
			matchtest.Near, matchtest.Prefix, matchtest.Source, matchtest.Lang, matchtest.Section,
		}
		e := matchtest.Expr{Kind: rapid.SampledFrom(kinds).Draw(t, "leaf")}
		one := func(from ...string) { e.Words = []string{rapid.SampledFrom(from).Draw(t, "value")} }
		switch e.Kind {
		case matchtest.Source:
			one("bbc.co.uk", "co.uk", "bbc", "cnn", "edition.cnn.com", "example.com", "the example", "example", "bbc news")
			return e
		case matchtest.Lang:
			one("en", "de", "ru")
			return e
		case matchtest.Section:
			one("world", "asia", "sport")
			return e
		case matchtest.Prefix:
			one("cry", "crypt", "com", "box", "run")
		case matchtest.Word:
			e.Words = []string{genWord().Draw(t, "word")}
		default:
			e.Words = rapid.SliceOfN(genWord(), 2, 3).Draw(t, "words")
		}
		e.Title = rapid.IntRange(0, 3).Draw(t, "title") == 0
		if e.Kind != matchtest.Prefix {
			e.Mark = rapid.SampledFrom([]string{"", "", "", "=", "~"}).Draw(t, "mark")
		}
		switch e.Kind { //nolint:exhaustive // the others take no number
		case matchtest.Near:
			e.N = rapid.IntRange(1, 4).Draw(t, "distance")
		case matchtest.Phrase:
			e.N = rapid.SampledFrom([]int{0, 0, 1, 3}).Draw(t, "slop")
		}
		return e
	})
}

// A standing is a subscription with what the oracle needs to judge it.
type standing struct {
	sub   news.Subscription
	expr  matchtest.Expr
	query *match.Query
	langs []string
}

func (s standing) want(a news.Article) bool {
	if len(s.sub.From) > 0 && !slices.ContainsFunc(s.sub.From, func(f string) bool { return matchtest.FromSource(a, f) }) {
		return false
	}
	if len(s.langs) > 0 && !strings.Contains(s.sub.Query, "lang:") && a.Language != "" && !slices.Contains(s.langs, a.Language) {
		return false
	}
	return s.expr.Holds(a)
}

func genStanding(t *rapid.T) (standing, bool) {
	s := standing{expr: genExpr(3).Draw(t, "expr")}
	s.sub.ID = news.SubscriptionID(rapid.IntRange(1, 200).Draw(t, "id"))
	s.sub.Channel = news.ChannelID(s.sub.ID % 7)
	s.sub.Mode = news.Every
	s.sub.Query = s.expr.String()
	if rapid.IntRange(0, 4).Draw(t, "bound") == 0 {
		s.sub.From = []string{"bbc.co.uk", "CNN"}
	}
	if rapid.IntRange(0, 2).Draw(t, "native") == 0 {
		s.langs = []string{"en", "de"}
	}
	var err error
	s.query, err = match.Parse(s.sub.Query)
	return s, err == nil // what only excludes is refused
}

// TestIndex_oracle holds the index and the evaluator against the oracle, with
// additions, removals and rebuilds between. `go test -rapid.checks=3000` makes
// over a million pairs.
func TestIndex_oracle(t *testing.T) {
	pairs, hits := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		x := match.NewIndex()
		held := map[news.SubscriptionID]standing{}
		for range 12 {
			for range 6 {
				if s, ok := genStanding(t); ok {
					x.AddQuery(s.sub, s.query, s.langs)
					held[s.sub.ID] = s
				}
			}
			switch rapid.IntRange(0, 5).Draw(t, "act") {
			case 0:
				x.Rebuild()
			case 1, 2:
				for id := range held {
					if id%3 == 0 {
						x.Remove(id)
						delete(held, id)
					}
				}
			}
			for i := range 2 {
				a := genArticle(news.ArticleID(i+1)).Draw(t, "article")
				hits += compare(t, x, held, a)
				pairs += len(held)
			}
		}
	})
	t.Logf("%d pairs of query and article, %d matches", pairs, hits)
}

// compare holds one article against every subscription three ways.
func compare(t *rapid.T, x *match.Index, held map[news.SubscriptionID]standing, a news.Article) int {
	d := match.NewDoc(a)
	var want []news.Match
	for id, s := range held {
		ok := s.want(a)
		words, direct := s.query.Matches(d)
		if held := s.expr.Holds(a); direct != held {
			t.Fatalf("query %s (canonical %s)\narticle %+v\nevaluator %v, oracle %v", s.sub.Query, s.query.Canonical(), a, direct, held)
		}
		if ok {
			want = append(want, news.Match{Subscription: id, Channel: s.sub.Channel, Mode: s.sub.Mode, Article: a.ID, Words: words})
		}
	}
	slices.SortFunc(want, func(a, b news.Match) int { return int(a.Subscription - b.Subscription) })
	got := x.Match(d)
	for _, list := range [][]news.Match{want, got} {
		for i, m := range list { // a filter that From added is named too, when there is no word
			if len(held[m.Subscription].sub.From) > 0 && strings.Contains(strings.Join(m.Words, " "), ":") {
				list[i].Words = nil
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		for _, s := range held {
			diff += fmt.Sprintf("\n%d %v %v %s => %s", s.sub.ID, s.langs, s.sub.From, s.sub.Query, s.query.Canonical())
		}
		t.Fatalf("article %+v\nindex (-oracle +index):\n%s", a, diff)
	}
	if ids := x.AppendIDs(nil, d); len(ids) != len(got) {
		t.Fatalf("AppendIDs gives %d, Match %d", len(ids), len(got))
	}
	bare := x.MatchIDs(d)
	ids := make([]news.SubscriptionID, len(bare))
	for i, m := range bare {
		ids[i] = m.Subscription
	}
	for i, words := range x.Words(d, ids) {
		bare[i].Words = words
	}
	if diff := cmp.Diff(x.Match(d), bare); diff != "" {
		t.Fatalf("words asked for one by one (-Match +Words):\n%s", diff)
	}
	return len(got)
}
