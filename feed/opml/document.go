package opml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"newsbell/news"
)

// The bounds of a document.
const (
	maxSize     = 10 << 20 // bytes
	maxOutlines = 50_000
	maxDepth    = 100 // outlines in outlines
)

// ErrNotOPML is returned for what is no OPML document.
var ErrNotOPML = &news.Error{Code: "not_opml", Message: "this is not an OPML file: a list of feeds as feed readers export it"}

// A Document is an OPML file. What Write writes of one, Parse reads back the
// same: as long as its texts hold only characters that XML can carry.
type Document struct {
	Version  string
	Attrs    []Attr // the other attributes of its root, such as name spaces
	Head     []Attr // title, dateCreated …, each with its text
	Outlines []Outline
}

// An Outline is a feed, when it has an XMLURL, or a folder.
type Outline struct {
	Text        string
	Title       string
	Type        string
	XMLURL      string // the feed
	HTMLURL     string // its site
	Description string
	Language    string
	Category    string
	Other       []Attr // any other attributes, in their order
	Outlines    []Outline
}

// An Attr is a name with its value.
type Attr struct{ Name, Value string }

// field is where an attribute of an outline belongs, nil for any other. Other
// programs write the names in any case.
func (o *Outline) field(name string) *string {
	switch strings.ToLower(name) {
	case "text":
		return &o.Text
	case "title":
		return &o.Title
	case "type":
		return &o.Type
	case "xmlurl":
		return &o.XMLURL
	case "htmlurl":
		return &o.HTMLURL
	case "description":
		return &o.Description
	case "language":
		return &o.Language
	case "category":
		return &o.Category
	default:
		return nil
	}
}

// Parse reads an OPML document. Entities that it declares are not expanded, and
// nothing is fetched for it. The error is a *news.Error when it is at fault.
func Parse(r io.Reader) (Document, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return Document{}, fmt.Errorf("read opml: %w", err)
	}
	if len(raw) > maxSize {
		return Document{}, tooLarge(fmt.Sprintf("the OPML file is larger than %d MB", maxSize>>20))
	}
	text, decoded := toUTF8(raw)
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if decoded {
			return in, nil
		}
		out, err := charset.NewReaderLabel(label, in)
		if err != nil {
			return nil, &news.Error{Code: "not_opml", Message: "the OPML file names a character set that nobody knows"}
		}
		return out, nil
	}
	p := parser{d: d}
	err = p.run()
	var syntax *xml.SyntaxError
	switch {
	case err == nil:
		return p.doc, nil
	case errors.As(err, &syntax):
		return Document{}, p.damaged(syntax.Line)
	default:
		return Document{}, err
	}
}

func tooLarge(message string) *news.Error { return &news.Error{Code: "too_large", Message: message} }

// toUTF8 decodes a document whose bytes are not what it says, or that says
// nothing: UTF-16 by its mark, else the Latin letters that old programs write.
func toUTF8(raw []byte) (text []byte, decoded bool) {
	var label string
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		return raw[3:], false
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		label = "utf-16le"
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		label = "utf-16be"
	case utf8.Valid(raw):
		return raw, false
	default:
		named := regexp.MustCompile(`(?i)^\s*<\?xml[^>]*encoding\s*=\s*["']?([\w.:-]+)`).FindSubmatch(raw[:min(len(raw), 200)])
		if named != nil && !strings.EqualFold(string(named[1]), "utf-8") {
			return raw, false
		}
		label = "windows-1252"
	}
	r, err := charset.NewReaderLabel(label, bytes.NewReader(raw))
	if err != nil {
		return raw, false
	}
	if text, err = io.ReadAll(r); err != nil {
		return raw, false
	}
	return bytes.TrimPrefix(text, []byte("\ufeff")), true
}

// A parser walks over a document's tokens. Names are left as they are written.
type parser struct {
	d     *xml.Decoder
	doc   Document
	open  []string   // the elements that are open
	path  []*Outline // the outlines that are open
	count int
}

func (p *parser) damaged(line int) *news.Error {
	if p.count == 0 && (len(p.open) == 0 || !strings.EqualFold(p.open[0], "opml")) {
		return ErrNotOPML
	}
	return &news.Error{Code: "not_opml", Message: fmt.Sprintf("the OPML file is damaged at line %d", line)}
}

