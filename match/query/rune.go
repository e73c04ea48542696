package query

import "unicode"

// blank tells white space, controls and what cannot be seen.
func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == 0x3164 || r == 0x34F
}

// comma tells the commas and semicolons of the scripts.
func comma(r rune) bool {
	switch r {
	case ',', ';', '，', '、', '；', '،', '؛':
		return true
	default:
		return false
	}
}

// quote tells characters that open and close a phrase.
func quote(r rune) bool {
	switch r {
	case '"', '“', '”', '„', '‟', '«', '»', '＂', '「', '」', '『', '』', '〝', '〞', '〟':
		return true
	default:
		return false
	}
}

// single tells single quotes, which count only around a phrase.
func single(r rune) bool {
	switch r {
	case '\'', '‘', '’', '‚', '‛', '‹', '›':
		return true
	default:
		return false
	}
}

// closes tells whether r can close what open opened.
func closes(open, r rune) bool {
	switch open {
	case '「':
		return r == '」'
	case '『':
		return r == '』'
	default:
		return quote(r)
	}
}

// minus tells hyphens and the dashes that keyboards make of them.
func minus(r rune) bool {
	switch r {
	case '-', '‐', '‑', '–', '—', '−', '－':
		return true
	default:
		return false
	}
}

// ends tells characters behind which no word goes on.
func ends(r rune) bool {
	return blank(r) || comma(r) || quote(r) || r == '(' || r == ')' || r == '|' || r == '（' || r == '）'
}

func notPunct(r rune) bool { return !unicode.IsPunct(r) && !blank(r) }

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }

func asciiDigit(r rune) bool { return r >= '0' && r <= '9' }

func allDigits(s string) bool {
	for _, r := range s {
		if !asciiDigit(r) {
			return false
		}
	}
	return s != ""
}
