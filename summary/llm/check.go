package llm

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"newsbell/summary"
	"newsbell/text"
)

// A Reason names what came of a request; the ones beside Used are why the
// extractive text stands.
type Reason string

// The reasons.
const (
	Used      Reason = "used"
	Timeout   Reason = "timeout"    // no answer in time
	Network   Reason = "network"    // the service cannot be reached
	Refused   Reason = "refused"    // an answer with another status than 200
	Garbled   Reason = "garbled"    // an answer that cannot be read, or cut short
	Resting   Reason = "resting"    // a request failed a moment ago: none is made
	TooLittle Reason = "too_little" // the articles hold nothing to tell from: no request is made
	Length    Reason = "length"     // too many words, or not two or three sentences
	Broken    Reason = "broken"     // a sentence that is not whole
	Markup    Reason = "markup"     // links, mentions, formatting, control characters
	Voice     Reason = "voice"      // it speaks of itself or to the reader
	Language  Reason = "language"   // another language than the story's
	Names     Reason = "names"      // a name that no source has
	Numbers   Reason = "numbers"    // a number that no source has
	Unfounded Reason = "unfounded"  // a sentence that says mostly what no source says
)

const (
	mostWords      = 60
	leastSentences = 2
	mostSentences  = 3
	founded        = .65 // share of a sentence's content words that stand in the sources
)

// Check holds an answer against the sources it was made from and gives the text
// to show, or the reason for which it is refused. A name is a run of words with
// an upper-case letter; it must stand in the sources as it is, but for endings.
// Scripts without upper case do not show names, so there each word must. What
// the check cannot see is a sentence that turns what true words say.
func Check(answer string, sources []string, lang string) (string, Reason) {
	answer = strings.TrimSpace(answer)
	if marked(answer) {
		return "", Markup
	}
	answer = strings.Join(strings.Fields(answer), " ")
	sentences := text.Sentences(answer, lang)
	if n := len(sentences); n < leastSentences || n > mostSentences || summary.Words(answer) > mostWords {
		return "", Length
	}
	for _, s := range sentences {
		if !summary.Whole(s) {
			return "", Broken
		}
	}
	if spoken(answer) {
		return "", Voice
	}
	all := strings.Join(sources, "\n")
	if foreign(answer, all, lang) {
		return "", Language
	}
	k := know(sources, lang)
	for _, s := range sentences {
		if reason := k.judge(s); reason != Used {
			return "", reason
		}
	}
	return answer, Used
}

// marked says whether s holds anything but the plain text of sentences.
func marked(s string) bool {
	if !utf8.ValidString(s) || strings.ContainsAny(s, "@<>[]{}|`*_#\\~^=\u2028\u2029") || strings.Contains(s, "//") {
		return true
	}
	for line := range strings.Lines(s) {
		if strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "• ") {
			return true
		}
	}
	for i, r := range s {
		switch {
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs) && r != '\n':
			return true
		case r == '.' && i > 0 && address(s[i+1:]) && !unicode.IsSpace(rune(s[i-1])):
			return true
		}
	}
	return false
}

// address says whether what follows a full stop is the end of a host's name,
// such as "com": two lower-case letters or more.
func address(rest string) bool {
	n := 0
	for _, r := range rest {
		if !unicode.IsLower(r) {
			break
		}
		n++
	}
	return n >= 2
}

// spoken says whether s speaks of the one who wrote it, or to the reader.
func spoken(s string) bool {
	folded := " " + text.Fold(unquoted(s)) + " "
	for _, p := range [...]string{
		" i ", " i'm ", " i’m ", " i am ", " my ", " you ", " your ", " as an ai", " language model", " here is ", " here are ", " summary:", " sure,", " sorry",
		" these sources", " the sources ", " the articles ", " instructions", " click ", " subscribe ", " follow us",
	} {
		if strings.Contains(folded, p) {
			return true
		}
	}
	return false
}

