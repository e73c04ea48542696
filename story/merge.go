package story

import (
	"math"
	"slices"
	"time"

	"newsbell/news"
	"newsbell/text"
)

// decay is how much a likeness counts after a silence.
func decay(silence, half time.Duration) float64 {
	return math.Exp2(-float64(silence.Abs()) / float64(half))
}

// fade is how much a centroid keeps of its weight after a silence, so that a
// long affair follows what is said of it now.
func fade(silence time.Duration) float32 {
	return float32(math.Exp2(-float64(max(0, silence)) / float64(centerHalf)))
}

// merge makes two stories one: the older stays, the younger is emptied into it
// and leaves a redirect.
func (g *Grouper) merge(a, b *state) Merge {
	into, from := a, b
	if b.id < a.id {
		into, from = b, a
	}
	for _, rep := range from.row.Reports {
		into.row.Reports, _ = addReport(into.row.Reports, rep)
	}
	into.prints = append(into.prints, from.prints[:min(len(from.prints), max(0, keepPrints-len(into.prints)))]...)
	g.move(into, into.center.Add(from.center, 1, storyTerms))
	for _, d := range from.devs {
		d.row.Story = into.id
		into.devs = append(into.devs, d)
		g.devs[d.row.ID] = into
	}
	slices.SortFunc(into.devs, func(x, y *development) int { return int(x.row.ID - y.row.ID) })
	into.row.Articles += from.row.Articles
	into.noise += from.noise
	into.touch(from.row.Began, from.row.Updated)
	into.row.Revision = max(into.row.Revision, from.row.Revision) + 1
	g.release(from)
	from.devs, from.prints = nil, nil
	from.merged, from.row.Into = true, into.id
	from.row.Revision++
	return Merge{From: from.id, Into: into.id}
}

// Correct takes note that an article already placed now reads as in the entry. A
// story or development that shows its old headline shows the new one, and a
// reader is told of the former unless only its spelling changed. A story of one
// article is read anew; the centroid of a larger one stays.
func (g *Grouper) Correct(e Entry) {
	a := e.Article
	s, ok := g.stories[g.Find(a.Story)]
	if !ok || !g.wake(s) {
		return
	}
	r := g.read(e)
	was := s.shown(r.report)
	changed := s.retitle(r, was)
	if s.row.Articles == 1 {
		g.move(s, r.terms)
		s.prints = nil
		s.copied(r)
	}
	for _, d := range s.devs {
		retitleReports(d.row.Reports, r.report)
		if d.row.ID != a.Development {
			continue
		}
		if d.row.Title == was.Title {
			d.row.Title, d.row.URL, d.row.Lead = r.report.Title, r.report.URL, lead(a)
		}
		if d.row.Articles == 1 {
			d.center = r.terms
		}
	}
	if changed {
		s.row.Revision++
	}
}

// shown is the report of an article as the story, or one of its developments,
// shows it; as it reads now when neither does.
func (b *body) shown(now news.Report) news.Report {
	lists := [][]news.Report{b.row.Reports}
	for _, d := range b.devs {
		lists = append(lists, d.row.Reports)
	}
	for _, list := range lists {
		for _, r := range list {
			if r.Article == now.Article {
				return r
			}
		}
	}
	return now
}

// retitle puts the article's new headline and lead where the old ones stand.
func (s *state) retitle(r reading, was news.Report) bool {
	changed := retitleReports(s.row.Reports, r.report)
	if s.row.URL != was.URL && s.row.Title != was.Title {
		return changed
	}
	former, earlier := s.row.Title, s.row.Corrected
	first := s.row.Lead
	s.headline(r)
	s.row.Corrected = earlier
	if !sameWords(former, s.row.Title) {
		s.row.Corrected = former
	}
	return changed || former != s.row.Title || first != s.row.Lead
}

func retitleReports(list []news.Report, rep news.Report) bool {
	changed := false
	for i := range list {
		if list[i].Article != rep.Article {
			continue
		}
		changed = changed || list[i].Title != rep.Title
		list[i].Title, list[i].URL = rep.Title, rep.URL
	}
	return changed
}

// sameWords says whether two headlines differ in spelling only.
func sameWords(a, b string) bool {
	return slices.EqualFunc(text.Tokens(a), text.Tokens(b), func(x, y text.Token) bool { return x.Text == y.Text })
}