func (p *parser) run() error {
	root := false
	for {
		token, err := p.d.RawToken()
		if errors.Is(err, io.EOF) {
			if line, _ := p.d.InputPos(); len(p.open) > 0 {
				return p.damaged(line)
			}
			if !root {
				return ErrNotOPML
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if !root && !strings.EqualFold(t.Name.Local, "opml") {
				return ErrNotOPML
			}
			root = true
			if err := p.start(t); err != nil {
				return err
			}
		case xml.EndElement:
			if err := p.end(t); err != nil {
				return err
			}
		case xml.CharData:
			p.text(string(t))
		}
	}
}

func (p *parser) start(t xml.StartElement) error {
	name := strings.ToLower(t.Name.Local)
	p.open = append(p.open, name)
	if len(p.open) > maxDepth+2 {
		return tooLarge(fmt.Sprintf("the OPML file is nested deeper than %d levels", maxDepth))
	}
	switch {
	case len(p.open) == 1:
		for _, a := range t.Attr {
			if full := attrName(a); strings.EqualFold(full, "version") {
				p.doc.Version = a.Value
			} else {
				p.doc.Attrs = append(p.doc.Attrs, Attr{full, a.Value})
			}
		}
	case len(p.open) == 3 && p.open[1] == "head":
		p.doc.Head = append(p.doc.Head, Attr{Name: t.Name.Local})
	case name == "outline" && p.open[1] == "body":
		if p.count++; p.count > maxOutlines {
			return tooLarge(fmt.Sprintf("the OPML file has more than %d entries", maxOutlines))
		}
		list := &p.doc.Outlines
		if len(p.path) > 0 {
			list = &p.path[len(p.path)-1].Outlines
		}
		*list = append(*list, outlineOf(t.Attr))
		p.path = append(p.path, &(*list)[len(*list)-1])
	}
	return nil
}

func attrName(a xml.Attr) string {
	if a.Name.Space != "" {
		return a.Name.Space + ":" + a.Name.Local
	}
	return a.Name.Local
}

func outlineOf(attrs []xml.Attr) Outline {
	var o Outline
	for _, a := range attrs {
		name := attrName(a)
		if at := o.field(name); at == nil {
			o.Other = append(o.Other, Attr{name, a.Value})
		} else if *at == "" {
			*at = a.Value
		}
	}
	return o
}

func (p *parser) end(t xml.EndElement) error {
	name := strings.ToLower(t.Name.Local)
	if len(p.open) == 0 || p.open[len(p.open)-1] != name {
		line, _ := p.d.InputPos()
		return p.damaged(line)
	}
	if name == "outline" && len(p.path) > 0 && p.open[1] == "body" {
		p.path = p.path[:len(p.path)-1]
	}
	p.open = p.open[:len(p.open)-1]
	return nil
}

func (p *parser) text(s string) {
	if len(p.open) == 3 && p.open[1] == "head" && len(p.doc.Head) > 0 {
		p.doc.Head[len(p.doc.Head)-1].Value += s
	}
}

// Write writes the document.
func (d Document) Write(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString(xml.Header + "<opml")
	attribute(&b, "version", d.Version)
	for _, a := range d.Attrs {
		attribute(&b, a.Name, a.Value)
	}
	b.WriteString(">\n  <head>\n")
	for _, a := range d.Head {
		b.WriteString("    <" + a.Name + ">")
		escape(&b, a.Value)
		b.WriteString("</" + a.Name + ">\n")
	}
	b.WriteString("  </head>\n  <body>\n")
	for _, o := range d.Outlines {
		o.write(&b, 2)
	}
	b.WriteString("  </body>\n</opml>\n")
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write opml: %w", err)
	}
	return nil
}

func (o Outline) write(b *bytes.Buffer, depth int) {
	indent := strings.Repeat("  ", depth)
	b.WriteString(indent + "<outline")
	known := []Attr{
		{"type", o.Type},
		{"text", o.Text},
		{"title", o.Title},
		{"xmlUrl", o.XMLURL},
		{"htmlUrl", o.HTMLURL},
		{"description", o.Description},
		{"language", o.Language},
		{"category", o.Category},
	}
	for _, a := range slices.Concat(known, o.Other) {
		if a.Value != "" || a.Name == "text" || o.field(a.Name) == nil {
			attribute(b, a.Name, a.Value)
		}
	}
	if len(o.Outlines) == 0 {
		b.WriteString("/>\n")
		return
	}
	b.WriteString(">\n")
	for _, inner := range o.Outlines {
		inner.write(b, depth+1)
	}
	b.WriteString(indent + "</outline>\n")
}

func attribute(b *bytes.Buffer, name, value string) {
	b.WriteString(" " + name + `="`)
	escape(b, value)
	b.WriteByte('"')
}

// escape writes a text for XML; a character that XML cannot carry becomes
// U+FFFD.
func escape(b *bytes.Buffer, s string) { _ = xml.EscapeText(b, []byte(s)) } // a Buffer never fails
