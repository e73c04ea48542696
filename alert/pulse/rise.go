package pulse

import (
	"slices"
	"time"

	"newsbell/news"
)

const (
	steepness = 1.02 // by how much a rise exceeds the one before
	keepRises = 32   // of one development
)

// Note keeps that a development reached a score, when it is higher than what it
// reached before.
func (p *Pulse) Note(id news.DevelopmentID, score float64, at time.Time) {
	d := p.devs[id]
	if d == nil {
		return
	}
	n := len(d.rises)
	switch rise := (news.Rise{At: at, Score: score}); {
	case n > 0 && score <= steepness*d.rises[n-1].Score:
	case n == keepRises:
		d.rises[n-1] = rise
	default:
		d.rises = append(d.rises, rise)
	}
}

// Recall restores what Note kept of a development before a restart.
func (p *Pulse) Recall(id news.DevelopmentID, rises []news.Rise) {
	if d := p.devs[id]; d != nil {
		d.rises = slices.Clone(rises)
	}
}

// Rises are the scores that Note kept of a development, in order of time. The
// caller may keep them.
func (p *Pulse) Rises(id news.DevelopmentID) []news.Rise {
	if d := p.devs[id]; d != nil {
		return slices.Clone(d.rises)
	}
	return nil
}
