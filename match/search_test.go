package match_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"newsbell/match"
	"newsbell/news"
)

// fits tells whether an article with these keys fits a lookup, as an index of
// articles would.
func fits(l news.Lookup, keys []string) bool {
	for _, clause := range l {
		if !slices.ContainsFunc(clause, func(want string) bool {
			head, all := strings.CutSuffix(want, "*")
			return slices.ContainsFunc(keys, func(k string) bool { return k == want || all && strings.HasPrefix(k, head) })
		}) {
			return false
		}
	}
	return true
}

// TestQuery_Lookup_oracle: what a query takes fits its lookup, whatever the
// query; so searching by keys loses nothing.
func TestQuery_Lookup_oracle(t *testing.T) {
	taken, fitting, pairs := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s, ok := genStanding(t)
		if !ok {
			return
		}
		q := s.query.In(s.langs)
		l := q.Lookup()
		for i := range 20 {
			a := genArticle(news.ArticleID(i)).Draw(t, "article")
			fit := fits(l, match.Keys(a))
			_, ok := q.Matches(match.NewDoc(a))
			if ok && !fit {
				t.Fatalf("%s takes %+v, but its lookup %q does not fit %q", q.Canonical(), a, l, match.Keys(a))
			}
			pairs++
			if fit {
				fitting++
			}
			if ok {
				taken++
			}
		}
	})
	t.Logf("%d pairs of query and article: %d fit the lookup, %d are taken", pairs, fitting, taken)
}

func TestQuery_Lookup(t *testing.T) {
	long := strings.Repeat("w", 200)
	tests := []struct {
		query, title string
		taken, fits  bool
	}{
		{"companies", "A Company rises", true, true},
		{"=companies", "A company rises", false, false},
		{"=companies", "Companies rise", true, true},
		{`"rate cut"`, "Cut the rate", false, true}, // keys know no order
		{"C++", "Why C++ lasts", true, true},
		{"C++", "Vitamin C", false, false},
		{"AT&T", "AT&T falls", true, true},
		{"3.5", "Up 3.5 points", true, true},
		{"don't", "They don’t know", true, true},
		{"compan*", "Company news", true, true},
		{"at&*", "AT&T news", true, true},
		{"中国经济", "今天中国经济增长", true, true},
		{"中国", "国中", false, false},
		{`"ไทย"`, "ข่าวไทยวันนี้", true, true},
		{"~running", "He runs", true, true},
		{"~die", "The dying swan", true, true},
		{long, long, true, true},
		{`"the" apple`, "Apple", false, true},
		{"köln OR (cologne cathedral)", "Cologne fair", false, false},
		{"apple -pie", "Apple pie", false, true},
		{"lang:de apple", "Apple", false, false},
		{"source:bbc.co.uk", "Anything", true, true},
		{"section:world apple", "Apple", true, true},
		{"section:sport apple", "Apple", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			q, err := match.Parse(tt.query)
			if err != nil {
				t.Skip(err)
			}
			a := news.Article{Title: tt.title, Language: "en", URL: "https://news.bbc.co.uk/1", Section: "World"}
			q = q.In([]string{"en"})
			if _, ok := q.Matches(match.NewDoc(a)); ok != tt.taken {
				t.Errorf("taken: got %v, want %v", ok, tt.taken)
			}
			if got := fits(q.Lookup(), match.Keys(a)); got != tt.fits {
				t.Errorf("fits: got %v, want %v; lookup %q, keys %q", got, tt.fits, q.Lookup(), match.Keys(a))
			}
		})
	}
}

func TestKeys_bounded(t *testing.T) {
	var b strings.Builder
	for i := range 5000 {
		b.WriteString("word" + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676)) + " ")
	}
	keys := match.Keys(news.Article{Title: "Title", Text: b.String()})
	if len(keys) > 300 || keys[len(keys)-1] == "" {
		t.Errorf("got %d keys", len(keys))
	}
	for _, k := range match.Keys(news.Article{Title: "odd: \x00 'x' <b> e-mail ’ naïve ½ ﬁ U.S. 𝔘", Section: "A, B/C", URL: "::bad"}) {
		if k == "" || strings.ContainsAny(k, " '\"*&|!:()\\\x00") {
			t.Errorf("key %q", k)
		}
	}
}
