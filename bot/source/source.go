package source

import (
	"cmp"
	"net/url"
	"strings"

	"newsbell/bot"
	"newsbell/bot/arg"
	"newsbell/bot/reply"
	"newsbell/news"
	"newsbell/text"
)

// Pick finds a feed by address, name or site. It asks back when none or
// several fit.
func Pick(feeds []news.Feed, typed string) (news.Feed, error) {
	want := text.Fold(typed)
	var hits []news.Feed
	for _, f := range feeds {
		switch {
		case f.Private: // what lies in the operator's network is not named to people
		case f.URL == typed:
			return f, nil
		case text.Fold(f.Name()) == want, text.Fold(f.Publisher) == want, arg.IsAddress(typed) && (Site(f.URL) == Site(typed) || Site(f.Site) == Site(typed)):
			hits = append(hits, f)
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		return news.Feed{}, news.Fault("not_found", "I watch no feed called %q. To see them: %s", reply.Clip(text.Clean(typed), 60), reply.Shown(bot.CmdFeedsList))
	}
	return news.Feed{}, news.Fault("ambiguous", "%d feeds fit %q. Give the address, such as: %s", len(hits), reply.Clip(text.Clean(typed), 60), reply.Shown("feeds remove "+hits[0].URL))
}

// Find finds what a part names among the watched feeds. It reports
// false for a site that none of them belongs to.
func Find(part string, feeds []news.Feed) (name string, ok bool, err error) {
	if !arg.IsAddress(part) {
		want := text.Fold(strings.Trim(part, `"`))
		for _, f := range feeds {
			if want == text.Fold(f.Title) || want == text.Fold(f.Publisher) {
				return cmp.Or(f.Publisher, Site(f.URL)), true, nil
			}
		}
		return "", false, news.Fault("unknown_source", "No watched feed is called %q. Name a site, such as from bbc.co.uk, or see: %s", reply.Clip(text.Clean(strings.Trim(part, `"`)), 60), reply.Shown(bot.CmdFeedsList))
	}
	domain, hit := Site(part), -1
	for i, f := range feeds {
		switch {
		case f.Ended:
		case f.URL == part:
			return Name(domain, f), true, nil
		case under(Site(f.Site), domain):
			return domain, true, nil
		case hit < 0 && (under(Site(f.URL), domain) || Site(f.Publisher) == domain):
			hit = i
		}
	}
	if hit < 0 {
		return "", false, nil
	}
	return Name(domain, feeds[hit]), true, nil
}

// Name is what a feed's articles are known by: the domain that was typed
// when they lie there, else the feed's publisher.
func Name(domain string, f news.Feed) string {
	if at := Site(cmp.Or(f.Site, f.URL)); f.Private || f.Publisher == "" || under(at, domain) || Site(f.Publisher) == domain {
		return domain
	}
	return f.Publisher
}

// Site is the domain of an address, without "www.".
func Site(address string) string {
	if address == "" {
		return ""
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// under says whether a domain is another one or lies below it.
func under(domain, of string) bool {
	return domain != "" && (domain == of || strings.HasSuffix(domain, "."+of))
}

// Belongs reports whether a feed is of a source, named by its domain or its
// publisher.
func Belongs(f news.Feed, src string) bool {
	host := Site(f.URL)
	return strings.EqualFold(f.Publisher, src) || strings.EqualFold(host, src) || strings.HasSuffix(strings.ToLower(host), "."+strings.ToLower(src))
}
