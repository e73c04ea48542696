package page

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"newsbell/text"
)

// The bounds within which the extractors are safe. Some of their steps are
// quadratic in the number of paragraphs.
const (
	maxBytes      = 3 << 20
	maxElements   = 20_000
	maxParagraphs = 1_500
	maxBreaks     = 6_000
	maxNesting    = 250
	maxLD         = 512 << 10 // bytes of JSON-LD that are read
	maxText       = 256 << 10 // bytes of an article's text
)

// A survey is what one pass of the tokenizer shows of a page: its measures, what
// its head says, and the text of its paragraphs in case nothing better can be
// had.
type survey struct {
	elements, paragraphs, breaks, depth, deepest int

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
}

// heavy says that the extractors must not see the page.
func (s *survey) heavy(size int) bool {
	return size > maxBytes || s.elements > maxElements || s.paragraphs > maxParagraphs || s.breaks > maxBreaks || s.deepest > maxNesting
}

// look reads a page once. It does not build a tree, so no page is too much for
// it.
func look(doc []byte) *survey {
	s := &survey{meta: map[string]string{}}
	z := html.NewTokenizer(bytes.NewReader(doc))
	z.SetMaxBuf(MaxBody)
	c := catcher{s: s}
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return s
		case html.TextToken:
			c.text(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := atom.Lookup(name)
			s.count(tag, kind)
			c.open(tag, more, z)
		case html.EndTagToken:
			name, _ := z.TagName()
			s.depth = max(s.depth-1, 0)
			c.shut(atom.Lookup(name))
		default:
		}
	}
}

func (s *survey) count(tag atom.Atom, kind html.TokenType) {
	s.elements++
	switch tag {
	case atom.P:
		s.paragraphs++
	case atom.Br:
		s.breaks++
	default:
	}
	if kind == html.StartTagToken && !void(tag) {
		s.depth++
		s.deepest = max(s.deepest, s.depth)
	}
}

// void says that an element has no end tag, or commonly lacks it.
func void(tag atom.Atom) bool {
	switch tag {
	case atom.Br, atom.Img, atom.Meta, atom.Link, atom.Input, atom.Hr, atom.Source, atom.Area, atom.Base, atom.Col,
		atom.Embed, atom.Param, atom.Track, atom.Wbr, atom.P, atom.Li, atom.Td, atom.Tr, atom.Th, atom.Option, atom.Dd, atom.Dt:
		return true
	default:
		return false
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
		if _, known := c.s.meta[name]; !known && a["content"] != "" {
			c.s.meta[name] = a["content"]
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
		if strings.Contains(strings.ToLower(a["type"]), "ld+json") && len(c.s.ld) < 20 {
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
		c.s.title = first(c.s.title, text.Clean(c.buf.String()))
	case atom.H1:
		c.s.h1 = first(c.s.h1, text.Clean(c.buf.String()))
	case atom.P:
		if p := c.buf.String(); c.size < maxBytes/6 && len(c.s.paras) < maxParagraphs && len(p) > 40 {
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
