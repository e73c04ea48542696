package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Token is one word of a text.
type Token struct {
	Text       string // folded, without a possessive 's
	Start, End int    // bytes in the source
	Upper      bool   // begins with an upper-case letter
	Num        bool   // digits only, perhaps with separators
	CJK        bool   // one character of a script that is written without spaces
}

// Tokens gives the words of s in order. A word is a run of letters, digits and
// marks; AT&T, 3.5, don't, C++ stay whole and 1,000 is read as 1000; hyphens,
// full stops and elisions (l'Europe) part words. Han, kana, Hangul, Thai, Lao,
// Khmer and Burmese give one token a character.
func Tokens(s string) []Token {
	return AppendTokens(make([]Token, 0, len(s)/6+1), s)
}

// AppendTokens appends the words of s to dst, so that a caller can keep its
// memory.
func AppendTokens(dst []Token, s string) []Token {
	for t := NewScanner(s); t.Next(); {
		dst = append(dst, t.Token)
	}
	return dst
}

// A Scanner reads the words of a text one by one.
type Scanner struct {
	Token // the last word read

	src string
	at  int
	buf strings.Builder // folded words
}

// NewScanner starts to read s.
func NewScanner(s string) *Scanner { return &Scanner{src: s} }

// Next reads the next word into Token; false at the end.
func (t *Scanner) Next() bool {
	for {
		start := t.skip()
		if start == len(t.src) {
			return false
		}
		if t.word(start) {
			return true
		}
	}
}

// skip moves to the next letter or digit and returns its place.
func (t *Scanner) skip() int {
	for t.at < len(t.src) {
		c := t.src[t.at]
		if c < utf8.RuneSelf {
			if alnum(c) {
				return t.at
			}
			t.at++
			continue
		}
		r, n := utf8.DecodeRuneInString(t.src[t.at:])
		if wordRune(r) {
			return t.at
		}
		t.at += n
	}
	return t.at
}

// word reads the word that begins at start. It is no word when nothing is left
// of it after folding.
func (t *Scanner) word(start int) bool {
	t.Token = Token{Start: start}
	tok := &t.Token
	if c := t.src[start]; c < utf8.RuneSelf {
		tok.Upper = 'A' <= c && c <= 'Z'
	} else {
		r, n := utf8.DecodeRuneInString(t.src[start:])
		if cjk(r) {
			return t.character(r, start, n)
		}
		tok.Upper = unicode.IsUpper(r)
	}
	if tok.End = t.plain(start); tok.End > start {
		tok.Text = t.src[start:tok.End]
	} else {
		tok.Text, tok.End = t.fold(start)
	}
	tok.Num = numeric(tok.Text)
	t.at = tok.End
	if rest := t.src[t.at:]; len(rest) > 1 && rest[0] != ' ' {
		if strings.HasPrefix(rest, "'s") || strings.HasPrefix(rest, "'S") {
			t.possessive(2)
		} else if strings.HasPrefix(rest, "’s") || strings.HasPrefix(rest, "’S") {
			t.possessive(len("’s"))
		}
	}
	return tok.Text != ""
}

// possessive skips the n bytes of an 's unless a longer word follows.
func (t *Scanner) possessive(n int) {
	if !goesOn(t.src[t.at+n:]) {
		t.at += n
	}
}

// plain returns the end of a word that is lower-case ASCII and needs no
// folding, or start when the word is of another kind.
func (t *Scanner) plain(start int) int {
	for i := start; i < len(t.src); i++ {
		switch c := t.src[i]; {
		case 'a' <= c && c <= 'z':
		case c >= utf8.RuneSelf, 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			c == '\'', c == '&', c == '+', c == '#':
			return start
		default:
			return i
		}
	}
	return len(t.src)
}

// fold reads a word of any kind from start into the buffer.
func (t *Scanner) fold(start int) (string, int) {
	if t.buf.Cap() == 0 {
		t.buf.Grow(len(t.src) - start + 8)
	}
	from, i := t.buf.Len(), start
	for i < len(t.src) {
		c := t.src[i]
		if c < utf8.RuneSelf && alnum(c) {
			if c <= 'Z' && c >= 'A' {
				c += 'a' - 'A'
			}
			t.buf.WriteByte(c)
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(t.src[i:])
			if (wordRune(r) && !cjk(r)) || unicode.IsMark(r) || invisible(r) {
				foldRune(&t.buf, r)
				i += n
				continue
			}
		}
		kept, n := t.joiner(start, i)
		if n == 0 {
			break
		}
		t.buf.WriteString(kept)
		i += n
	}
	return headed(t.buf.String()[from:]), i
}

