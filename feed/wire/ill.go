package wire

import (
	"bytes"

	"newsbell/news"
)

// The codes of the ills that a document itself can have.
const (
	IllEmpty     = "empty"      // no bytes, or nothing but white space
	IllTooLarge  = "too_large"  // more than MaxBody bytes
	IllNotFeed   = "not_a_feed" // a web page or something else entirely
	IllMalformed = "malformed"  // a feed so damaged that no item can be read
	IllCrashed   = "unreadable" // the parser gave up in a way it should not
)

func ill(code, format string, args ...any) *news.Error { return news.Fault(code, format, args...) }

// notFeed names what an HTML page looks like, never quoting it.
func notFeed(doc []byte) *news.Error {
	if looks := LooksLike(doc); looks != "" {
		return ill(IllNotFeed, "the address gives a web page, not a feed: it looks like %s", news.Say(looks))
	}
	for _, kind := range []string{"application/rss+xml", "application/atom+xml", "application/feed+json"} {
		if bytes.Contains(opening(doc), []byte(kind)) {
			return ill(IllNotFeed, "the address gives a web page, not a feed; the page names feeds of its own: add the site's address instead")
		}
	}
	return ill(IllNotFeed, "the address gives a web page, not a feed")
}

// opening is the part of a page by which it is judged, in lower case.
func opening(doc []byte) []byte { return bytes.ToLower(doc[:min(len(doc), 64<<10)]) }

// LooksLike says for people what kind of page stands between them and a feed,
// such as "a login page"; "" for any other page. It goes by words that are
// common on such pages.
func LooksLike(doc []byte) string {
	head := opening(doc)
	has := func(words ...string) bool {
		for _, w := range words {
			if bytes.Contains(head, []byte(w)) {
				return true
			}
		}
		return false
	}
	switch {
	case has("cf-chl", "cf_chl", "just a moment...", "cloudflare ray id", "challenge-platform"):
		return "a Cloudflare challenge that lets only browsers through"
	case has("g-recaptcha", "h-captcha", "captcha"):
		return "a captcha that lets only people through"
	case has("access denied", "request blocked", "you have been blocked", "403 forbidden"):
		return "a page that blocks automatic readers"
	case has(`type="password"`, `type='password'`, "type=password"):
		return "a login page"
	case has("domain is for sale", "buy this domain", "domain parking", "parked domain", "sedoparking"):
		return "a parked domain"
	case has("404 not found", "page not found", "<title>404"):
		return `a "not found" page`
	case has("maintenance", "temporarily unavailable"):
		return "a maintenance page"
	case has("consent") && has("cookie"):
		return "a cookie consent page"
	default:
		return ""
	}
}
