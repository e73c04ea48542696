package news

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// A Phrase is something that newsbell says, kept apart from its words: an
// English format as fmt knows it, which is the key to its translations, and
// what fills it in. Package lang says it in other languages. A string that
// fills it in is never translated; a Phrase or a Moment is said in the same
// language.
type Phrase struct {
	Format string `json:"say"`
	// One takes the place of Format in English when the first argument is 1.
	One  string `json:"one,omitempty"`
	Args []any  `json:"with,omitempty"`
}

// Say makes a phrase.
func Say(format string, args ...any) Phrase { return Phrase{Format: format, Args: args} }

// Count makes a phrase of a number: Count(3, "%d story", "%d stories").
func Count(n int, one, many string) Phrase { return Phrase{Format: many, One: one, Args: []any{n}} }

// String says the phrase in English.
func (p Phrase) String() string {
	format := p.Format
	if n, ok := p.Number(); ok && n == 1 && p.One != "" {
		format = p.One
	}
	if len(p.Args) == 0 {
		return strings.ReplaceAll(format, "%%", "%")
	}
	return fmt.Sprintf(format, p.Args...)
}

// Number is the first whole number that fills the phrase in; plural forms go by
// it.
func (p Phrase) Number() (n int, ok bool) {
	for _, a := range p.Args {
		if n, ok := a.(int); ok {
			return n, true
		}
	}
	return 0, false
}

// Encode writes the phrase for a store: one without arguments as it reads, any
// other as JSON. A Moment in it is kept as its English words.
func (p Phrase) Encode() string {
	if len(p.Args) == 0 {
		return p.String()
	}
	b, err := json.Marshal(p)
	if err != nil { // a phrase holds what JSON can say
		return p.String()
	}
	return string(b)
}

// ReadPhrase reads what Encode wrote; any other text is a phrase of its own.
func ReadPhrase(s string) Phrase {
	var stored struct {
		Format string            `json:"say"`
		One    string            `json:"one"`
		Args   []json.RawMessage `json:"with"`
	}
	if !strings.HasPrefix(s, `{"say":`) || json.Unmarshal([]byte(s), &stored) != nil {
		return Phrase{Format: strings.ReplaceAll(s, "%", "%%")}
	}
	p := Phrase{Format: stored.Format, One: stored.One}
	for _, raw := range stored.Args {
		p.Args = append(p.Args, readArg(raw))
	}
	return p
}

func readArg(raw json.RawMessage) any {
	var n int
	var s string
	switch {
	case strings.HasPrefix(string(raw), "{"):
		return ReadPhrase(string(raw))
	case json.Unmarshal(raw, &n) == nil:
		return n
	case json.Unmarshal(raw, &s) == nil:
		return s
	default:
		return string(raw)
	}
}

// Clause is the phrase as a part of another one: a sentence loses its full stop.
func (p Phrase) Clause() Phrase {
	p.Format, p.One = strings.TrimSuffix(p.Format, "."), strings.TrimSuffix(p.One, ".")
	return p
}

// A Moment is a time as a phrase shows it, in its own zone.
type Moment struct {
	Time   time.Time
	Layout string // as time.Format knows it, with Mon and Jan for names
}

// String writes the moment in English.
func (m Moment) String() string { return m.Time.Format(m.Layout) }

// MarshalText keeps a moment in a stored phrase as its English words.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }
