package names

// latin writes a folded letter in Latin ones, as English newspapers do; what has
// no row is left out unless it is Latin itself.
func latin(r rune) string {
	if 'a' <= r && r <= 'z' {
		return string(r)
	}
	if r >= 0x430 && r <= 0x44F {
		return [...]string{"a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"}[r-0x430]
	}
	if r >= 0x3B1 && r <= 0x3C9 {
		return [...]string{"a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f", "kh", "ps", "o"}[r-0x3B1]
	}
	switch r {
	case 'і', 'ї', 'ы':
		return "i"
	case 'є', 'ё':
		return "e"
	case 'ґ':
		return "g"
	case 'ў':
		return "u"
	case 'ј':
		return "y"
	case 'ћ', 'ќ':
		return "ch"
	case 'ђ', 'џ':
		return "dzh"
	case 'љ':
		return "l"
	case 'њ':
		return "n"
	default:
		return ""
	}
}
