package card

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"newsbell/text"
)

// escape gives untrusted text as one line that Discord shows literally: no
// mark-up, mention, link, custom emoji or time stamp of it survives.
func escape(s string) string {
	s = text.Clean(s)
	var b strings.Builder
	b.Grow(len(s) + 8)
	for i, r := range s {
		if special(r) || i == 0 && strings.ContainsRune("#-+>", r) ||
			r == ':' && strings.HasPrefix(s[i:], "://") || r == '.' && listNumber(s[:i]) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// special tells the characters that mean something to Discord anywhere in a line.
func special(r rune) bool { return strings.ContainsRune("\\*_~|`[]()<@", r) }

// listNumber tells whether a line's beginning is a number, which a full stop
// would make a list of.
func listNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// fit escapes s so that the result has at most limit characters.
func fit(s string, limit int) string {
	s = text.Clean(s)
	for n := limit; n > 0; {
		e := escape(text.Truncate(s, n))
		over := utf8.RuneCountInString(e) - limit
		if over <= 0 {
			return e
		}
		n = min(n, utf8.RuneCountInString(s)) - over
	}
	return ""
}

// fence gives lines as a block of fixed width that they cannot break out of.
func fence(lines []string) string {
	safe := strings.ReplaceAll(strings.Join(lines, "\n"), "```", "'''")
	return "```\n" + safe + "\n```"
}

// label gives untrusted text as the text of a link. Discord shows the raw
// mark-up of a link whose text holds an emoji or an address.
func label(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if emoji(r) {
			return -1
		}
		return r
	}, text.Truncate(text.Clean(s), 4*limit)) // what follows is slow on very long text
	for {
		cut := withoutScheme(s)
		if cut == s {
			return fit(s, limit)
		}
		s = cut
	}
}

// withoutScheme takes the first "http://" or "https://" out of s.
func withoutScheme(s string) string {
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		lower = s // some letter changes its length: no index of one fits the other
	}
	for _, scheme := range []string{"https://", "http://"} {
		if i := strings.Index(lower, scheme); i >= 0 {
			return s[:i] + s[i+len(scheme):]
		}
	}
	return s
}

// emoji tells the characters that Discord may draw as an emoji, and those that
// make one of their neighbours.
func emoji(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case r >= 0x1F000 && r <= 0x1FAFF, r >= 0xE0000 && r <= 0xE007F:
		return true
	case r >= 0x2190 && r <= 0x2BFF:
		return unicode.Is(unicode.So, r) || unicode.Is(unicode.Sm, r) || unicode.Is(unicode.Ps, r)
	case r >= 0xFE00 && r <= 0xFE0F, r == 0x200D, r == 0x20E3:
		return true
	default:
		return strings.ContainsRune("©®™ℹ‼⁉〰〽㊗㊙", r)
	}
}

// A link is an address that is safe to show and to click.
type link struct {
	URL  string // ASCII, nothing in it ends a Markdown link early
	Host string // for people: without "www.", in punycode where it is foreign
}

// webLink checks and encodes an untrusted address. It refuses what is not http
// or https, names no host, or is longer than limit characters; user names and
// passwords are dropped.
func webLink(raw string, limit int) (link, bool) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return link{}, false
	}
	u.User = nil
	host, ok := asciiHost(u.Hostname())
	if !ok {
		return link{}, false
	}
	if port := u.Port(); port != "" {
		u.Host = net.JoinHostPort(host, port)
	} else {
		u.Host = host
	}
	l := link{URL: percent(u.String()), Host: strings.TrimPrefix(host, "www.")}
	return l, len(l.URL) <= limit
}

// asciiHost gives a host's name in letters that cannot be mistaken for others;
// ok is false for none, for one that is no name, and for IPv6.
func asciiHost(name string) (host string, ok bool) {
	host, err := idna.Lookup.ToASCII(name)
	if err != nil || host == "" || strings.ContainsRune(host, ':') || !utf8.ValidString(name) {
		return "", false
	}
	again, err := idna.Lookup.ToASCII(host) // names that change again are no names
	return host, err == nil && again == host
}

// percent encodes every byte that could end a link or start mark-up in one.
func percent(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7F || strings.IndexByte("()<>[]{}\"'`\\^|*", c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// public tells whether an image's address can be handed to Discord's servers
// without telling them of a private network.
func (l link) public() bool {
	if a, err := netip.ParseAddr(l.Host); err == nil {
		return a.IsGlobalUnicast() && !a.IsPrivate()
	}
	return strings.Contains(l.Host, ".") && !strings.HasSuffix(l.Host, ".local") &&
		!strings.HasSuffix(l.Host, ".internal") && !strings.HasSuffix(l.Host, ".localhost")
}

// untitled stands for a text that has nothing to show.
const untitled = "(untitled)"

// Title cleans and cuts a text that is shown as it is, not as Markdown.
func Title(s string, limit int) string {
	if s = text.Truncate(text.Clean(s), limit); s == "" {
		return untitled
	}
	return s
}

// masked writes a link behind a text. A text that has nothing to show gives
// way to the host; an address that is no good leaves the text.
func masked(s, raw string, limit, urlLimit int) string {
	l, ok := webLink(raw, urlLimit)
	if !ok {
		return orText(fit(s, limit), untitled)
	}
	return "[" + orText(label(s, limit), fit(l.Host, limit)) + "](" + l.URL + ")"
}

func orText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
