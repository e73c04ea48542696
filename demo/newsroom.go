package demo

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"sort"
	"strings"
	"time"
)

// Start is the demo's first moment: the afternoon of the announcement in
// Washington, the evening in Europe.
func Start() time.Time { return time.Date(2025, time.February, 12, 16, 30, 0, 0, time.UTC) }

// A Format is the kind of feed that a publisher offers.
type Format string

// The formats of the demo's feeds.
const (
	RSS  Format = "rss"
	Atom Format = "atom"
	JSON Format = "json"
)

// A Publisher is an invented newspaper or agency with one feed.
type Publisher struct {
	Name     string
	Slug     string // its path on the newsroom's server
	Format   Format
	Official bool
}

// A Piece is one article of a publisher.
type Piece struct {
	Publisher string // slug
	Slug      string
	At        time.Duration // after Start; negative for what is there from the first
	Title     string
	Body      []string // paragraphs
	Teaser    bool     // the feed carries the first paragraph only, the page the rest
	// Retitled is the headline after RetitledAt, when the publisher corrects it.
	Retitled   string
	RetitledAt time.Duration
}

// title is the headline as it stands at the given time after Start.
func (p Piece) title(at time.Duration) string {
	if p.Retitled != "" && at >= p.RetitledAt {
		return p.Retitled
	}
	return p.Title
}

// A Newsroom serves the publishers' feeds and pages as they stand at Now.
type Newsroom struct {
	Publishers []Publisher
	Pieces     []Piece
	// Now is the demo's clock.
	Now func() time.Time
}

// FeedPath is where a publisher's feed is served.
func FeedPath(p Publisher) string { return "/" + p.Slug + "/feed" }

// ServeHTTP serves /<publisher>/feed and /<publisher>/<article>. Feeds carry an
// ETag and answer conditional requests.
func (n *Newsroom) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	slug, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	for _, p := range n.Publishers {
		if p.Slug != slug {
			continue
		}
		if rest == "feed" {
			n.serveFeed(w, r, p)
			return
		}
		n.servePage(w, r, p, rest)
		return
	}
	http.NotFound(w, r)
}

// published gives a publisher's pieces that are out at the given time after
// Start, newest first.
func (n *Newsroom) published(slug string, at time.Duration) []Piece {
	var out []Piece
	for _, p := range n.Pieces {
		if p.Publisher == slug && p.At <= at {
			out = append(out, p)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At > out[j].At })
	return out
}

