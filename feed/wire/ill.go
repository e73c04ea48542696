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

func ill(code, message string) *news.Error {
	return &news.Error{Code: code, Message: message}
}

// notFeed names what an HTML page looks like, never quoting it.
func notFeed(doc []byte) *news.Error {
	head := bytes.ToLower(doc[:min(len(doc), 64<<10)])
	has := func(words ...string) bool {
		for _, w := range words {
			if bytes.Contains(head, []byte(w)) {
				return true
			}
		}
		return false
	}
	const what = "the address gives a web page, not a feed: it looks like "
	switch {
	case has("cf-chl", "cf_chl", "just a moment...", "cloudflare ray id", "challenge-platform"):
		return ill(IllNotFeed, what+"a Cloudflare challenge that lets only browsers through")
	case has("g-recaptcha", "h-captcha", "captcha"):
		return ill(IllNotFeed, what+"a captcha that lets only people through")
	case has("access denied", "request blocked", "you have been blocked", "403 forbidden"):
		return ill(IllNotFeed, what+"a page that blocks automatic readers")
	case has(`type="password"`, `type='password'`, "type=password"):
		return ill(IllNotFeed, what+"a login page")
	case has("domain is for sale", "buy this domain", "domain parking", "parked domain", "sedoparking"):
		return ill(IllNotFeed, what+"a parked domain")
	case has("404 not found", "page not found", "<title>404"):
		return ill(IllNotFeed, what+"a \"not found\" page")
	case has("maintenance", "temporarily unavailable"):
		return ill(IllNotFeed, what+"a maintenance page")
	case has("consent") && has("cookie"):
		return ill(IllNotFeed, what+"a cookie consent page")
	case has("application/rss+xml", "application/atom+xml", "application/feed+json"):
		return ill(IllNotFeed, "the address gives a web page, not a feed; the page names feeds of its own: add the site's address instead")
	default:
		return ill(IllNotFeed, "the address gives a web page, not a feed")
	}
}
