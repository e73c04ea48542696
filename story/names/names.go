// Package names belongs to stage 2: it finds the names and numbers of a text in
// a form that several alphabets share. Package story uses it to see that a story
// told in another language is the same one.
//
// Latin, Cyrillic and Greek names are reduced to their consonants as English
// writes them: Putin, Путин and Путиным are one. Other scripts have no capital
// letters to tell names by, and give numbers only.
package names

import (
	"strings"
	"unicode/utf8"

	"newsbell/text"
)

// Marks are the names and numbers of a text.
type Marks struct {
	Head    map[string]bool // names of the headline
	All     map[string]bool // names of headline and lead
	Numbers map[string]bool
}

const (
	leadBytes = 800
	headBytes = 400
	least     = 3 // consonants of a name, its first letter included
)

// Of reads a headline and a lead in a language.
func Of(title, lead, lang string) Marks {
	m := Marks{Head: make(map[string]bool), All: make(map[string]bool), Numbers: make(map[string]bool)}
	m.read(cut(title, headBytes), lang, true)
	m.read(cut(lead, leadBytes), lang, false)
	return m
}

func (m Marks) read(s, lang string, head bool) {
	for _, t := range text.Tokens(s) {
		switch {
		case t.Num:
			if n := number(t.Text); n != "" {
				m.Numbers[n] = true
			}
		case !t.Upper || t.CJK || text.Stop(t.Text, lang):
		default:
			name := Skeleton(t.Text, lang)
			if utf8.RuneCountInString(name) < least || generic(name) {
				continue
			}
			m.All[name] = true
			if head {
				m.Head[name] = true
			}
		}
	}
}

// number gives a number that tells something: of two digits or more, and no
// year of our time.
func number(s string) string {
	digits := strings.ReplaceAll(s, ".", "")
	if len(digits) < 2 || len(digits) == 4 && (digits[:2] == "19" || digits[:2] == "20") {
		return ""
	}
	return digits
}

// The reasons of [Same].
const (
	ReasonNames   = "names"             // three names in common
	ReasonNumbers = "names_and_numbers" // two names and a number in common
)

// Same says whether two texts of different languages tell of one event, and by
// what: at least one name must stand in both headlines.
func Same(a, b Marks) (reason string, ok bool) {
	if common(a.Head, b.Head) == 0 {
		return "", false
	}
	switch names := common(a.All, b.All); {
	case names >= 2 && common(a.Numbers, b.Numbers) > 0:
		return ReasonNumbers, true
	case names >= 3:
		return ReasonNames, true
	default:
		return "", false
	}
}

func common(a, b map[string]bool) int {
	n := 0
	for k := range a {
		if b[k] {
			n++
		}
	}
	return n
}

// Shared counts the names and numbers that two texts have in common.
func Shared(a, b Marks) int { return common(a.All, b.All) + common(a.Numbers, b.Numbers) }

// Skeleton reduces a folded word to its first letter and its consonants in
// Latin letters.
func Skeleton(word, lang string) string {
	if lang == "ru" || lang == "uk" || lang == "be" {
		word = text.Stem(word, "ru") // its endings are theirs, and names keep their -iv
	}
	var b strings.Builder
	for _, r := range word {
		b.WriteString(latin(r))
	}
	s := spellings().Replace(b.String())
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		switch {
		case i > 0 && strings.IndexByte("aeiouyh'", c) >= 0:
		case len(out) > 0 && out[len(out)-1] == c: // doubled
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// spellings brings what languages write differently for one sound together.
func spellings() *strings.Replacer {
	return strings.NewReplacer(
		"dzh", "j", "dj", "j", "shch", "S", "tsch", "c", "sch", "S", "tch", "c", "tz", "z", "ts", "z",
		"kh", "h", "ph", "f", "ck", "k", "ch", "c", "sh", "S", "zh", "j", "x", "ks", "q", "k", "w", "v", "c", "k",
	)
}

// generic tells titles and common words that languages share.
func generic(skeleton string) bool {
	switch skeleton {
	case "prsdnt", "prsdn", "mnstr", "premr", "prmr", "plk", "plz", "plzd", "prlmnt", "nznl", "ntnl", "unvrst", "unvrstt", "gnrl",
		"drktr", "tnr", "mlrd", "mlrdn", "mln", "mlnn", "blln", "mlln", "erp", "mnt", "mntg", "janr", "fbrr", "mrz", "aprl", "agst",
		"sptmbr", "oktbr", "nvmbr", "dzmbr", "dkbr", "dksmbr", "intrnt", "fdrl", "kngrs", "snt", "kncl", "knzl", "rprt", "rprtr",
		"prtst", "mrkt", "bnk", "grp", "klb", "fnl", "prtn", "prt":
		return true
	default:
		return false
	}
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
