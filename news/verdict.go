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
	Detail        string // the reason in words for people
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
	// Snapshot is the grouping's memory after this batch; nil leaves the last
	// one. The desk adds it every few minutes.
	Snapshot []byte
}

// Error is a fault that a person can mend; its message says how. Everything
// else is internal: logged in full and shown as one bland sentence.
type Error struct {
	Code    string // a short name for tests and programs, such as "bad_query"
	Message string
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
