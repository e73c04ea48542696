package query

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"newsbell/spell"
	"newsbell/text"
)

// A lexKind is the kind of a lexeme.
type lexKind uint8

const (
	lexEnd lexKind = iota
	lexWord
	lexPhrase
	lexOpen
	lexClose
	lexAnd
	lexOr
	lexComma
	lexNot
	lexNear
	lexField
)

// A lexeme is one piece of a query.
type lexeme struct {
	kind  lexKind
	text  string // word or phrase as typed; field's name
	col   int    // in characters from 1
	n     int    // distance or slop
	mark  rune   // '=' or '~' before it, else 0
	star  bool   // '*' after it
	words []text.Token
}

// A lexer cuts a query into lexemes.
type lexer struct {
	src   []rune
	at    int
	value bool // right behind a filter's colon, where no field can begin
	out   []lexeme
}

func lex(src []rune) ([]lexeme, *Error) {
	l := &lexer{src: src, out: make([]lexeme, 0, 12)}
	for l.skip(); l.at < len(l.src); l.skip() {
		if err := l.next(); err != nil {
			return nil, err
		}
	}
	return append(l.out, lexeme{kind: lexEnd, col: len(src) + 1}), nil
}

// skip passes white space and what cannot be seen.
func (l *lexer) skip() {
	for l.at < len(l.src) && blank(l.src[l.at]) {
		l.at++
	}
}

// peek looks i characters ahead; past the end it sees a space.
func (l *lexer) peek(i int) rune {
	if l.at+i < len(l.src) {
		return l.src[l.at+i]
	}
	return ' '
}

func (l *lexer) emit(k lexKind, width int) *Error {
	l.out = append(l.out, lexeme{kind: k, col: l.at + 1})
	l.at += width
	l.value = false
	return nil
}

// next reads one lexeme.
func (l *lexer) next() *Error {
	r := l.peek(0)
	switch {
	case r == '(' || r == '（':
		return l.emit(lexOpen, 1)
	case r == ')' || r == '）':
		return l.emit(lexClose, 1)
	case comma(r):
		return l.emit(lexComma, 1)
	case r == '|':
		if l.peek(1) == '|' {
			return l.emit(lexOr, 2)
		}
		return l.emit(lexOr, 1)
	case r == '&' && l.lone("&"), r == '&' && l.lone("&&"):
		width := 1
		if l.peek(1) == '&' {
			width = 2
		}
		return l.emit(lexAnd, width)
	case quote(r):
		return l.phrase(0)
	case single(r) && l.closing() > 0:
		return l.phrase(0)
	default:
		return l.prefixed(r)
	}
}

// lone tells whether s stands here with nothing stuck to it.
func (l *lexer) lone(s string) bool {
	n := len(s)
	for i := range n {
		if l.peek(i) != rune(s[i]) {
			return false
		}
	}
	after := l.peek(n)
	return blank(after) || after == '(' || quote(after)
}

// prefixed reads what may stand before a word, then the word.
func (l *lexer) prefixed(r rune) *Error {
	next := l.peek(1)
	switch {
	case minus(r) || r == '!':
		if !blank(next) {
			return l.emit(lexNot, 1)
		}
		if r != '-' && r != '!' { // a dash between words
			l.at++
			return nil
		}
		return l.fault(l.at, "", "apple -pie").says("put %s directly before the word to leave out", string(r))
	case r == '+': // all words of a list must be there anyway
		l.at++
		return nil
	case r == '=' && (blank(next) || next == '('):
		return l.fault(l.at, "put = directly before the word or phrase that must stand exactly so", `=apple ="rate cut"`)
	case r == '~' && (blank(next) || next == '('):
		return l.fault(l.at, "put ~ directly before a word for any form of it, or behind a phrase with a number of words", `~running "rate cut"~3`)
	case r == '=' || r == '~':
		l.at++
		if quote(next) {
			return l.phrase(r)
		}
		return l.word(r)
	case r == '*':
		return l.fault(l.at, "* goes after at least three letters", "crypt*")
	default:
		return l.word(0)
	}
}

// phrase reads text in quotes; the opening quote is at l.at.
func (l *lexer) phrase(mark rune) *Error {
	start := l.at
	end := l.closing()
	if end == 0 {
		return l.fault(start, "this quote is never closed", `"rate cut"`)
	}
	x := lexeme{kind: lexPhrase, text: string(l.src[start+1 : end]), col: start + 1, mark: mark}
	x.words = text.Tokens(x.text)
	l.at = end + 1
	if l.peek(0) == '~' && unicode.IsDigit(l.peek(1)) {
		l.at++
		n, err := l.number(`a phrase allows 1 to 50 words between: "peace talks"~3`)
		if err != nil {
			return err
		}
		x.n = n
	}
	l.out = append(l.out, x)
	l.value = false
	return nil
}

// closing gives the place of the quote that closes the one at l.at, or 0.
func (l *lexer) closing() int {
	open := l.src[l.at]
	for i := l.at + 1; i < len(l.src); i++ {
		r := l.src[i]
		if !single(open) {
			if closes(open, r) {
				return i
			}
			continue
		}
		if single(r) && i > l.at+1 && (i+1 == len(l.src) || ends(l.src[i+1])) {
			return i
		}
	}
	return 0
}

// number reads digits from 1 to 50.
func (l *lexer) number(message string) (int, *Error) {
	start := l.at
	for l.at < len(l.src) && l.src[l.at] >= '0' && l.src[l.at] <= '9' {
		l.at++
	}
	n, err := strconv.Atoi(string(l.src[start:l.at]))
	if err != nil || n < 1 || n > MaxDistance {
		return 0, l.fault(start, message, "")
	}
	return n, nil
}

