package storagetest

import (
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/news"
)

func testPoll(w *world) {
	f := w.feed("https://example.org/feed")
	want := news.Article{
		Feed: f.ID, Keys: []string{"guid:1", "link:1"}, Hash: "h", URL: "https://example.org/1?utm=x",
		Canonical: "https://example.org/1", Title: "Title", Lead: "Lead", Text: "Text", Author: "A. Writer",
		Language: "en", Section: "world", Image: "https://example.org/1.png", Publisher: "Example", Official: true,
		Published: w.now.Add(-time.Hour), Updated: w.now.Add(-time.Minute), Arrived: w.now,
	}
	silent := w.article("old")
	silent.Silent = true
	f.Seen, f.ETag = true, `"2"`
	if n := w.poll(f, want, silent); n != 2 {
		w.Errorf("got %d new articles, want 2", n)
	}
	stored, err := w.s.Feed(w.ctx(), f.ID)
	w.check(err)
	if diff := cmp.Diff(f, stored); diff != "" {
		w.Errorf("feed (-want +got):\n%s", diff)
	}
	backlog := w.backlog()
	if len(backlog) != 1 {
		w.Fatalf("got %d articles in the backlog, want the one that is not silent", len(backlog))
	}
	want.ID = backlog[0].ID
	if diff := cmp.Diff(want, backlog[0]); diff != "" {
		w.Errorf("article (-want +got):\n%s", diff)
	}
	for _, link := range []string{want.URL, want.Canonical} {
		if got, err := w.s.ArticleByLink(w.ctx(), link); err != nil || got.ID != want.ID {
			w.Errorf("by link %s got article %d, %v", link, got.ID, err)
		}
	}
	_, err = w.s.ArticleByLink(w.ctx(), "https://example.org/none")
	w.wantCode(err, "not_found")
	_, err = w.s.Article(w.ctx(), 4711)
	w.wantCode(err, "not_found")

	// A poll of a feed that was removed meanwhile leaves nothing.
	w.check(w.s.RemoveFeed(w.ctx(), f.ID))
	_, err = w.s.CommitPoll(w.ctx(), news.Poll{Feed: f, Articles: []news.Article{w.article("late")}})
	w.wantCode(err, "not_found")
	if n := len(w.backlog()); n != 1 {
		w.Errorf("got %d articles after a poll that failed, want 1", n)
	}
}

func testIdentity(w *world) {
	f, other := w.feed("https://example.org/feed"), w.feed("https://example.org/other")
	a := w.article("a")
	a.Keys = []string{"guid:a", "link:a", "title:morning news"}
	a.Text = "long"
	b := w.article("b")
	b.Keys = []string{"guid:b", "link:b", "title:morning news"}
	w.poll(f, a, b)
	w.poll(other, a)
	known, err := w.s.KnownArticles(w.ctx(), f.ID, []string{"guid:a", "link:b", "title:morning news", "guid:none"})
	w.check(err)
	if len(known) != 3 || known["guid:a"].URL != a.URL || known["link:b"].URL != b.URL {
		w.Errorf("got known %v", known)
	}
	if got := known["title:morning news"]; got.URL != a.URL || got.Text != "" {
		w.Errorf("the shared key leads to %s (text %q), want the first to claim it, without text", got.URL, got.Text)
	}
	if n := w.poll(f, a); n != 0 {
		w.Errorf("the same article again: %d new", n)
	}
	if n := len(w.backlog()); n != 3 {
		w.Errorf("got %d articles, want 3", n)
	}
	many := make([]string, 1200)
	for i := range many {
		many[i] = "guid:" + strconv.Itoa(i)
	}
	many[1199] = "guid:b"
	if known, err = w.s.KnownArticles(w.ctx(), f.ID, many); err != nil || len(known) != 1 {
		w.Errorf("among 1200 keys got %d, %v, want 1", len(known), err)
	}
}

func testPollRace(w *world) {
	f := w.feed("https://example.org/feed")
	var articles []news.Article
	for i := range 20 {
		articles = append(articles, w.article(strconv.Itoa(i)))
	}
	var inserted atomic.Int64
	w.check(together(8, func(int) error {
		n, err := w.s.CommitPoll(w.ctx(), news.Poll{Feed: f, Articles: articles, At: w.now})
		inserted.Add(int64(n))
		return err
	}))
	if n := inserted.Load(); n != 20 || len(w.backlog()) != 20 {
		w.Errorf("got %d inserted and %d stored, want 20", n, len(w.backlog()))
	}
}

