package match

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"newsbell/match/query"
	"newsbell/news"
)

// An Index holds all standing subscriptions. Many goroutines may match while
// one changes it; a change is seen by every match that begins after the call
// has returned.
type Index struct {
	mu     sync.RWMutex
	core   *core
	spare  sync.Pool // of *scratch
	tend   sync.Mutex
	moving bool     // a rebuild is under way
	log    []change // what happened since it began
}

// A change is an addition (root is set) or a removal.
type change struct {
	sub  news.Subscription
	root *query.Node
}

// NewIndex makes an empty index.
func NewIndex() *Index { return &Index{core: newCore()} }

// Add files a subscription; one with the same id is replaced. Its Query is
// read and its From honoured. The error wraps a *ParseError.
func (x *Index) Add(s news.Subscription) error { return x.AddIn(s, nil) }

// AddIn files a subscription of a channel with these languages: unless the
// query speaks of languages itself, only articles in one of them, or in an
// unknown one, match. The error wraps a *ParseError.
func (x *Index) AddIn(s news.Subscription, languages []string) error {
	q, err := Parse(s.Query)
	if err != nil {
		return fmt.Errorf("file subscription %d: %w", s.ID, err)
	}
	x.AddQuery(s, q, languages)
	return nil
}

// AddQuery is AddIn for a query that is parsed already.
func (x *Index) AddQuery(s news.Subscription, q *Query, languages []string) {
	root := query.Restrict(q.root, languages, s.From)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.core.add(root, s)
	if x.moving {
		x.log = append(x.log, change{sub: s, root: root})
	}
}

// Remove takes a subscription out; an unknown id does nothing.
func (x *Index) Remove(id news.SubscriptionID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.core.subs.remove(id)
	if x.moving {
		x.log = append(x.log, change{sub: news.Subscription{ID: id}})
	}
}

// Len gives the number of subscriptions.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.core.subs.count
}

// Match names the subscriptions that an article answers, by id, with the words
// that matched (shared between equal queries: not to be changed). Story is 0.
func (x *Index) Match(d *Doc) []news.Match {
	var out []news.Match
	x.each(d, func(s *scratch) {
		var last uint32
		var words []string
		s.members(func(e, slot uint32) {
			if e != last {
				last, words = e, s.named(s.core.code.at(s.core.entries[e].code))
			}
			sub := s.core.subs.subscription(slot)
			out = append(out, news.Match{
				Subscription: sub.ID, Channel: sub.Channel, Mode: sub.Mode,
				Article: d.article, Words: words,
			})
		})
	})
	slices.SortFunc(out, func(a, b news.Match) int { return cmp.Compare(a.Subscription, b.Subscription) })
	return out
}

// AppendIDs appends the ids of the subscriptions that an article answers, in
// no order: Match for those who need nothing else.
func (x *Index) AppendIDs(dst []news.SubscriptionID, d *Doc) []news.SubscriptionID {
	x.each(d, func(s *scratch) {
		s.members(func(_, slot uint32) { dst = append(dst, s.core.subs.id(slot)) })
	})
	return dst
}

// each matches an article and lets use see the entries found, under the lock.
func (x *Index) each(d *Doc, use func(*scratch)) {
	s, _ := x.spare.Get().(*scratch)
	if s == nil {
		s = new(scratch)
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	s.load(x.core, d)
	s.run()
	s.count()
	use(s)
	s.clear()
	x.spare.Put(s)
}
