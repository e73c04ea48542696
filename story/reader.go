package story

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"newsbell/news"
	"newsbell/story/postings"
	"newsbell/story/terms"
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
	langs []language
	known map[string]uint16 // place in langs
	words int               // stems remembered
	back  *background
	index *postings.Index

	tokens []text.Token // scratch
	counts []count
	parts  []terms.Part
}

// A language is what the reader knows of one.
type language struct {
	name  string
	live  int             // stories in it
	stems map[string]stem // by folded word
}

// A stem is what stands for a word; the zero value counts for nothing.
type stem struct {
	id   uint32
	back int32 // articles of the background that hold it
}

// mostLanguages bounds what strange feeds declare; what is beyond counts as one.
const mostLanguages = 500

func newReader(back *background, index *postings.Index) *reader {
	return &reader{langs: []language{{name: "und"}}, known: make(map[string]uint16), back: back, index: index}
}

// language gives the place of a language in langs.
func (r *reader) language(name string) uint16 {
	at, ok := r.known[name]
	if !ok && len(r.langs) < mostLanguages {
		at = uint16(len(r.langs))
		r.langs = append(r.langs, language{name: strings.Clone(name)})
		r.known[r.langs[at].name] = at
	}
	return at
}

// A count is how often a term stands in the headline and the body of a text.
type count struct {
	stem
	head float32
	body float32
}

// terms reads an article, weighing each term by its rarity at this moment.
func (r *reader) terms(a news.Article) terms.Terms {
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
func (r *reader) headline(lang, title string) terms.Terms {
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
		c := count{}
		switch {
		case t.CJK && before.CJK && before.End == t.Start:
			c.stem = r.pair(lang, before.Text, t.Text)
		case !t.CJK:
			c.stem = r.stem(lang, t)
		}
		before = t
		if c.id == 0 {
			continue
		}
		words--
		if head {
			c.head = 1
		} else {
			c.body = 1
		}
		counts = append(counts, c)
	}
	return counts
}

// pair gives what stands for two characters side by side.
func (r *reader) pair(lang, a, b string) stem {
	var room [16]byte
	id := terms.ID(lang, string(append(append(room[:0], a...), b...)))
	return stem{id, r.back.count(lang, id)}
}

// stem gives the stem of a word, none for a word that tells nothing.
func (r *reader) stem(lang string, t text.Token) stem {
	l := &r.langs[r.language(lang)]
	if s, ok := l.stems[t.Text]; ok {
		return s
	}
	if r.words >= cacheWords {
		for i := range r.langs {
			r.langs[i].stems = nil
		}
		r.words = 0
	}
	if l.stems == nil {
		l.stems = make(map[string]stem)
	}
	s := stem{}
	if utf8.RuneCountInString(t.Text) > 1 && !text.Stop(t.Text, lang) {
		s.id = terms.ID(lang, text.Stem(t.Text, lang))
		s.back = r.back.count(lang, s.id)
	}
	l.stems[strings.Clone(t.Text)] = s
	r.words++
	return s
}

// weigh joins equal terms and weighs them.
func (r *reader) weigh(lang string, counts []count) terms.Terms {
	slices.SortFunc(counts, func(a, b count) int { return cmp.Compare(a.id, b.id) })
	parts := r.parts[:0]
	total := float64(r.back.total(lang) + r.langs[r.language(lang)].live)
	for i := 0; i < len(counts); {
		id, back, head, body := counts[i].id, counts[i].back, 0.0, 0.0
		for ; i < len(counts) && counts[i].id == id; i++ {
			head += float64(counts[i].head)
			body += float64(counts[i].body)
		}
		df := float64(int(back) + r.index.Count(id))
		weight := math.Log1p(titleWeight*head+body) * max(0.01, rarity(df, total))
		title := weight * titleWeight * head / (titleWeight*head + body)
		parts = append(parts, terms.Part{ID: id, Weight: float32(weight), Title: float32(title)})
	}
	r.parts = parts
	return terms.NewUnit(parts)
}

// rarity weighs a term by how few stories hold it: its inverse document
// frequency over the background and the live stories.
func rarity(df, total float64) float64 {
	return math.Log((total + 1) / (df + 0.5))
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
