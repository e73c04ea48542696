package wire

import (
	"bytes"
	"html"
	"strconv"
	"strings"

	jsonfeed "github.com/mmcdole/gofeed/json"
)

// json reads JSON Feed 1.0 and 1.1.
func (r *reader) json(doc []byte) (*Feed, error) {
	src, err := (&jsonfeed.Parser{}).Parse(bytes.NewReader(doc))
	if err != nil {
		r.warn("the document is damaged; what could be read was read")
		if src, err = (&jsonfeed.Parser{}).Parse(bytes.NewReader(closeJSON(doc))); err != nil {
			return nil, ill(IllMalformed, "the address gives JSON that cannot be read")
		}
	}
	if !strings.Contains(src.Version, "jsonfeed.org") && src.Title == "" && len(src.Items) == 0 {
		return nil, ill(IllNotFeed, "the address gives JSON that is not a feed")
	}
	f := &Feed{
		Format:      "jsonfeed1",
		Title:       line(html.EscapeString(src.Title)),
		Link:        r.link(src.HomePageURL),
		Description: line(html.EscapeString(src.Description)),
		Language:    strings.TrimSpace(src.Language),
		Author:      jsonAuthors(src.Author, src.Authors),
		Image:       r.link(first(src.Icon, src.Favicon)),
		Self:        r.link(src.FeedURL),
		Hub:         r.link(jsonHub(doc)),
	}
	for _, i := range src.Items {
		if i == nil || len(f.Items) == MaxItems {
			continue
		}
		it := r.jsonItem(i)
		it.Author = first(it.Author, f.Author)
		f.Items = append(f.Items, it)
	}
	return f, nil
}

func (r *reader) jsonItem(i *jsonfeed.Item) Item {
	it := Item{
		ID:         strings.TrimSpace(i.ID),
		URL:        r.link(first(i.URL, i.ExternalURL)),
		Title:      line(html.EscapeString(i.Title)),
		Summary:    html.EscapeString(i.Summary),
		Content:    i.ContentHTML,
		Author:     jsonAuthors(i.Author, i.Authors),
		Language:   strings.TrimSpace(i.Language),
		Image:      r.link(first(i.Image, i.BannerImage)),
		Published:  when(i.DatePublished),
		Updated:    when(i.DateModified),
		Categories: tags(i.Tags),
	}
	if it.Content == "" && i.ContentText != "" {
		it.Content = "<p>" + strings.ReplaceAll(html.EscapeString(i.ContentText), "\n\n", "</p><p>") + "</p>"
	}
	if it.URL == "" && isLink(it.ID) {
		it.URL = r.link(it.ID)
	}
	if i.Attachments != nil {
		for _, a := range *i.Attachments {
			e := Enclosure{URL: r.link(a.URL), Type: a.MimeType}
			if a.SizeInBytes > 0 {
				e.Length = strconv.FormatInt(a.SizeInBytes, 10)
			}
			it.Enclosures = append(it.Enclosures, e)
		}
	}
	return it
}

func jsonAuthors(one *jsonfeed.Author, many []*jsonfeed.Author) string {
	if one != nil && len(many) == 0 {
		many = []*jsonfeed.Author{one}
	}
	var names []string
	for _, a := range many {
		if a != nil && a.Name != "" {
			names = append(names, person(a.Name))
		}
	}
	return cut(strings.Join(names, ", "), maxTitle)
}

// closeJSON cuts a truncated feed after its last whole item and closes it.
func closeJSON(doc []byte) []byte {
	depth, quoted, last := 0, false, 0
	for i := 0; i < len(doc); i++ {
		switch c := doc[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
			if depth == 2 && c == '}' {
				last = i + 1
			}
		}
	}
	return append(bytes.Clone(doc[:last]), "]}"...)
}
