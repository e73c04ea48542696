package story

import (
	"cmp"
	"slices"
	"time"

	"newsbell/news"
	"newsbell/story/names"
)

const (
	// wideThreshold is the likeness, after time decay, from which two stories
	// are one for a channel of width wide.
	wideThreshold = 0.10
	mostRelated   = 8
	// twinWindow bounds the time between a story and its twin in another
	// language.
	twinWindow = 2 * time.Hour
)

// Related gives the standing stories that are one with the story for a channel
// of width [news.Wide], nearest first, at most eight: those too far from it to
// be merged that share its subject all the same.
func (g *Grouper) Related(id news.StoryID) []news.StoryID {
	s := g.stories[g.Find(id)]
	if s == nil || s.merged || s.center.Norm == 0 {
		return nil
	}
	unit := s.center
	unit.Unit /= unit.Norm
	unit.Norm = 1
	type near struct {
		id    news.StoryID
		score float64
	}
	var list []near
	for _, h := range g.index.Find(unit, wideThreshold) {
		other := g.slots[h.Slot]
		if other == s || other.lang != s.lang {
			continue
		}
		score, _ := Similar(unit, other.center)
		if score *= decay(time.Duration(s.updated-other.updated), g.half); score >= wideThreshold {
			list = append(list, near{other.id, score})
		}
	}
	slices.SortFunc(list, func(a, b near) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id))
	})
	var out []news.StoryID
	for _, n := range list[:min(len(list), mostRelated)] {
		out = append(out, n.id)
	}
	return out
}

// Twin finds the story in another language that tells of the same event: begun
// within two hours of this one and sharing names and numbers with it. Of several
// it is the one that shares the most, then the older. The reason is one of
// [names.Same]. It looks at all stories of these hours: ask it when a story is
// about to ring, not for each article.
func (g *Grouper) Twin(id news.StoryID) (twin news.StoryID, reason string, ok bool) {
	s := g.stories[g.Find(id)]
	if s == nil || s.merged {
		return 0, "", false
	}
	b, found := g.look(s)
	if !found {
		return 0, "", false
	}
	mine, most := marks(b), 0
	for _, other := range g.slots {
		if other == nil || other.lang == s.lang || other.body == nil {
			continue
		}
		if other.row.Began.Sub(b.row.Began).Abs() > twinWindow {
			continue
		}
		theirs := marks(other.body)
		why, same := names.Same(mine, theirs)
		if n := names.Shared(mine, theirs); same && (n > most || n == most && other.id < twin) {
			twin, reason, ok, most = other.id, why, true, n
		}
	}
	return twin, reason, ok
}

func marks(b *body) names.Marks { return names.Of(b.row.Title, b.row.Lead, b.row.Language) }
