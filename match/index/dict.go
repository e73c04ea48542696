package index

import (
	"slices"
	"strings"
	"sync/atomic"

	"newsbell/match/article"
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

// A pair is two numbers of one word: for anywhere, and for in the headline. 0
// is none.
type pair struct{ any, title uint32 }

// A shelf keeps a pair for each of its keys.
type shelf struct {
	article.Names
	pairs []pair
}

// get gives the pair of a key whose hash is h.
func (s *shelf) get(key string, h uint32) pair {
	if i := s.Find(key, h); i >= 0 {
		return s.pairs[i]
	}
	return pair{}
}

// at gives the pair of a key to be changed; a new key is copied.
func (s *shelf) at(key string) *pair {
	h := article.Hash(key)
	i := s.Find(key, h)
	if i < 0 {
		i, _ = s.Add(strings.Clone(key), h)
		s.pairs = append(s.pairs, pair{})
	}
	return &s.pairs[i]
}

// A form is a word or filter as queries write it. Several forms, such as chip
// and chips, may stand for one term.
type form struct {
	space space
	title bool
	cjk   bool
}

// A dict numbers the terms that queries look for, so that an article becomes
// a set of numbers. Term 0 is no term, form 0 no form.
type dict struct {
	written [inAlways + 1]shelf          // by space: text -> forms
	light   shelf                        // light stem -> terms
	full    map[string]map[string][]pair // language -> stem -> terms
	begins  map[[3]byte][]int            // first bytes -> lengths of the prefixes
	native  map[string][]uint32          // language -> the sets that have it
	natives []uint32                     // all sets of languages

	forms []form
	terms []uint32     // by form: what it stands for
	shown []string     // by form: as a match names it
	stems []query.Stem // by term: whose groups hold it
	seen  []uint32     // by term: sampled articles that have it, atomically
	elder *dict        // whose counts new terms take over, during Renew
}

func newDict() *dict {
	return &dict{
		full:   make(map[string]map[string][]pair),
		begins: make(map[[3]byte][]int),
		native: make(map[string][]uint32),
		forms:  make([]form, 1),
		terms:  make([]uint32, 1),
		shown:  make([]string, 1),
		stems:  make([]query.Stem, 1),
		seen:   make([]uint32, 1),
	}
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
	p := d.written[s].at(word)
	id := &p.any
	if title {
		id = &p.title
	}
	if *id != 0 {
		return *id
	}
	*id = uint32(len(d.forms))
	keys := d.written[s].Keys
	word = keys[d.written[s].Find(word, article.Hash(word))] // the copy that is kept
	before := len(d.stems)
	t := d.term(s, word, title)
	if d.elder != nil && len(d.stems) > before {
		d.seen[t] = d.elder.count(s, word, title) / 2
	}
	d.forms = append(d.forms, form{space: s, title: title, cjk: cjk})
	d.terms = append(d.terms, t)
	d.shown = append(d.shown, show(s, word))
	return *id
}

// count is how many articles were seen with a form's term.
func (d *dict) count(s space, word string, title bool) uint32 {
	p := d.written[s].get(word, article.Hash(word))
	id := p.any
	if title {
		id = p.title
	}
	return atomic.LoadUint32(&d.seen[d.terms[id]])
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
		return word
	}
}

// term gives the number of the term that a new form stands for.
func (d *dict) term(s space, word string, title bool) uint32 {
	switch s {
	case inLight:
		p := d.light.at(text.LightStem(word))
		t := &p.any
		if title {
			t = &p.title
		}
		if *t == 0 {
			*t = d.newTerm(query.StemLight)
		}
		return *t
	case inFull:
		return d.fullTerm(word, title)
	case inPrefix:
		key := head(word)
		if !slices.Contains(d.begins[key], len(word)) {
			d.begins[key] = append(d.begins[key], len(word))
		}
		return d.newTerm(query.StemNone)
	case inNative:
		t := d.newTerm(query.StemNone)
		d.natives = append(d.natives, t)
		for lang := range strings.SplitSeq(word, ",") {
			d.native[lang] = append(d.native[lang], t)
		}
		return t
	default:
		return d.newTerm(query.StemNone)
	}
}

// head gives the first bytes of a prefix or of a word that may begin with one;
// a prefix has three letters at least.
func head(word string) (h [3]byte) {
	copy(h[:], word)
	return h
}

// speakers gives the sets of languages that hold lang, or all when the article
// does not tell its language.
func (d *dict) speakers(lang string) []uint32 {
	if lang == "" {
		return d.natives
	}
	return d.native[lang]
}

func (d *dict) newTerm(s query.Stem) uint32 {
	d.stems = append(d.stems, s)
	d.seen = append(d.seen, 0)
	return uint32(len(d.stems) - 1)
}

// fullTerm files a word under its stem in every language that has a stemmer,
// and under itself for the others ("").
func (d *dict) fullTerm(word string, title bool) uint32 {
	id := d.newTerm(query.StemFull)
	p := pair{any: id}
	if title {
		p = pair{title: id}
	}
	for _, lang := range append(text.StemLanguages(), "") {
		if d.full[lang] == nil {
			d.full[lang] = make(map[string][]pair)
		}
		key := article.FullStem(word, lang)
		d.full[lang][key] = append(d.full[lang][key], p)
	}
	return id
}

// stemFamily gives the language under which full stems of lang are filed.
func stemFamily(lang string) string {
	if lang == "" {
		return "en"
	}
	return text.StemFamily(lang)
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
