// Package matchtest holds the oracle of package match: a matcher so plain that
// it is right by inspection. It shares only the tokeniser and the stemmers of
// package text with what it checks, knows no index and works on strings. The
// tests of match hold every answer of the index against it.
package matchtest

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"newsbell/news"
	"newsbell/text"
)

// A Kind is what an expression looks for.
type Kind int

// The kinds of expressions.
const (
	Word Kind = iota
	Phrase
	Near
	Prefix
	Source
	Lang
	Section
	Not
	And
	Or
)

// An Expr is a query as a tree.
type Expr struct {
	Kind  Kind
	Kids  []Expr
	Words []string // of Word, Phrase, Near; Prefix and filters have one
	Mark  string   // "", "=" exact or "~" full stem, of Word, Phrase and Near
	N     int      // slop or distance
	Title bool
}

// String writes the expression in the query language.
func (e Expr) String() string {
	title := ""
	if e.Title {
		title = "title:"
	}
	switch e.Kind {
	case Word:
		return title + e.Mark + e.Words[0]
	case Phrase:
		s := title + e.Mark + `"` + strings.Join(e.Words, " ") + `"`
		if e.N > 0 {
			s += "~" + strconv.Itoa(e.N)
		}
		return s
	case Near:
		words := make([]string, len(e.Words))
		for i, w := range e.Words {
			words[i] = e.Mark + w
		}
		return title + "(" + strings.Join(words, " NEAR/"+strconv.Itoa(e.N)+" ") + ")"
	case Prefix:
		return title + e.Words[0] + "*"
	case Source:
		return `source:"` + e.Words[0] + `"`
	case Lang:
		return "lang:" + e.Words[0]
	case Section:
		return `section:"` + e.Words[0] + `"`
	case Not:
		return "-" + e.Kids[0].group()
	case And:
		return e.join(" ")
	default:
		return e.join(" OR ")
	}
}

func (e Expr) group() string { return "(" + e.String() + ")" }

func (e Expr) join(sep string) string {
	parts := make([]string, len(e.Kids))
	for i, k := range e.Kids {
		parts[i] = k.group()
	}
	return strings.Join(parts, sep)
}

// Holds tells whether the article answers the expression.
func (e Expr) Holds(a news.Article) bool {
	switch e.Kind {
	case Not:
		return !e.Kids[0].Holds(a)
	case And:
		return !slices.ContainsFunc(e.Kids, func(k Expr) bool { return !k.Holds(a) })
	case Or:
		return slices.ContainsFunc(e.Kids, func(k Expr) bool { return k.Holds(a) })
	case Lang:
		return a.Language == e.Words[0]
	case Section:
		return InSection(a, e.Words[0])
	case Source:
		return FromSource(a, e.Words[0])
	default:
		return slices.ContainsFunc(e.fields(a), func(f string) bool { return e.inField(f, a.Language) })
	}
}

func (e Expr) fields(a news.Article) []string {
	if e.Title {
		return []string{a.Title}
	}
	return []string{a.Title, a.Lead, a.Text}
}

// inField looks into one field; nothing reaches from one into the next.
func (e Expr) inField(field, lang string) bool {
	words := split(field)
	switch e.Kind {
	case Word:
		return slices.ContainsFunc(words, func(w string) bool { return e.same(e.Words[0], w, lang) })
	case Prefix:
		return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, e.Words[0]) })
	case Phrase:
		for i := range words {
			if e.row(words[i:], lang) {
				return true
			}
		}
		return false
	default:
		for i := range words { // a window of N+1 words that holds them all
			window := words[i:min(i+e.N+1, len(words))]
			if !slices.ContainsFunc(e.Words, func(q string) bool {
				return !slices.ContainsFunc(window, func(w string) bool { return e.same(q, w, lang) })
			}) {
				return true
			}
		}
		return false
	}
}

// row tells whether the phrase's words stand at the head of words in order,
// with at most N others between.
func (e Expr) row(words []string, lang string) bool {
	i := 0
	for n, w := range words {
		if n >= len(e.Words)+e.N {
			return false
		}
		if e.same(e.Words[i], w, lang) {
			if i++; i == len(e.Words) {
				return true
			}
		} else if i == 0 {
			return false
		}
	}
	return false
}

// same compares a word of the query with one of the text.
func (e Expr) same(query, word, lang string) bool {
	query = text.Fold(query)
	switch e.Mark {
	case "=":
		return query == word
	case "~":
		if lang == "" {
			lang = "en"
		}
		return text.Stem(text.LightStem(query), lang) == text.Stem(text.LightStem(word), lang)
	default:
		return text.LightStem(query) == text.LightStem(word)
	}
}

func split(s string) []string {
	var words []string
	for _, t := range text.Tokens(s) {
		words = append(words, t.Text)
	}
	return words
}

// FromSource tells whether an article is from a site or publisher.
func FromSource(a news.Article, name string) bool {
	name = strings.ToLower(name)
	if u, err := url.Parse(a.Link()); err == nil {
		host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		if host == name || strings.HasSuffix(host, "."+name) {
			return true
		}
		for _, ending := range []string{".co.uk", ".com.au", ".com", ".org", ".net", ".de"} {
			if bare, ok := strings.CutSuffix(host, ending); ok {
				return bare[strings.LastIndexByte(bare, '.')+1:] == name || sameName(a.Publisher, name)
			}
		}
	}
	return sameName(a.Publisher, name)
}

func sameName(publisher, name string) bool {
	publisher = strings.Join(split(publisher), " ")
	name = strings.Join(split(name), " ")
	bare := strings.TrimPrefix(publisher, "the ")
	return name != "" && (publisher == name || bare == name || strings.TrimSuffix(bare, " news") == name)
}

// InSection tells whether an article is in a section.
func InSection(a news.Article, name string) bool {
	return slices.ContainsFunc(append(strings.Split(a.Section, "/"), a.Section), func(s string) bool {
		return strings.Join(split(s), " ") == name && name != ""
	})
}