func (n *Newsroom) serveFeed(w http.ResponseWriter, r *http.Request, p Publisher) {
	at := n.Now().Sub(Start())
	pieces := n.published(p.Slug, at)
	tag := fmt.Sprintf(`"%s-%d-%d"`, p.Slug, len(pieces), corrected(pieces, at))
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	base := "http://" + r.Host + "/" + p.Slug + "/"
	var body []byte
	var err error
	switch p.Format {
	case Atom:
		w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
		body, err = atomFeed(p, pieces, base, at)
	case JSON:
		w.Header().Set("Content-Type", "application/feed+json")
		body, err = jsonFeed(p, pieces, base, at)
	default:
		w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
		body, err = rssFeed(p, pieces, base, at)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(body) // the reader went away: nothing to do about it
}

func corrected(pieces []Piece, at time.Duration) (n int) {
	for _, p := range pieces {
		if p.title(at) != p.Title {
			n++
		}
	}
	return n
}

func (p Piece) feedHTML() string {
	body := p.Body
	if p.Teaser {
		body = body[:1]
	}
	var b strings.Builder
	for _, para := range body {
		b.WriteString("<p>" + html.EscapeString(para) + "</p>")
	}
	return b.String()
}

func rssFeed(p Publisher, pieces []Piece, base string, at time.Duration) ([]byte, error) {
	type item struct {
		Title       string `xml:"title"`
		Link        string `xml:"link"`
		GUID        string `xml:"guid"`
		PubDate     string `xml:"pubDate"`
		Description string `xml:"description"`
	}
	type channel struct {
		Title    string `xml:"title"`
		Link     string `xml:"link"`
		Language string `xml:"language"`
		Items    []item `xml:"item"`
	}
	doc := struct {
		XMLName xml.Name `xml:"rss"`
		Version string   `xml:"version,attr"`
		Channel channel  `xml:"channel"`
	}{Version: "2.0", Channel: channel{Title: p.Name, Link: base, Language: "en"}}
	for _, pc := range pieces {
		doc.Channel.Items = append(doc.Channel.Items, item{
			Title: pc.title(at), Link: base + pc.Slug, GUID: base + pc.Slug,
			PubDate: Start().Add(pc.At).Format(time.RFC1123Z), Description: pc.feedHTML(),
		})
	}
	return marshalXML(doc)
}

func atomFeed(p Publisher, pieces []Piece, base string, at time.Duration) ([]byte, error) {
	type link struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	type content struct {
		Type string `xml:"type,attr"`
		Body string `xml:",chardata"`
	}
	type entry struct {
		ID        string  `xml:"id"`
		Title     string  `xml:"title"`
		Link      link    `xml:"link"`
		Published string  `xml:"published"`
		Updated   string  `xml:"updated"`
		Content   content `xml:"content"`
	}
	doc := struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string   `xml:"xml:lang,attr"`
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Link    link     `xml:"link"`
		Entries []entry  `xml:"entry"`
	}{Lang: "en", ID: base, Title: p.Name, Link: link{Rel: "alternate", Href: base}, Updated: Start().Add(at).Format(time.RFC3339)}
	for _, pc := range pieces {
		when := Start().Add(pc.At).Format(time.RFC3339)
		doc.Entries = append(doc.Entries, entry{
			ID: "tag:demo.invalid,2025:" + p.Slug + "/" + pc.Slug, Title: pc.title(at),
			Link:      link{Rel: "alternate", Href: base + pc.Slug},
			Published: when, Updated: when, Content: content{Type: "html", Body: pc.feedHTML()},
		})
	}
	return marshalXML(doc)
}

func marshalXML(doc any) ([]byte, error) {
	body, err := xml.MarshalIndent(doc, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write feed: %w", err)
	}
	return append([]byte(xml.Header), body...), nil
}

func jsonFeed(p Publisher, pieces []Piece, base string, at time.Duration) ([]byte, error) {
	type item struct {
		ID        string `json:"id"`
		URL       string `json:"url"`
		Title     string `json:"title"`
		HTML      string `json:"content_html"`
		Published string `json:"date_published"`
	}
	doc := struct {
		Version  string `json:"version"`
		Title    string `json:"title"`
		Home     string `json:"home_page_url"`
		Language string `json:"language"`
		Items    []item `json:"items"`
	}{Version: "https://jsonfeed.org/version/1.1", Title: p.Name, Home: base, Language: "en", Items: []item{}}
	for _, pc := range pieces {
		doc.Items = append(doc.Items, item{
			ID: pc.Slug, URL: base + pc.Slug, Title: pc.title(at), HTML: pc.feedHTML(),
			Published: Start().Add(pc.At).Format(time.RFC3339),
		})
	}
	body, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("write feed: %w", err)
	}
	return body, nil
}

const pageHTML = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}} | {{.Publisher}}</title>
<meta property="og:title" content="{{.Title}}"><meta property="og:site_name" content="{{.Publisher}}">
<meta property="article:published_time" content="{{.When}}"></head>
<body><header><nav><a href="./feed">{{.Publisher}}</a> (an invented publisher of newsbell's demo)</nav></header>
<main><article><h1>{{.Title}}</h1>{{range .Body}}<p>{{.}}</p>{{end}}</article></main>
<footer><p>The text is newsbell's own; the events are public facts.</p></footer></body></html>
`

func (n *Newsroom) servePage(w http.ResponseWriter, r *http.Request, p Publisher, slug string) {
	at := n.Now().Sub(Start())
	for _, pc := range n.published(p.Slug, at) {
		if pc.Slug != slug {
			continue
		}
		t, err := template.New("page").Parse(pageHTML)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := t.Execute(w, map[string]any{
			"Title": pc.title(at), "Publisher": p.Name, "Body": pc.Body,
			"When": Start().Add(pc.At).Format(time.RFC3339),
		}); err != nil {
			return // the reader went away
		}
		return
	}
	http.NotFound(w, r)
}
