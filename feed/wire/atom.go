package wire

import (
	"bytes"
	"strings"

	"github.com/mmcdole/gofeed/atom"

	"newsbell/feed/mend"
)

const atomSpace = "http://www.w3.org/2005/Atom"

// atom reads Atom 0.3 and 1.0.
func (r *reader) atom(doc []byte, s mend.Shape) (*Feed, error) {
	src, err := (&atom.Parser{}).Parse(bytes.NewReader(doc))
	if err != nil {
		return nil, err
	}
	if src.Title == "" && len(src.Entries) == 0 && len(src.Extensions) > 0 {
		if again := knownSpace(doc, s); again != nil {
			if src, err = (&atom.Parser{}).Parse(bytes.NewReader(again)); err != nil {
				return nil, err
			}
		}
	}
	f := &Feed{
		Format:      "atom1.0",
		Title:       line(src.Title),
		Link:        r.link(alternate(src.Links)),
		Description: line(src.Subtitle),
		Language:    strings.TrimSpace(src.Language),
		Author:      people(src.Authors),
		Rights:      line(src.Rights),
		Image:       r.link(first(src.Logo, src.Icon)),
		Hub:         r.link(rel(src.Links, "hub")),
		Self:        r.link(rel(src.Links, "self")),
		Updated:     when(src.Updated),
		Period:      period(src.Extensions),
	}
	if src.Version == "0.3" || bytes.Contains(doc[:s.Root.End], []byte("http://purl.org/atom/ns#")) {
		f.Format = "atom0.3"
	}
	if src.Generator != nil {
		f.Generator = line(src.Generator.Value)
	}
	f.Items = make([]Item, 0, len(src.Entries))
	for n, e := range src.Entries {
		it := r.atomEntry(e)
		if len(s.IDs) == len(src.Entries) {
			it.ID = r.rawID(it.ID, s.IDs[n])
		}
		if it.Author == "" {
			it.Author = f.Author
		}
		f.Items = append(f.Items, it)
	}
	return f, nil
}

// rawID prefers the identifier as it was written to the parser's form of it,
// which is normalised. One that is a relative address is made absolute.
func (r *reader) rawID(parsed, raw string) string {
	switch {
	case raw == "" || !strings.Contains(raw, ":") && isLink(parsed):
		return parsed
	case strings.HasPrefix(raw, "/"):
		return first(r.link(raw), raw)
	default:
		return raw
	}
}

// knownSpace rewrites an unknown namespace of the root to Atom's own.
func knownSpace(doc []byte, s mend.Shape) []byte {
	root := string(doc[:s.Root.End])
	mark := "xmlns"
	if prefix, _, ok := strings.Cut(string(s.Root.Name), ":"); ok {
		mark += ":" + prefix
	}
	at := strings.Index(root, mark+"=")
	if at < 0 || len(root) < at+len(mark)+3 {
		return nil
	}
	quote := root[at+len(mark)+1]
	start := at + len(mark) + 2
	end := strings.IndexByte(root[start:], quote)
	if end < 0 {
		return nil
	}
	return append([]byte(root[:start]+atomSpace+root[start+end:]), doc[s.Root.End:]...)
}

func (r *reader) atomEntry(e *atom.Entry) Item {
	x := e.Extensions
	m := media(x)
	it := Item{
		ID:        strings.TrimSpace(e.ID),
		Title:     line(first(e.Title, m.title)),
		Summary:   first(e.Summary, m.description),
		Author:    people(e.Authors),
		Published: when(first(e.Published, value(x, "dc", "date"), value(x, "dcterms", "issued"), value(x, "atom", "published"), value(x, "atom03", "issued"))),
		Updated:   when(first(e.Updated, value(x, "dcterms", "modified"))),
		URL:       r.link(alternate(e.Links)),
		Origin:    r.link(value(x, "feedburner", "origLink")),
	}
	if e.Content != nil {
		it.Content = e.Content.Value
		if it.URL == "" && e.Content.Src != "" {
			it.URL = r.link(e.Content.Src)
		}
	}
	if it.Published.IsZero() && e.Published == "" {
		it.Published = when(value(x, "atom03", "created"))
	}
	if it.URL == "" && isLink(it.ID) {
		it.URL = r.link(it.ID)
	}
	if it.URL == "" {
		it.URL = r.link(rel(e.Links, "self"))
	}
	for _, l := range e.Links {
		if l.Rel == "enclosure" && l.Href != "" {
			it.Enclosures = append(it.Enclosures, Enclosure{URL: r.link(l.Href), Type: l.Type, Length: l.Length})
			if strings.HasPrefix(l.Type, "image/") {
				it.Image = first(it.Image, r.link(l.Href))
			}
		}
	}
	for _, e := range m.files {
		e.URL = r.link(e.URL)
		it.Enclosures = append(it.Enclosures, e)
	}
	it.Image = first(it.Image, r.link(m.image))
	var names []string
	for _, c := range e.Categories {
		names = append(names, first(c.Term, c.Label))
	}
	it.Categories = tags(append(append(names, values(x, "dc", "subject")...), m.categories...))
	return it
}

// alternate is the address of the page a feed or entry stands for: an HTML
// page before any other.
func alternate(links []*atom.Link) string {
	other := ""
	for _, l := range links {
		if l.Rel != "alternate" || strings.TrimSpace(l.Href) == "" {
			continue
		}
		if l.Type == "" || strings.Contains(l.Type, "html") {
			return l.Href
		}
		other = first(other, l.Href)
	}
	return other
}

func rel(links []*atom.Link, name string) string {
	for _, l := range links {
		if l.Rel == name && strings.TrimSpace(l.Href) != "" {
			return l.Href
		}
	}
	return ""
}

func people(list []*atom.Person) string {
	var names []string
	for _, p := range list {
		if n := person(first(p.Name, p.Email)); n != "" {
			names = append(names, n)
		}
	}
	return cut(strings.Join(names, ", "), maxTitle)
}