// word reads a word, an operator in capitals or a field's name.
func (l *lexer) word(mark rune) *Error {
	start := l.at
	for l.at < len(l.src) {
		r := l.src[l.at]
		if (r == ':' || r == '：') && !l.value && mark == 0 {
			done, err := l.field(start)
			if done || err != nil {
				return err
			}
		}
		if r == '*' && !ends(l.peek(1)) {
			return l.fault(l.at, "* may stand only at the end of a word", "crypt*")
		}
		if r == '?' && l.at > start && unicode.IsLetter(l.src[l.at-1]) && unicode.IsLetter(l.peek(1)) && !slices.Contains(l.src[start:l.at], '/') {
			return l.fault(l.at, "? stands for no letter; type how the word begins and *, or a space behind the ?", "organi*")
		}
		if r == '*' || blank(r) || r == '(' || r == ')' || r == '（' || r == '）' || r == '|' || quote(r) {
			break
		}
		if comma(r) && !l.grouping() {
			break
		}
		l.at++
	}
	l.value = false
	return l.finish(start, mark)
}

// finish makes a lexeme of the word from start to here.
func (l *lexer) finish(start int, mark rune) *Error {
	x := lexeme{kind: lexWord, text: string(l.src[start:l.at]), col: start + 1, mark: mark}
	if l.peek(0) == '*' {
		x.star = true
		l.at++
	}
	if mark == 0 && !x.star {
		if done, err := l.operator(x); done || err != nil {
			return err
		}
	}
	if x.words = text.Tokens(x.text); len(x.words) == 0 {
		if mark == 0 && !x.star && strings.IndexFunc(x.text, notPunct) < 0 {
			return nil // a stray full stop or question mark
		}
		return l.fault(start, "", "rocket launch").
			says("there is no word in %q: newsbell looks for words, in any script", text.Truncate(text.Clean(x.text), 20))
	}
	if i := strings.LastIndexByte(x.text, '~'); i > 0 && (i == len(x.text)-1 || allDigits(x.text[i+1:])) {
		return l.fault(start+len([]rune(x.text[:i])), `~ works after a phrase only; for any form of a word put ~ before it`, "~running")
	}
	l.out = append(l.out, x)
	return nil
}

// operator emits AND, OR, NOT and NEAR/n; done is false for plain words.
func (l *lexer) operator(x lexeme) (done bool, err *Error) {
	switch x.text {
	case "AND", "&&":
		x.kind = lexAnd
	case "OR":
		x.kind = lexOr
	case "NOT":
		x.kind = lexNot
	default:
		return l.near(x)
	}
	l.out = append(l.out, x)
	return true, nil
}

// near emits NEAR/n and refuses what only looks like it.
func (l *lexer) near(x lexeme) (done bool, err *Error) {
	const say = "NEAR takes a distance from 1 to 50 words"
	const example = "trump NEAR/5 putin"
	name, number, slash := strings.Cut(x.text, "/")
	switch {
	case name == "AROUND" && !slash && l.peek(0) == '(':
		return true, l.fault(x.col-1, "write NEAR/5 instead of AROUND(5)", example)
	case name == "NEAR" && !slash:
		return true, l.fault(x.col-1, say, example)
	case strings.EqualFold(name, "near") && slash && name != "NEAR" && allDigits(number):
		return true, l.fault(x.col-1, "", example).says("write NEAR in capitals: %s", "NEAR/"+number)
	case name != "NEAR" || !slash:
		return false, nil
	}
	n, bad := strconv.Atoi(number)
	if bad != nil || n < 1 || n > MaxDistance {
		return true, l.fault(x.col+len("NEAR/")-1, say, example)
	}
	x.kind, x.n = lexNear, n
	l.out = append(l.out, x)
	return true, nil
}

// field looks at the colon at l.at behind a word that began at start: done
// when it was a field's. An unknown field is refused, other colons are text.
func (l *lexer) field(start int) (done bool, err *Error) {
	name := strings.ToLower(string(l.src[start:l.at]))
	if known := fieldName(name); known != "" {
		l.out = append(l.out, lexeme{kind: lexField, text: known, col: start + 1})
		l.at++
		l.skip()
		l.value = known != "title"
		return true, nil
	}
	after := l.peek(1)
	if l.src[l.at] != ':' || blank(after) || comma(after) || after == '/' || name == "" || strings.IndexFunc(name, notLetter) >= 0 {
		return false, nil
	}
	shown := text.Truncate(name, 20)
	if meant, ok := spell.Nearest(text.Fold(name), fieldNames()); ok {
		meant = fieldName(meant)
		return false, l.fault(start, "", fieldExample(meant)).
			says("unknown field %q; did you mean %s:? (quote the text if you mean it literally)", shown, meant)
	}
	return false, l.fault(start, "", "title:recall").
		says("unknown field %q; known are title, source, lang, section (quote the text if you mean it literally)", shown)
}

// grouping tells whether the comma at l.at stands between the digits of one
// number.
func (l *lexer) grouping() bool {
	if l.src[l.at] != ',' || l.at == 0 || !asciiDigit(l.src[l.at-1]) {
		return false
	}
	for i := 1; i <= 3; i++ {
		if !asciiDigit(l.peek(i)) {
			return false
		}
	}
	return !asciiDigit(l.peek(4))
}

func (l *lexer) fault(at int, message, example string) *Error {
	return &Error{Message: message, Column: at + 1, Query: string(l.src), Example: example}
}
