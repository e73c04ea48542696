package match

import (
	"sync/atomic"

	"newsbell/match/article"
	"newsbell/match/index"
	"newsbell/match/query"
	"newsbell/news"
)

// A Shadow makes an index doubt itself: now and then it holds an article
// against some of its queries plainly, one by one, and compares. A difference is
// a fault of the index. The zero value does nothing.
type Shadow struct {
	Every   int // of so many articles matched, one is checked; 0 is none
	Queries int // held against it, the next ones each time
	// Asked, when set, gives a subscription as it stands and the languages of
	// its channel: its query is then read anew from its text, so that what reads
	// and compiles queries is doubted too. It is called without any lock held.
	Asked func(news.SubscriptionID) (s news.Subscription, languages []string, ok bool)
}

// A shadow counts what the comparison found.
type shadow struct {
	Shadow
	passed, next       atomic.Uint64
	pairs, differences atomic.Int64
}

// Doubt sets how often the index is held against the plain evaluator. It is
// called before the first match.
func (x *Index) Doubt(s Shadow) { x.shadow.Shadow = s }

// Doubted counts the pairs of query and article that were compared so far and
// the differences among them, which must stay 0.
func (x *Index) Doubted() (pairs, differences int64) {
	return x.shadow.pairs.Load(), x.shadow.differences.Load()
}

// check compares what r has found, when it is the turn of this article, and
// gives what is to be compared with the texts of the queries.
func (s *shadow) check(r *index.Reader) []index.Sample {
	if s.Every <= 0 || s.Queries <= 0 || s.passed.Add(1)%uint64(s.Every) != 0 {
		return nil
	}
	from := s.next.Add(uint64(s.Queries)) - uint64(s.Queries)
	samples, pairs, differences := r.Compare(from, s.Queries)
	s.pairs.Add(int64(pairs))
	s.differences.Add(int64(differences))
	if s.Asked == nil {
		return nil
	}
	return samples
}

// reread holds an article against queries read anew from their texts. One that
// changed meanwhile tells nothing.
func (x *Index) reread(samples []index.Sample, d *Doc) {
	for _, s := range samples {
		sub, languages, ok := x.shadow.Asked(s.Subscription)
		if !ok {
			continue
		}
		q, err := Parse(sub.Query)
		if err == nil && article.Holds(query.Restrict(q.root, languages, sub.From), d) == s.Found {
			continue
		}
		x.mu.RLock()
		stands := x.core.Stands(s)
		x.mu.RUnlock()
		if stands {
			x.shadow.differences.Add(1)
		}
	}
}
