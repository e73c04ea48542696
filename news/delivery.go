package news

import "time"

// DeliveryID identifies a delivery in the store.
type DeliveryID int64

// A Kind is what a delivery does in the channel.
type Kind string

// The kinds of a delivery.
const (
	KindAlert  Kind = "alert"  // a new message at once
	KindReply  Kind = "reply"  // a development in the thread of an alert
	KindDigest Kind = "digest" // a new message on schedule
	KindNotice Kind = "notice" // newsbell speaking of itself
	KindEdit   Kind = "edit"   // a new form of a message already sent
)

// Class orders the kinds: a lower class overtakes a higher one in its lane.
func (k Kind) Class() int {
	switch k {
	case KindAlert, KindReply:
		return 0
	case KindDigest, KindNotice:
		return 1
	default:
		return 2
	}
}

// A DeliveryState is where a delivery stands; docs/delivery.md draws the ways
// between them.
type DeliveryState string

// The states of a delivery.
const (
	Pending   DeliveryState = "pending"   // decided, not tried
	Sending   DeliveryState = "sending"   // bytes and nonce written ahead; a request may be under way
	Sent      DeliveryState = "sent"      // the platform has it
	Retry     DeliveryState = "retry"     // surely not sent; again at NotBefore
	Unknown   DeliveryState = "unknown"   // perhaps sent; to be reconciled
	Review    DeliveryState = "review"    // no proof can be had; a person decides
	Suspended DeliveryState = "suspended" // the channel cannot be written to now
	Dropped   DeliveryState = "dropped"   // given up, with the reason
)

// A Delivery is one decision to send, unique by its key within its channel.
type Delivery struct {
	ID      DeliveryID
	Channel ChannelID
	Target  Target
	Key     string // "alert/<development>", "edit/<delivery>/<revision>", "digest/<digest>/<slot>"
	Kind    Kind
	Story   StoryID
	// Development is set for alerts and replies.
	Development DevelopmentID
	Revision    int           // the story's revision that it shows
	Parent      DeliveryID    // the message that is edited or replied to
	ParentID    string        // its id on the platform, once sent
	ParentState DeliveryState // its state; "" without a parent
	Message     Message       // what to show
	Reason      string        // why it was decided, for people
	Mode        Mode          // the mode that rang: what counts against a budget
	Duplicates  bool          // its channel would rather see it twice than not at all

	State     DeliveryState
	Body      []byte // the exact bytes of the request, written ahead
	Nonce     string
	Attempts  int
	Probes    int // reconciliation probes made of the present unknown
	FirstTry  time.Time
	LastTry   time.Time
	NotBefore time.Time
	Outcome   string // the last outcome, in one line
	MessageID string // the message's id on the platform
	Created   time.Time
	Finished  time.Time
}

// An AttemptKind is what was done for a delivery.
type AttemptKind string

// The kinds of an attempt.
const (
	AttemptSend  AttemptKind = "send"  // a request to post or edit
	AttemptProbe AttemptKind = "probe" // a look into the channel's history, or a decision of a person
)

// An Attempt is one thing done for a delivery: a line of the ledger.
type Attempt struct {
	Number  int // from 1
	Kind    AttemptKind
	At      time.Time
	Hash    string        // of the bytes sent; "" for those of the attempt before
	State   DeliveryState // what the delivery became
	Outcome string
}

// A Receipt is the change that one attempt or probe makes to a delivery.
type Receipt struct {
	Delivery  DeliveryID
	State     DeliveryState
	MessageID string
	NotBefore time.Time
	Probes    int
	Outcome   string
	At        time.Time
	// Body replaces the bytes when a simpler rendering is tried; nil keeps them.
	Body []byte
	// Channel is set when the outcome changes the channel's own state.
	Channel    ChannelState
	ChannelWhy string
}

// An OutcomeClass says what a request to a platform came to.
type OutcomeClass string

// The classes of an outcome. Only OutcomeUnknown may have reached people
// without our knowing.
const (
	OutcomeSent      OutcomeClass = "sent"      // accepted; MessageID is set
	OutcomeNotSent   OutcomeClass = "not_sent"  // surely not sent; try again
	OutcomeLimited   OutcomeClass = "limited"   // refused for pace; again after After
	OutcomeUnknown   OutcomeClass = "unknown"   // perhaps sent
	OutcomeRefused   OutcomeClass = "refused"   // the message itself is refused
	OutcomeForbidden OutcomeClass = "forbidden" // the channel cannot be written to; Channel says how
	OutcomeGone      OutcomeClass = "gone"      // the edited or answered message is no more
	OutcomeStopped   OutcomeClass = "stopped"   // the platform refuses us altogether: stop calling it
)

// An Outcome is the classified answer to one request.
type Outcome struct {
	Class     OutcomeClass
	MessageID string
	After     time.Duration // how long to wait, for not_sent, limited and stopped
	Global    bool          // the wait is for the whole platform, not one channel
	Code      string        // the platform's own code, such as "50035" or "invalid_blocks"
	Detail    string        // one line for people; holds no secret and no foreign body
	Channel   ChannelState  // for forbidden
}

// A Finding is what a look into a channel's history showed.
type Finding string

// The findings of a reconciliation probe.
const (
	Found      Finding = "found"      // the message stands there
	Absent     Finding = "absent"     // the history covers the time and lacks it
	Unreadable Finding = "unreadable" // no proof can be had
	Later      Finding = "later"      // the probe itself failed; try again
)
