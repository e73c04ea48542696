package index

import (
	"newsbell/match/article"
	"newsbell/news"
)

// A Sample is an entry that Compare looked at, with one of its subscriptions.
type Sample struct {
	Subscription news.SubscriptionID
	Found        bool // by Find

	entry uint32
	core  *Core
}

// Compare holds the article of the last Find against n entries (or all, when
// there are fewer) plainly, from the given one on and round again. It counts
// those for which Find has found otherwise, and gives those that somebody asks.
func (r *Reader) Compare(from uint64, n int) (samples []Sample, pairs, differences int) {
	all := uint64(r.core.entries.n - 1) // entry 0 is none
	n = int(min(uint64(n), all))
	found := make(map[uint32]bool)
	for _, e := range r.found {
		found[e] = true
	}
	var one [1]uint32
	for i := range uint64(n) {
		e := uint32((from+i)%all) + 1
		root := r.dict.decompile(r.core.code.at(r.core.entries.at(e).code))
		if article.Holds(root, r.doc) != found[e] {
			differences++
		}
		if slots := r.core.members(e, &one); len(slots) > 0 {
			samples = append(samples, Sample{r.core.subs.id(slots[0]), found[e], e, r.core})
		}
	}
	return samples, n, differences
}

// Stands tells whether the subscription of a sample still asks the same entry.
func (c *Core) Stands(s Sample) bool {
	slot, ok := c.subs.find(s.Subscription)
	return ok && c == s.core && c.subs.at(slot).entry == s.entry
}
