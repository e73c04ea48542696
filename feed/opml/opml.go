// Package opml carries lists of feeds in and out in the format that feed
// readers exchange: a side door of stage 1, used by `newsbell feeds import` and
// `export`. It touches neither the store nor the network.
package opml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"newsbell/news"
)

// maxSize bounds a list, in bytes; maxDepth its folders.
const (
	maxSize  = 10 << 20
	maxDepth = 20
)

// ErrNotOPML is returned for what is no OPML document.
var ErrNotOPML = &news.Error{Code: "not_opml", Message: "this is not an OPML file: a list of feeds as feed readers export it"}

// space is the namespace of the attributes that only newsbell knows.
const space = "https://newsbell.example/opml"

type document struct {
	XMLName xml.Name `xml:"opml"`
	Version string   `xml:"version,attr"`
	Space   string   `xml:"xmlns:nb,attr,omitempty"`
	Title   string   `xml:"head>title"`
	Body    body     `xml:"body"`
}

type body struct {
	Outlines []outline `xml:"outline"`
}

type outline struct {
	Attrs    []xml.Attr `xml:",any,attr"`
	Outlines []outline  `xml:"outline"`
}

// get gives an attribute; other programs write its name in any case.
func (o outline) get(name string) string {
	for _, a := range o.Attrs {
		if strings.EqualFold(a.Name.Local, name) {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// Read lists the feeds of an OPML document, each address once, in its order. A
// feed's section is the folder it lies in. Entries that are not feeds of the
// web are left out. The error is a *news.Error when the document is at fault.
func Read(r io.Reader) ([]news.Feed, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read opml: %w", err)
	}
	if len(raw) > maxSize {
		return nil, &news.Error{Code: "too_large", Message: fmt.Sprintf("the OPML file is larger than %d MB", maxSize>>20)}
	}
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.Strict = false
	d.CharsetReader = charset.NewReaderLabel
	var doc document
	if err := d.Decode(&doc); err != nil {
		var syntax *xml.SyntaxError
		if errors.As(err, &syntax) && bytes.Contains(bytes.ToLower(raw), []byte("<opml")) {
			return nil, &news.Error{Code: "not_opml", Message: fmt.Sprintf("the OPML file is damaged at line %d", syntax.Line)}
		}
		return nil, ErrNotOPML
	}
	c := collector{seen: map[string]bool{}}
	c.walk(doc.Body.Outlines, "", 0)
	return c.feeds, nil
}

type collector struct {
	feeds []news.Feed
	seen  map[string]bool
}

func (c *collector) walk(list []outline, folder string, depth int) {
	if depth > maxDepth {
		return
	}
	for _, o := range list {
		name := o.get("title")
		if name == "" {
			name = o.get("text")
		}
		if address := o.get("xmlUrl"); address != "" {
			c.add(o, address, name, folder)
			c.walk(o.Outlines, folder, depth+1)
			continue
		}
		c.walk(o.Outlines, name, depth+1)
	}
}

func (c *collector) add(o outline, address, name, folder string) {
	address = strings.Replace(address, "feed://", "https://", 1)
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || c.seen[address] {
		return
	}
	c.seen[address] = true
	f := news.Feed{
		URL: address, Title: name, Section: folder, Origin: news.OriginOPML,
		Language:  o.get("language"),
		Publisher: o.get("publisher"),
		Official:  o.get("official") == "true",
	}
	if f.Title == address {
		f.Title = ""
	}
	if d, err := time.ParseDuration(o.get("poll")); err == nil && d >= time.Second {
		f.Exact = d
	}
	c.feeds = append(c.feeds, f)
}

// Write writes feeds as OPML 2.0, those of one section in a folder. What OPML
// has no word for (publisher, official, the exact interval) is written in
// attributes of newsbell's own, which others pass over and Read understands.
func Write(w io.Writer, feeds []news.Feed) error {
	doc := document{Version: "2.0", Space: space, Title: "newsbell feeds"}
	folders := map[string]int{}
	for _, f := range feeds {
		o := entry(f)
		if f.Section == "" {
			doc.Body.Outlines = append(doc.Body.Outlines, o)
			continue
		}
		at, ok := folders[f.Section]
		if !ok {
			at = len(doc.Body.Outlines)
			folders[f.Section] = at
			doc.Body.Outlines = append(doc.Body.Outlines, outline{Attrs: attrs("text", f.Section, "title", f.Section)})
		}
		doc.Body.Outlines[at].Outlines = append(doc.Body.Outlines[at].Outlines, o)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("write opml: %w", err)
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return fmt.Errorf("write opml: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("write opml: %w", err)
	}
	return nil
}

func entry(f news.Feed) outline {
	name := f.Title
	if name == "" {
		name = f.URL
	}
	pairs := []string{"type", "rss", "text", name, "title", name, "xmlUrl", f.URL, "language", f.Language, "nb:publisher", f.Publisher}
	if f.Official {
		pairs = append(pairs, "nb:official", "true")
	}
	if f.Exact > 0 {
		pairs = append(pairs, "nb:poll", f.Exact.String())
	}
	return outline{Attrs: attrs(pairs...)}
}

// attrs makes attributes of names and values, leaving out empty ones.
func attrs(pairs ...string) []xml.Attr {
	var list []xml.Attr
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			list = append(list, xml.Attr{Name: xml.Name{Local: pairs[i]}, Value: pairs[i+1]})
		}
	}
	return list
}
