package news

import "time"

// DigestID identifies a digest's schedule in the store.
type DigestID int64

// A DigestKind says what a digest lists.
type DigestKind string

// The kinds of a digest. People set the first; the others are kept by newsbell
// for what it held back, and take their times from the channel's settings.
const (
	DigestScheduled DigestKind = ""      // the news of its window
	DigestQuiet     DigestKind = "quiet" // what quiet hours held, at their end
	DigestDay       DigestKind = "day"   // what the budget held back, at the day's end
	DigestLook      DigestKind = "look"  // what came since a person last looked, when asked for
)

// A Style says how a digest shows its stories.
type Style string

// The styles of a digest. The zero Style means Full.
const (
	Full      Style = "full"      // with a few sentences each
	Headlines Style = "headlines" // one line each
	Sections  Style = "sections"  // one line each, by section
)

// A Digest is a channel's standing order for a ranked list on a schedule. One
// run covers (Covered, slot] and moves Covered to its slot.
type Digest struct {
	ID       DigestID
	Channel  ChannelID
	Number   int    // within its channel, from 1
	Schedule string // the phrase, as understood
	Zone     string // IANA
	Query    string // "" means all subscriptions of the channel
	Next     time.Time
	Covered  time.Time
	Creator  string
	Created  time.Time
	Kind     DigestKind
	Length   int // stories shown; 0 means the default
	Style    Style
}

// A DigestRun is one slot taken: the row is unique for (digest, slot).
type DigestRun struct {
	Digest DigestID
	Slot   time.Time
	From   time.Time // exclusive
	To     time.Time // inclusive
	Late   time.Duration
	Next   time.Time // the digest's next slot
}

// A DigestResult is a run and what it says.
type DigestResult struct {
	DigestRun
	Delivery *Delivery // nil when there is nothing to say
}

// A Look is a person's look at all that came since the last one, in private: it
// covers what each of the person's digests had not covered yet.
type Look struct {
	Channel  ChannelID
	Was      time.Time // until when everything had been seen; zero at the first look
	To       time.Time // until when it has now
	Digests  []Digest  // the channel's, as they were read
	Delivery Delivery
}

// A Matched is what a channel's subscriptions made of a story.
type Matched struct {
	Channel ChannelID
	Story   StoryID
	Matches int       // subscriptions that match it
	Rang    time.Time // when it rang in the channel; zero when it did not
	Reason  string    // the verdict's
}

// A Candidate is a story that a digest may carry.
type Candidate struct {
	Story   Story
	Matches int       // subscriptions of the channel that match it
	Rang    time.Time // when it rang in this channel; zero when it did not
	Reason  string    // the verdict's
}

// FeedbackID identifies a feedback in the store.
type FeedbackID int64

// A FeedbackKind is what people want of a story.
type FeedbackKind string

// The kinds of feedback.
const (
	Follow FeedbackKind = "follow" // ring for each development
	Mute   FeedbackKind = "mute"   // not again
	Fewer  FeedbackKind = "fewer"  // not so many like this
)

// FewerLike is the likeness of two headlines above which "fewer like this" of
// the one counts for the other: nearly half of the shorter one's words.
const FewerLike = 0.45

// A Feedback is what somebody made of a story in a channel. A story has one in
// a channel: the last.
type Feedback struct {
	ID      FeedbackID
	Channel ChannelID
	Kind    FeedbackKind
	Story   StoryID
	Title   string   // of the story, as people know it
	Words   []string // fewer: what it weighs down
	Creator string   // platform user id
	Created time.Time
	Until   time.Time // zero: for good
}
