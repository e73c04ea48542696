package wire

import (
	"bytes"
	"strings"
)

// maxDepth is how deep elements may nest before the rest of the item is given
// up.
const maxDepth = 200

// A tag is one element tag of an XML document, by its offsets.
type tag struct {
	start, end int    // the bytes from '<' to after '>'
	name       []byte // as written, with its prefix
	closing    bool
	empty      bool // <name/>
}

// local is the lower-case name without its prefix.
func (t tag) local() string {
	n := t.name
	if i := bytes.LastIndexByte(n, ':'); i >= 0 {
		n = n[i+1:]
	}
	return strings.ToLower(string(n))
}

// nextTag finds the next element tag at or after from. It looks past comments,
// CDATA, processing instructions, declarations and stray '<'.
func nextTag(doc []byte, from int) (tag, bool) {
	for from < len(doc) {
		i := bytes.IndexByte(doc[from:], '<')
		if i < 0 {
			return tag{}, false
		}
		at := from + i
		rest := doc[at:]
		switch {
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			from = after(doc, at, "]]>")
		case bytes.HasPrefix(rest, []byte("<!--")):
			from = after(doc, at, "-->")
		case bytes.HasPrefix(rest, []byte("<?")):
			from = after(doc, at, "?>")
		case bytes.HasPrefix(rest, []byte("<!")):
			from = afterDeclaration(doc, at)
		default:
			if t, ok := readTag(doc, at); ok {
				return t, true
			}
			from = at + 1
		}
	}
	return tag{}, false
}

func after(doc []byte, at int, mark string) int {
	if i := bytes.Index(doc[at:], []byte(mark)); i >= 0 {
		return at + i + len(mark)
	}
	return len(doc)
}

// afterDeclaration skips <!DOCTYPE …>, with its internal subset.
func afterDeclaration(doc []byte, at int) int {
	i := bytes.IndexAny(doc[at:], "[>")
	if i < 0 {
		return len(doc)
	}
	if doc[at+i] == '>' {
		return at + i + 1
	}
	return after(doc, after(doc, at+i, "]"), ">")
}

// readTag reads the tag that begins at at, minding quoted attributes.
func readTag(doc []byte, at int) (tag, bool) {
	t := tag{start: at}
	i := at + 1
	if i < len(doc) && doc[i] == '/' {
		t.closing = true
		i++
	}
	nameAt := i
	for i < len(doc) && nameByte(doc[i]) {
		i++
	}
	t.name = doc[nameAt:i]
	if len(t.name) == 0 || t.name[0] >= '0' && t.name[0] <= '9' || t.name[0] == '-' || t.name[0] == '.' {
		return t, false
	}
	var quote byte
	for ; i < len(doc); i++ {
		switch c := doc[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			return t, false
		case c == '>':
			t.empty = doc[i-1] == '/' && !t.closing
			t.end = i + 1
			return t, true
		}
	}
	return t, false
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == ':' || c == '_' || c == '-' || c == '.' || c >= 0x80
}

// A shape is what one pass over the tags of a document shows, before any
// parser sees it.
type shape struct {
	root  tag
	items int
	cut   int // where to cut when there is too much of it; 0 when there is not
	deep  bool
	torn  bool     // tags do not match
	ids   []string // the raw text of each item's <id>, or its rdf:about
}

// survey passes once over the document's tags.
func survey(doc []byte) shape {
	var s shape
	var open [][]byte // the names of the elements that are open
	base, inItem, lastEnd := 0, false, 0
	for at := 0; ; {
		t, ok := nextTag(doc, at)
		if !ok {
			s.torn = s.torn || len(open) > 0
			return s
		}
		at = t.end
		if s.root.end == 0 && !t.closing {
			s.root = t
		}
		name := ""
		if !inItem || len(open) <= base+2 {
			name = t.local()
		}
		item := name == "item" || name == "entry"
		switch {
		case t.closing:
			match := len(open) > 0 && bytes.Equal(open[len(open)-1], t.name)
			s.torn = s.torn || !match
			if item && inItem {
				inItem, open, lastEnd = false, open[:base], t.end
			} else if match {
				open = open[:len(open)-1]
			}
			if item && s.items == MaxItems {
				s.cut = lastEnd
				return s
			}
		case t.empty:
		case item && !inItem:
			inItem, base = true, len(open)
			s.items++
			s.ids = append(s.ids, about(doc[t.start:t.end]))
			open = append(open, t.name)
		default:
			open = append(open, t.name)
			if name == "id" && inItem && len(open) == base+2 {
				s.ids[len(s.ids)-1] = idText(doc, t)
			}
		}
		if len(open) > maxDepth {
			s.deep, s.cut = true, max(lastEnd, s.root.end)
			return s
		}
	}
}

// idText is the raw text of the element that t opens.
func idText(doc []byte, t tag) string {
	end := bytes.IndexByte(doc[t.end:min(len(doc), t.end+maxLink)], '<')
	if end < 0 {
		return ""
	}
	return unescape(strings.TrimSpace(string(doc[t.end : t.end+end])))
}

// about is the rdf:about of an RSS 1.0 item's tag.
func about(open []byte) string {
	_, rest, ok := bytes.Cut(open, []byte("rdf:about="))
	if !ok || len(rest) < 2 {
		return ""
	}
	value, _, ok := bytes.Cut(rest[1:], rest[:1])
	if !ok || len(value) > maxLink {
		return ""
	}
	return unescape(strings.TrimSpace(string(value)))
}

// inner finds a feed that lies inside something else, such as a web page.
func inner(doc []byte) int {
	at := 0
	for range 50 {
		t, ok := nextTag(doc, at)
		if !ok {
			break
		}
		if name := t.local(); !t.closing && (name == "feed" || name == "rss" || name == "rdf") && bytes.Contains(doc[t.start:t.end], []byte("=")) {
			return t.start
		}
		at = t.end
	}
	return 0
}
