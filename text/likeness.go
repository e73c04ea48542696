package text

// ContentWords are what a short text, such as a headline, is about: its words
// without the small ones, folded and lightly stemmed, each once.
func ContentWords(s, lang string) map[string]bool {
	words := map[string]bool{}
	for _, t := range Tokens(s) {
		if !Stop(t.Text, lang) {
			words[LightStem(t.Text)] = true
		}
	}
	return words
}

// Likeness is how much of the smaller set is in the other, from 0 to 1 (the
// overlap coefficient of Szymkiewicz and Simpson).
func Likeness(a, b map[string]bool) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	common := 0
	for w := range a {
		if b[w] {
			common++
		}
	}
	return float64(common) / float64(len(a))
}
