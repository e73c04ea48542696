package wire

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// resolve gives an absolute http or https address, or "" for anything else.
func resolve(base, link string) string {
	link = strings.TrimSpace(link)
	if link == "" || len(link) > maxLink {
		return ""
	}
	if strings.ContainsAny(link, " \n\r\t") {
		link = strings.NewReplacer("\n", "", "\r", "", "\t", "", " ", "%20").Replace(link)
	}
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	if !u.IsAbs() {
		b, err := url.Parse(base)
		if err != nil || !b.IsAbs() {
			return relative(base, link, u)
		}
		u = b.ResolveReference(u)
		link = u.String()
	}
	if !webScheme(u.Scheme) || u.Host == "" {
		return ""
	}
	return link
}

// relative keeps a relative link when the document's own address is unknown,
// so that what a file says can still be shown.
func relative(base, link string, u *url.URL) string {
	if base == "" && u.Host == "" && u.Opaque == "" && u.Path != "" {
		return link
	}
	return ""
}

func webScheme(s string) bool {
	return strings.EqualFold(s, "http") || strings.EqualFold(s, "https")
}

// isLink says whether an identifier can serve as the item's address.
func isLink(id string) bool {
	u, err := url.Parse(strings.TrimSpace(id))
	return err == nil && webScheme(u.Scheme) && u.Host != ""
}

// firstImage finds the source of the first picture in HTML that is not a
// counting pixel.
func firstImage(h string) string {
	at := strings.Index(h, "<img")
	if at < 0 {
		return ""
	}
	z := html.NewTokenizer(strings.NewReader(h[at:]))
	for range 200 {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.Data != "img" {
				continue
			}
			if src := attr(t, "src"); src != "" && !tiny(t) && !strings.HasPrefix(src, "data:") {
				return src
			}
		default:
		}
	}
	return ""
}

func tiny(t html.Token) bool {
	w, h := attr(t, "width"), attr(t, "height")
	return w == "0" || w == "1" || h == "0" || h == "1"
}

func attr(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
