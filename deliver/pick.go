package deliver

import (
	"time"

	"newsbell/news"
)

// HoldClass is how long an unknown delivery holds back later ones of its class.
const HoldClass = 10 * time.Second

// An Act is what a lane does next.
type Act string

// The acts of a lane.
const (
	ActSend    Act = "send"    // send the row
	ActResolve Act = "resolve" // resolve the unknown row
	ActOrphan  Act = "orphan"  // its parent will never have a message: settle it
	ActWait    Act = "wait"    // nothing is due before At
	ActDone    Act = "done"    // no open row is left
)

// A Choice is the next act of a lane.
type Choice struct {
	Act      Act
	Delivery news.DeliveryID
	At       time.Time // for ActWait
}

// Pick chooses the next act from a lane's open rows, which come in the order
// of class and id. Alerts overtake digests and digests edits; order holds
// within a class, between a message and what hangs on it, and within a story
// that has an unknown delivery. A row in state sending was left behind by a
// process that died: the lane has one worker at a time.
func Pick(rows []news.Delivery, now time.Time) Choice {
	if len(rows) == 0 {
		return Choice{Act: ActDone}
	}
	p := picker{now: now, open: make(map[news.DeliveryID]bool, len(rows)), held: map[news.StoryID]bool{}}
	for _, d := range rows {
		p.open[d.ID] = true
		if unresolved(d) && d.Story != 0 {
			p.held[d.Story] = true
		}
	}
	blocked := -1 // the class that an earlier row holds back
	for _, d := range rows {
		if d.Kind.Class() == blocked {
			continue
		}
		c, blocks := p.row(d)
		if c.Act != ActWait {
			return c
		}
		p.wait(c.At)
		if blocks {
			blocked = d.Kind.Class()
		}
	}
	return Choice{Act: ActWait, At: p.next}
}

type picker struct {
	now  time.Time
	next time.Time
	open map[news.DeliveryID]bool
	held map[news.StoryID]bool
}

// wait notes that something is due at the given time; zero means that another
// row's change will make it due.
func (p *picker) wait(at time.Time) {
	if !at.IsZero() && (p.next.IsZero() || at.Before(p.next)) {
		p.next = at
	}
}

// row judges one row: what to do with it, and whether it holds back the later
// ones of its class.
func (p *picker) row(d news.Delivery) (c Choice, blocks bool) {
	if unresolved(d) {
		if p.due(d) {
			return Choice{Act: ActResolve, Delivery: d.ID}, true
		}
		until := d.LastTry.Add(HoldClass)
		if until.After(p.now) {
			return Choice{Act: ActWait, At: earlier(until, d.NotBefore)}, true
		}
		return Choice{Act: ActWait, At: d.NotBefore}, false
	}
	switch {
	case d.Parent != 0 && d.ParentID == "" && !p.open[d.Parent]:
		return Choice{Act: ActOrphan, Delivery: d.ID}, false
	case d.Parent != 0 && d.ParentID == "", d.Story != 0 && p.held[d.Story]:
		return Choice{Act: ActWait}, false
	case !p.due(d):
		return Choice{Act: ActWait, At: d.NotBefore}, d.State == news.Retry
	default:
		return Choice{Act: ActSend, Delivery: d.ID}, false
	}
}

// due says that a row need not wait, also because its last attempt lies in the
// future: then the clock was set back, and the wait would be longer by as much.
func (p *picker) due(d news.Delivery) bool {
	return !d.NotBefore.After(p.now) || d.LastTry.After(p.now)
}

func unresolved(d news.Delivery) bool {
	return d.State == news.Unknown || d.State == news.Sending
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
