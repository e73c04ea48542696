package story

import (
	"slices"
	"time"

	"newsbell/news"
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
	center Terms
}

// develop puts the article into the development of the story that comes
// nearest, or opens one.
func (g *Grouper) develop(s *state, r reading) (d *development, opened bool) {
	high := 0.0
	for _, x := range s.devs {
		score, _ := Similar(r.terms, x.center)
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
	d.center = d.center.add(r.terms, 1, tightTerms)
	d.row.Articles++
	if r.at.After(d.row.Updated) {
		d.row.Updated = r.at
	}
	if r.at.Before(d.row.Began) {
		d.row.Began = r.at
	}
	d.row.Reports, _ = addReport(d.row.Reports, r.report)
	return d, false
}

func (g *Grouper) keepDevelopment(s *state, d *development) {
	s.devs = append(s.devs, d)
	g.devs[d.row.ID] = d
	g.devAges.push(d.row.Updated, d.row.ID)
}

// settle closes the developments that can no longer grow.
func (g *Grouper) settle() {
	limit := g.now.Add(-tightWindow)
	for {
		id, ok := g.devAges.pop(limit)
		if !ok {
			return
		}
		d := g.devs[id]
		if d == nil {
			continue
		}
		if !d.row.Updated.Before(limit) {
			g.devAges.push(d.row.Updated, id)
			continue
		}
		g.closeDevelopment(d)
	}
}

func (g *Grouper) closeDevelopment(d *development) {
	delete(g.devs, d.row.ID)
	if s := g.stories[d.row.Story]; s != nil {
		s.devs = slices.DeleteFunc(s.devs, func(x *development) bool { return x == d })
	}
}
