package match

import (
	"fmt"
	"sync"

	"newsbell/match/article"
	"newsbell/match/index"
	"newsbell/match/query"
	"newsbell/news"
)

// A Doc is an article prepared for matching. It does not change and may be
// read by many goroutines.
type Doc = article.Doc

// NewDoc prepares an article.
func NewDoc(a news.Article) *Doc { return article.New(a) }

// An Index holds all standing subscriptions. Many goroutines may match while
// one changes it; a change is seen by every match that begins after the call
// has returned.
type Index struct {
	mu     sync.RWMutex
	core   *index.Core
	spare  sync.Pool // of *index.Reader
	shadow shadow

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
func NewIndex() *Index { return &Index{core: index.New()} }

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
	x.file(s, query.Restrict(q.root, languages, s.From))
}

func (x *Index) file(s news.Subscription, root *query.Node) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.core.Add(root, s)
	if x.moving {
		x.log = append(x.log, change{sub: s, root: root})
	}
}

// Remove takes a subscription out; an unknown id does nothing.
func (x *Index) Remove(id news.SubscriptionID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.core.Remove(id)
	if x.moving {
		x.log = append(x.log, change{sub: news.Subscription{ID: id}})
	}
}

// Len gives the number of subscriptions.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.core.Len()
}

// Match names the subscriptions that an article answers, by id, with the words
// that matched (shared between equal queries: not to be changed). Story is 0.
func (x *Index) Match(d *Doc) []news.Match {
	var out []news.Match
	x.find(d, func(r *index.Reader) { out = r.Matches(true) })
	return out
}

// MatchIDs is Match without the words, which take most of its time: Words
// names them for those that need them.
func (x *Index) MatchIDs(d *Doc) []news.Match {
	var out []news.Match
	x.find(d, func(r *index.Reader) { out = r.Matches(false) })
	return out
}

// Words names for each of some subscriptions the words by which an article
// answers it, as Match does; nil when it does not, or no longer.
func (x *Index) Words(d *Doc, ids []news.SubscriptionID) [][]string {
	out := make([][]string, len(ids))
	x.load(d, func(r *index.Reader) {
		for i, id := range ids {
			out[i] = r.Words(id)
		}
	})
	return out
}

// Excluded tells for each of some subscriptions whether an article, such as a
// story's headline and lead, holds something that its query leaves out.
func (x *Index) Excluded(d *Doc, ids []news.SubscriptionID) []bool {
	out := make([]bool, len(ids))
	x.load(d, func(r *index.Reader) {
		for i, id := range ids {
			out[i] = r.Excluded(id)
		}
	})
	return out
}

// load prepares a reader for an article and lets use ask it, under the lock.
func (x *Index) load(d *Doc, use func(*index.Reader)) {
	r := x.reader()
	x.mu.RLock()
	defer x.mu.RUnlock()
	r.Load(x.core, d)
	use(r)
	r.Done()
	x.spare.Put(r)
}

// AppendIDs appends the ids of the subscriptions that an article answers, in
// no order: Match for those who need nothing else.
func (x *Index) AppendIDs(dst []news.SubscriptionID, d *Doc) []news.SubscriptionID {
	x.find(d, func(r *index.Reader) { dst = r.AppendIDs(dst) })
	return dst
}

// find matches an article and lets use see what was found, under the lock.
func (x *Index) find(d *Doc, use func(*index.Reader)) {
	r := x.reader()
	x.reread(x.findWith(r, d, use), d)
	x.spare.Put(r)
}

func (x *Index) findWith(r *index.Reader, d *Doc, use func(*index.Reader)) []index.Sample {
	x.mu.RLock()
	defer x.mu.RUnlock()
	defer r.Done()
	r.Find(x.core, d)
	use(r)
	return x.shadow.check(r)
}

// reader gives a reader that nobody uses.
func (x *Index) reader() *index.Reader {
	if r, ok := x.spare.Get().(*index.Reader); ok {
		return r
	}
	return new(index.Reader)
}

// Tend rebuilds the index aside when that is worth it: a quarter of its
// subscriptions have left, many are new, or so many articles have passed that
// their words' frequencies, which choose the anchors, are known much better
// than before. It tells whether it did. The owner calls it now and then;
// matching and changes go on meanwhile.
func (x *Index) Tend() bool {
	x.mu.RLock()
	worn := x.core.Worn()
	x.mu.RUnlock()
	if worn {
		x.Rebuild()
	}
	return worn
}

// Rebuild builds the index anew aside and swaps it in.
func (x *Index) Rebuild() {
	x.tend.Lock()
	defer x.tend.Unlock()
	x.mu.Lock()
	old := x.core
	x.moving, x.log = true, nil
	x.mu.Unlock()

	fresh := old.Renew(x.mu.RLocker())

	x.mu.Lock()
	defer x.mu.Unlock()
	for _, ch := range x.log {
		if ch.root != nil {
			fresh.Add(ch.root, ch.sub)
		} else {
			fresh.Remove(ch.sub.ID)
		}
	}
	x.core, x.moving, x.log = fresh, false, nil
}
