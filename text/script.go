package text

import "unicode"

// Script names the dominant script of s: latin, cyrillic, arabic, han, kana,
// hangul or other. Text that mixes kana and Han is kana: it is Japanese.
func Script(s string) string {
	var latin, cyrillic, arabic, han, kana, hangul, other int
	for _, r := range s {
		switch {
		case r < 0x80:
			if letter(byte(r)) {
				latin++
			}
		case !unicode.IsLetter(r):
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		case unicode.Is(unicode.Arabic, r):
			arabic++
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Hangul, r):
			hangul++
		default:
			other++
		}
	}
	if kana*10 > han { // a tenth of kana tells Japanese from Chinese
		kana, han = kana+han, 0
	}
	best, name := 0, "other"
	for _, c := range []struct {
		n    int
		name string
	}{
		{latin, "latin"},
		{cyrillic, "cyrillic"},
		{arabic, "arabic"},
		{han * 2, "han"},
		{kana * 2, "kana"},
		{hangul * 2, "hangul"},
		{other, "other"},
	} {
		if c.n > best {
			best, name = c.n, c.name
		}
	}
	return name
}
