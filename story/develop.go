package story

import (
	"slices"
	"time"

	"newsbell/news"
	"newsbell/story/terms"
)

const (
	tightThreshold = 0.24
	tightWindow    = 12 * time.Hour
	tightHalf      = 8 * time.Hour
	tightTerms     = 48
)

// A development is a happening within a story, as the grouper holds it.
type development struct {
	row    news.Development
	center terms.Terms
}

// develop puts the article into the development of the story that comes
// nearest, or opens one.
func (g *Grouper) develop(s *state, r reading) (d *development, opened bool) {
	high := 0.0
	for _, x := range s.devs {
		score, _ := g.probe.Similar(x.center)
		if score *= decay(r.at.Sub(x.row.Updated), tightHalf); score > high {
			d, high = x, score
		}
	}
	if d == nil || high < tightThreshold {
		d = &development{row: news.Development{
			ID: g.nextDev, Story: s.row.ID, Title: r.report.Title, URL: r.report.URL, Lead: s.row.Lead,
			Began: r.at, Updated: r.at, Articles: 1, Reports: []news.Report{r.report},
		}, center: r.terms}
		if d.row.URL != s.row.URL {
			d.row.Lead = lead(r.article)
		}
		g.nextDev++
		g.keepDevelopment(s, d)
		return d, true
	}
	d.center = d.center.Add(r.terms, 1, tightTerms)
	d.row.Articles++
	if r.at.After(d.row.Updated) {
		d.row.Updated = r.at
	}
	if r.at.Before(d.row.Began) {
		d.row.Began = r.at
	}
	known := len(d.row.Reports)
	d.row.Reports, _ = addReport(d.row.Reports, r.report)
	if first := len(d.row.Reports) > known; first && known < settled && g.betterFor(s, d, r) {
		d.row.Title, d.row.URL, d.row.Lead = r.report.Title, r.report.URL, lead(r.article)
	}
	return d, false
}

// development finds one of the story's by its id.
func (b *body) development(id news.DevelopmentID) *development {
	for _, d := range b.devs {
		if d.row.ID == id {
			return d
		}
	}
	return nil
}

func (g *Grouper) keepDevelopment(s *state, d *development) {
	s.devs = append(s.devs, d)
	g.devs[d.row.ID] = s
	g.devAges.push(d.row.Updated.UnixNano(), d.row.ID)
}

// settle closes the developments that can no longer grow. One whose story is on
// the shelf is at most as old as the story.
func (g *Grouper) settle() {
	limit := g.now.Add(-tightWindow).UnixNano()
	for {
		id, ok := g.devAges.pop(limit)
		if !ok {
			return
		}
		s := g.devs[id]
		if s == nil {
			continue
		}
		updated := s.updated
		if s.body != nil {
			if d := s.development(id); d != nil {
				updated = d.row.Updated.UnixNano()
			}
		}
		if updated >= limit {
			g.devAges.push(updated, id)
			continue
		}
		delete(g.devs, id)
		if s.body != nil {
			s.devs = slices.DeleteFunc(s.devs, func(x *development) bool { return x.row.ID == id })
		}
	}
}
