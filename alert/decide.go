package alert

import (
	"slices"
	"time"

	"newsbell/news"
)

// An Action is what to do in a channel.
type Action string

// The actions. A held alert is not lost: it belongs in the next digest or in
// the list at the end of the channel's day.
const (
	None  Action = "none"
	Alert Action = "alert" // a new message
	Reply Action = "reply" // in the thread of the message already sent
	Edit  Action = "edit"  // a new form of the message already sent
	Hold  Action = "hold"  // would ring, but the channel has had enough
)

// A Reason names why; it is stored, counted and shown by the why command.
type Reason string

// The reasons to ring.
const (
	Corroborated Reason = "corroborated" // enough independent publishers
	Official     Reason = "official"     // a source that may ring alone
	TrustedAlone Reason = "trusted"      // one publisher, whose news others take up
	FirstReport  Reason = "first_report" // asked for every story
	Growing      Reason = "growing"      // a message already sent changes
	Followed     Reason = "followed"     // a development of a story that is followed
)

// The reasons not to ring.
const (
	NoMatch         Reason = "no_match"
	DigestOnly      Reason = "digest_only"
	NotCorroborated Reason = "not_corroborated"
	BelowThreshold  Reason = "below_threshold" // less than the channel's budget has room for
	TooOld          Reason = "too_old"
	IsNoise         Reason = "noise"
	AlreadyRang     Reason = "already_rang"
	Unchanged       Reason = "unchanged"
	BudgetSpent     Reason = "budget_spent"
	FloodGuard      Reason = "flood_guard"
	KnownBefore     Reason = "known_before" // only what feeds held at their first poll
	Merged          Reason = "merged"
	QuietHours      Reason = "quiet_hours" // it comes in a list when they end
	Listed          Reason = "listed"      // it came in such a list
	Muted           Reason = "muted"       // somebody wants no more of it
	FewerLikeThis   Reason = "fewer_like_this"
	OtherLanguage   Reason = "other_language" // the channel has the story in another language
)

const (
	corroborateWithin = 2 * time.Hour
	freshFor          = 6 * time.Hour // since the first report
	threadFor         = 6 * time.Hour // since the last message
	coolDown          = 30 * time.Minute
	floodLimit        = 60 // messages of mode every, an hour
)

// Facts are everything that a decision rests on: one story and one channel.
type Facts struct {
	Now         time.Time
	Story       news.Story
	Development news.Development // the one that the newest article belongs to
	Noise       string           // the story's class when it is no news
	// Silent says that the newest article was already there at its feed's first
	// poll: it never rings, but may make a message grow.
	Silent  bool
	Matches []Match // what the channel asked for and the story is
	Sent    Sent    // what the channel has of the story
	Budget  int     // breaking alerts a day; negative means no limit
	Today   int     // breaking alerts rung in the last 24 hours
	Hour    int     // messages of mode every in the last hour
	// Watched is how many publishers are watched in the story's language.
	Watched int
	// Burst is how hard the development breaks, and Threshold the score above
	// which that rings the channel, as [Threshold] chose it. Without a threshold
	// the number of publishers alone decides.
	Burst     Burst
	Threshold float64
	Width     news.Width // how much the channel counts as one story
	Quiet     Night      // the channel's quiet hours, as they are now
	Said      Said       // what people of the channel said of the story
}

// Night is what quiet hours make of the present moment.
type Night struct {
	On bool
	// Breakthrough is how many publishers ring all the same; 0: none do.
	Breakthrough int
	// Held is the development that these or earlier quiet hours held back, 0 for
	// none.
	Held news.DevelopmentID
}

// Said is what people of a channel said of a story.
type Said struct {
	Muted, Followed bool
	// Fewer says that they want fewer stories like it.
	Fewer bool
}

// A Match is one subscription that the story answers.
type Match struct {
	Subscription news.Subscription
	Words        []string
}

// Sent is what a channel already has of a story. The zero value is nothing.
type Sent struct {
	Message      news.DeliveryID      // the last top-level message, 0 when none
	At           time.Time            // when it was decided
	Why          news.Phrase          // the reason that the message shows
	Revision     int                  // of the story, as the message shows it or will
	Developments []news.DevelopmentID // those that rang
	Rang         time.Time            // when the last of them rang
}

