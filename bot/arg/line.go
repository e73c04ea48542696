package arg

import (
	"regexp"
	"strings"
	"unicode"
)

// Line takes off what keyboards and chats add: typographic quotes, odd
// spaces, "/news" in front, markup around links.
func Line(line string) string {
	line = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("“”„‟«»＂", r):
			return '"'
		case strings.ContainsRune("‘’‚‛", r):
			return '\''
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d':
			return -1
		}
		return r
	}, line)
	line = strings.TrimSpace(links(line))
	first, rest, _ := strings.Cut(line, " ")
	switch strings.ToLower(first) {
	case "/news", "/newsbell", "@newsbell":
		return strings.TrimSpace(rest)
	}
	return strings.TrimPrefix(line, "/")
}

// plainLinks undoes the markup of links: <https://bbc.co.uk|bbc.co.uk> is what
// Slack makes of a typed bbc.co.uk, and <https://…> hides a preview on Discord.
func links(line string) string {
	markup := regexp.MustCompile(`<(https?://[^\s<>|]+)(?:\|([^<>|]*))?>`)
	return markup.ReplaceAllStringFunc(line, func(s string) string {
		m := markup.FindStringSubmatch(s)
		if m[2] != "" && strings.HasSuffix(strings.TrimSuffix(m[1], "/"), "://"+strings.TrimSuffix(m[2], "/")) {
			return m[2]
		}
		return m[1]
	})
}
