package alert

import (
	"cmp"
	"slices"
	"time"

	"newsbell/news"
)

// A Rung is a development that a replay rang for, and when.
type Rung struct {
	Development news.Development
	At          time.Time
}

// Replay tells what a channel would have been rung for after from and up to now
// if its budget had been this one: the threshold follows its own days as
// [Threshold] makes it once they are [Settled], a day holds what [Facts] let it hold, and a story rings
// again after its cool-down only. The developments are those that the channel
// asked for with breaking, with their Rises; ones before from set the first
// threshold. Quiet hours and what people said of stories are left aside. It is
// in order of time.
func Replay(asked []news.Development, from, now time.Time, budget int) []Rung {
	type step struct {
		dev  int
		rise news.Rise
	}
	var steps []step
	for i, d := range asked {
		for _, r := range d.Rises {
			if !r.At.After(now) {
				steps = append(steps, step{i, r})
			}
		}
	}
	if len(steps) == 0 || budget == 0 {
		return nil
	}
	slices.SortStableFunc(steps, func(a, b step) int {
		return cmp.Or(a.rise.At.Compare(b.rise.At), cmp.Compare(asked[a.dev].ID, asked[b.dev].ID))
	})
	r := replay{budget: budget, since: steps[0].rise.At, told: map[news.StoryID]time.Time{}, done: map[int]bool{}, best: map[int]Candidate{}}
	for _, s := range steps {
		if r.done[s.dev] {
			continue
		}
		if r.rings(asked[s.dev], s.dev, s.rise) {
			r.done[s.dev] = true
			r.told[asked[s.dev].Story] = s.rise.At
			r.rung = append(r.rung, Rung{asked[s.dev], s.rise.At})
		}
	}
	return slices.DeleteFunc(r.rung, func(x Rung) bool { return !x.At.After(from) })
}

// A replay is how far one has come.
type replay struct {
	budget int
	since  time.Time
	best   map[int]Candidate // by development
	told   map[news.StoryID]time.Time
	done   map[int]bool
	rung   []Rung
	chosen time.Time
	limit  float64
}

// rings decides for a development at one of its rises, and takes note of it for
// the threshold of later ones.
func (r *replay) rings(dev news.Development, i int, rise news.Rise) bool {
	last, told := r.told[dev.Story]
	f := Facts{
		Now: rise.At, Development: dev, Budget: r.budget, Today: r.today(rise.At),
		Burst: Burst{Score: rise.Score, Reports: burst(dev.Reports, rise.At)},
	}
	if len(f.Burst.Reports) == 1 { // it rose alone, so it was trusted
		f.Burst.Grade, f.Burst.Record = aloneGrade, Record{aloneTold, aloneTold}
	}
	if told {
		f.Sent = Sent{Message: 1, At: last}
	}
	if !f.CanRing() {
		return false
	}
	r.best[i] = Candidate{At: rise.At, Score: rise.Score}
	if f.Watched = manyWatched; rise.At.Sub(r.since) >= Settled {
		f.Threshold = r.threshold(rise.At)
	}
	reports, reason, _ := f.breaks()
	return reports != nil && !f.spent(reason)
}

// threshold holds for an hour, as that of a channel does.
func (r *replay) threshold(now time.Time) float64 {
	if r.limit > 0 && now.Sub(r.chosen) < time.Hour {
		return r.limit
	}
	past := make([]Candidate, 0, len(r.best))
	for _, c := range r.best {
		past = append(past, c)
	}
	r.chosen, r.limit = now, Threshold(past, r.since, now, r.budget)
	return r.limit
}

// today counts what rang in the day before.
func (r *replay) today(now time.Time) (n int) {
	for i := len(r.rung) - 1; i >= 0 && now.Sub(r.rung[i].At) < 24*time.Hour; i-- {
		n++
	}
	return n
}
