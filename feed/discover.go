package feed

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"newsbell/feed/fetch"
	"newsbell/feed/page"
	"newsbell/feed/wire"
	"newsbell/news"
)

// maxTries bounds the requests of one discovery.
const maxTries = 10

// IllNoFeeds is the code of a site on which no feed was found.
const IllNoFeeds = "no_feeds"

// A Candidate is a feed that an address led to. It was fetched and read.
type Candidate struct {
	URL      string
	Title    string
	Site     string // the address of the site it belongs to
	Language string
	Items    int
}

// Discover finds the feeds behind what a person typed: a feed's own address, or
// a site's, with or without a scheme. The best candidate comes first; comment
// feeds are left out. The error is a *news.Error that tells the person what is
// the matter.
func Discover(ctx context.Context, client Fetcher, address string) ([]Candidate, error) {
	return discover(ctx, client, address, false)
}

// DiscoverPrivate is Discover for addresses of the operator's own file, which
// may lie in a private network.
func DiscoverPrivate(ctx context.Context, client Fetcher, address string) ([]Candidate, error) {
	return discover(ctx, client, address, true)
}

func discover(ctx context.Context, client Fetcher, address string, private bool) ([]Candidate, error) {
	d := &discovery{client: client, private: private, tried: map[string]bool{}}
	first, err := d.open(ctx, address)
	if err != nil {
		return nil, err
	}
	if c, ok := d.candidate(first); ok {
		return []Candidate{c}, nil
	}
	if no := first.Refusal(); no != nil {
		return nil, no
	}
	named := links(page.Decode(first.Body, first.ContentType), first.URL)
	d.tryAll(ctx, append(known(first.URL), named.declared...), 6)
	if len(d.found) == 0 {
		d.tryAll(ctx, named.mentioned, 3)
	}
	if len(d.found) == 0 {
		d.tryAll(ctx, common(first.URL), 1)
	}
	if len(d.found) == 0 {
		return nil, &news.Error{Code: IllNoFeeds, Message: "no feed was found there; give the address of the feed itself"}
	}
	return d.found, nil
}

// A discovery is one search.
type discovery struct {
	client  Fetcher
	private bool
	tried   map[string]bool
	found   []Candidate
}

// open gets what was typed; without a scheme, https goes before http.
func (d *discovery) open(ctx context.Context, address string) (*fetch.Answer, error) {
	address = strings.TrimSpace(strings.Trim(strings.TrimSpace(address), "<>"))
	address = strings.Replace(address, "feed://", "https://", 1)
	if strings.Contains(address, "://") {
		return d.get(ctx, address)
	}
	if strings.ContainsAny(address, " \t\n") || !strings.ContainsAny(address, ".:") {
		return nil, &news.Error{Code: fetch.IllAddress, Message: "this is not the address of a site or a feed, such as example.org or https://example.org/feed.xml"}
	}
	a, err := d.get(ctx, "https://"+address)
	if err == nil || ctx.Err() != nil {
		return a, err
	}
	if plain, again := d.get(ctx, "http://"+address); again == nil {
		return plain, nil
	}
	return nil, err
}

func (d *discovery) get(ctx context.Context, address string) (*fetch.Answer, error) {
	d.tried[address] = true
	return d.client.Get(ctx, fetch.Request{URL: address, Private: d.private, Accept: accept + ", text/html;q=0.9"})
}

// tryAll reads addresses until enough of them are feeds.
func (d *discovery) tryAll(ctx context.Context, addresses []string, enough int) {
	for _, a := range addresses {
		if ctx.Err() != nil || len(d.found) >= enough || len(d.tried) > maxTries {
			return
		}
		if d.tried[a] {
			continue
		}
		answer, err := d.get(ctx, a)
		if err != nil {
			continue
		}
		if c, ok := d.candidate(answer); ok && !d.has(c.URL) {
			d.found = append(d.found, c)
		}
	}
}

func (d *discovery) has(address string) bool {
	for _, c := range d.found {
		if c.URL == address {
			return true
		}
	}
	return false
}

// candidate reads an answer as a feed.
func (d *discovery) candidate(a *fetch.Answer) (Candidate, bool) {
	if a.Refusal() != nil {
		return Candidate{}, false
	}
	doc, err := wire.Parse(a.Body, wire.Hints{ContentType: a.ContentType, URL: a.URL, Location: a.ContentLocation})
	var ill *news.Error
	if errors.As(err, &ill) || err != nil || doc.Title == "" && len(doc.Items) == 0 {
		return Candidate{}, false
	}
	return Candidate{URL: a.URL, Title: doc.Title, Site: doc.Link, Language: primary(doc.Language), Items: len(doc.Items)}, true
}

