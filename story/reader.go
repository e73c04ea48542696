package story

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"newsbell/news"
	"newsbell/text"
)

const (
	titleWeight = 5.0  // how often a word of the headline counts
	leadWords   = 40   // words of the lead that count
	headWords   = 40   // words of a headline that count
	leadBytes   = 1600 // of a text, read for its first words
	headBytes   = 600
	cacheWords  = 1 << 16
)

// A reader turns articles into terms. It remembers stems, which are the
// dearest part; forgetting them changes nothing but the speed.
type reader struct {
	stems map[string]map[string]uint32 // by language and folded word; 0: counts for nothing
	back  *background
	index *index

	tokens []text.Token // scratch
	counts []count      // scratch
	list   []term       // scratch
}

// A count is how often a term stands in the headline and the body of a text.
type count struct {
	id   uint32
	head float32
	body float32
}

// terms reads an article, weighing each term by its rarity at this moment.
func (r *reader) terms(a news.Article) Terms {
	lang := Language(a)
	counts := r.count(r.counts[:0], lang, prefix(a.Title, headBytes), headWords, true)
	body := prefix(a.Lead, leadBytes)
	n := len(counts)
	counts = r.count(counts, lang, body, leadWords, false)
	if read := len(counts) - n; read < leadWords/2 && a.Text != "" {
		counts = r.count(counts, lang, prefix(a.Text, leadBytes), leadWords-read, false)
	}
	r.counts = counts
	return r.weigh(lang, counts)
}

// headline reads a headline alone.
func (r *reader) headline(lang, title string) Terms {
	return r.weigh(lang, r.count(r.counts[:0], lang, prefix(title, headBytes), headWords, true))
}

// count appends the first words of s that count for something.
func (r *reader) count(counts []count, lang, s string, words int, head bool) []count {
	before := text.Token{}
	r.tokens = text.AppendTokens(r.tokens[:0], s)
	for _, t := range r.tokens {
		if words <= 0 {
			break
		}
		id := uint32(0)
		switch {
		case t.CJK && before.CJK && before.End == t.Start:
			id = termID(lang, before.Text+t.Text)
		case !t.CJK:
			id = r.stem(lang, t)
		}
		before = t
		if id == 0 {
			continue
		}
		words--
		c := count{id: id}
		if head {
			c.head = 1
		} else {
			c.body = 1
		}
		counts = append(counts, c)
	}
	return counts
}

// stem gives the id of a word's stem, 0 for a word that tells nothing.
func (r *reader) stem(lang string, t text.Token) uint32 {
	known := r.stems[lang]
	if id, ok := known[t.Text]; ok {
		return id
	}
	if known == nil || len(known) >= cacheWords {
		known = make(map[string]uint32)
		r.stems[lang] = known
	}
	id := uint32(0)
	if utf8.RuneCountInString(t.Text) > 1 && !text.Stop(t.Text, lang) {
		id = termID(lang, text.Stem(t.Text, lang))
	}
	known[strings.Clone(t.Text)] = id
	return id
}

// weigh joins equal terms and weighs them.
func (r *reader) weigh(lang string, counts []count) Terms {
	slices.SortFunc(counts, func(a, b count) int { return cmp.Compare(a.id, b.id) })
	list := r.list[:0]
	total := float64(r.back.total(lang) + r.index.live)
	for i := 0; i < len(counts); {
		id, head, body := counts[i].id, 0.0, 0.0
		for ; i < len(counts) && counts[i].id == id; i++ {
			head += float64(counts[i].head)
			body += float64(counts[i].body)
		}
		df := float64(r.back.count(lang, id) + len(r.index.lists[id]))
		weight := math.Log1p(titleWeight*head+body) * max(0.01, rarity(df, total))
		title := weight * titleWeight * head / (titleWeight*head + body)
		list = append(list, term{id, float32(weight), float32(title)})
	}
	r.list = list
	t := newTerms(list)
	if t.norm == 0 {
		return t
	}
	for i := range t.list { // unit length: each article counts the same in a centroid
		t.list[i].weight /= t.norm
		t.list[i].title /= t.norm
	}
	t.norm = length(t.list)
	return t
}

// Language is the language that an article is grouped in: as declared, else
// what its script suggests.
func Language(a news.Article) string {
	if a.Language != "" {
		return a.Language
	}
	switch text.Script(a.Title) {
	case "cyrillic":
		return "ru"
	case "arabic":
		return "ar"
	case "han":
		return "zh"
	case "kana":
		return "ja"
	case "hangul":
		return "ko"
	default:
		return "en"
	}
}

// prefix gives at most n bytes of s, cut between characters.
func prefix(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