// A Decision is what to do, and why.
type Decision struct {
	Action Action
	Reason Reason
	Detail news.Phrase // the reason for people
	// Why is what the message says of why it rang; an edit keeps what it said.
	Why news.Phrase
	// Mode is the mode that rings: breaking counts against the budget, every
	// against the flood guard. It is "" unless something rings or is held.
	Mode news.Mode
	// Revision is the story's revision that the message will show.
	Revision int
	// Earlier says that the new message should link to Sent.Message.
	Earlier bool
	// AlsoEdit says, of a reply or a held alert, that the message already sent
	// is behind the story and should be edited as well.
	AlsoEdit      bool
	Subscriptions []news.SubscriptionID // those that match
	Words         []string              // theirs, each once
}

// Decide judges one story in one channel. However many subscriptions match,
// the answer is one. What would ring in quiet hours is held.
func Decide(f Facts) Decision {
	d := f.decide()
	rings := d.Action == Alert || d.Action == Reply
	held := f.Quiet.Held != 0 && f.Quiet.Held == f.Development.ID
	switch {
	case d.Reason == Merged, d.Reason == Muted, !held && (!rings || !f.Quiet.On):
		return d
	case f.Quiet.On && rings && f.breaksThrough():
		return d
	case f.Quiet.On:
		d.AlsoEdit = d.AlsoEdit || d.Action == Edit
		return d.as(Hold, QuietHours, news.Say("It came in quiet hours; it goes on the list at their end."))
	case f.Sent.Message == 0:
		return d.as(None, Listed, news.Say("It came in quiet hours and stood on the list at their end."))
	default:
		return d
	}
}

// breaksThrough says that enough publishers tell of it to ring in quiet hours.
func (f Facts) breaksThrough() bool {
	return f.Quiet.Breakthrough > 0 && news.Independent(f.Story.Reports) >= f.Quiet.Breakthrough
}

// decide is Decide without regard to the hour.
func (f Facts) decide() Decision {
	d := Decision{Revision: f.Story.Revision}
	var breaking, every bool
	for _, m := range f.Matches {
		d.Subscriptions = append(d.Subscriptions, m.Subscription.ID)
		d.Words = union(d.Words, m.Words)
		breaking = breaking || m.Subscription.Mode == news.Breaking
		every = every || m.Subscription.Mode == news.Every
	}
	switch {
	case f.Story.Into != 0:
		return d.as(None, Merged, news.Say("It became part of an older story."))
	case f.Said.Muted:
		return d.as(None, Muted, news.Say("Somebody muted it here."))
	case f.Sent.Message != 0:
		return f.again(d, breaking, every)
	case f.rang(f.Development.ID):
		return d.as(None, AlreadyRang, news.Say("This channel was told of it in the thread of another story."))
	case len(f.Matches) == 0:
		return d.as(None, NoMatch, news.Say("No subscription of this channel matches."))
	case f.Silent:
		return d.as(None, KnownBefore, news.Say("It was already in the feed when newsbell first read it."))
	case every:
		return f.first(d, breaking)
	case breaking:
		return f.breaking(d)
	default:
		return d.as(None, DigestOnly, news.Say("The matching subscription is for digests only."))
	}
}

// first rings for a story that was asked for without waiting for others.
func (f Facts) first(d Decision, breaking bool) Decision {
	if breaking { // one that is corroborated at once says so
		if b := f.breaking(d); b.Action == Alert {
			return b
		}
	}
	if f.Said.Fewer && news.Independent(f.Story.Reports) < leastPublishers {
		return d.as(None, FewerLikeThis, news.Say("Fewer like this were asked for; one publisher alone does not ring."))
	}
	d.Mode = news.Every
	if f.Hour >= floodLimit {
		return d.as(Hold, FloodGuard, floodDetail(f.Hour))
	}
	return d.as(Alert, FirstReport, firstDetail(f))
}

// breaking rings for a story that breaks: enough independent publishers within
// a short time, or an official source.
func (f Facts) breaking(d Decision) Decision {
	reports, reason, detail := f.breaks()
	if reports == nil {
		return d.as(None, reason, detail)
	}
	d.Mode = news.Breaking
	if f.spent(reason) {
		return d.as(Hold, BudgetSpent, budgetDetail(f.Budget))
	}
	return d.as(Alert, reason, detail)
}

