package feed

import "time"

// A permanent redirect is believed when it stood for this long and this many
// polls: many are mistakes that are taken back.
const (
	moveSpan  = 24 * time.Hour
	movePolls = 5
)

// A move is a permanent redirect as it was seen so far.
type move struct {
	to    string
	since time.Time
	polls int
}

// adopt gives the feed its new address once the redirect has been stable. Only
// a good poll counts, so a redirect to a login page never does. What was seen
// is kept in memory: a restart begins to count anew.
func (v *visit) adopt() {
	v.mu.Lock()
	defer v.mu.Unlock()
	id, to := v.feed.ID, v.answer.Moved
	m := v.moves[id]
	switch {
	case to == "" || to == v.was.URL:
		delete(v.moves, id)
	case m.to != to:
		v.moves[id] = move{to: to, since: v.now, polls: 1}
	case m.polls+1 < movePolls || v.now.Sub(m.since) < moveSpan:
		m.polls++
		v.moves[id] = m
	default:
		delete(v.moves, id)
		v.feed.URL = to
		v.o.Log.Info("feed has moved", "feed", id)
	}
}
