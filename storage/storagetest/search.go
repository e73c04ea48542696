package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"newsbell/news"
)

// wordKeys makes keys of an article's words.
func wordKeys(a news.Article) []string {
	return strings.Fields(strings.ToLower(a.Title + " " + a.Lead + " " + a.Text))
}

// found searches and gives the headlines.
func (w *world) found(l news.Lookup, before news.ArticleID, limit int) []string {
	w.Helper()
	articles, err := w.s.SearchArticles(w.ctx(), l, before, limit)
	w.check(err)
	var titles []string
	for _, a := range articles {
		titles = append(titles, a.Title)
	}
	return titles
}

func (w *world) wantFound(l news.Lookup, want ...string) {
	w.Helper()
	if got := w.found(l, 0, 10); !slices.Equal(got, want) {
		w.Errorf("search %q: got %q, want %q", l, got, want)
	}
}

// titled is an article with no words but those of its headline.
func (w *world) titled(title string) news.Article {
	a := w.article(title)
	a.Title, a.Lead, a.URL = title, "", "https://example.org/"+strings.ReplaceAll(title, " ", "-")
	return a
}

func testSearch(w *world) {
	f := w.feed("https://example.org/feed")
	w.poll(f, w.titled("peace talks begin"))
	if got := w.found(news.Lookup{{"peace"}}, 0, 10); len(got) > 0 {
		w.Errorf("got %q before anyone said what articles are found by", got)
	}
	w.s.SetKeys(wordKeys)
	silent := w.titled("silent peace")
	silent.Silent = true
	w.poll(f, silent, w.titled("talks in köln"), w.titled("peaceful 中国 中 国"), w.titled(`odd"key and '); drop`))
	tests := []struct {
		lookup news.Lookup
		want   []string
	}{
		{news.Lookup{{"peace"}}, []string{"silent peace", "peace talks begin"}},
		{news.Lookup{{"peace"}, {"talks"}}, []string{"peace talks begin"}},
		{news.Lookup{{"silent", "talks"}}, []string{"talks in köln", "silent peace", "peace talks begin"}},
		{news.Lookup{{"silent", "talks"}, {"köln", "begin"}}, []string{"talks in köln", "peace talks begin"}},
		{news.Lookup{{"peac*"}}, []string{"peaceful 中国 中 国", "silent peace", "peace talks begin"}},
		{news.Lookup{{"begin", "köl*"}}, []string{"talks in köln", "peace talks begin"}},
		{news.Lookup{{"中国"}}, []string{"peaceful 中国 中 国"}},
		{news.Lookup{{"war"}}, nil},
		{news.Lookup{{"peace"}, {"war"}}, nil},
		{news.Lookup{{"pea"}}, nil},
		{news.Lookup{{`"peace`}, {`ta'lks`}}, []string{"peace talks begin"}},
		{nil, []string{`odd"key and '); drop`, "peaceful 中国 中 国", "talks in köln", "silent peace", "peace talks begin"}},
	}
	for _, test := range tests {
		w.wantFound(test.lookup, test.want...)
	}
	all, err := w.s.SearchArticles(w.ctx(), news.Lookup{{"talks"}}, 0, 1)
	w.check(err)
	if len(all) != 1 || all[0].Title != "talks in köln" || all[0].Feed != f.ID {
		w.Fatalf("got %+v, want the newest one", all)
	}
	if got := w.found(news.Lookup{{"talks"}}, all[0].ID, 10); !slices.Equal(got, []string{"peace talks begin"}) {
		w.Errorf("before the first page's last got %q", got)
	}
}

func testSearchFollows(w *world) {
	w.s.SetKeys(wordKeys)
	f := w.feed("https://example.org/feed")
	w.poll(f, w.titled("storm nears coast"))
	w.wantFound(news.Lookup{{"storm"}}, "storm nears coast")
	a := w.backlog()[0]

	corrected := w.titled("hurricane nears coast")
	corrected.ID, corrected.Hash = a.ID, "another"
	w.poll(f, corrected)
	w.wantFound(news.Lookup{{"storm"}})
	w.wantFound(news.Lookup{{"hurricane"}}, "hurricane nears coast")

	w.check(w.s.SavePage(w.ctx(), news.Page{Article: a.ID, Text: "harbours are closed"}, w.now))
	w.wantFound(news.Lookup{{"harbours"}}, "hurricane nears coast")

	w.check(w.s.Prune(w.ctx(), w.now.Add(91*24*time.Hour)))
	w.wantFound(news.Lookup{{"harbours"}})
	w.wantFound(news.Lookup{{"hurricane"}}, "hurricane nears coast")
}

func testIndexRace(w *world) {
	w.s.SetKeys(wordKeys)
	f := w.feed("https://example.org/feed")
	var articles []news.Article
	for i := range 450 {
		articles = append(articles, w.titled(fmt.Sprint("storm ", i)))
	}
	w.poll(f, articles...)
	counts := make([]int, 4)
	w.check(together(len(counts), func(i int) (err error) {
		counts[i], err = w.s.IndexArticles(w.ctx(), 1000)
		return err
	}))
	if sum := counts[0] + counts[1] + counts[2] + counts[3]; sum != 450 {
		w.Errorf("indexed %v, want 450 together", counts)
	}
	if got := w.found(news.Lookup{{"storm"}}, 0, 1000); len(got) != 450 || got[0] != "storm 449" {
		w.Errorf("found %d", len(got))
	}
}
