// Package opml carries lists of feeds in and out in the format that feed
// readers exchange: a side door of stage 1, used by `newsbell feeds import` and
// `export`. It touches neither the store nor the network. A [Document] is such
// a file as it stands; [Read] and [Write] make feeds of one and back.
package opml

import (
	"cmp"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"newsbell/news"
)

// maxFolders is how deep a folder may lie whose feeds are still read.
const maxFolders = 20

// prefix and space are those of the attributes that only newsbell knows.
const (
	prefix = "nb:"
	space  = "https://newsbell.example/opml"
)

// Read lists the feeds of an OPML document, each address once, in its order. A
// feed's section is the folder it lies in, else the last part of its first
// category. Entries that are not feeds of the web are left out. The error is a
// *news.Error when the document is at fault. Folders in folders are a section
// with slashes, such as "Europe/North".
func Read(r io.Reader) ([]news.Feed, error) {
	d, err := Parse(r)
	if err != nil {
		return nil, err
	}
	return d.Feeds(), nil
}

// Feeds lists the feeds of a document as Read does.
func (d Document) Feeds() []news.Feed {
	c := collector{seen: map[string]bool{}}
	c.walk(d.Outlines, "", 0)
	return c.feeds
}

type collector struct {
	feeds []news.Feed
	seen  map[string]bool
}

func (c *collector) walk(list []Outline, folder string, depth int) {
	if depth > maxFolders {
		return
	}
	for _, o := range list {
		if strings.TrimSpace(o.XMLURL) == "" {
			c.walk(o.Outlines, within(folder, o.name()), depth+1)
			continue
		}
		c.add(o, folder)
		c.walk(o.Outlines, folder, depth+1)
	}
}

func (c *collector) add(o Outline, folder string) {
	address := strings.TrimSpace(o.XMLURL)
	if rest, ok := strings.CutPrefix(address, "feed:"); ok {
		if address = rest; strings.HasPrefix(rest, "//") {
			address = "https:" + rest
		}
	}
	if !isWeb(address) || c.seen[address] {
		return
	}
	c.seen[address] = true
	f := news.Feed{
		URL: address, Title: o.name(), Section: cmp.Or(folder, category(o.Category)), Origin: news.OriginOPML,
		Language:  strings.TrimSpace(o.Language),
		Publisher: o.other("publisher"),
		Country:   o.other("country"),
		Official:  o.other("official") == "true",
	}
	if site := strings.TrimSpace(o.HTMLURL); isWeb(site) {
		f.Site = site
	}
	if f.Title == address {
		f.Title = ""
	}
	if d, err := time.ParseDuration(o.other("poll")); err == nil && d >= time.Second {
		f.Exact = d
	}
	c.feeds = append(c.feeds, f)
}

func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// category is the last part of the first of some categories, which OPML writes
// as /News/World,/Sport.
func category(list string) string {
	first, _, _ := strings.Cut(list, ",")
	first = strings.Trim(strings.TrimSpace(first), "/")
	return strings.TrimSpace(first[strings.LastIndexByte(first, '/')+1:])
}

func (o Outline) name() string { return cmp.Or(strings.TrimSpace(o.Title), strings.TrimSpace(o.Text)) }

// other gives an attribute of newsbell's own, with or without its prefix.
func (o Outline) other(name string) string {
	for _, a := range o.Other {
		if local := a.Name[strings.IndexByte(a.Name, ':')+1:]; strings.EqualFold(local, name) {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// Write writes feeds as OPML 2.0, those of one section in a folder, or in folders
// within folders. What OPML
// has no word for (publisher, country, official, the exact interval) is written
// in attributes of newsbell's own, which others pass over and Read understands.
func Write(w io.Writer, feeds []news.Feed) error { return FromFeeds(feeds).Write(w) }

// FromFeeds makes the document that Write writes.
func FromFeeds(feeds []news.Feed) Document {
	d := Document{
		Version: "2.0", Attrs: []Attr{{"xmlns:" + strings.TrimSuffix(prefix, ":"), space}}, Head: []Attr{{"title", "newsbell feeds"}},
	}
	for _, f := range feeds {
		var path []string
		if f.Section != "" {
			path = strings.Split(f.Section, "/")
		}
		d.Outlines = put(d.Outlines, path, entry(f))
	}
	return d
}

// put adds an entry to the folder at the path, which is made where it lacks.
func put(list []Outline, path []string, o Outline) []Outline {
	if len(path) == 0 {
		return append(list, o)
	}
	name := strings.ReplaceAll(path[0], slash, "/")
	at := slices.IndexFunc(list, func(l Outline) bool { return l.XMLURL == "" && l.Text == name })
	if at < 0 {
		at = len(list)
		list = append(list, Outline{Text: name, Title: name})
	}
	list[at].Outlines = put(list[at].Outlines, path[1:], o)
	return list
}

// slash stands for a slash in the name of a folder: in a section it parts the
// folders.
const slash = "\u2215"

// within is the section of a folder in another.
func within(folder, name string) string {
	name = strings.ReplaceAll(name, "/", slash)
	switch {
	case folder == "":
		return name
	case name == "":
		return folder
	default:
		return folder + "/" + name
	}
}

func entry(f news.Feed) Outline {
	name := cmp.Or(f.Title, f.URL)
	o := Outline{Text: name, Title: name, Type: "rss", XMLURL: f.URL, HTMLURL: f.Site, Language: f.Language}
	add := func(name, value string) {
		if value != "" {
			o.Other = append(o.Other, Attr{prefix + name, value})
		}
	}
	add("publisher", f.Publisher)
	add("country", f.Country)
	if f.Official {
		add("official", "true")
	}
	if f.Exact > 0 {
		add("poll", f.Exact.String())
	}
	return o
}
