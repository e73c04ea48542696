package story

import (
	"cmp"
	"math"
	"slices"
)

// A term is one weighted word of an article or a centroid. Terms are known by
// a hash of language and stem: no dictionary has to be kept or restored.
type term struct {
	id     uint32
	weight float32
	title  float32 // the part of weight that comes from headlines
}

// Terms is what an article or a centroid says, as weighted terms.
type Terms struct {
	list   []term // by id, each once
	norm   float32
	titles int // terms that stand in headlines
}

// Len counts the terms.
func (t Terms) Len() int { return len(t.list) }

// The reasons of [Similar].
const (
	ReasonSimilar  = "similar"        // the score is what it is
	ReasonNothing  = "nothing_shared" // no term in common
	ReasonHeadline = "headline_unlike"
)

const (
	// bodyCap is how much the words that only bodies share may add to what
	// involves a headline: texts that share boilerplate have nothing in common.
	bodyCap = 0.5
	// enoughWords is the least number of shared words that involve a headline,
	// where there is a body to share more; one word alone is a coincidence.
	enoughWords = 2
)

// Similar scores how much two texts share, from 0 (nothing) to 1 (the same
// words in the same weights), and names the reason. What counts are the words
// of headlines, found in the other's headline or body; likeness that rests on
// the bodies alone counts for nothing.
func Similar(a, b Terms) (score float64, reason string) {
	s := shared(a.list, b.list)
	if a.norm == 0 || b.norm == 0 || s.words+s.others == 0 {
		return 0, ReasonNothing
	}
	if s.words == 0 || s.words < enoughWords && a.hasBody() && s.words < min(a.titles, b.titles) {
		return 0, ReasonHeadline
	}
	sum := s.headline + min(s.bodies, bodyCap*s.headline)
	return min(1, sum/(float64(a.norm)*float64(b.norm))), ReasonSimilar
}

func (t Terms) hasBody() bool { return t.titles < len(t.list) }

// A share is the inner product of two lists: the part that involves a headline
// on either side and the part of the bodies, with the number of terms of each.
type share struct {
	headline, bodies float64
	words, others    int
}

func shared(a, b []term) (s share) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch x, y := &a[i], &b[j]; {
		case x.id < y.id:
			i++
		case x.id > y.id:
			j++
		default:
			bodies := float64(x.weight-x.title) * float64(y.weight-y.title)
			if x.title > 0 || y.title > 0 {
				s.words++
			} else {
				s.others++
			}
			s.headline += float64(x.weight)*float64(y.weight) - bodies
			s.bodies += bodies
			i++
			j++
		}
	}
	return s
}

// newTerms sorts the list by id, joins equal ids, and measures it.
func newTerms(list []term) Terms {
	slices.SortFunc(list, byID)
	n := 0
	for i := range list {
		if n > 0 && list[n-1].id == list[i].id {
			list[n-1].weight += list[i].weight
			list[n-1].title += list[i].title
			continue
		}
		list[n] = list[i]
		n++
	}
	return measured(slices.Clone(list[:n]))
}

// add gives scale*t + u, cut to the heaviest limit terms.
func (t Terms) add(u Terms, scale float32, limit int) Terms {
	list := make([]term, 0, len(t.list)+len(u.list))
	i, j := 0, 0
	for i < len(t.list) || j < len(u.list) {
		switch {
		case j == len(u.list) || i < len(t.list) && t.list[i].id < u.list[j].id:
			x := t.list[i]
			list = append(list, term{x.id, x.weight * scale, x.title * scale})
			i++
		case i == len(t.list) || t.list[i].id > u.list[j].id:
			list = append(list, u.list[j])
			j++
		default:
			x, y := t.list[i], u.list[j]
			list = append(list, term{x.id, x.weight*scale + y.weight, x.title*scale + y.title})
			i++
			j++
		}
	}
	return heaviest(list, limit)
}

// heaviest keeps the limit heaviest terms, by id again.
func heaviest(list []term, limit int) Terms {
	if len(list) > limit {
		slices.SortFunc(list, func(a, b term) int {
			return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.id, b.id))
		})
		list = list[:limit]
		slices.SortFunc(list, byID)
	}
	return measured(slices.Clip(slices.Clone(list)))
}

// measured makes terms of a list that is in order.
func measured(list []term) Terms {
	t := Terms{list: list, norm: length(list)}
	for _, x := range list {
		if x.title > 0 {
			t.titles++
		}
	}
	return t
}

func byID(a, b term) int { return cmp.Compare(a.id, b.id) }

func length(list []term) float32 {
	sum := 0.0
	for _, t := range list {
		sum += float64(t.weight) * float64(t.weight)
	}
	return float32(math.Sqrt(sum))
}

// termID hashes a stem of a language.
func termID(lang, stem string) uint32 {
	const offset, prime = 2166136261, 16777619 // FNV-1a
	h := uint32(offset)
	for i := range len(lang) {
		h = (h ^ uint32(lang[i])) * prime
	}
	h *= prime // a zero byte between the two
	for i := range len(stem) {
		h = (h ^ uint32(stem[i])) * prime
	}
	return h
}
