package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold gives s in the form in which words are compared: lower case, without
// diacritics, compatibility forms (full width, ligatures) as plain letters,
// typographic quotes and dashes as their ASCII fellows, and without invisible
// characters. White space is kept.
func Fold(s string) string {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf && (s[i] < 'A' || s[i] > 'Z') {
		i++
	}
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 4)
	b.WriteString(s[:i])
	for _, r := range s[i:] {
		foldRune(&b, r)
	}
	return b.String()
}

// foldRune writes the folded form of r, which may be empty.
func foldRune(b *strings.Builder, r rune) {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		b.WriteByte(byte(r))
	case r >= 0xC0 && r < 0x180:
		at := int(r-0xC0) * 2
		b.WriteByte(latin[at])
		if latin[at+1] != ' ' {
			b.WriteByte(latin[at+1])
		}
	case r >= 0x410 && r <= 0x44F: // Cyrillic
		if r < 0x430 {
			r += 0x20
		}
		b.WriteRune(r)
	case dropped(r):
	default:
		foldRare(b, r)
	}
}

// foldRare folds what has no short cut: the Unicode decomposition without its
// accents.
func foldRare(b *strings.Builder, r rune) {
	if p := plainQuote(r); p != 0 {
		b.WriteByte(p)
		return
	}
	if low := foldLetter(unicode.ToLower(r)); low != r {
		if low < 0x180 {
			foldRune(b, low)
			return
		}
		r = low
	}
	if whole(r) {
		b.WriteRune(r)
		return
	}
	if r >= 0x3040 && r <= 0x30FF || r == 'ї' || r == 'ў' { // marks that make another letter
		b.WriteRune(r)
		return
	}
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	parts := norm.NFKD.Properties(buf[:n]).Decomposition()
	if parts == nil {
		b.WriteRune(r)
		return
	}
	inWord := wordRune(r)
	for len(parts) > 0 {
		p, n := utf8.DecodeRune(parts)
		parts = parts[n:]
		if p == r || (p >= 0x3040 && p <= 0x30FF) {
			b.WriteRune(p)
		} else if !inWord || wordRune(p) || unicode.IsMark(p) {
			foldRune(b, p)
		}
	}
}

// whole tells common letters that have no decomposition: a short cut.
func whole(r rune) bool {
	switch {
	case r >= 0x627 && r <= 0x64A, r >= 0x3B1 && r <= 0x3C9, r >= 0x5D0 && r <= 0x5EA:
		return true
	case r >= 0x904 && r <= 0x939:
		return r != 0x929 && r != 0x931 && r != 0x934
	default:
		return r >= 0x4E00 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7A3
	}
}

// foldLetter joins letters that differ in form only.
func foldLetter(r rune) rune {
	switch r {
	case 'ς':
		return 'σ'
	case 'ى', 'ی': // alef maksura and Persian yeh
		return 'ي'
	case 'ک': // Persian kaf
		return 'ك'
	case 'ة':
		return 'ه'
	case 'ə':
		return 'e'
	default:
		return r
	}
}

// plainQuote gives the ASCII form of typographic quotes and dashes, else 0.
func plainQuote(r rune) byte {
	switch r {
	case '‘', '’', '‚', '‛', '′', 'ʼ', 'ʹ', '‹', '›', '`', '´', '＇':
		return '\''
	case '“', '”', '„', '‟', '″', '«', '»', '＂', '〝', '〞', '〟':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−', '－':
		return '-'
	default:
		return 0
	}
}

// dropped tells runes that Fold leaves out: accents of the alphabets that
// write them as decoration, and everything invisible.
func dropped(r rune) bool {
	switch {
	case r < 0x300:
		return r == 0xAD
	case r <= 0x36F: // combining accents
		return true
	case r >= 0x591 && r <= 0x5C7: // Hebrew points
		return unicode.Is(unicode.Mn, r)
	case r >= 0x610 && r <= 0x61A, r == 0x640, r >= 0x64B && r <= 0x65F, r == 0x670: // Arabic vowels, tatweel
		return true
	default:
		return invisible(r)
	}
}

// invisible tells characters that take no room and can mislead: zero-width
// ones, directional controls, tags.
func invisible(r rune) bool {
	switch {
	case r < 0x300:
		return r == 0xAD
	case r == 0x34F, r == 0x61C, r == 0x180E, r == 0xFEFF,
		r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	case r >= 0xFFF9 && r <= 0xFFFB, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	default:
		return false
	}
}
