package page

import (
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"

	"newsbell/feed/date"
	"newsbell/feed/link"
	"newsbell/text"
)

// describe fills in what the page says of its article.
func describe(address string, s *survey, ld linked) Page {
	m := func(names ...string) string {
		for _, n := range names {
			if v := text.Clean(s.meta[n]); v != "" {
				return v
			}
		}
		return ""
	}
	p := Page{
		URL:       address,
		Site:      first(m("og:site_name", "application-name"), text.Clean(ld.site)),
		Author:    byline(text.Clean(ld.author), m("author", "article:author", "dc.creator", "byl", "parsely-author", "sailthru.author", "twitter:creator")),
		Language:  language(s.lang, ld.language, m("og:locale"), m("content-language", "dc.language")),
		Image:     absolute(address, s.base, first(m("og:image:secure_url", "og:image", "og:image:url"), ld.image, m("twitter:image", "twitter:image:src"))),
		Published: published(ld.published, m("article:published_time", "og:published_time", "datepublished", "date", "pubdate", "dc.date", "dc.date.issued", "dcterms.created", "parsely-pub-date", "sailthru.date", "article.published"), s.times),
		Paywalled: ld.closed || strings.Contains(m("article:content_tier"), "locked"),
	}
	p.Title = title(s, ld, m("og:title", "twitter:title"), p.Site)
	p.Canonical = canonical(address, absolute(address, s.base, s.canonical), absolute(address, s.base, m("og:url")))
	if p.Site == "" {
		p.Site = link.Host(address)
	}
	return p
}

// title prefers the headline that the page gives to machines, without the
// site's name at its end.
func title(s *survey, ld linked, social, site string) string {
	t := text.Clean(text.Plain(first(ld.headline, social, s.h1, s.title)))
	for _, sep := range []string{" | ", " - ", " – ", " — ", " :: ", " » "} {
		i := strings.LastIndex(t, sep)
		if i <= 0 {
			continue
		}
		tail := text.Fold(t[i+len(sep):])
		if tail == text.Fold(site) || s.h1 != "" && text.Fold(t[:i]) == text.Fold(s.h1) {
			return t[:i]
		}
	}
	return t
}

// byline takes the first name that is not an address.
func byline(names ...string) string {
	for _, n := range names {
		n = strings.TrimPrefix(strings.TrimPrefix(n, "By "), "by ")
		if n != "" && !strings.Contains(n, "://") && !strings.HasPrefix(n, "@") {
			return text.Truncate(n, 200)
		}
	}
	return ""
}

func language(tags ...string) string {
	for _, t := range tags {
		t = strings.ToLower(strings.TrimSpace(t))
		if i := strings.IndexAny(t, "-_,; "); i >= 0 {
			t = t[:i]
		}
		if len(t) == 2 || len(t) == 3 {
			return t
		}
	}
	return ""
}

func published(ld, meta string, times []string) time.Time {
	for _, s := range append([]string{ld, meta}, times...) {
		if t, ok := date.Parse(s); ok && t.Year() >= 1990 {
			return t
		}
	}
	return time.Time{}
}

// absolute resolves a link of the page; "" when it leads to no web address.
func absolute(address, base, ref string) string {
	if ref == "" || len(ref) > 4096 {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	for _, r := range []string{base, ref} {
		if u, err = u.Parse(strings.TrimSpace(r)); err != nil {
			return ""
		}
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// canonical believes what the page names as its address when it lies on the
// same site and is not the site's front.
func canonical(address string, claims ...string) string {
	for _, c := range claims {
		u, err := url.Parse(c)
		if c == "" || err != nil || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
			continue
		}
		if site(c) == site(address) {
			return link.Canonical(c)
		}
	}
	return link.Canonical(address)
}

// site is the registrable domain of an address, or its host when it has none.
func site(address string) string {
	host := link.Host(address)
	if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return d
	}
	return host
}
