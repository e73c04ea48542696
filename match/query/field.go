package query

import (
	"strings"

	"newsbell/text"
)

// fieldName gives the field that a name or one of its other names stands for,
// "" for an unknown one.
func fieldName(name string) string {
	switch name {
	case "title", "intitle", "headline":
		return "title"
	case "source", "site", "from":
		return "source"
	case "lang", "language":
		return "lang"
	case "section", "topic", "in":
		return "section"
	default:
		return ""
	}
}

// fieldNames lists the names that a misspelt one may mean.
func fieldNames() []string {
	return []string{
		"title", "intitle", "headline", "source", "site", "from",
		"lang", "language", "section", "topic",
	}
}

func filterOp(field string) Op {
	switch field {
	case "source":
		return Source
	case "lang":
		return Lang
	case "section":
		return Section
	default:
		return 0
	}
}

func fieldExample(field string) string {
	switch field {
	case "source":
		return "source:bbc.co.uk"
	case "lang":
		return "lang:en energy"
	case "section":
		return "section:world earthquake"
	default:
		return "title:recall"
	}
}

// filterValue makes a node of one value of source:, lang: or section:.
func (p *parser) filterValue(x lexeme) (*Node, *Error) {
	out := &Node{Op: p.filter, typed: text.Clean(x.text), col: x.col}
	if x.star || x.mark != 0 || x.n > 0 {
		return nil, fault(x.col, "a field takes plain names, without *, = or ~", "source:bbc.co.uk")
	}
	switch p.filter {
	case Lang:
		return out, out.language(x)
	case Source:
		out.Text = SourceKey(x.text)
		if HostOf(x.text) != "" {
			out.typed = "" // the host is all that counts of an address
		}
	default:
		out.Text = NameKey(x.text)
	}
	if out.Text == "" {
		return nil, fault(x.col, "there is no name here", fieldExample("source"))
	}
	return out, nil
}

// language sets the node to the language that x names.
func (n *Node) language(x lexeme) *Error {
	code := strings.ToLower(strings.TrimSpace(x.text))
	code, _, _ = strings.Cut(strings.ReplaceAll(code, "_", "-"), "-")
	if code == "any" || code == "all" {
		n.Op, n.Text = AnyLang, "any"
		return nil
	}
	if languageCode(code) {
		n.Text = code
		return nil
	}
	const say = "lang: takes a two-letter code such as en, de, zh"
	if meant := languageMeant(text.Fold(code)); meant != "" {
		return fault(x.col, "", "lang:"+meant+" energy").says(say+"; did you mean %s?", "lang:"+meant)
	}
	return fault(x.col, say, "lang:en energy")
}

// SourceKey brings a site or a publisher's name to the form in which articles
// are filed: a host in lower case without www, or the name's words.
func SourceKey(s string) string {
	s = strings.TrimSpace(s)
	if host := HostOf(s); host != "" {
		return host
	}
	return NameKey(s)
}

// HostOf gives the bare host of an address or host name, "" when s is neither.
func HostOf(s string) string {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	s, _, _ = strings.Cut(s, "/")
	s, _, _ = strings.Cut(s, "?")
	s, _, _ = strings.Cut(s, "#")
	s = s[strings.LastIndexByte(s, '@')+1:]
	s, _, _ = strings.Cut(s, ":")
	s = strings.Trim(strings.ToLower(s), ".")
	s = strings.TrimPrefix(s, "www.")
	if !strings.Contains(s, ".") || strings.ContainsFunc(s, notHost) {
		return ""
	}
	return s
}

func notHost(r rune) bool {
	switch {
	case r == '.' || r == '-' || r == '_' || asciiDigit(r) || r >= 'a' && r <= 'z':
		return false
	default:
		return r < 0x80 || ends(r) || single(r)
	}
}

// NameKey gives the folded words of a name, parted by single spaces.
func NameKey(s string) string {
	if plainWord(s) {
		return s
	}
	var b strings.Builder
	for i, t := range text.Tokens(s) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	return b.String()
}

// plainWord tells a word of lower-case ASCII letters and digits.
func plainWord(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
