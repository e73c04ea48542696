package match

import (
	"slices"
	"strings"
	"sync"

	"newsbell/news"
	"newsbell/text"
)

// A Doc is an article prepared for matching. It does not change and may be
// read by many goroutines.
type Doc struct {
	article  news.ArticleID
	lang     string
	sources  []string // keys that source: may name
	sections []string
	text     layout
	forms    groups // by exact form
	lights   groups // by light stem
	fullOnce sync.Once
	fulls    groups // by full stem, made when first asked for
}

// A layout says where the fields of a text end, in tokens.
type layout struct {
	title, lead, all int32
}

// fieldGap parts the fields so that no phrase or NEAR reaches across.
const fieldGap = 2 * maxDistance

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

// groups are the tokens of a text grouped by a key.
type groups struct {
	keys  []string
	of    []int32 // token -> group
	first []int32 // group -> its first token
	next  []int32 // token -> next token of the group, -1 at the end
	table []int32 // hash -> group+1
}

// NewDoc prepares an article.
func NewDoc(a news.Article) *Doc {
	d := &Doc{article: a.ID, lang: primary(a.Language)}
	var room [96]text.Token
	tokens := text.AppendTokens(room[:0], a.Title)
	d.text.title = int32(len(tokens))
	tokens = text.AppendTokens(tokens, a.Lead)
	d.text.lead = int32(len(tokens))
	if n := len(tokens) + len(a.Text)/6; n > cap(tokens) {
		tokens = append(make([]text.Token, 0, n), tokens...)
	}
	tokens = text.AppendTokens(tokens, a.Text)
	d.text.all = int32(len(tokens))
	d.forms = newGroups(len(tokens), len(tokens))
	for i, t := range tokens {
		d.forms.of[i] = d.forms.add(t.Text)
	}
	d.forms.link()
	d.lights = d.forms.merge(text.LightStem)
	d.sources = sourcesOf(a)
	d.sections = sectionsOf(a.Section)
	return d
}

// merge groups the same tokens by stem.
func (g *groups) merge(stem func(string) string) groups {
	out := newGroups(len(g.of), len(g.keys))
	var room [128]int32
	to := room[:0]
	for _, k := range g.keys {
		to = append(to, out.add(stem(k)))
	}
	for i, old := range g.of {
		out.of[i] = to[old]
	}
	out.link()
	return out
}

// newGroups makes room for a number of tokens and of different keys.
func newGroups(tokens, keys int) groups {
	size := 16
	for size < 2*keys {
		size *= 2
	}
	room := make([]int32, 2*tokens+size+keys)
	return groups{
		keys:  make([]string, 0, keys),
		of:    room[:tokens],
		next:  room[tokens : 2*tokens],
		table: room[2*tokens : 2*tokens+size],
		first: room[2*tokens+size:],
	}
}

// slot gives the table's place for key: its group, or where it would go.
func (g *groups) slot(key string) int {
	h := uint32(2166136261)
	for i := range len(key) {
		h = (h ^ uint32(key[i])) * 16777619
	}
	mask := len(g.table) - 1
	i := int(h^h>>15) & mask
	for g.table[i] != 0 && g.keys[g.table[i]-1] != key {
		i = (i + 1) & mask
	}
	return i
}

// add gives the group of key, a new one when needed.
func (g *groups) add(key string) int32 {
	i := g.slot(key)
	if g.table[i] == 0 {
		g.keys = append(g.keys, key)
		g.table[i] = int32(len(g.keys))
	}
	return g.table[i] - 1
}

// find gives the group of key, -1 when there is none.
func (g *groups) find(key string) int32 { return g.table[g.slot(key)] - 1 }

// link chains the tokens of each group in order.
func (g *groups) link() {
	for i := range g.first {
		g.first[i] = -1
	}
	for i := len(g.of) - 1; i >= 0; i-- {
		k := g.of[i]
		g.next[i] = g.first[k]
		g.first[k] = int32(i)
	}
}

// grouping gives the groups for a way of stemming.
func (d *Doc) grouping(s Stem) *groups {
	switch s {
	case StemNone:
		return &d.forms
	case StemFull:
		d.fullOnce.Do(func() {
			lang := stemLang(d.lang)
			d.fulls = d.forms.merge(func(w string) string { return text.Stem(w, lang) })
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

// stemKey is the key under which a term stands in an article's groups.
func stemKey(t term, lang string) string {
	switch t.stem {
	case StemNone:
		return t.text
	case StemFull:
		return text.Stem(t.text, stemLang(lang))
	default:
		return text.LightStem(t.text)
	}
}

// sourcesOf gives everything that source: may name an article's source by: its
// host and each suffix of it, the site's bare name, the publisher.
func sourcesOf(a news.Article) []string {
	out := make([]string, 0, 8)
	if host := hostOf(a.Link()); host != "" {
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
		name := nameKey(a.Publisher)
		bare := strings.TrimPrefix(name, "the ")
		out = append(out, name, bare, strings.TrimSuffix(bare, " news"))
		if host := hostOf(a.Publisher); host != "" {
			out = append(out, host)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
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
	return nameKey(name)
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
	out := []string{nameKey(section)}
	if out[0] == section {
		return out // one plain word
	}
	for part := range strings.FieldsFuncSeq(section, func(r rune) bool {
		return comma(r) || r == '/' || r == '>' || r == '|' || r == '»'
	}) {
		if key := nameKey(part); key != "" {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