// again judges a story that the channel already has a message of: it grows
// there, unless a new development breaks.
func (f Facts) again(d Decision, breaking, every bool) Decision {
	if !f.Silent && f.rearmed() {
		if breaking {
			if b := f.breakingAgain(d); b.Action != None {
				return b
			}
		}
		switch {
		case f.Said.Followed:
			d.Mode = news.Every
			return f.anew(d, Followed, news.Say("This channel follows the story."))
		case f.Width == news.Tight && every:
			d.Mode = news.Every
			return f.anew(d, FirstReport, news.Say("You asked for every story, and for each development as one of its own."))
		}
	}
	if f.Story.Revision > f.Sent.Revision {
		d = d.as(Edit, Growing, growingDetail(f))
		d.Why = f.Sent.Why
		return d
	}
	if f.rang(f.Development.ID) {
		return d.as(None, AlreadyRang, news.Say("This channel has been told of it."))
	}
	return d.as(None, Unchanged, news.Say("Nothing that a reader could see has changed since the message."))
}

// CanRing says that the development did not ring the channel yet and comes
// late enough after what did: whether it will is for its burst to say.
func (f Facts) CanRing() bool {
	return f.Sent.Message == 0 || f.rearmed()
}

// rearmed says that the development is one that could ring again: it did not
// ring yet, and began, or was told anew by two publishers, after what did.
func (f Facts) rearmed() bool {
	last := f.Sent.At
	if f.Sent.Rang.After(last) {
		last = f.Sent.Rang
	}
	if f.rang(f.Development.ID) || f.Now.Sub(last) < coolDown {
		return false
	}
	if f.Development.Began.After(last) {
		return true
	}
	anew := 0
	for _, r := range f.Burst.Reports {
		if r.At.After(last) {
			anew++
		}
	}
	return anew >= leastPublishers
}

// breakingAgain rings for a new development of a story already told when it
// breaks.
func (f Facts) breakingAgain(d Decision) Decision {
	f.Story.Reports = f.Development.Reports // the story's first burst has rung
	reports, reason, detail := f.breaks()
	if reports == nil {
		return d.as(None, reason, detail)
	}
	d.Mode = news.Breaking
	d.AlsoEdit = f.Story.Revision > f.Sent.Revision
	if f.spent(reason) {
		return d.as(Hold, BudgetSpent, budgetDetail(f.Budget))
	}
	return f.anew(d, reason, detail)
}

// anew rings for a development of a story already told: in the thread while the
// message is young, else, or where each development is a story of its own, as a
// message that links to it.
func (f Facts) anew(d Decision, r Reason, detail news.Phrase) Decision {
	d.AlsoEdit = f.Story.Revision > f.Sent.Revision
	if f.Width != news.Tight && f.Now.Sub(f.Sent.At) < threadFor {
		return d.as(Reply, r, detail)
	}
	d.Earlier, d.AlsoEdit = true, false
	return d.as(Alert, r, detail)
}

// spent says that the channel's budget of breaking alerts is used up. What is
// far above the threshold, or official, may ring all the same, up to twice the
// budget.
func (f Facts) spent(r Reason) bool {
	if f.Budget < 0 || f.Today < f.Budget {
		return false
	}
	urgent := f.Threshold > 0 && (r == Official || f.Burst.Score >= farAbove*f.Threshold)
	return !urgent || f.Today >= 2*f.Budget
}

// farAbove is by how much a score must exceed the threshold to ring beyond the
// budget of 24 hours: a quiet day before a busy one leaves room for it.
const farAbove = 1.2

func (f Facts) rang(id news.DevelopmentID) bool {
	return slices.Contains(f.Sent.Developments, id)
}

func (d Decision) as(a Action, r Reason, detail news.Phrase) Decision {
	d.Action, d.Reason, d.Detail, d.Why = a, r, detail, detail
	return d
}

// union appends the words of b that a lacks.
func union(a, b []string) []string {
	for _, x := range b {
		if !slices.Contains(a, x) {
			a = append(a, x)
		}
	}
	return a
}