func testCorrection(w *world) {
	f := w.feed("https://example.org/feed")
	a, silent := w.article("a"), w.article("silent")
	a.Text = "The text of the page."
	silent.Silent = true
	w.poll(f, a, silent)
	handled := w.backlog()[0]
	handled.Story = 1
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{At: w.now, Articles: []news.Article{handled}}))
	if n := len(w.backlog()); n != 0 {
		w.Fatalf("got %d in the backlog after the batch", n)
	}

	known, err := w.s.KnownArticles(w.ctx(), f.ID, []string{"a", "silent"})
	w.check(err)
	corrected, quiet := known["a"], known["silent"]
	corrected.Title, corrected.Hash, corrected.Keys = "Corrected", "h2", []string{"a", "title:corrected"}
	quiet.Title, quiet.Hash = "Corrected too", "h3"
	if n := w.poll(f, corrected, quiet); n != 0 {
		w.Errorf("got %d new, want 0", n)
	}
	w.poll(f, corrected) // another poll saw the same
	backlog := w.backlog()
	if len(backlog) != 1 {
		w.Fatalf("got %d in the backlog, want the corrected one", len(backlog))
	}
	got := backlog[0]
	if got.Title != "Corrected" || got.Revision != 1 || got.Story != 1 || got.Text != a.Text {
		w.Errorf("got %+v", got)
	}
	known, err = w.s.KnownArticles(w.ctx(), f.ID, []string{"title:corrected"})
	w.check(err)
	if known["title:corrected"].ID != got.ID {
		w.Error("the corrected headline does not identify the article")
	}
}

func testPageInTime(w *world) {
	f := w.feed("https://example.org/feed")
	a := w.article("a")
	a.PageDue = w.now.Add(5 * time.Second)
	w.poll(f, a)
	if n := len(w.backlog()); n != 0 {
		w.Errorf("got %d in the backlog while the page is read", n)
	}
	if got := w.jobs.take(); !strings.HasPrefix(got, "page ") {
		w.Errorf("got jobs %q, want one for the page", got)
	}
	stored, err := w.s.ArticleByLink(w.ctx(), a.URL)
	w.check(err)
	w.check(w.s.SavePage(w.ctx(), news.Page{
		Article: stored.ID, Canonical: "https://example.org/canonical", Title: "Other title", Lead: "Other lead",
		Text: "What the page says.", Author: "A. Writer", Language: "en", Image: "i", Published: w.now,
	}, w.now.Add(time.Second)))
	backlog := w.backlog()
	if len(backlog) != 1 {
		w.Fatalf("got %d in the backlog, want 1", len(backlog))
	}
	want := stored
	want.PageDue, want.Canonical, want.Text, want.Author = time.Time{}, "https://example.org/canonical", "What the page says.", "A. Writer"
	want.Language, want.Image, want.Published = "en", "i", w.now
	if diff := cmp.Diff(want, backlog[0]); diff != "" {
		w.Errorf("article (-want +got):\n%s", diff)
	}
	w.wantCode(w.s.SavePage(w.ctx(), news.Page{Article: 4711}, w.now), "not_found")
}

func testPageLate(w *world) {
	f := w.feed("https://example.org/feed")
	a := w.article("a")
	a.PageDue = w.now.Add(5 * time.Second)
	w.poll(f, a)
	w.now = w.now.Add(5 * time.Second)
	taken := w.backlog()
	if len(taken) != 1 {
		w.Fatalf("got %d in the backlog once the wait is over, want 1", len(taken))
	}
	// The page comes while the desk works on the article without it.
	w.check(w.s.SavePage(w.ctx(), news.Page{Article: taken[0].ID, Text: "What the page says."}, w.now))
	taken[0].Story = 3
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{At: w.now, Articles: taken}))
	again := w.backlog()
	if len(again) != 1 || again[0].Text == "" || again[0].Revision != 1 || again[0].Story != 3 {
		w.Fatalf("got %+v, want the article again, with its text", again)
	}
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{At: w.now, Articles: again}))
	w.check(w.s.SavePage(w.ctx(), news.Page{Article: again[0].ID, Text: "Less."}, w.now))
	if n := len(w.backlog()); n != 0 {
		w.Errorf("got %d in the backlog after a page that says less", n)
	}
}

func testOddText(w *world) {
	f := w.feed("https://example.org/feed")
	a := w.article("odd")
	a.Title = "nul \x00, broken \xff\xfe, \U0001F514, 'quoted' \"twice\" ? $1 ?1"
	w.poll(f, a)
	got := w.backlog()[0].Title
	if !strings.Contains(got, "\U0001F514, 'quoted' \"twice\" ? $1 ?1") {
		w.Errorf("got %q", got)
	}
}
