package news

import "time"

// A Verdict is what was decided for one story in one channel, and why.
type Verdict struct {
	Story         StoryID
	Channel       ChannelID
	Development   DevelopmentID
	Subscriptions []SubscriptionID
	Words         []string // of the subscriptions that matched
	Rang          bool
	Reason        string // the reason's name, such as "corroborated"
	Detail        string // the reason for people, a phrase as Encode writes it
	At            time.Time
}

// A Batch is one turn of the desk: everything that grouping, matching and
// judging decided about some articles, committed whole.
type Batch struct {
	At           time.Time
	Articles     []Article // ID, Story and Development are set
	Stories      []Story   // as they now stand
	Developments []Development
	Verdicts     []Verdict
	Deliveries   []Delivery
	// Journal is what the batch taught the desk beyond these rows. Without an
	// entry the snapshots that the store has of the desk count no more.
	Journal JournalEntry
}

// A JournalEntry is what one batch taught the desk. Entries are numbered from 1
// without a gap since the last snapshot.
type JournalEntry struct {
	Entry int64 // 0: none
	Body  []byte
}

// A SnapshotPart is a part of what the desk knew after the batch of an entry.
type SnapshotPart struct {
	Entry int64
	Part  int // from 0
	Last  bool
	Body  []byte
}

// Error is a fault that a person can mend; its message says how. Everything
// else is internal: logged in full and shown as one bland sentence.
type Error struct {
	Code    string // a short name for tests and programs, such as "bad_query"
	Message string // in English
	// Says is the message for other languages; without a format they are told
	// Message.
	Says Phrase
}

// Fault makes an error from a phrase.
func Fault(code, format string, args ...any) *Error {
	p := Say(format, args...)
	return &Error{Code: code, Message: p.String(), Says: p}
}

// Phrase is the message as a phrase.
func (e *Error) Phrase() Phrase {
	if e.Says.Format == "" {
		return ReadPhrase(e.Message)
	}
	return e.Says
}

// Error gives the message.
func (e *Error) Error() string { return e.Message }

// A Secret is text that never prints.
type Secret string

// Reveal gives the secret itself.
func (s Secret) Reveal() string { return string(s) }

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "<secret>"
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the secret from JSON, TOML and slog.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
