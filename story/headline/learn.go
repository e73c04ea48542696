package headline

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Tails learns which ends the headlines of a publisher have in common, and cuts
// them off. The zero value is ready; it is for one goroutine. It holds at most
// 2 × mostLearned ends and forgets the older half in the order in which they
// came, so that equal streams give equal headlines.
type Tails struct {
	young, old map[tail]int
}

// A tail is an end of a publisher's headlines.
type tail struct{ publisher, end string }

const (
	mostLearned = 2000
	// habit is how many headlines of a publisher must end alike before the end
	// is no part of them.
	habit = 6
)

// Trim is the function [Trim], and cuts what it has seen often.
func (t *Tails) Trim(title, publisher, address string) string {
	title = Trim(title, publisher, address)
	head, end := split(title)
	if end == "" || publisher == "" || strings.ContainsAny(end, "0123456789?!") {
		return title // a date or a remark tells something
	}
	key := tail{publisher, end}
	n := max(t.young[key], t.old[key]) + 1
	t.put(tail{strings.Clone(publisher), strings.Clone(end)}, min(n, habit))
	if n < habit {
		return title
	}
	return head
}

func (t *Tails) put(key tail, n int) {
	if t.young == nil {
		t.young = make(map[tail]int)
	}
	if _, ok := t.young[key]; !ok && len(t.young) >= mostLearned {
		t.old, t.young = t.young, make(map[tail]int)
	}
	t.young[key] = n
}

// A Tail is an end and how often it was seen.
type Tail struct {
	Publisher, End string
	Count          int
	Old            bool // of the half that is forgotten next
}

// All gives what was learned, in a fixed order, for [Tails.Put].
func (t *Tails) All() []Tail {
	var list []Tail
	for half, ends := range []map[tail]int{t.young, t.old} {
		keys := slices.SortedFunc(maps.Keys(ends), func(a, b tail) int {
			return cmp.Or(cmp.Compare(a.publisher, b.publisher), cmp.Compare(a.end, b.end))
		})
		for _, k := range keys {
			list = append(list, Tail{k.publisher, k.end, ends[k], half == 1})
		}
	}
	return list
}

// Put takes what All gave.
func (t *Tails) Put(x Tail) {
	if !x.Old {
		t.put(tail{x.Publisher, x.End}, x.Count)
		return
	}
	if t.old == nil {
		t.old = make(map[tail]int)
	}
	t.old[tail{x.Publisher, x.End}] = x.Count
}
