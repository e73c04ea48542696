package story

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsbell/news"
	"newsbell/pack"
)

func snapshot(g *Grouper) []byte {
	e := &pack.Encoder{}
	g.Freeze().Encode(e)
	return e.B
}

// TestGrouper_snapshotGoesOn checks that a restart from a snapshot changes
// nothing: the next snapshot, the placements after it and the rows are the same.
func TestGrouper_snapshotGoesOn(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		list := drawStream(r)
		cut := rapid.IntRange(1, len(list)-1).Draw(r, "restart")
		whole := New(Options{Cold: true})
		for _, a := range list[:cut] {
			whole.Add(a)
		}
		again, taken := New(Options{Cold: true}), snapshot(whole)
		if err := again.Restore(pack.Decode(taken)); err != nil {
			r.Fatal(err)
		}
		if !bytes.Equal(taken, snapshot(again)) {
			r.Fatal("the restored state gives another snapshot")
		}
		for i, a := range list[cut:] {
			want, got := whole.Add(a), again.Add(a)
			if diff := cmp.Diff(want, got); diff != "" {
				r.Fatalf("article %d after restart at %d (-whole +restarted):\n%s", cut+i+1, cut, diff)
			}
			ws, _ := whole.Story(want.Story)
			gs, _ := again.Story(got.Story)
			wd, _ := whole.Development(want.Development)
			gd, _ := again.Development(got.Development)
			if diff := cmp.Diff(ws, gs) + cmp.Diff(wd, gd); diff != "" {
				r.Fatalf("rows after article %d differ (-whole +restarted):\n%s", cut+i+1, diff)
			}
		}
	})
}

// TestGrouper_frozenStays checks that what is taken down does not change while
// the grouper goes on.
func TestGrouper_frozenStays(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		list := drawStream(r)
		cut := rapid.IntRange(1, len(list)-1).Draw(r, "snapshot")
		g := New(Options{Cold: true})
		for _, a := range list[:cut] {
			g.Add(a)
		}
		want, frozen := snapshot(g), g.Freeze()
		for _, a := range list[cut:] {
			g.Add(a)
		}
		e := &pack.Encoder{}
		if frozen.Encode(e); !bytes.Equal(e.B, want) {
			r.Fatal("it changed")
		}
	})
}

func TestGrouper_snapshotRefused(t *testing.T) {
	g := New(Options{Cold: true})
	add(g, announcement()...)
	good := snapshot(g)
	change := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 1
		return b
	}
	for name, b := range map[string][]byte{
		"empty":         nil,
		"other version": change(len(snapshotHead) - 2),
		"cut":           good[:len(good)-9],
		"no snapshot":   []byte("something else altogether, long enough"),
	} {
		h := New(Options{Cold: true})
		h.Reserve(7, 7)
		if err := h.Restore(pack.Decode(b)); err == nil {
			t.Errorf("%s: got no error", name)
		}
		if p := h.Add(announcement()[0].article(1)); p.Story != 8 {
			t.Errorf("%s: a refused snapshot changed the state: got story %d", name, p.Story)
		}
	}
	if err := New(Options{Cold: true}).Restore(pack.Decode(snapshot(New(Options{})))); err != nil {
		t.Errorf("of nothing: %v", err)
	}
}

// TestGrouper_loadOverSnapshot checks that rows written after a snapshot stand
// over what it says.
func TestGrouper_loadOverSnapshot(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		list := drawStream(r)
		cut := rapid.IntRange(1, len(list)-1).Draw(r, "snapshot")
		restart := rapid.IntRange(cut, len(list)-1).Draw(r, "restart")
		whole, rows := New(Options{Cold: true}), &rowStore{stories: map[news.StoryID]news.Story{}, devs: map[news.DevelopmentID]news.Development{}}
		for _, a := range list[:cut] {
			whole.Add(a)
		}
		again := New(Options{Cold: true})
		if err := again.Restore(pack.Decode(snapshot(whole))); err != nil {
			r.Fatal(err)
		}
		for _, a := range list[cut:restart] {
			rows.save(whole, whole.Add(a))
		}
		again.Load(rows.all())
		for i, a := range list[restart:] {
			if diff := cmp.Diff(whole.Add(a), again.Add(a)); diff != "" {
				r.Fatalf("article %d (-whole +restarted):\n%s", restart+i+1, diff)
			}
		}
	})
}

// TestGrouper_outlet checks that the outlet's name is no part of a story's
// headline, and that a restart keeps what was learned of its headlines.
func TestGrouper_outlet(t *testing.T) {
	g := New(Options{Cold: true})
	article := func(id int, title string) news.Article {
		return news.Article{ID: news.ArticleID(id), Title: title, Publisher: "Harbour Daily", Language: "en", Arrived: noon()}
	}
	title := func(g *Grouper, a news.Article) string {
		s, _ := g.Story(g.Add(a).Story)
		return s.Title
	}
	if got := title(g, article(1, "Ferry runs aground off the pier | Harbour Daily")); got != "Ferry runs aground off the pier" {
		t.Errorf("got %q", got)
	}
	for i, word := range []string{"Lighthouse", "Whale", "Bridge", "Regatta", "Trawler", "Customs"} {
		g.Add(article(10+i, word+" draws crowds of visitors - Quay Watch"))
	}
	again := New(Options{Cold: true})
	if err := again.Restore(pack.Decode(snapshot(g))); err != nil {
		t.Fatal(err)
	}
	for name, g := range map[string]*Grouper{"whole": g, "restarted": again} {
		if got := title(g, article(20, "Storm floods the market square - Quay Watch")); got != "Storm floods the market square" {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// FuzzSnapshot checks that no snapshot, however damaged, breaks a grouper.
func FuzzSnapshot(f *testing.F) {
	g := New(Options{Cold: true})
	add(g, announcement()...)
	f.Add(snapshot(g)[1+len(snapshotHead):])
	base := New(Options{Cold: true})
	f.Fuzz(func(_ *testing.T, b []byte) {
		h := base.empty()
		d := pack.Decode(b)
		if h.readSnapshot(d); d.Err() == nil {
			add(h, announcement()...)
		}
	})
}
