package feed

import (
	"net/url"
	"strings"

	"newsbell/feed/wire"
	"newsbell/news"
)

// A beacon is what an answer says of WebSub: the hub where the feed's
// publisher announces what is new, and the feed's own address there.
type beacon struct{ hub, self string }

// announced gives the feed with its hub and topic as a good poll shows them:
// from the headers first, as WebSub asks, then from the document. An answer
// without a document, because nothing changed, takes nothing away.
func announced(f news.Feed, headers []string, at string, doc *wire.Feed) news.Feed {
	b := linked(headers, at)
	if doc != nil {
		if b.hub == "" {
			b.hub = webAddress(doc.Hub, at)
		}
		if b.self == "" {
			b.self = webAddress(doc.Self, at)
		}
	}
	switch {
	case b.hub != "":
		f.Hub, f.Topic = b.hub, b.self
		if f.Topic == "" {
			f.Topic = at
		}
	case doc != nil:
		f.Hub, f.Topic = "", ""
	}
	return f
}

// linked reads the first hub and self of Link headers (RFC 8288).
func linked(headers []string, at string) beacon {
	var b beacon
	for _, h := range headers {
		for h != "" {
			var target, params string
			target, params, h = nextLink(h)
			for rel := range strings.FieldsSeq(relOf(params)) {
				switch {
				case strings.EqualFold(rel, "hub") && b.hub == "":
					b.hub = webAddress(target, at)
				case strings.EqualFold(rel, "self") && b.self == "":
					b.self = webAddress(target, at)
				}
			}
		}
	}
	return b
}

// nextLink takes one link off a Link header: what stands in <>, and its
// parameters up to the comma that is not quoted.
func nextLink(h string) (target, params, rest string) {
	_, h, ok := strings.Cut(h, "<")
	if !ok {
		return "", "", ""
	}
	target, h, ok = strings.Cut(h, ">")
	if !ok {
		return "", "", ""
	}
	end := unquoted(h, ',')
	return target, h[:end], strings.TrimPrefix(h[end:], ",")
}

// relOf finds the value of rel among parameters.
func relOf(params string) string {
	for params != "" {
		end := unquoted(params, ';')
		name, value, _ := strings.Cut(params[:end], "=")
		if strings.EqualFold(strings.TrimSpace(name), "rel") {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
		params = strings.TrimPrefix(params[end:], ";")
	}
	return ""
}

// unquoted is where a sign first stands outside quotes; the length when
// nowhere.
func unquoted(s string, sign byte) int {
	quoted, escaped := false, false
	for i := range len(s) {
		switch {
		case escaped:
			escaped = false
		case s[i] == '\\':
			escaped = quoted
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sign && !quoted:
			return i
		}
	}
	return len(s)
}

// webAddress makes an address absolute; "" for one that is not of the web.
func webAddress(ref, at string) string {
	if ref = strings.TrimSpace(ref); ref == "" {
		return ""
	}
	base, err := url.Parse(at)
	if err != nil {
		return ""
	}
	u, err := base.Parse(ref)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}
