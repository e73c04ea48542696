package match

import (
	"slices"
	"strings"
	"sync/atomic"

	"newsbell/match/query"
	"newsbell/text"
)

// A space is what a key of the dictionary means.
type space uint8

const (
	inLight space = iota // a word by its light stem
	inExact
	inFull
	inPrefix
	inSource
	inSection
	inLang
	inNative // a set of languages, or none
	inAlways // lang:any
)

// A pair is the terms of one word: anywhere, and in the headline. 0 is none.
type pair struct{ any, title uint32 }

// A form is a word or filter as queries write it. Several forms, such as chip
// and chips, may stand for one term.
type form struct {
	term  uint32
	space space
	title bool
	cjk   bool
}

// A dict numbers the terms that queries look for, so that an article becomes
// a set of numbers. Term 0 is no term.
type dict struct {
	light, exact, prefix map[string]pair
	full                 map[string]map[string][]pair // language -> stem
	filters              [inAlways + 1]map[string]uint32
	lengths              []int // of the prefixes, in bytes

	ids   map[string]uint32 // space, scope and text -> form
	forms []form
	shown []string     // by form: as a match names it
	stems []query.Stem // by term: whose groups hold it
	seen  []uint32     // by term: sampled articles that have it, atomically
	elder *dict        // whose counts new terms take over, during a rebuild
}

func newDict() *dict {
	d := &dict{
		light:  make(map[string]pair),
		exact:  make(map[string]pair),
		prefix: make(map[string]pair),
		full:   make(map[string]map[string][]pair),
		ids:    make(map[string]uint32),
		stems:  make([]query.Stem, 1),
		seen:   make([]uint32, 1),
	}
	for s := inSource; s <= inAlways; s++ {
		d.filters[s] = make(map[string]uint32)
	}
	return d
}

// wordForm numbers a word of a query.
func (d *dict) wordForm(t query.Term, title bool) uint32 {
	s := inLight
	switch t.Stem {
	case query.StemNone:
		s = inExact
	case query.StemFull:
		s = inFull
	default:
	}
	return d.form(s, t.Text, title, t.CJK)
}

// leafForm numbers a prefix or filter of a query.
func (d *dict) leafForm(n *query.Node) uint32 {
	switch n.Op {
	case query.Prefix:
		return d.form(inPrefix, n.Text, n.Title, false)
	case query.Source:
		return d.form(inSource, n.Text, false, false)
	case query.Section:
		return d.form(inSection, n.Text, false, false)
	case query.Lang:
		return d.form(inLang, n.Text, false, false)
	case query.Native:
		return d.form(inNative, n.Text, false, false)
	default:
		return d.form(inAlways, n.Text, false, false)
	}
}

// form gives the number of a form, a new one when needed.
func (d *dict) form(s space, word string, title, cjk bool) uint32 {
	var room [64]byte
	key := append(room[:0], byte(s)<<1)
	if title {
		key[0]++
	}
	key = append(key, word...)
	if id, ok := d.ids[string(key)]; ok {
		return id
	}
	id := uint32(len(d.forms))
	f := form{space: s, title: title, cjk: cjk}
	before := len(d.stems)
	f.term = d.term(s, strings.Clone(word), title)
	if d.elder != nil && len(d.stems) > before {
		if old, ok := d.elder.ids[string(key)]; ok {
			d.seen[f.term] = atomic.LoadUint32(&d.elder.seen[d.elder.forms[old].term]) / 2
		}
	}
	d.forms = append(d.forms, f)
	d.shown = append(d.shown, show(s, word))
	d.ids[string(key)] = id
	return id
}

func show(s space, word string) string {
	switch s {
	case inPrefix:
		return word + "*"
	case inSource:
		return (&query.Node{Op: query.Source, Text: word}).String()
	case inSection:
		return (&query.Node{Op: query.Section, Text: word}).String()
	case inLang:
		return (&query.Node{Op: query.Lang, Text: word}).String()
	default:
		return strings.Clone(word)
	}
}

// term gives the number of the term that a form stands for.
func (d *dict) term(s space, word string, title bool) uint32 {
	switch s {
	case inLight:
		return d.inPair(d.light, text.LightStem(word), title, query.StemLight)
	case inExact:
		return d.inPair(d.exact, word, title, query.StemNone)
	case inPrefix:
		d.addLength(len(word))
		return d.inPair(d.prefix, word, title, query.StemNone)
	case inFull:
		return d.fullTerm(word, title)
	default:
		if id, ok := d.filters[s][word]; ok {
			return id
		}
		id := d.newTerm(query.StemNone)
		d.filters[s][word] = id
		return id
	}
}

func (d *dict) newTerm(s query.Stem) uint32 {
	d.stems = append(d.stems, s)
	d.seen = append(d.seen, 0)
	return uint32(len(d.stems) - 1)
}

func (d *dict) inPair(m map[string]pair, key string, title bool, s query.Stem) uint32 {
	p := m[key]
	t := &p.any
	if title {
		t = &p.title
	}
	if *t == 0 {
		*t = d.newTerm(s)
		m[key] = p
	}
	return *t
}

// fullTerm files a word under its stem in every language that has a stemmer,
// and under itself for the others ("").
func (d *dict) fullTerm(word string, title bool) uint32 {
	id := d.newTerm(query.StemFull)
	p := pair{any: id}
	if title {
		p = pair{title: id}
	}
	for _, lang := range []string{"", "en", "es", "fr", "ru", "sv", "no", "hu"} {
		if d.full[lang] == nil {
			d.full[lang] = make(map[string][]pair)
		}
		key := fullStem(word, lang)
		d.full[lang][key] = append(d.full[lang][key], p)
	}
	return id
}

// stemFamily gives the language under which full stems of lang are filed.
func stemFamily(lang string) string {
	switch lang {
	case "":
		return "en"
	case "en", "es", "fr", "ru", "sv", "no", "hu":
		return lang
	case "uk", "be":
		return "ru"
	case "nb", "nn", "da":
		return "no"
	default:
		return ""
	}
}

func (d *dict) addLength(n int) {
	if !slices.Contains(d.lengths, n) {
		d.lengths = append(d.lengths, n)
	}
}

// filter tells forms that look at the article's data.
func (f form) filter() bool { return f.space >= inSource }

// silent tells forms that no match names.
func (f form) silent() bool { return f.space >= inNative }

// stem is how the words of the form are stemmed.
func (f form) stem() query.Stem {
	switch f.space {
	case inExact:
		return query.StemNone
	case inFull:
		return query.StemFull
	default:
		return query.StemLight
	}
}
