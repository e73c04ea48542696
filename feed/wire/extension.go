package wire

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
)

// value is the text of the first extension element of that name.
func value(x ext.Extensions, prefix, name string) string {
	for _, e := range x[prefix][name] {
		if e.Value != "" {
			return e.Value
		}
	}
	return ""
}

func values(x ext.Extensions, prefix, name string) []string {
	var out []string
	for _, e := range x[prefix][name] {
		if e.Value != "" {
			out = append(out, e.Value)
		}
	}
	return out
}

// markup writes an extension element's content out as HTML again.
func markup(x ext.Extensions, prefix, name string) string {
	for _, e := range x[prefix][name] {
		if len(e.Children) == 0 {
			if e.Value != "" {
				return e.Value
			}
			continue
		}
		var b strings.Builder
		writeMarkup(&b, e)
		return b.String()
	}
	return ""
}

func writeMarkup(b *strings.Builder, e ext.Extension) {
	b.WriteString(html.EscapeString(e.Value))
	names := make([]string, 0, len(e.Children))
	for n := range e.Children {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		for _, c := range e.Children[n] {
			b.WriteString("<" + n)
			for _, key := range []string{"href", "src", "alt", "title"} {
				if v := c.Attrs[key]; v != "" {
					b.WriteString(" " + key + `="` + html.EscapeString(v) + `"`)
				}
			}
			b.WriteString(">")
			writeMarkup(b, c)
			b.WriteString("</" + n + ">")
		}
	}
}

// atomLink is the address of the first Atom link of a relation inside RSS.
func atomLink(x ext.Extensions, rel string) string {
	for _, prefix := range []string{"atom", "atom10", "atom03"} {
		for _, e := range x[prefix]["link"] {
			r := e.Attrs["rel"]
			if e.Attrs["href"] != "" && (r == rel || r == "" && rel == "alternate") {
				return e.Attrs["href"]
			}
		}
	}
	return ""
}

// A mediaBox is what Media RSS says of an item, groups included.
type mediaBox struct {
	title, description, image string
	files                     []Enclosure
	categories                []string
}

func media(x ext.Extensions) mediaBox {
	var m mediaBox
	m.read(x["media"])
	for _, g := range x["media"]["group"] {
		m.read(g.Children)
	}
	return m
}

func (m *mediaBox) read(elements map[string][]ext.Extension) {
	for _, c := range elements["content"] {
		link := c.Attrs["url"]
		if link == "" {
			continue
		}
		m.files = append(m.files, Enclosure{URL: link, Type: c.Attrs["type"], Length: c.Attrs["fileSize"]})
		if m.image == "" && (c.Attrs["medium"] == "image" || strings.HasPrefix(c.Attrs["type"], "image/")) {
			m.image = link
		}
		m.read(c.Children)
	}
	for _, t := range elements["thumbnail"] {
		m.image = first(m.image, t.Attrs["url"])
	}
	for _, t := range elements["title"] {
		m.title = first(m.title, t.Value)
	}
	for _, d := range elements["description"] {
		m.description = first(m.description, d.Value)
	}
	for _, c := range elements["category"] {
		m.categories = append(m.categories, c.Value)
	}
}

// period reads the syndication module: how long the feed stays as it is.
func period(x ext.Extensions) time.Duration {
	var unit time.Duration
	switch strings.ToLower(strings.TrimSpace(value(x, "sy", "updatePeriod"))) {
	case "hourly":
		unit = time.Hour
	case "daily":
		unit = 24 * time.Hour
	case "weekly":
		unit = 7 * 24 * time.Hour
	case "monthly":
		unit = 30 * 24 * time.Hour
	case "yearly":
		unit = 365 * 24 * time.Hour
	default:
		return 0
	}
	if n, err := strconv.Atoi(strings.TrimSpace(value(x, "sy", "updateFrequency"))); err == nil && n > 1 {
		unit /= time.Duration(n)
	}
	return unit
}