// named are the feeds that a page names: in its head, and by plain links.
type named struct{ declared, mentioned []string }

// links collects the feeds that a page names, those of comments left out.
func links(doc []byte, address string) named {
	var n named
	base, err := url.Parse(address)
	if err != nil {
		return n
	}
	z := html.NewTokenizer(bytes.NewReader(doc))
	z.SetMaxBuf(1 << 20)
	for range 20_000 {
		kind := z.Next()
		if kind == html.ErrorToken {
			return n
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		href := attribute(t, "href")
		u, err := base.Parse(strings.TrimSpace(href))
		if href == "" || err != nil || len(href) > 2048 {
			continue
		}
		switch {
		case t.DataAtom == atom.Base:
			base = u
		case t.DataAtom == atom.Link && feedLink(t) && !comments(u, attribute(t, "title")):
			n.declared = append(n.declared, u.String())
		case t.DataAtom == atom.A && mentions(u) && !comments(u, "") && len(n.mentioned) < 20:
			n.mentioned = append(n.mentioned, u.String())
		}
	}
	return n
}

// feedLink says whether a <link> names a feed.
func feedLink(t html.Token) bool {
	if !strings.Contains(" "+strings.ToLower(attribute(t, "rel"))+" ", " alternate ") {
		return false
	}
	kind := strings.ToLower(attribute(t, "type"))
	return strings.Contains(kind, "rss") || strings.Contains(kind, "atom") || strings.Contains(kind, "feed+json") ||
		kind == "application/json" && strings.Contains(attribute(t, "href"), "feed") && !strings.Contains(attribute(t, "href"), "wp-json")
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func comments(u *url.URL, title string) bool {
	return strings.Contains(u.Path, "/comments/") || strings.Contains(strings.ToLower(title), "comments feed")
}

// mentions says whether a plain link looks like one to a feed.
func mentions(u *url.URL) bool {
	p := strings.ToLower(u.Path)
	return (u.Scheme == "http" || u.Scheme == "https") &&
		(strings.HasSuffix(p, ".rss") || strings.HasSuffix(p, "/rss") || strings.HasSuffix(p, "/feed") || strings.HasSuffix(p, "/feed/") ||
			strings.HasSuffix(p, "rss.xml") || strings.HasSuffix(p, "feed.xml") || strings.HasSuffix(p, "atom.xml") || strings.HasSuffix(p, "/atom"))
}

// known gives the feeds of sites whose addresses follow a rule.
func known(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	root := u.Scheme + "://" + u.Host
	switch {
	case host == "youtube.com" && len(parts) >= 2 && parts[0] == "channel":
		return []string{"https://www.youtube.com/feeds/videos.xml?channel_id=" + url.QueryEscape(parts[1])}
	case host == "youtube.com" && u.Query().Get("list") != "":
		return []string{"https://www.youtube.com/feeds/videos.xml?playlist_id=" + url.QueryEscape(u.Query().Get("list"))}
	case host == "github.com" && len(parts) >= 2:
		return []string{root + "/" + parts[0] + "/" + parts[1] + "/releases.atom"}
	case host == "reddit.com" && len(parts) >= 2 && parts[0] == "r":
		return []string{root + "/r/" + parts[1] + "/.rss"}
	case strings.HasSuffix(host, ".blogspot.com"):
		return []string{root + "/feeds/posts/default"}
	case host == "medium.com" && parts[0] != "":
		return []string{root + "/feed/" + parts[0]}
	case strings.HasSuffix(host, ".substack.com"), strings.HasSuffix(host, ".wordpress.com"):
		return []string{root + "/feed"}
	case len(parts) == 1 && regexp.MustCompile(`^@[\w.]+$`).MatchString(parts[0]) && host != "youtube.com":
		return []string{root + "/" + parts[0] + ".rss"} // Mastodon
	default:
		return nil
	}
}

// common gives the paths at which feeds often lie: WordPress, Blogger, and what
// other programs use, below the page's own folder and the site's root.
func common(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	root := u.Scheme + "://" + u.Host
	var out []string
	if folder := strings.Trim(u.Path, "/"); folder != "" && !strings.Contains(folder, ".") {
		out = append(out, root+"/"+folder+"/feed/")
	}
	for _, p := range []string{"/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss", "/feeds/posts/default", "/rss/feed.xml", "/feed.json"} {
		out = append(out, root+p)
	}
	return out
}
