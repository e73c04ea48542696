package story

import (
	"strings"
	"time"

	"newsbell/news"
)

// nearest finds the story that takes the article, and a second one that proves
// to be the same story as the first.
func (g *Grouper) nearest(r reading, p *Placement) (best, second *state) {
	p.Reason = ReasonFirst
	if r.terms.Len() == 0 {
		p.Reason = ReasonNoText
		return nil, nil
	}
	var high, next float64
	at := r.at.UnixNano()
	for _, h := range g.index.Find(r.terms, g.threshold) {
		most := h.Most()
		if most < max(g.threshold, next) {
			break
		}
		s := g.slots[h.Slot]
		faded := max(g.floor, decay(time.Duration(at-s.updated), g.half))
		if min(1, most)*faded < max(g.threshold, next) && p.Reason != ReasonFirst {
			continue // it cannot win, whatever it shares
		}
		score, reason := g.probe.Similar(s.center)
		score *= faded
		switch {
		case score > high || score == high && best != nil && score > 0 && s.id < best.id:
			second, next = best, high
			best, high = s, score
			p.Reason = reason
		case score > next:
			second, next = s, score
		case best == nil && p.Reason == ReasonFirst:
			p.Reason = reason
		}
	}
	p.Score = high
	if high < g.threshold {
		if p.Reason == ReasonSimilar {
			p.Reason = ReasonUnlike
		}
		return nil, nil
	}
	if next < g.threshold {
		return best, nil
	}
	if score, _ := Similar(best.center, second.center); score < g.merges {
		return best, nil
	}
	return best, second
}

// open begins a story with the article.
func (g *Grouper) open(r reading) *state {
	a := r.article
	s := &state{id: g.nextStory, center: r.terms, body: &body{row: news.Story{
		ID:       g.nextStory,
		Language: Language(a),
		Section:  strings.Clone(a.Section),
		Began:    r.at,
		Updated:  r.at,
		Revision: 1,
		Articles: 1,
	}}}
	g.nextStory++
	s.headline(r)
	s.report(r)
	if r.noise != "" {
		s.noise = 1
	}
	g.keep(s)
	return s
}

// join puts the article into the story.
func (g *Grouper) join(s *state, r reading, p *Placement) {
	first, copied := s.report(r)
	p.Copy = copied
	score, _ := g.probe.Similar(s.center)
	if first || score < same {
		g.move(s, s.center.Add(r.terms, fade(r.at.Sub(s.row.Updated)), storyTerms))
	}
	s.row.Articles++
	if r.noise != "" {
		s.noise++
	}
	s.touch(r.at, r.at)
	if first && len(s.row.Reports) <= settled && g.better(s, r) {
		s.headline(r)
	}
	if s.row.Image == "" && r.article.Image != "" {
		s.row.Image = strings.Clone(r.article.Image)
	}
	if first {
		s.row.Revision++
	}
}
