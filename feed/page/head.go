package page

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"newsbell/text"
)

// The bounds of what is kept of a page.
const (
	maxLD   = 512 << 10 // bytes of JSON-LD that are read
	maxLDs  = 20        // blocks of it
	maxText = 256 << 10 // bytes of an article's text
	maxKept = 512 << 10 // bytes of texts kept for a rough reading
	maxHead = 4 << 10   // bytes of a title or of what a page says of itself
	maxMeta = 300       // things that it says
)

// A survey is what one pass of the tokenizer shows of a page: its measures, what
// its head says, and the text of its paragraphs in case nothing better can be
// had.
type survey struct {
	measures

	meta      map[string]string // by name or property, in lower case
	canonical string
	amp       bool
	lang      string
	title     string
	h1        string
	base      string
	times     []string // datetime of <time>
	ld        [][]byte
	paras     []string
	loose     []string // longer texts outside paragraphs
}

// look reads a page once. It does not build a tree, so no page is too much for
// it.
func look(doc []byte) *survey {
	s := &survey{measures: measures{formats: map[mark]int{}}, meta: map[string]string{}}
	z := html.NewTokenizer(bytes.NewReader(doc))
	z.SetMaxBuf(MaxBody)
	c := catcher{s: s}
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			c.shut(c.in)
			return s
		case html.TextToken:
			t := z.Raw()
			s.text(t)
			c.text(t)
		case html.StartTagToken, html.SelfClosingTagToken:
			size := len(z.Raw())
			name, more := z.TagName()
			tag := atom.Lookup(name)
			s.begin(tag, marked(tag, name), kind, size)
			if !s.raw(tag) {
				z.NextIsNotRawText()
			}
			c.open(tag, more, z)
		case html.EndTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			s.end(marked(tag, name))
			c.shut(tag)
		default:
		}
	}
}

// A catcher collects the texts of the few elements that are wanted.
type catcher struct {
	s    *survey
	in   atom.Atom // the element whose text is being collected
	ld   bool
	size int // bytes of paragraphs so far
	buf  strings.Builder
}

func (c *catcher) text(t []byte) {
	if c.in == 0 && !c.s.mute && len(t) > 80 && c.size < maxKept {
		c.s.loose = append(c.s.loose, text.Clean(html.UnescapeString(clip(string(t), maxText))))
		c.size += len(t)
	}
	if c.in == 0 || c.buf.Len() > maxLD {
		return
	}
	if c.in == atom.Script {
		c.buf.Write(t)
		return
	}
	c.buf.WriteString(html.UnescapeString(string(t)))
}

func (c *catcher) open(tag atom.Atom, more bool, z *html.Tokenizer) {
	switch tag {
	case atom.Html, atom.Meta, atom.Link, atom.Base, atom.Time, atom.Script:
		c.head(tag, attributes(more, z))
	case atom.Title, atom.H1, atom.P:
		if tag == atom.P || c.in == 0 {
			c.shut(c.in)
			c.in = tag
			c.buf.Reset()
		}
	case atom.Br:
		c.buf.WriteByte(' ')
	default:
	}
}

func (c *catcher) head(tag atom.Atom, a map[string]string) {
	switch tag {
	case atom.Html:
		c.s.lang = first(c.s.lang, a["lang"], a["xml:lang"])
		_, amp := a["amp"]
		c.s.amp = c.s.amp || amp
	case atom.Meta:
		name := strings.ToLower(first(a["property"], a["name"], a["itemprop"], a["http-equiv"]))
		if _, known := c.s.meta[name]; !known && a["content"] != "" && len(name) < 100 && len(c.s.meta) < maxMeta {
			c.s.meta[name] = clip(a["content"], maxHead)
		}
	case atom.Link:
		if strings.EqualFold(a["rel"], "canonical") && c.s.canonical == "" {
			c.s.canonical = a["href"]
		}
	case atom.Base:
		c.s.base = first(c.s.base, a["href"])
	case atom.Time:
		if a["datetime"] != "" && len(c.s.times) < 5 {
			c.s.times = append(c.s.times, a["datetime"])
		}
	case atom.Script:
		if strings.Contains(strings.ToLower(a["type"]), "ld+json") && len(c.s.ld) < maxLDs {
			c.in, c.ld = atom.Script, true
			c.buf.Reset()
		}
	default:
	}
}

// shut ends the element whose text is collected.
func (c *catcher) shut(tag atom.Atom) {
	if c.in == 0 || tag != c.in {
		return
	}
	switch c.in {
	case atom.Title:
		c.s.title = first(c.s.title, text.Clean(clip(c.buf.String(), maxHead)))
	case atom.H1:
		c.s.h1 = first(c.s.h1, text.Clean(clip(c.buf.String(), maxHead)))
	case atom.P:
		if p := clip(c.buf.String(), maxText); c.size < maxKept && len(c.s.paras) < maxParagraphs && len(p) > 40 {
			c.s.paras = append(c.s.paras, text.Clean(p))
			c.size += len(p)
		}
	case atom.Script:
		c.s.ld = append(c.s.ld, []byte(c.buf.String()))
	default:
	}
	c.in, c.ld = 0, false
	c.buf.Reset()
}

// clip keeps at most size bytes of a text, in whole characters.
func clip(s string, size int) string {
	if len(s) <= size {
		return s
	}
	for size > 0 && !utf8.RuneStart(s[size]) {
		size--
	}
	return s[:size]
}

func attributes(more bool, z *html.Tokenizer) map[string]string {
	a := map[string]string{}
	for more && len(a) < 50 {
		var k, v []byte
		k, v, more = z.TagAttr()
		if _, twice := a[string(k)]; !twice {
			a[string(k)] = strings.TrimSpace(string(v))
		}
	}
	return a
}

func first(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}
