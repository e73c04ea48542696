package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Sentences gives the whole sentences of s in order, each as one clean line.
// A line break ends a sentence; an abbreviation, an initial or an ordinal does
// not (lang is a primary tag such as "en", "" when unknown).
func Sentences(s, lang string) []string {
	var out []string
	for line := range strings.Lines(s) {
		out = appendSentences(out, Clean(line), lang)
	}
	return out
}

func appendSentences(out []string, line, lang string) []string {
	start, end := 0, 0
	it := sentences.FromString(line)
	for it.Next() {
		if end > start && !continues(line[start:end], line[end:], lang) {
			out = append(out, strings.TrimSpace(line[start:end]))
			start = end
		}
		end = it.End()
	}
	if rest := strings.TrimSpace(line[start:]); rest != "" {
		out = append(out, rest)
	}
	return out
}

// continues tells whether a break between head and tail is a false one.
func continues(head, tail, lang string) bool {
	head = strings.TrimRight(head, " ")
	if !strings.HasSuffix(head, ".") {
		return false
	}
	word := head[strings.LastIndexByte(head, ' ')+1:]
	word = strings.TrimLeft(word, "(\"'“‘«[")
	word = strings.TrimSuffix(word, ".")
	next := firstWord(tail)
	first, _ := utf8.DecodeRuneInString(next)
	switch {
	case word == "":
		return false
	case title(word):
		return true
	case initial(word):
		return !opener(next)
	case strings.Contains(word, ".") && abbreviated(word): // U.S, p.m, e.g
		return !opener(next)
	case lang == "de" && numeric(word): // an ordinal: am 3. Mai
		return true
	case counted(word):
		return unicode.IsDigit(first)
	case company(word):
		return !opener(next)
	default:
		return false
	}
}

func firstWord(s string) string {
	s = strings.TrimLeft(s, " (\"'“‘«[")
	if i := strings.IndexAny(s, " ,;:"); i >= 0 {
		s = s[:i]
	}
	return s
}

// initial tells a single capital: the J in J. Smith.
func initial(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	return n == len(word) && unicode.IsUpper(r) && word != "I"
}

// abbreviated tells letters parted by full stops: U.S, a.m, z.B.
func abbreviated(word string) bool {
	for part := range strings.SplitSeq(word, ".") {
		if n := utf8.RuneCountInString(part); n != 1 && part != "Ph" {
			return false
		}
	}
	return true
}

// title tells abbreviations that a name or more of the same always follows.
func title(word string) bool {
	switch word {
	case "Mr", "Mrs", "Ms", "Mx", "Dr", "Prof", "Gov", "Sen", "Rep", "Reps", "Sens", "Gen",
		"Lt", "Col", "Sgt", "Capt", "Maj", "Cpl", "Adm", "Cmdr", "Rev", "Hon", "Pres", "St",
		"Ste", "Mt", "Ft", "Msgr", "Fr", "Sr.", "Sra", "Srta", "Sig", "Mme", "Mlle", "MM",
		"vs", "v", "cf", "al", "approx", "ca", "bzw", "ggf", "bspw", "evtl", "usw", "inkl",
		"Nr", "Abs", "Art", "Tel", "Hr", "Fr.", "г", "ул", "им", "т", "стр":
		return true
	default:
		return false
	}
}

// counted tells abbreviations that go on only before a number.
func counted(word string) bool {
	switch word {
	case "No", "Nos", "no", "p", "pp", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep",
		"Sept", "Oct", "Nov", "Dec", "Fig", "Vol", "Ch", "Sec", "Rs", "núm", "n":
		return true
	default:
		return false
	}
}

// company tells abbreviations that may as well end a sentence.
func company(word string) bool {
	switch word {
	case "Inc", "Corp", "Co", "Cos", "Ltd", "Bros", "Jr", "Sr", "Esq", "etc", "dept", "est",
		"Dept", "Univ", "Ave", "Blvd", "Rd", "Calif", "Fla", "Mass", "Pa", "Tex", "Va", "Wash",
		"Ariz", "Colo", "Conn", "Ga", "Ill", "Ind", "Mich", "Minn", "Miss", "Mo", "Okla", "Tenn":
		return true
	default:
		return false
	}
}

// opener tells words that commonly begin a sentence, so that an abbreviation
// before them ends the former one.
func opener(word string) bool {
	switch word {
	case "The", "A", "An", "He", "She", "It", "They", "We", "I", "You", "In", "On", "At", "But",
		"And", "If", "As", "This", "That", "These", "Those", "There", "When", "While", "After",
		"Before", "For", "From", "His", "Her", "Its", "Their", "Our", "Some", "Many", "Most",
		"However", "Meanwhile", "Officials", "Police", "Earlier", "Last", "No", "Not", "One",
		"With", "What", "Who", "Why", "How", "Since", "Although", "Both":
		return true
	default:
		return false
	}
}
