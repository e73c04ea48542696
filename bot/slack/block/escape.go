package block

import (
	"net"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"newsbell/text"
)

// Clip makes one line of at most n characters of untrusted text. It looks
// only at a beginning that is long enough for that, so that a book in a title
// costs nothing.
func Clip(s string, n int) string {
	if limit := 16*n + 64; len(s) > limit {
		for limit > 0 && !utf8.RuneStart(s[limit]) {
			limit--
		}
		s = s[:limit]
	}
	return text.Truncate(text.Clean(s), n)
}

// literal makes text safe for a field that Slack parses: its three
// characters are escaped, and those that would format the text are replaced
// by others that look alike, since Slack knows no escape for them.
func literal(s string) string {
	return strings.NewReplacer(
		"&", "&amp;", "<", "&lt;", ">", "&gt;",
		"*", "\u2217", "_", "\uff3f", "~", "\u223c", "`", "\u02cb",
	).Replace(s)
}

// address escapes a cleaned URL for a field that Slack parses. The path may
// keep its characters: formatting needs a word's edge.
func escapeURL(s string) string { return strings.ReplaceAll(s, "&", "&amp;") }

// Linkable gives the address as it may stand in a link: http or https, no
// user name, nothing that Slack would read as the end of it. "" when there is
// no such form, or when it is too long.
func Linkable(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || u.User != nil || u.Opaque != "" {
		return ""
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	host, ok := asciiHost(u)
	if !ok {
		return ""
	}
	u.Host = host
	s := percent(u.String())
	if len(s) > maxURL {
		return ""
	}
	return s
}

// asciiHost writes the host of an address in ASCII, so that a look-alike
// letter shows.
func asciiHost(u *url.URL) (string, bool) {
	name := u.Hostname()
	if ip := net.ParseIP(name); ip == nil {
		a, err := idna.Lookup.ToASCII(name)
		if err != nil || a == "" {
			return "", false
		}
		name = a
	} else if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	if p := u.Port(); p != "" {
		name += ":" + p
	}
	return name, true
}

// percent encodes what must not stand in a link of Slack.
func percent(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c <= ' ', c >= 0x7f, strings.IndexByte("|<>\"`\\^{}*~", c) >= 0:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// domain names the site of an address, "" when there is none to show.
func domain(raw string) string {
	u, err := url.Parse(Linkable(raw))
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// picture gives the address of an image that Slack can fetch: a public host
// over https. A name in a private network would only be told to Slack.
func picture(raw string) string {
	s := Linkable(raw)
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || net.ParseIP(u.Hostname()) != nil {
		return ""
	}
	host := u.Hostname()
	for _, end := range []string{".local", ".internal", ".localhost", ".lan", ".home.arpa", ".test"} {
		if strings.HasSuffix(host, end) {
			return ""
		}
	}
	if !strings.Contains(host, ".") || strings.HasSuffix(strings.ToLower(u.Path), ".webp") {
		return ""
	}
	return s
}