// headed cuts marks that lost their letter off the head of a word.
func headed(s string) string {
	for s != "" && (s[0] >= utf8.RuneSelf || !alnum(s[0])) {
		r, n := utf8.DecodeRuneInString(s)
		if wordRune(r) {
			break
		}
		s = s[n:]
	}
	return s
}

// joiner looks at a character between letters: it returns what is written for
// it and its length, or 0 when the word ends there.
func (t *Scanner) joiner(start, i int) (kept string, n int) {
	c := t.src[i]
	if c == ' ' {
		return "", 0
	}
	rest := t.src[i+1:]
	switch {
	case c == '\'' && contraction(rest):
		return "'", 1
	case strings.HasPrefix(t.src[i:], "’") && contraction(t.src[i+len("’"):]):
		return "'", len("’")
	case c == '&' && rest != "" && alnum(rest[0]):
		return "&", 1
	case c == '.' && digits(rest) > 0 && digit(t.src[i-1]):
		return ".", 1
	case c == ',' && digits(rest) == 3 && digit(t.src[i-1]):
		return "", 1
	case i-start == 1 && c == '+' && strings.HasPrefix(rest, "+"):
		return "++", 2
	case i-start == 1 && c == '#' && !goesOn(rest):
		return "#", 1
	default:
		return "", 0
	}
}

// character reads one character of a script without spaces, with its marks.
func (t *Scanner) character(r rune, start, n int) bool {
	end := start + n
	for end < len(t.src) && t.src[end] >= utf8.RuneSelf {
		r, n := utf8.DecodeRuneInString(t.src[end:])
		if !unicode.IsMark(r) && !invisible(r) {
			break
		}
		end += n
	}
	t.at, t.End, t.CJK = end, end, true
	t.Text = t.src[start:end]
	if end > start+n || !settled(r) {
		t.Text = headed(Fold(t.Text))
	}
	return t.Text != ""
}

// settled tells common characters that folding leaves as they are.
func settled(r rune) bool {
	return r >= 0x3041 && r <= 0x30FE || r >= 0x4E00 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7A3
}

// contraction tells whether rest begins with the tail of an English
// contraction other than the possessive s, as in don't, we're, I'll.
func contraction(rest string) bool {
	n := 0
	for n < len(rest) && alnum(rest[n]) {
		n++
	}
	if n < len(rest) && rest[n] >= utf8.RuneSelf {
		if r, _ := utf8.DecodeRuneInString(rest[n:]); wordRune(r) {
			return false
		}
	}
	switch rest[:n] {
	case "t", "re", "ve", "ll", "d", "m", "T", "RE", "VE", "LL", "D", "M":
		return true
	default:
		return false
	}
}

// goesOn tells whether s begins with a letter, a digit or a mark.
func goesOn(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r != utf8.RuneError && (wordRune(r) || unicode.IsMark(r) || invisible(r))
}

func alnum(c byte) bool { return letter(c) || digit(c) }

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func digit(c byte) bool { return '0' <= c && c <= '9' }

// digits counts the digits at the head of s.
func digits(s string) int {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return n
}

func numeric(s string) bool {
	for i := range len(s) {
		if !digit(s[i]) && (i == 0 || s[i] != '.') {
			return false
		}
	}
	return s != ""
}

// wordRune tells letters and digits.
func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return alnum(byte(r))
	}
	if r >= 0x2000 && r <= 0x206F { // punctuation
		return false
	}
	if r == 'ʼ' || r == 'ʹ' { // letters to Unicode, apostrophes to people
		return false
	}
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Nl, r) || cjk(r)) && !invisible(r)
}

// cjk tells the scripts that are written without spaces, and Hangul, whose
// particles stick to the word.
func cjk(r rune) bool {
	switch {
	case r < 0xE00:
		return false
	case r <= 0xEFF, r >= 0x1000 && r <= 0x109F, r >= 0x1780 && r <= 0x17FF: // Thai, Lao, Burmese, Khmer
		return unicode.IsLetter(r)
	case r >= 0x3040 && r <= 0x30FF:
		return r != 0x30FB && r != 0x30A0 && unicode.IsLetter(r)
	case r >= 0x3400 && r <= 0x9FFF, r >= 0xAC00 && r <= 0xD7A3, r >= 0xF900 && r <= 0xFAFF:
		return unicode.IsLetter(r)
	case r >= 0x2E80 && r <= 0x2FDF, r == 0x3005, r == 0x3007, r >= 0x31F0 && r <= 0x31FF:
		return true
	case r >= 0xFF66 && r <= 0xFF9F, r >= 0x20000 && r <= 0x3FFFF:
		return unicode.IsLetter(r)
	default:
		return false
	}
}
