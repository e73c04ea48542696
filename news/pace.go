package news

import "time"

// A PaceShare asks for places under a limit that several processes keep
// together, and tells the others of what its holder has seen. It holds until
// Lasts has passed, so it is renewed before.
type PaceShare struct {
	Key    string // the limit, such as that of one bot
	Holder string // the process
	Limit  int    // places of all holders together
	Held   int    // places that the holder may be using now
	Want   int    // places that it could use
	// Invalid is how many of the holder's requests were refused lately, and
	// Pause how long nobody may make any.
	Invalid int
	Pause   time.Duration
	Lasts   time.Duration
}

// A PaceGrant is what a holder may do now. Places below the number held say how
// many to give back; those are its own until it asks again.
type PaceGrant struct {
	Places  int
	Invalid int           // refused requests of the others
	Pause   time.Duration // until which nobody may make a request
}

// A PaceTurn asks for the next of the turns that come Every so often, up to
// Ahead of their time; one further away than Patience is not taken. While its
// Method is paused none comes.
type PaceTurn struct {
	Key, Method string
	Every       time.Duration // negative: no limit but the pauses
	Ahead       time.Duration
	Patience    time.Duration
}

// A PaceMark says how much of a limit is left for a time: what one process
// tells the next that goes on in its place.
type PaceMark struct {
	Name        string
	Limit, Left int
	After       time.Duration // until the limit begins anew
}
