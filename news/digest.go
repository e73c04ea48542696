package news

import "time"

// DigestID identifies a digest's schedule in the store.
type DigestID int64

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

// A Candidate is a story that a digest may carry.
type Candidate struct {
	Story   Story
	Matches int       // subscriptions of the channel that match it
	Rang    time.Time // when it rang in this channel; zero when it did not
}
