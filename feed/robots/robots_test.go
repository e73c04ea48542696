package robots_test

import (
	"testing"

	"newsbell/feed/robots"
)

func TestRules_Allows(t *testing.T) {
	const everyone = "User-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\n"
	for _, c := range []struct {
		name, body, path string
		want             bool
	}{
		{"no file", "", "/a", true},
		{"not withheld", everyone, "/a", true},
		{"withheld", everyone, "/private/a", false},
		{"longer rule allows", everyone, "/private/open/a", true},
		{"pattern with an end", everyone, "/x/y.pdf", false},
		{"pattern with an end, more behind", everyone, "/x/y.pdf?page=2", true},
		{"everything", "User-agent: *\nDisallow: /", "/a", false},
		{"nothing", "User-agent: *\nDisallow:", "/a", true},
		{"another robot", "User-agent: otherbot\nDisallow: /", "/a", true},
		{"our own group goes first", "User-agent: *\nDisallow: /\n\nUser-agent: NewsBell\nAllow: /", "/a", true},
		{"our own group withholds", "User-agent: newsbell\nDisallow: /a\n\nUser-agent: *\nAllow: /", "/a", false},
		{"a group for several", "User-agent: otherbot\nUser-agent: newsbell\nDisallow: /a", "/a", false},
		{"comments and case", "USER-AGENT: * # all\nDISALLOW: /a # this", "/a", false},
		{"equal length allows", "User-agent: *\nDisallow: /a\nAllow: /a", "/a", true},
		{"stars", "User-agent: *\nDisallow: /a*b*c", "/axxbxxcxx", false},
		{"stars, no match", "User-agent: *\nDisallow: /a*b*c", "/axxcxxb", true},
		{"sitemap lines", "Sitemap: https://quay.example/s.xml\nUser-agent: *\nCrawl-delay: 5\nDisallow: /a", "/a", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := robots.Parse(c.body).Allows(c.path); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
