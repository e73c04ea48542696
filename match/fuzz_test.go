package match_test

import (
	"errors"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"newsbell/match"
	"newsbell/news"
)

func FuzzParse(f *testing.F) {
	for _, q := range []string{
		"apple, microsoft", `"rate cut"~3 (a OR -b) title:x source:"new york",bbc lang:de`,
		"trump NEAR/5 =putin", "~running cryp* --x", "“smart” ‘quotes’ 中国 🚀", "1,000 AT&T C++ l'Europe",
	} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		start := time.Now()
		q, err := match.Parse(query)
		if took := time.Since(start); took > time.Second { // a stuck parser, not a slow machine
			t.Errorf("%q took %v", query, took)
		}
		if err != nil {
			bad, ok := errors.AsType[*match.ParseError](err)
			if !ok || bad.Column < 1 || bad.Column > utf8.RuneCountInString(query)+1 || bad.Message == "" {
				t.Fatalf("Parse(%q): %#v", query, err)
			}
			_ = bad.Caret()
			return
		}
		again, err := match.Parse(q.Canonical())
		if err != nil && utf8.RuneCountInString(q.Canonical()) > 1000 {
			return // sorting out parentheses can add characters
		}
		if err != nil {
			t.Fatalf("Parse(%q) is %q: %v", query, q.Canonical(), err)
		}
		if again.Canonical() != q.Canonical() {
			t.Fatalf("Parse(%q) is %q, which is %q", query, q.Canonical(), again.Canonical())
		}
		_, _, _ = q.Plain(), q.Hints(), q.Words()
	})
}

func FuzzIndex(f *testing.F) {
	f.Add("apple OR (pear -plum)", `"red apple" title:pear`, "Red apples", "and a pear")
	f.Add("~run =runs cry*", "中国 NEAR/3 经济", "中国经济", "running cryptic")
	f.Fuzz(func(t *testing.T, one, two, title, text string) {
		x := match.NewIndex()
		d := match.NewDoc(news.Article{Title: title, Text: text, Language: "en", URL: "https://a.example.com", Section: "World"})
		var want []news.SubscriptionID
		for i, query := range []string{one, two} {
			q, err := match.Parse(query)
			if err != nil {
				continue
			}
			id := news.SubscriptionID(i + 1)
			x.AddQuery(news.Subscription{ID: id}, q, nil)
			if _, ok := q.Matches(d); ok {
				want = append(want, id)
			}
		}
		if got := ids(x, d); !slices.Equal(got, want) {
			t.Fatalf("index %v, evaluator %v", got, want)
		}
		x.Rebuild()
		if got := ids(x, d); !slices.Equal(got, want) {
			t.Fatalf("rebuilt index %v, evaluator %v", got, want)
		}
	})
}
