package wire

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"time"

	"newsbell/feed/date"
	"newsbell/feed/mend"
	"newsbell/news"
)

// Hints are what is known of a document from outside it. All may be zero.
type Hints struct {
	ContentType string    // the HTTP header
	URL         string    // the address it was read from: the base of relative links
	Location    string    // the HTTP header Content-Location: a better base
	Language    string    // the HTTP header Content-Language
	Now         time.Time // dates further ahead than a day are not believed
}

// base is the address that relative links rest on.
func (h Hints) base() string {
	if loc := resolve(h.URL, h.Location); loc != "" && h.Location != "" {
		return loc
	}
	return h.URL
}

// Parse reads a feed in any format and any character set. A damaged document
// gives what can be read and a warning; one that cannot be read at all gives a
// *news.Error with one of the Ill codes. It costs memory of some twenty times
// the document, so a caller bounds how many run at once.
func Parse(body []byte, h Hints) (f *Feed, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, ill(IllCrashed, "the feed cannot be read: its form breaks the parser")
		}
	}()
	if len(body) > MaxBody {
		return nil, ill(IllTooLarge, "the feed is larger than %d MB", MaxBody>>20)
	}
	if body, err = unzipped(body); err != nil {
		return nil, err
	}
	doc, warning := mend.UTF8(body, h.ContentType)
	doc = bytes.Trim(doc, "\x00 \t\r\n\ufeff")
	if len(doc) == 0 {
		return nil, ill(IllEmpty, "the address gives an empty document")
	}
	r := reader{hints: h, base: h.base()}
	r.warn(warning)
	if doc[0] == '{' {
		f, err = r.json(doc)
	} else {
		f, err = r.xml(doc)
	}
	if err != nil {
		return nil, err
	}
	r.finish(f)
	return f, nil
}

// unzipped unpacks a document that is served packed without saying so.
func unzipped(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, ill(IllMalformed, "the feed is packed wrongly and cannot be unpacked")
	}
	out, err := io.ReadAll(io.LimitReader(z, MaxBody+1))
	switch {
	case len(out) > MaxBody:
		return nil, ill(IllTooLarge, "the feed is larger than %d MB", MaxBody>>20)
	case err != nil && len(out) == 0:
		return nil, ill(IllMalformed, "the feed is packed wrongly and cannot be unpacked")
	default:
		return out, nil
	}
}

// A reader holds what one call of Parse knows.
type reader struct {
	hints    Hints
	base     string
	warnings []string
}

func (r *reader) warn(w string) {
	if w != "" {
		r.warnings = append(r.warnings, w)
	}
}

// xml reads every format that is XML.
func (r *reader) xml(doc []byte) (*Feed, error) {
	if junk := feedStart(doc); junk > 0 {
		doc = doc[junk:]
		r.warn("there is something else before the feed")
	}
	doc = mend.OpenBase64(mend.ExpandEntities(doc, MaxBody))
	s := mend.Survey(doc, MaxItems)
	read := r.format(s.Root.Local())
	if at := mend.Inner(doc); read == nil && at > 0 {
		doc = doc[at:]
		s = mend.Survey(doc, MaxItems)
		read = r.format(s.Root.Local())
		r.warn("the feed lies inside something else")
	}
	if read == nil {
		return nil, r.noFormat(doc, s)
	}
	doc, s = doc[s.Root.Start:], moved(s)
	if s.Cut > 0 {
		doc = mend.Balance(doc[:s.Cut])
		if s.Deep {
			r.warn("elements are nested too deeply; only what comes before was read")
		} else {
			r.warn(fmt.Sprintf("the feed has more than %d items; only the first were read", MaxItems))
		}
	}
	if s.Cut > 0 || !s.Torn {
		if f, err := read(doc, s); err == nil {
			return f, nil
		}
	}
	r.warn("the document is damaged; what could be read was read")
	return r.salvage(doc, s, read)
}

// A format reads a document whose root element is known.
type format func(doc []byte, s mend.Shape) (*Feed, error)

func (r *reader) format(root string) format {
	switch root {
	case "rss", "rdf":
		return r.rss
	case "feed":
		return r.atom
	case "channel":
		return r.cdf
	default:
		return nil
	}
}

