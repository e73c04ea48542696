package wire

import (
	"bytes"
	"encoding/xml"

	"newsbell/feed/mend"
)

// cdfItem is a channel or item of Microsoft's Channel Definition Format, whose
// names may be written in any case; a lower-cased copy is decoded.
type cdfItem struct {
	Href     string    `xml:"href,attr"`
	Modified string    `xml:"lastmod,attr"`
	Title    string    `xml:"title"`
	Abstract string    `xml:"abstract"`
	Items    []cdfItem `xml:"item"`
	A        struct {
		Href string `xml:"href,attr"`
	} `xml:"a"`
}

// cdf reads the Channel Definition Format, which is dead but still served.
func (r *reader) cdf(doc []byte, _ mend.Shape) (*Feed, error) {
	d := xml.NewDecoder(bytes.NewReader(lowerTags(doc)))
	d.Strict = false
	var c cdfItem
	if err := d.Decode(&c); err != nil {
		return nil, err
	}
	f := &Feed{
		Format:      "cdf",
		Title:       line(c.Title),
		Link:        r.link(first(c.Href, c.A.Href)),
		Description: line(c.Abstract),
		Updated:     when(c.Modified),
	}
	for _, i := range c.Items {
		f.Items = append(f.Items, Item{
			URL:     r.link(first(i.Href, i.A.Href)),
			Title:   line(i.Title),
			Summary: i.Abstract,
			Updated: when(i.Modified),
		})
	}
	return f, nil
}

// lowerTags gives a copy in which the names of elements and attributes are in
// lower case; attribute values are left alone.
func lowerTags(doc []byte) []byte {
	out := bytes.Clone(doc)
	for at := 0; ; {
		t, ok := mend.NextTag(out, at)
		if !ok {
			return out
		}
		at = t.End
		var quote byte
		for i := t.Start; i < t.End; i++ {
			switch c := out[i]; {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c >= 'A' && c <= 'Z':
				out[i] = c + 'a' - 'A'
			}
		}
	}
}
