package storagetest

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"newsbell/news"
)

// testPaceShares lets holders ask and give back as they like: together they
// never hold more than the limit.
func testPaceShares(w *world) {
	const limit, holders = 20, 4
	r := rand.New(rand.NewPCG(1, 2))
	held := make([]int, holders)
	full := false
	for range 400 {
		n := r.IntN(holders)
		g, err := w.s.SharePace(w.ctx(), news.PaceShare{
			Key: "k", Holder: fmt.Sprint(n), Limit: limit, Held: held[n], Want: r.IntN(limit + 5), Lasts: time.Hour,
		})
		w.check(err)
		if g.Places > held[n] || r.IntN(2) == 0 { // what is to be given back may take a while
			held[n] = g.Places
		}
		sum := 0
		for _, h := range held {
			sum += h
		}
		if sum > limit {
			w.Fatalf("held %v, more than %d", held, limit)
		}
		full = full || sum == limit
	}
	if !full {
		w.Error("the limit was never used up")
	}
}

// testPaceDue holds what two holders come to, and what they tell each other.
func testPaceDue(w *world) {
	ask := func(holder string, held, want int) news.PaceGrant {
		g, err := w.s.SharePace(w.ctx(), news.PaceShare{
			Key: "k", Holder: holder, Limit: 49, Held: held, Want: want, Invalid: len(holder), Pause: time.Minute, Lasts: time.Hour,
		})
		w.check(err)
		return g
	}
	steps := []struct {
		name, holder     string
		held, want, give int
	}{
		{"alone, all of it", "a", 0, 49, 49},
		{"a second must wait", "bb", 0, 49, 0},
		{"until the first gives back", "a", 49, 49, 24},
		{"which it has not yet", "bb", 0, 49, 0},
		{"now it has", "a", 24, 49, 24},
		{"so the second goes on", "bb", 0, 49, 24},
		{"one that wants little leaves the rest", "a", 24, 8, 8},
		{"and gives it back", "a", 8, 8, 8},
		{"for the other to have", "bb", 24, 49, 41},
	}
	for _, s := range steps {
		if g := ask(s.holder, s.held, s.want); g.Places != s.give {
			w.Errorf("%s: got %d places, want %d", s.name, g.Places, s.give)
		}
	}
	if g := ask("a", 8, 8); g.Invalid != 2 || g.Pause <= 0 || g.Pause > time.Minute {
		w.Errorf("got %+v, want the other's two refusals and a pause of a minute", g)
	}
	_, err := w.s.SharePace(w.ctx(), news.PaceShare{Key: "k", Holder: "bb", Limit: 49, Held: 41})
	w.check(err)
	if g := ask("a", 8, 49); g.Places != 49 || g.Invalid != 0 {
		w.Errorf("got %+v, want all that a share which has run out leaves", g)
	}
}

// testPaceTurns takes turns from many sides at once: each is taken once.
func testPaceTurns(w *world) {
	const every = 10 * time.Second
	turn := news.PaceTurn{Key: "k", Method: "m", Every: every, Ahead: 2 * every, Patience: every}
	var mu sync.Mutex
	var all sync.WaitGroup
	taken, refused := 0, 0
	for range 12 {
		all.Go(func() {
			after, ok, err := w.s.TakeTurn(w.ctx(), turn)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				w.Error(err)
			case ok:
				taken++
			default:
				refused++
				if after <= every || after > 2*every {
					w.Errorf("refused for %v, want a little under %v", after, 2*every)
				}
			}
		})
	}
	all.Wait()
	if taken != 4 || refused != 8 { // three at once, one that is waited for
		w.Errorf("%d turns were taken and %d refused, want 4 and 8", taken, refused)
	}
	w.check(w.s.PausePace(w.ctx(), "m", time.Hour))
	for _, p := range []news.PaceTurn{{Key: "other", Method: "m", Every: every}, {Key: "free", Method: "m", Every: -1}} {
		if after, ok, err := w.s.TakeTurn(w.ctx(), p); err != nil || ok || after < 59*time.Minute {
			w.Errorf("%s in a pause: got %v, %v, %v", p.Key, after, ok, err)
		}
	}
	if after, ok, err := w.s.TakeTurn(w.ctx(), news.PaceTurn{Key: "x", Method: "n", Every: every}); err != nil || !ok || after != 0 {
		w.Errorf("another method: got %v, %v, %v", after, ok, err)
	}
}

// testPaceMarks hands a channel's limits over.
func testPaceMarks(w *world) {
	w.check(w.s.SetPaceMarks(w.ctx(), "c", []news.PaceMark{
		{Name: "post", Limit: 5, Left: 0, After: time.Minute}, {Name: "over", Limit: 5, Left: 3, After: -time.Second},
	}))
	marks, err := w.s.PaceMarks(w.ctx(), "c")
	w.check(err)
	if len(marks) != 1 || marks[0].Name != "post" || marks[0].Limit != 5 || marks[0].Left != 0 || marks[0].After > time.Minute || marks[0].After < 50*time.Second {
		w.Errorf("got %+v, want what is left of the posts", marks)
	}
}
