package article

import (
	"slices"
	"strings"
	"sync"

	"newsbell/match/query"
	"newsbell/news"
	"newsbell/text"
)

// A Doc is an article prepared for matching. It does not change and may be
// read by many goroutines.
type Doc struct {
	ID       news.ArticleID
	Lang     string   // primary tag, "" when unknown
	Sources  []string // keys that source: may name
	Sections []string // keys that section: may name

	text   layout
	forms  Groups // by exact form
	lights Groups // by light stem
	fulls  Groups // by full stem, made when first asked for
	once   sync.Once
}

// A layout says where the fields of a text end, in tokens.
type layout struct {
	title, lead, all int32
}

// fieldGap parts the fields so that no phrase or NEAR reaches across.
const fieldGap = 2 * query.MaxDistance

// place gives the position of a token, counting the gaps between fields.
func (l layout) place(token int32) int32 {
	switch {
	case token < l.title:
		return token
	case token < l.lead:
		return token + fieldGap
	default:
		return token + 2*fieldGap
	}
}

// New prepares an article.
func New(a news.Article) *Doc {
	d := &Doc{ID: a.ID, Lang: query.Primary(a.Language)}
	f := &d.forms
	tokens := (len(a.Title)+len(a.Lead)+len(a.Text))/6 + 4
	keys := tokens*3/4 + 4
	room := make([]int32, tokens+keys)
	f.of, f.First = room[:0:tokens], room[tokens:tokens]
	f.Room(keys)
	d.text.title = f.read(a.Title)
	d.text.lead = f.read(a.Lead)
	d.text.all = f.read(a.Text)
	d.lights.merge(f, text.LightStem)
	d.Sources = sourcesOf(a)
	d.Sections = sectionsOf(a.Section)
	return d
}

// Groups gives the words grouped by a way of stemming.
func (d *Doc) Groups(s query.Stem) *Groups {
	switch s {
	case query.StemNone:
		return &d.forms
	case query.StemFull:
		d.once.Do(func() {
			lang := stemLang(d.Lang)
			d.fulls.merge(&d.forms, func(w string) string { return FullStem(w, lang) })
		})
		return &d.fulls
	default:
		return &d.lights
	}
}

// stemLang is the language whose stemmer reads an article: English when the
// article does not say.
func stemLang(lang string) string {
	if lang == "" {
		return "en"
	}
	return lang
}

// FullStem is what is left of a word without any ending; it joins all that the
// light stem joins. Languages without a stemmer lose no ending but those.
func FullStem(word, lang string) string { return text.Stem(text.LightStem(word), lang) }

// InTitle tells whether group i of g, which is of this article, has a word in
// the headline.
func (d *Doc) InTitle(g *Groups, i int) bool { return g.First[i] < d.text.title }

// stemKey is the key under which a term stands in an article's groups.
func stemKey(t query.Term, lang string) string {
	switch t.Stem {
	case query.StemNone:
		return t.Text
	case query.StemFull:
		return FullStem(t.Text, stemLang(lang))
	default:
		return text.LightStem(t.Text)
	}
}

// sourcesOf gives everything that source: may name an article's source by: its
// host and each suffix of it, the site's bare name, the publisher.
func sourcesOf(a news.Article) []string {
	out := make([]string, 0, 8)
	if host := query.HostOf(a.Link()); host != "" {
		out = append(out, host)
		for rest := host; ; {
			_, tail, ok := strings.Cut(rest, ".")
			if !ok {
				break
			}
			out = append(out, tail)
			rest = tail
		}
		out = append(out, siteName(host))
	}
	if a.Publisher != "" {
		name := query.NameKey(a.Publisher)
		bare := strings.TrimPrefix(name, "the ")
		out = append(out, name, bare, strings.TrimSuffix(bare, " news"))
		if host := query.HostOf(a.Publisher); host != "" {
			out = append(out, host)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// From tells whether one of the sites and publishers, as queries name them, is
// an article's source.
func From(a news.Article, sources []string) bool {
	return slices.ContainsFunc(sourcesOf(a), func(s string) bool { return slices.Contains(sources, s) })
}

// siteName gives the name of a site without its suffix: bbc of bbc.co.uk.
func siteName(host string) string {
	rest, last := cutLast(host)
	if before, part := cutLast(rest); before != "" && len(last) == 2 {
		switch part {
		case "co", "com", "org", "net", "ac", "gov", "gob", "edu", "or", "ne", "go", "govt":
			rest = before
		}
	}
	_, name := cutLast(rest)
	return query.NameKey(name)
}

// cutLast cuts the last label off a host.
func cutLast(host string) (before, label string) {
	if i := strings.LastIndexByte(host, '.'); i >= 0 {
		return host[:i], host[i+1:]
	}
	return "", host
}

// sectionsOf gives the names of an article's section: whole, and its parts.
func sectionsOf(section string) []string {
	if section == "" {
		return nil
	}
	out := []string{query.NameKey(section)}
	if out[0] == section {
		return out // one plain word
	}
	for part := range strings.FieldsFuncSeq(section, func(r rune) bool {
		return strings.ContainsRune(",;/>|»、，", r)
	}) {
		if key := query.NameKey(part); key != "" {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
