package storagetest

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/news"
)

func (w *world) story(id news.StoryID) news.Story {
	return news.Story{
		ID: id, Title: "Story", URL: "https://example.org/s", Lead: "Lead.", Image: "i", Language: "en", Section: "world",
		Began: w.now, Updated: w.now, Revision: 2, Articles: 3, Corrected: "Former", Memory: []byte{1, 0, 2},
		Reports: []news.Report{{Article: 5, Publisher: "Example", Title: "T", URL: "u", At: w.now, Copy: true, Official: true}},
	}
}

func testBatch(w *world) {
	f, c := w.feed("https://example.org/feed"), w.channel("general")
	w.poll(f, w.article("a"))
	a := w.backlog()[0]
	a.Story, a.Development = 7, 9
	st := w.story(7)
	d := news.Development{
		ID: 9, Story: 7, Title: "D", URL: "u", Lead: "L", Began: w.now, Updated: w.now, Articles: 1,
		Reports: st.Reports, Memory: []byte{3},
	}
	batch := news.Batch{
		At: w.now, Articles: []news.Article{a}, Stories: []news.Story{st}, Developments: []news.Development{d},
		Verdicts:   []news.Verdict{{Story: 7, Channel: c.ID, Reason: "corroborated", Rang: true, At: w.now}},
		Deliveries: []news.Delivery{w.alert(c, "alert/9", 7)},
	}
	failing := batch
	failing.Deliveries = []news.Delivery{{Channel: 4711, Key: "k", Kind: news.KindAlert}}
	w.wantCode(w.s.CommitBatch(w.ctx(), failing), "not_found")
	if _, err := w.s.Story(w.ctx(), 7); err == nil || len(w.backlog()) != 1 {
		w.Error("a batch that failed left something behind")
	}

	w.check(w.s.CommitBatch(w.ctx(), batch))
	stories, developments, err := w.s.RecentStories(w.ctx(), w.now)
	w.check(err)
	if diff := cmp.Diff([]news.Story{st}, stories); diff != "" {
		w.Errorf("story (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]news.Development{d}, developments); diff != "" {
		w.Errorf("development (-want +got):\n%s", diff)
	}
	stored, err := w.s.StoryArticles(w.ctx(), 7, 10)
	w.check(err)
	if diff := cmp.Diff([]news.Article{a}, stored); diff != "" {
		w.Errorf("article (-want +got):\n%s", diff)
	}
	w.wantKeys(w.lane(c), "alert/9")
	if got, want := w.jobs.take(), "local lane 1"; got != want {
		w.Errorf("got jobs %q, want %q", got, want)
	}
	// The same batch again, as after a crash that hid the commit.
	w.check(w.s.CommitBatch(w.ctx(), batch))
	w.wantKeys(w.lane(c), "alert/9")
	if got := w.jobs.take(); got != "" {
		w.Errorf("a batch that adds nothing enqueued %q", got)
	}
}

func testBatchCorrected(w *world) {
	f := w.feed("https://example.org/feed")
	w.poll(f, w.article("a"))
	taken := w.backlog()
	corrected := taken[0]
	corrected.Title, corrected.Hash = "Corrected", "h2"
	w.poll(f, corrected)
	taken[0].Story = 1
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{At: w.now, Articles: taken}))
	backlog := w.backlog()
	if len(backlog) != 1 || backlog[0].Title != "Corrected" || backlog[0].Story != 1 {
		w.Errorf("got backlog %+v, want the corrected article, placed", backlog)
	}
}

func testMerge(w *world) {
	f := w.feed("https://example.org/feed")
	w.poll(f, w.article("a"), w.article("b"))
	placed := w.backlog()
	placed[0].Story, placed[1].Story = 1, 2
	from, into := w.story(1), w.story(2)
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{At: w.now, Articles: placed, Stories: []news.Story{from, into}}))
	from.Into = 2
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{At: w.now, Stories: []news.Story{from, into}}))
	articles, err := w.s.StoryArticles(w.ctx(), 2, 10)
	w.check(err)
	if len(articles) != 2 {
		w.Errorf("got %d articles in the standing story, want both", len(articles))
	}
	between, err := w.s.StoriesBetween(w.ctx(), w.now.Add(-time.Second), w.now, 10)
	w.check(err)
	if len(between) != 1 || between[0].ID != 2 {
		w.Errorf("got standing stories %v, want story 2 alone", between)
	}
	got, err := w.s.Story(w.ctx(), 1)
	w.check(err)
	if got.Into != 2 {
		w.Errorf("the merged story leads to %d, want 2", got.Into)
	}
}

func testRecentStories(w *world) {
	old, older := w.story(5), w.story(4)
	old.Updated, older.Updated = w.now.Add(-time.Hour), w.now.Add(-2*time.Hour)
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{Stories: []news.Story{old, older}, Developments: []news.Development{
		{ID: 8, Story: 5, Updated: old.Updated}, {ID: 7, Story: 4, Updated: older.Updated},
	}}))
	stories, developments, err := w.s.RecentStories(w.ctx(), w.now)
	w.check(err)
	if len(stories) != 1 || stories[0].ID != 5 || len(developments) != 1 || developments[0].ID != 8 {
		w.Errorf("got %d stories, %d developments, want the newest of each", len(stories), len(developments))
	}
	between, err := w.s.StoriesBetween(w.ctx(), older.Updated, old.Updated, 10)
	w.check(err)
	if len(between) != 1 || between[0].ID != 5 {
		w.Errorf("got %v, want the start of the window left out and its end included", between)
	}
}

func testVerdicts(w *world) {
	c := w.channel("general")
	v := news.Verdict{
		Story: 1, Channel: c.ID, Development: 2, Subscriptions: []news.SubscriptionID{3}, Reason: "lone", Detail: "one",
		At: w.now,
	}
	steps := []struct {
		name       string
		change     func(*news.Verdict)
		wantDetail string
	}{
		{"first", func(*news.Verdict) {}, "one"},
		{"same reason", func(v *news.Verdict) { v.Detail = "two" }, "one"},
		{"other reason", func(v *news.Verdict) { v.Reason, v.Detail = "corroborated", "three" }, "three"},
		{"rang", func(v *news.Verdict) { v.Rang, v.Detail = true, "four" }, "four"},
	}
	for _, step := range steps {
		step.change(&v)
		w.check(w.s.CommitBatch(w.ctx(), news.Batch{At: w.now, Verdicts: []news.Verdict{v}}))
		got, err := w.s.Verdicts(w.ctx(), 1)
		w.check(err)
		if len(got) != 1 || got[0].Detail != step.wantDetail {
			w.Errorf("%s: got %+v, want detail %q", step.name, got, step.wantDetail)
		}
	}
	got, err := w.s.Verdicts(w.ctx(), 1)
	w.check(err)
	if diff := cmp.Diff([]news.Verdict{v}, got); diff != "" {
		w.Errorf("verdict (-want +got):\n%s", diff)
	}
}
