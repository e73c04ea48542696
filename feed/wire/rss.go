package wire

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/rss"

	"newsbell/feed/mend"
)

// rss reads RSS 0.9x, 1.0 and 2.0.
func (r *reader) rss(doc []byte, s mend.Shape) (*Feed, error) {
	src, err := (&rss.Parser{}).Parse(bytes.NewReader(hideDates(doc)))
	if err != nil {
		return nil, err
	}
	x := src.Extensions
	f := &Feed{
		Format:      rssFormat(src.Version),
		Title:       line(first(src.Title, value(x, "dc", "title"), value(x, "itunes", "title"))),
		Link:        r.link(first(src.Link, atomLink(x, "alternate"))),
		Description: line(first(src.Description, value(x, "dc", "description"), value(x, "itunes", "subtitle"), value(x, "itunes", "summary"), value(x, "atom", "subtitle"))),
		Language:    strings.TrimSpace(first(src.Language, value(x, "dc", "language"))),
		Author:      person(first(src.ManagingEditor, value(x, "dc", "creator"), value(x, "dc", "author"), value(x, "itunes", "author"), src.WebMaster)),
		Rights:      line(first(src.Copyright, value(x, "dc", "rights"), value(x, "dcterms", "rights"), value(x, "media", "copyright"))),
		Generator:   line(src.Generator),
		Hub:         r.link(atomLink(x, "hub")),
		Self:        r.link(atomLink(x, "self")),
		Published:   when(src.PubDate),
		Updated:     when(first(src.LastBuildDate, value(x, "dc", "date"), value(x, "dcterms", "modified"), value(x, "atom", "updated"))),
		Period:      max(ttl(src.TTL), period(x)),
		SkipHours:   hours(src.SkipHours),
		SkipDays:    days(src.SkipDays),
	}
	if src.Image != nil {
		f.Image = r.link(src.Image.URL)
	} else if src.ITunesExt != nil {
		f.Image = r.link(src.ITunesExt.Image)
	}
	f.Items = make([]Item, 0, len(src.Items))
	for n, i := range src.Items {
		it := r.rssItem(i)
		if it.ID == "" && len(s.IDs) == len(src.Items) {
			it.ID = s.IDs[n]
		}
		f.Items = append(f.Items, it)
	}
	return f, nil
}

// hiddenDate is what an item's <pubDate> is called while the parser sees it.
const hiddenDate = "xubDate"

// hideDates renames the dates of items. The parser would try each in a hundred
// layouts, a fifth of its time, and ours is the reading that counts.
func hideDates(doc []byte) []byte {
	at := bytes.Index(doc, []byte("<item"))
	if at < 0 {
		return doc
	}
	out := bytes.Clone(doc)
	for {
		i := bytes.Index(out[at:], []byte("pubDate>"))
		if i <= 0 {
			return out
		}
		at += i
		if before := out[at-1]; before == '<' || before == '/' && out[at-2] == '<' {
			copy(out[at:], hiddenDate)
		}
		at++
	}
}

func (r *reader) rssItem(i *rss.Item) Item {
	x := i.Extensions
	m := media(x)
	it := Item{
		Title:     line(first(i.Title, value(x, "dc", "title"), m.title, value(x, "itunes", "title"), value(x, "atom", "title"))),
		Summary:   first(i.Description, value(x, "dc", "description"), value(x, "itunes", "summary"), m.description, value(x, "atom", "summary"), value(x, "itunes", "subtitle")),
		Content:   first(i.Content, markup(x, "xhtml", "body"), markup(x, "xhtml", "div"), i.Custom["fullitem"], i.Custom["encoded"], i.Custom["body"], value(x, "atom", "content")),
		Author:    person(first(i.Author, value(x, "dc", "creator"), value(x, "dc", "author"), value(x, "itunes", "author"), value(x, "atom", "author"))),
		Language:  strings.TrimSpace(value(x, "dc", "language")),
		Published: when(first(i.PubDate, i.Custom[hiddenDate], value(x, "dc", "date"), value(x, "dcterms", "issued"), value(x, "dcterms", "created"), value(x, "atom", "published"))),
		Updated:   when(first(value(x, "dcterms", "modified"), value(x, "atom", "updated"))),
	}
	r.rssLinks(&it, i)
	for _, e := range i.Enclosures {
		it.Enclosures = append(it.Enclosures, Enclosure{URL: r.link(e.URL), Type: e.Type, Length: e.Length})
		if strings.HasPrefix(e.Type, "image/") {
			it.Image = first(it.Image, r.link(e.URL))
		}
	}
	for _, e := range m.files {
		e.URL = r.link(e.URL)
		it.Enclosures = append(it.Enclosures, e)
	}
	it.Image = first(it.Image, r.link(m.image))
	if i.ITunesExt != nil {
		it.Image = first(it.Image, r.link(i.ITunesExt.Image))
	}
	var names []string
	for _, c := range i.Categories {
		names = append(names, c.Value)
	}
	names = append(names, values(x, "dc", "subject")...)
	names = append(names, m.categories...)
	if i.ITunesExt != nil && i.ITunesExt.Keywords != "" {
		names = append(names, strings.Split(i.ITunesExt.Keywords, ",")...)
	}
	it.Categories = tags(names)
	return it
}

// rssLinks sets the identifier and the address. An identifier that is an
// address, and does not say that it is none, serves as the link when the item
// has no other.
func (r *reader) rssLinks(it *Item, i *rss.Item) {
	permalink := true
	if i.GUID != nil {
		it.ID = strings.TrimSpace(i.GUID.Value)
		permalink = !strings.EqualFold(i.GUID.IsPermalink, "false")
	}
	it.ID = first(it.ID, value(i.Extensions, "atom", "id"), value(i.Extensions, "dc", "identifier"))
	x := i.Extensions
	it.Origin = r.link(first(value(x, "feedburner", "origLink"), value(x, "pheedo", "origLink")))
	it.URL = r.link(i.Link)
	if it.URL == "" && permalink && isLink(it.ID) {
		it.URL = r.link(it.ID)
	}
	if it.URL == "" {
		it.URL = r.link(atomLink(x, "alternate"))
	}
	if it.URL == "" && isLink(it.ID) {
		it.URL = r.link(it.ID)
	}
	it.URL = first(it.URL, it.Origin)
}

func rssFormat(version string) string {
	switch v := strings.TrimSpace(version); {
	case v == "1.0":
		return "rss1.0"
	case strings.HasPrefix(v, "0.9"):
		return "rss0.9x"
	default:
		return "rss2.0"
	}
}

func ttl(s string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n <= 0 || n > 60*24*30 {
		return 0
	}
	return time.Duration(n) * time.Minute
}

func hours(list []string) []int {
	var out []int
	for _, s := range list {
		if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n >= 0 && n <= 24 {
			out = append(out, n%24)
		}
	}
	return out
}

func days(list []string) []time.Weekday {
	var out []time.Weekday
	for _, s := range list {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(strings.TrimSpace(s), d.String()) {
				out = append(out, d)
			}
		}
	}
	return out
}