// unquoted leaves out what stands between double quotation marks.
func unquoted(s string) string {
	var b strings.Builder
	open := false
	for _, r := range s {
		if strings.ContainsRune("\"“”„«»", r) {
			open = !open
			b.WriteByte(' ')
		} else if !open {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// foreign says whether the answer is in another language than the story, as far
// as script and common words tell.
func foreign(answer, sources, lang string) bool {
	if text.Script(answer) != text.Script(sources) {
		return true
	}
	is := summary.Guess(answer)
	return is != "" && is != lang && is != summary.Guess(sources)
}

// known is what the sources say.
type known struct {
	lang    string
	words   map[string]bool // stems
	pairs   map[string]bool // stems side by side in one source
	names   [][]string      // runs of stems with upper case
	numbers map[string]bool // in digits
}

func know(sources []string, lang string) *known {
	k := &known{lang: lang, words: map[string]bool{}, pairs: map[string]bool{}, numbers: map[string]bool{}}
	for _, s := range sources {
		var name []string
		before := ""
		tokens := text.Tokens(s)
		for i, t := range tokens {
			stem := k.stem(t)
			k.words[stem], k.pairs[before+" "+stem] = true, true
			before = stem
			if n, ok := number(t); ok {
				k.numbers[n] = true
			}
			if !capital(s[t.Start:t.End]) {
				continue
			}
			if i > 0 && len(name) > 0 && capital(s[tokens[i-1].Start:tokens[i-1].End]) && beside(s, tokens, i) {
				name = append(name, k.nominative(t))
				k.names[len(k.names)-1] = name
			} else {
				name = []string{k.nominative(t)}
				k.names = append(k.names, name)
			}
		}
	}
	return k
}

// beside says whether only blanks part a word from the one before.
func beside(s string, tokens []text.Token, i int) bool {
	return i > 0 && strings.TrimSpace(s[tokens[i-1].End:tokens[i].Start]) == ""
}

func (k *known) stem(t text.Token) string {
	if t.Num || t.CJK {
		return t.Text
	}
	return text.Stem(t.Text, k.lang)
}

// nominative gives a name without the ending of its case, for languages whose
// names have cases; a stemmer would take part of the name (-ov) with it.
func (k *known) nominative(t text.Token) string {
	switch k.lang {
	case "ru", "uk", "be":
		for _, ending := range [...]string{
			"ого", "ому", "ыми", "ими", "ами", "ями", "ым", "им", "ом", "ем", "ой", "ей", "ою", "ею", "ий", "ый", "ая", "яя", "ую", "ах", "ях", "ам", "ям",
			"а", "я", "у", "ю", "е", "ы", "и", "о", "ь", "і", "й",
		} {
			if rest, ok := strings.CutSuffix(t.Text, ending); ok && utf8.RuneCountInString(rest) > 2 {
				return rest
			}
		}
		return t.Text
	}
	return k.stem(t)
}

// judge holds one sentence against the sources.
func (k *known) judge(s string) Reason {
	tokens := text.Tokens(s)
	content, stands := 0, 0
	var name []string // the run of words that is being read
	for i, t := range tokens {
		stem, stop := k.stem(t), text.Stop(t.Text, k.lang)
		if n, ok := number(t); ok && !k.numbers[n] {
			return Numbers
		}
		switch {
		case !capital(s[t.Start:t.End]), i == 0 && (stop || k.words[stem]) && !k.opens(s, tokens):
			name = nil
		case beside(s, tokens, i) && len(name) > 0:
			name = append(name, k.nominative(t))
		default:
			name = []string{k.nominative(t)}
		}
		if len(name) > 0 && !k.called(name) || !cased(t.Text) && !t.Num && !stop && !k.caseless(tokens, i) {
			return Names
		}
		if !stop {
			content++
			if k.words[stem] {
				stands++
			}
		}
	}
	if float64(stands) < founded*float64(content) {
		return Unfounded
	}
	return Used
}

// opens says whether the first word of a sentence, which is written large in any
// case, begins a name with the second: New York.
func (k *known) opens(s string, tokens []text.Token) bool {
	if len(tokens) < 2 || !capital(s[tokens[1].Start:tokens[1].End]) || !beside(s, tokens, 1) {
		return false
	}
	return !text.Stop(tokens[0].Text, k.lang)
}

// called says whether a source names somebody so, or in more words: "President
// Roe" where one says "President Jane Roe".
func (k *known) called(name []string) bool {
	for _, full := range k.names {
		n := 0
		for _, w := range full {
			if n < len(name) && w == name[n] {
				n++
			}
		}
		if n == len(name) {
			return true
		}
	}
	return false
}

// caseless says whether a word of a script without upper case stands in the
// sources: where there are no spaces, the pair of characters that it ends.
func (k *known) caseless(tokens []text.Token, i int) bool {
	t := tokens[i]
	if t.CJK && i > 0 && tokens[i-1].CJK && tokens[i-1].End == t.Start {
		return k.pairs[tokens[i-1].Text+" "+t.Text]
	}
	return k.words[k.stem(t)]
}

// capital says whether a word has an upper-case letter, at its beginning or
// within: Kyiv, iPhone.
func capital(word string) bool {
	return strings.ContainsFunc(word, unicode.IsUpper) || strings.ContainsFunc(word, unicode.IsTitle)
}

// cased says whether the script of a word knows upper case.
func cased(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return !unicode.IsLetter(r) || unicode.IsLower(r) || unicode.IsUpper(r) || unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek)
}