// moved shifts a shape to a document that begins with its root element.
func moved(s mend.Shape) mend.Shape {
	if s.Cut > 0 {
		s.Cut -= s.Root.Start
	}
	s.Root.End -= s.Root.Start
	s.Root.Start = 0
	return s
}

// salvage reads a document that the parser refuses: it is balanced, after its
// last, broken item is cut away when it ends too early, and cut before the
// place of any error that remains.
func (r *reader) salvage(doc []byte, s mend.Shape, read format) (*Feed, error) {
	whole := doc
	if !bytes.Contains(whole[len(whole)-min(len(whole), 512):], append([]byte("</"), s.Root.Name...)) {
		doc = mend.CutBefore(doc, len(doc))
	}
	if len(doc) == 0 {
		doc = whole
	}
	for range 3 {
		f, err := read(mend.Balance(doc), s)
		if err == nil {
			return f, nil
		}
		var syntax *xml.SyntaxError
		if !errors.As(err, &syntax) {
			break
		}
		cut := mend.CutBefore(doc, lineStart(doc, syntax.Line))
		if len(cut) == 0 || len(cut) == len(doc) {
			break
		}
		doc = cut
	}
	return nil, ill(IllMalformed, "the feed is so damaged that nothing in it can be read")
}

// lineStart gives the offset at which a line, counted from 1, begins.
func lineStart(doc []byte, line int) int {
	at := 0
	for ; line > 1; line-- {
		i := bytes.IndexByte(doc[at:], '\n')
		if i < 0 {
			return at
		}
		at += i + 1
	}
	return at
}

// feedStart is the offset at which the feed begins when something stands
// before it, such as a warning of the server's.
func feedStart(doc []byte) int {
	if doc[0] == '<' {
		return 0
	}
	head := doc[:min(len(doc), 16<<10)]
	for _, mark := range []string{"<?xml", "<rss", "<feed", "<rdf:RDF"} {
		if i := bytes.Index(head, []byte(mark)); i > 0 {
			return i
		}
	}
	return 0
}

// noFormat says what a document is that has no feed's root.
func (r *reader) noFormat(doc []byte, s mend.Shape) *news.Error {
	head := bytes.ToLower(doc[:min(len(doc), 1024)])
	switch root := s.Root.Local(); {
	case root == "html" || bytes.Contains(head, []byte("<!doctype html")) || bytes.Contains(head, []byte("<html")):
		return notFeed(doc)
	case root == "opml":
		return ill(IllNotFeed, "the address gives an OPML list of feeds; import it with `newsbell feeds import`")
	case root == "urlset" || root == "sitemapindex":
		return ill(IllNotFeed, "the address gives a sitemap, not a feed")
	case s.Root.End > 0 && bytes.HasPrefix(head, []byte("<?xml")):
		return ill(IllNotFeed, "the address gives XML that is not a feed")
	case s.Root.End > 0:
		return notFeed(doc)
	default:
		return ill(IllNotFeed, "the address gives something that is not a feed")
	}
}

// finish applies to every format what does not depend on it.
func (r *reader) finish(f *Feed) {
	now := r.hints.Now
	if f.Language == "" {
		f.Language = r.hints.Language
	}
	f.Published, f.Updated = date.Believable(f.Published, now), date.Believable(f.Updated, now)
	if len(f.Items) > MaxItems {
		f.Items = f.Items[:MaxItems]
	}
	for i := range f.Items {
		it := &f.Items[i]
		it.Published, it.Updated = date.Believable(it.Published, now), date.Believable(it.Updated, now)
		it.Summary, it.Content = cut(it.Summary, maxText), cut(it.Content, maxText)
		it.ID = cut(it.ID, maxLink)
		if it.base == "" {
			it.base = r.base
		}
	}
	if f.Title == "" && len(f.Items) == 0 {
		r.warn("the feed has no title and no items")
	}
	f.Warnings = r.warnings
}

// link makes a link of the document absolute.
func (r *reader) link(s string) string { return resolve(r.base, s) }
