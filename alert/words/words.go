// Package words reads headlines for what they say of events: it belongs to
// stage 4a, and package alert/pulse, which scores how hard a story breaks,
// comes next. The lists are data, one file a language in the folder lists.
//
// A file holds sections, each a line such as [grave], and words parted by
// blanks. A blank within a phrase is written _, a * at the end stands for any
// ending; lines that begin with # are comments. Words are compared as package
// text folds them; those of Chinese and Japanese may stand anywhere.
package words

import (
	"bufio"
	"embed"
	"fmt"
	"strings"
	"unicode"

	"newsbell/text"
)

//go:embed lists/*.txt weights.txt
var files embed.FS

// Signs counts what a headline holds of each section.
type Signs struct {
	Grave int // deaths, attacks, disasters, downfalls, verdicts
	Event int // other acts that matter: bans, dismissals, takeovers, results
	Minor int // acts of every day: signings, announcements, appointments
	Weak  int // reactions, guides, opinion, previews, questions, lists
	Soft  int // sayings, claims, plans, fears
	Plain int // small words of a talk, or of a story told at length
	Noise int // routine: prices, box office, product names, match reports
	Role  int // offices and houses that matter to many
	Local int // unnamed people and county courts
	// Mention counts names of grave events as things: that they stand in a
	// headline does not say that one happened now.
	Mention int
	State   int // countries and their people
	Toll    int // 1 when three or more people are said to be dead, hurt or missing
}

// A Lexicon holds the lists of all languages. It is safe for many goroutines.
type Lexicon struct {
	langs   map[string]*list
	weights [features]float64
}

// A list is what one language has: the sections that a word stands for, and
// phrases by their first word.
type list struct {
	words   map[string]section
	starts  map[string][]phrase // prefixes by their first three bytes
	phrases map[string][]phrase // by the first word
	within  []phrase            // of scripts without blanks
}

type phrase struct {
	text string
	in   section
}

// A section is a set of the sections of a file.
type section uint16

const (
	grave section = 1 << iota
	event
	weak
	noise
	role
	local
	toll
	count
	mention
	soft
	plain
	link
	minor
	state
)

func sections() map[string]section {
	return map[string]section{
		"grave": grave, "event": event, "weak": weak, "noise": noise, "role": role, "local": local, "toll": toll, "count": count,
		"mention": mention, "soft": soft, "plain": plain, "link": link, "minor": minor, "state": state,
	}
}

// Load reads the lists that are built in.
func Load() (*Lexicon, error) {
	dir, err := files.ReadDir("lists")
	if err != nil {
		return nil, fmt.Errorf("list word lists: %w", err)
	}
	l := &Lexicon{langs: make(map[string]*list)}
	for _, f := range dir {
		raw, err := files.ReadFile("lists/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("read word list %s: %w", f.Name(), err)
		}
		one, err := parse(string(raw))
		if err != nil {
			return nil, fmt.Errorf("read word list %s: %w", f.Name(), err)
		}
		l.langs[strings.TrimSuffix(f.Name(), ".txt")] = one
	}
	raw, err := files.ReadFile("weights.txt")
	if err != nil {
		return nil, fmt.Errorf("read weights: %w", err)
	}
	if l.weights, err = parseWeights(string(raw)); err != nil {
		return nil, fmt.Errorf("read weights: %w", err)
	}
	return l, nil
}

// Languages counts the languages that have a list.
func (l *Lexicon) Languages() int { return len(l.langs) }

func parse(raw string) (*list, error) {
	l := &list{words: map[string]section{}, starts: map[string][]phrase{}, phrases: map[string][]phrase{}}
	var in section
	lines := bufio.NewScanner(strings.NewReader(raw))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			in = sections()[strings.Trim(line, "[]")]
			if in == 0 {
				return nil, fmt.Errorf("line %d: no section %s", n, line)
			}
		case in == 0:
			return nil, fmt.Errorf("line %d: words before any section", n)
		default:
			for w := range strings.FieldsSeq(line) {
				l.add(w, in)
			}
		}
	}
	return l, lines.Err()
}

