package discover

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The bounds of reading one page for links.
const (
	maxTags      = 20_000
	maxTag       = 1 << 20 // bytes
	maxAddress   = 2 << 10 // bytes
	maxMentioned = 20
)

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
	z.SetMaxBuf(maxTag)
	for range maxTags {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		href := attribute(t, "href")
		u, err := base.Parse(strings.TrimSpace(href))
		if href == "" || err != nil || len(href) > maxAddress {
			continue
		}
		switch {
		case t.DataAtom == atom.Base:
			base = u
		case t.DataAtom == atom.Link && feedLink(t) && !aboutComments(u.String(), attribute(t, "title")):
			n.declared = append(n.declared, u.String())
		case t.DataAtom == atom.A && mentions(u) && !aboutComments(u.String(), "") && len(n.mentioned) < maxMentioned &&
			!slices.Contains(n.mentioned, u.String()):
			n.mentioned = append(n.mentioned, u.String())
		}
	}
	if len(n.declared) == 0 && onYouTube(address) {
		n.declared = channelIn(doc)
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

// aboutComments says whether a feed is one of a site's comments, by its address
// (WordPress, Blogger) or its title.
func aboutComments(address, title string) bool {
	address, title = strings.ToLower(address), strings.ToLower(title)
	for _, part := range []string{"/comments/", "/comments.", "feed=comments", "/comment-feed"} {
		if strings.Contains(address, part) {
			return true
		}
	}
	return strings.Contains(title, "comments feed") || strings.HasPrefix(title, "comments on ") || strings.HasPrefix(title, "comments for ")
}

// mentions says whether a plain link looks like one to a feed, or to a page
// that lists a site's feeds.
func mentions(u *url.URL) bool {
	if u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	host, path := strings.ToLower(u.Hostname()), strings.TrimSuffix(strings.ToLower(u.Path), "/")
	if strings.HasPrefix(host, "feeds.") || strings.HasPrefix(host, "rss.") {
		return true
	}
	for _, end := range []string{".rss", "/rss", "/feed", "/feeds", "/rss-feeds", "/rss.html", "/rss.aspx", "/rss.php", "rss.xml", "feed.xml", "atom.xml", "/atom", "feed.json"} {
		if strings.HasSuffix(path, end) {
			return true
		}
	}
	return false
}
