package page

import (
	"bytes"
	"hash/fnv"
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The bounds within which the extractors are safe. Some of their steps are
// quadratic in the number of paragraphs, and some read the text of an element
// anew for each element around it. Of some thousand news pages the largest
// measures are 1.5 MB, 4,600 elements, 700 paragraphs, 300 breaks, a nesting of
// 30, an area of 140,000, 63 kB of text and 220 kB of text area.
const (
	maxBytes      = 3 << 20
	maxElements   = 15_000
	maxParagraphs = 1_500
	maxBreaks     = 6_000
	maxNesting    = 250
	maxArea       = 200_000   // the nesting of every tag and text, added up
	maxVisible    = 400 << 10 // bytes of text outside scripts and styles
	maxTextArea   = 2 << 20   // bytes of text, each times its nesting
	maxWord       = 32 << 10  // bytes of text without a blank
	maxAttributes = 2 << 20   // bytes of tags
)

// measures are the sizes of a page that decide whether the extractors may see
// it. They are those of the tree that a parser would build, without its being
// built.
type measures struct {
	elements, paragraphs, breaks, deepest, area int
	visible, textArea, longest, attributes      int

	open []mark // elements that have begun and not ended
	// formats counts the elements such as <b> that ended only because an
	// element around them did: a parser begins them anew in whatever follows.
	formats map[mark]int
	active  int  // the sum of formats
	mute    bool // within a script or the like
}

// A mark stands for an element's name: its atom, or a hash of an unknown name.
type mark uint32

func marked(tag atom.Atom, name []byte) mark {
	if tag != 0 {
		return mark(tag)
	}
	h := fnv.New32a()
	_, _ = h.Write(name)
	return mark(h.Sum32() | 1<<31)
}

// heavy says that the extractors must not see the page.
func (m *measures) heavy(size int) bool {
	return size > maxBytes || m.elements > maxElements || m.paragraphs > maxParagraphs || m.breaks > maxBreaks ||
		m.deepest > maxNesting || m.area > maxArea || m.visible > maxVisible || m.textArea > maxTextArea ||
		m.longest > maxWord || m.attributes > maxAttributes
}

func (m *measures) depth() int { return len(m.open) + m.active }

// text measures what stands between two tags.
func (m *measures) text(t []byte) {
	if m.mute {
		return
	}
	t = bytes.TrimSpace(t)
	if len(t) == 0 {
		return
	}
	m.visible += len(t)
	m.textArea += len(t) * m.depth()
	m.area += m.depth()
	for word := range bytes.FieldsSeq(t) {
		m.longest = max(m.longest, len(word))
	}
}

// begin measures a tag that opens an element; size is its length in bytes.
func (m *measures) begin(tag atom.Atom, name mark, kind html.TokenType, size int) {
	m.elements++
	m.attributes += size
	switch tag {
	case atom.P:
		m.paragraphs++
	case atom.Br:
		m.breaks++
	default:
	}
	m.mute = m.raw(tag) || tag == atom.Style || tag == atom.Title || tag == atom.Textarea
	if kind == html.StartTagToken && !void(tag) && len(m.open) <= maxNesting {
		m.open = append(m.open, name)
	}
	m.area += m.depth() + 1
	m.deepest = max(m.deepest, m.depth())
}

// end measures an end tag. One that ends nothing is passed over, as parsers do.
func (m *measures) end(name mark) {
	m.mute = false
	if m.formats[name] > 0 {
		m.formats[name]--
		m.active--
		return
	}
	at := len(m.open) - 1
	for at >= 0 && m.open[at] != name {
		at--
	}
	if at < 0 {
		return
	}
	for _, inner := range m.open[at+1:] {
		if format(inner) && m.active <= maxNesting {
			m.formats[inner]++
			m.active++
		}
	}
	m.open = m.open[:at]
}

// format says that a parser begins an element anew after one around it ended.
func format(name mark) bool {
	switch atom.Atom(name) {
	case atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
		return true
	default:
		return false
	}
}

// raw says that an element holds bytes and no elements. Of the others that may,
// such as <iframe>, and of all in a drawing, it depends on what is around them
// whether a parser finds elements there: they are taken to have some, so that
// the measures are rather too large than too small.
func (m *measures) raw(tag atom.Atom) bool {
	return tag == atom.Script && !slices.Contains(m.open, mark(atom.Svg)) && !slices.Contains(m.open, mark(atom.Math))
}

// bulky says that a parsed page is too much for the extractors after all.
func bulky(n *html.Node) bool {
	nodes, area, depth := 0, 0, 0
	for at := n; at != nil; {
		nodes++
		area += depth
		if nodes > 3*maxElements || area > 2*maxArea {
			return true
		}
		if at.FirstChild != nil {
			at = at.FirstChild
			depth++
			continue
		}
		for at != n && at.NextSibling == nil {
			at = at.Parent
			depth--
		}
		if at == n {
			break
		}
		at = at.NextSibling
	}
	return false
}

// void says that an element has no end tag, or commonly lacks it.
func void(tag atom.Atom) bool {
	switch tag {
	case atom.Br, atom.Img, atom.Meta, atom.Link, atom.Input, atom.Hr, atom.Source, atom.Area, atom.Base, atom.Col,
		atom.Embed, atom.Param, atom.Track, atom.Wbr, atom.P, atom.Li, atom.Td, atom.Tr, atom.Th, atom.Option, atom.Dd, atom.Dt,
		atom.Thead, atom.Tbody, atom.Tfoot, atom.Colgroup, atom.Optgroup, atom.Rp, atom.Rt, atom.A:
		return true
	default:
		return false
	}
}
