package arg

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"newsbell/bot/reply"
	"newsbell/news"
	"newsbell/text"
)

// List splits a list of sites, feeds and quoted names.
func List(s string) []string {
	quoted := false
	parts := strings.FieldsFunc(s, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return !quoted && (r == ',' || r == ' ')
	})
	return slices.DeleteFunc(parts, func(p string) bool { return strings.EqualFold(p, "and") || strings.EqualFold(p, "or") })
}

// IsSource reports whether s names sites or feeds: domains or addresses and
// names in quotes, with commas or "and" between them.
func IsSource(s string) bool {
	parts := List(s)
	return len(parts) > 0 && !slices.ContainsFunc(parts, func(p string) bool {
		return !IsAddress(p) && (len(p) < 3 || p[0] != '"' || p[len(p)-1] != '"')
	})
}

// IsAddress reports whether s looks like a web address or a domain.
func IsAddress(s string) bool {
	if strings.Contains(s, " ") {
		return false
	}
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		u, err := url.Parse(s)
		return err == nil && u.Host != ""
	}
	domain := regexp.MustCompile(`^[\pL\pN]([\pL\pN-]*[\pL\pN])?(\.[\pL\pN]([\pL\pN-]*[\pL\pN])?)*\.\pL{2,}(:\d+)?(/\S*)?$`)
	return domain.MatchString(s)
}

// Link reads the address of an article, also as chats write it, and gives it
// with a scheme.
func Link(typed string) (string, error) {
	typed = strings.Trim(links(strings.TrimSpace(typed)), "<>")
	if !IsAddress(typed) {
		return "", news.Fault("bad_address", "%q is not a link to an article. Try: %s", reply.Clip(text.Clean(typed), 60), reply.Shown("why https://example.org/article"))
	}
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	return typed, nil
}
