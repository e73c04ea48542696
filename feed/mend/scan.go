package mend

import (
	"bytes"
	"html"
	"strings"
)

// maxDepth is how deep elements may nest before the rest of the item is given
// up.
const maxDepth = 200

// A Tag is one element tag of an XML document, by its offsets.
type Tag struct {
	Start, End int    // the bytes from '<' to after '>'
	Name       []byte // as written, with its prefix
	Closing    bool   // </name>
	Empty      bool   // <name/>
}

// Local is the lower-case name without its prefix.
func (t Tag) Local() string {
	n := t.Name
	if i := bytes.LastIndexByte(n, ':'); i >= 0 {
		n = n[i+1:]
	}
	return strings.ToLower(string(n))
}

// NextTag finds the next element tag at or after from. It looks past comments,
// CDATA, processing instructions, declarations and stray '<'.
func NextTag(doc []byte, from int) (Tag, bool) {
	for from < len(doc) {
		i := bytes.IndexByte(doc[from:], '<')
		if i < 0 {
			return Tag{}, false
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
	return Tag{}, false
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
func readTag(doc []byte, at int) (Tag, bool) {
	t := Tag{Start: at}
	i := at + 1
	if i < len(doc) && doc[i] == '/' {
		t.Closing = true
		i++
	}
	nameAt := i
	for i < len(doc) && nameByte(doc[i]) {
		i++
	}
	t.Name = doc[nameAt:i]
	if len(t.Name) == 0 || t.Name[0] >= '0' && t.Name[0] <= '9' || t.Name[0] == '-' || t.Name[0] == '.' {
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
			t.Empty = doc[i-1] == '/' && !t.Closing
			t.End = i + 1
			return t, true
		}
	}
	return t, false
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == ':' || c == '_' || c == '-' || c == '.' || c >= 0x80
}

// A Shape is what one pass over the tags of a document shows, before any
// parser sees it.
type Shape struct {
	Root  Tag
	Items int
	Cut   int      // where to cut when there is too much of it; 0 when there is not
	Deep  bool     // it nests too deeply from there on
	Torn  bool     // tags do not match
	IDs   []string // the raw text of each item's <id>, or its rdf:about
}

// maxID bounds the raw text of an id, in bytes.
const maxID = 2 << 10

// Survey passes once over the document's tags, as far as its first most items.
func Survey(doc []byte, most int) Shape {
	var s Shape
	var open [][]byte // the names of the elements that are open
	base, inItem, lastEnd := 0, false, 0
	for at := 0; ; {
		t, ok := NextTag(doc, at)
		if !ok {
			s.Torn = s.Torn || len(open) > 0
			return s
		}
		at = t.End
		if s.Root.End == 0 && !t.Closing {
			s.Root = t
		}
		name := ""
		if !inItem || len(open) <= base+2 {
			name = t.Local()
		}
		item := name == "item" || name == "entry"
		switch {
		case t.Closing:
			match := len(open) > 0 && bytes.Equal(open[len(open)-1], t.Name)
			s.Torn = s.Torn || !match
			if item && inItem {
				inItem, open, lastEnd = false, open[:base], t.End
			} else if match {
				open = open[:len(open)-1]
			}
			if item && s.Items == most {
				s.Cut = lastEnd
				return s
			}
		case t.Empty:
		case item && !inItem:
			inItem, base = true, len(open)
			s.Items++
			s.IDs = append(s.IDs, about(doc[t.Start:t.End]))
			open = append(open, t.Name)
		default:
			open = append(open, t.Name)
			if name == "id" && inItem && len(open) == base+2 {
				s.IDs[len(s.IDs)-1] = idText(doc, t)
			}
		}
		if len(open) > maxDepth {
			s.Deep, s.Cut = true, max(lastEnd, s.Root.End)
			return s
		}
	}
}

// idText is the raw text of the element that t opens.
func idText(doc []byte, t Tag) string {
	end := bytes.IndexByte(doc[t.End:min(len(doc), t.End+maxID)], '<')
	if end < 0 {
		return ""
	}
	return html.UnescapeString(strings.TrimSpace(string(doc[t.End : t.End+end])))
}

// about is the rdf:about of an RSS 1.0 item's tag.
func about(open []byte) string {
	_, rest, ok := bytes.Cut(open, []byte("rdf:about="))
	if !ok || len(rest) < 2 {
		return ""
	}
	value, _, ok := bytes.Cut(rest[1:], rest[:1])
	if !ok || len(value) > maxID {
		return ""
	}
	return html.UnescapeString(strings.TrimSpace(string(value)))
}

// Inner finds a feed that lies inside something else, such as a web page.
func Inner(doc []byte) int {
	at := 0
	for range 50 {
		t, ok := NextTag(doc, at)
		if !ok {
			break
		}
		if name := t.Local(); !t.Closing && (name == "feed" || name == "rss" || name == "rdf") && bytes.Contains(doc[t.Start:t.End], []byte("=")) {
			return t.Start
		}
		at = t.End
	}
	return 0
}