func (l *list) add(w string, in section) {
	w, open := strings.CutSuffix(w, "*")
	tokens := text.Tokens(strings.ReplaceAll(w, "_", " "))
	switch {
	case len(tokens) == 0:
	case tokens[0].CJK:
		l.within = append(l.within, phrase{text.Fold(w), in})
	case open && len(tokens) == 1:
		key := start(tokens[0].Text)
		l.starts[key] = append(l.starts[key], phrase{tokens[0].Text, in})
	case len(tokens) == 1:
		l.words[tokens[0].Text] |= in
	default:
		all := make([]string, len(tokens))
		for i, t := range tokens {
			all[i] = t.Text
		}
		l.phrases[all[0]] = append(l.phrases[all[0]], phrase{strings.Join(all, " "), in})
	}
}

// start is the part of a word that finds its prefixes.
func start(w string) string { return w[:min(len(w), 3)] }

// Read finds the signs of a headline in a language. Without a list for the
// language nothing is found but questions.
func (l *Lexicon) Read(title, lang string) Signs {
	var s Signs
	if len(title) > longest {
		title = strings.ToValidUTF8(title[:longest], "")
	}
	if strings.ContainsAny(title, "?？؟") {
		s.Weak++
	}
	if strings.IndexAny(strings.TrimSpace(title), "\"'“‘«„「") == 0 {
		s.Weak++
	}
	words := l.langs[lang]
	if words == nil {
		return s
	}
	words.read(title, &s)
	return s
}

// longest is how much of a headline is read, in bytes.
const longest = 400

func (l *list) read(title string, s *Signs) {
	tokens := text.Tokens(title)
	kinds := make([]section, len(tokens))
	var seen section
	after := false // of the words that begin another clause
	for i, t := range tokens {
		kinds[i] = l.at(tokens, i, t.Text)
		seen |= kinds[i] & (toll | count)
		after = after || i > 0 && kinds[i]&link != 0
		if after {
			s.add(mentioned(kinds[i]))
		} else {
			s.add(kinds[i])
		}
	}
	if len(l.within) > 0 {
		folded := text.Fold(title)
		for _, p := range l.within {
			if strings.Contains(folded, p.text) {
				s.add(p.in)
				seen |= p.in & (toll | count)
			}
		}
	}
	if s.Grave == 0 && len(tokens) > 0 && number(tokens[0]) > 0 {
		s.Weak++ // "7 ways to …"
	}
	if s.Grave > 0 && (seen == toll|count || l.counts(tokens, kinds)) {
		s.Toll = 1
	}
}

// mentioned gives what a word stands for in a clause that hangs on another, such
// as one after "after" or "who": what happens there is not the news.
func mentioned(in section) section {
	if in&(grave|event) != 0 {
		in |= mention
	}
	return in &^ (grave | event | minor)
}

// at gives the sections of the word at i and of the phrases that begin there.
func (l *list) at(tokens []text.Token, i int, w string) section {
	in := l.words[w]
	for _, p := range l.starts[start(w)] {
		if strings.HasPrefix(w, p.text) {
			in |= p.in
		}
	}
	for _, p := range l.phrases[w] {
		if phraseAt(tokens[i:], p.text) {
			in |= p.in
		}
	}
	return in
}

func phraseAt(tokens []text.Token, phrase string) bool {
	i := 0
	for w := range strings.SplitSeq(phrase, " ") {
		if i == len(tokens) || tokens[i].Text != w {
			return false
		}
		i++
	}
	return true
}

// counts says whether a number from 3 to 5000 stands before a word for
// victims, at most four words apart.
func (l *list) counts(tokens []text.Token, kinds []section) bool {
	for i, t := range tokens {
		if n := number(t); n < 3 || n > 5000 {
			continue
		}
		for j := i + 1; j < min(len(tokens), i+5); j++ {
			if kinds[j]&toll != 0 {
				return true
			}
		}
	}
	return false
}

// number is the value of a small number in digits, 0 for any other word.
func number(t text.Token) int {
	if !t.Num || len(t.Text) > 4 {
		return 0
	}
	n := 0
	for _, c := range t.Text {
		if !unicode.IsDigit(c) || c > '9' {
			return 0
		}
		n = 10*n + int(c-'0')
	}
	return n
}

func (s *Signs) add(in section) {
	for _, x := range []struct {
		bit section
		n   *int
	}{
		{grave, &s.Grave},
		{event, &s.Event},
		{weak, &s.Weak},
		{noise, &s.Noise},
		{role, &s.Role},
		{local, &s.Local},
		{mention, &s.Mention},
		{soft, &s.Soft},
		{plain, &s.Plain},
		{minor, &s.Minor},
		{state, &s.State},
	} {
		if in&x.bit != 0 {
			*x.n++
		}
	}
}
