package bottest

// A Hazard is one thing that goes wrong between a person and newsbell.
type Hazard string

// Well is no hazard: what goes wrong went wrong before.
const Well Hazard = "well"

// Where a command cannot work, or can all the same.
const (
	InThread       Hazard = "a command in a thread"
	ThreadClosed   Hazard = "a command in a thread where newsbell may not write"
	ButtonInThread Hazard = "a button in a thread"
	InDirect       Hazard = "a command in a direct message with newsbell"
	BetweenPeople  Hazard = "a command in a direct message between people"
	Unseen         Hazard = "a command in a channel that newsbell cannot see"
	Silenced       Hazard = "a command in a channel where newsbell may not write"
	UnseenAsked    Hazard = "a question in a channel that newsbell cannot see"
	NoChannel      Hazard = "a command in a channel that cannot be"
)

// What a form does not allow, and what was allowed before.
const (
	Missing Hazard = "a command without what it needs"
	Odd     Hazard = "a command with a choice that there is not"
	Unknown Hazard = "a command that there is not"
	Demoted Hazard = "a command by somebody who has just lost the right to it"
)

// What expires.
const (
	SlowAnswer Hazard = "an answer that takes long"
	LateFirst  Hazard = "an answer after the time for the first one"
	LateSecond Hazard = "an answer after the time for any"
	LateForm   Hazard = "a form after its trigger expired"
	OldForm    Hazard = "a form of an older newsbell"
	OldButton  Hazard = "a button without a meaning"
)

// What comes from elsewhere, or comes again.
const (
	Unsigned   Hazard = "a command that nobody signed"
	Forged     Hazard = "a command with another's signature"
	Stale      Hazard = "a command that was signed long ago"
	Elsewhere  Hazard = "a command that another site sends"
	Hidden     Hazard = "a command from a page that hides what it is"
	InAddress  Hazard = "a press in what the signature does not cover"
	Replayed   Hazard = "a request that is sent again by a listener"
	Repeated   Hazard = "an event that the platform sends twice"
	Unreadable Hazard = "a request that cannot be read"
	TooLarge   Hazard = "a request that is far too large"
)

// How an installation ends half-way.
const (
	Cancelled   Hazard = "an installation cancelled on the platform's page"
	NoState     Hazard = "an installation that comes back without its state"
	ForgedState Hazard = "an installation with a state that newsbell never made"
	StaleState  Hazard = "an installation that comes back too late"
	UsedState   Hazard = "an installation that comes back twice"
	OtherPerson Hazard = "an installation that comes back in another's browser"
	NoExchange  Hazard = "an installation whose code nobody answers"
	BadCode     Hazard = "an installation whose code the platform refuses"
	Unkept      Hazard = "an installation that cannot be kept"
	ThrownOut   Hazard = "an installation that is taken back at once"
)

// An adversity is a row of the table: a hazard, and what must come of it
// wherever it can befall.
type adversity struct {
	hazard Hazard
	by     Person
	line   string // that is given
	slow   bool   // the clerk answers only when the rig lets him

	want, not []string // of what the person is shown
	refused   bool     // turned away, and logged; nobody is shown anything else
	done      int      // how often the clerk answers it; -1 does not matter
	kept      string   // what "list" says afterwards
	again     bool     // an installation: a second one works

	// absent says why the hazard cannot befall a way; lost why nothing can reach
	// the person there, so that the log must tell.
	absent, lost map[Way]string
}

// adversities is the table. The words are those of every platform.
func adversities() []adversity {
	var all []adversity
	for _, some := range [][]adversity{places(), mistakes(), expiries(), forgeries(), installs()} {
		all = append(all, some...)
	}
	return all
}

const (
	ownWire   = "newsbell opened the connection itself, with its token, and the platform signs nothing in it"
	noThreads = "people type in rooms, not in threads"
	noButtons = "its messages have no buttons: what they do is typed"
	noForms   = "it has no forms: what is missing is told in words"
	ownRooms  = "every room is newsbell's own"
)

// clicksAbsent says where nobody presses buttons of messages: on old ones, without
// the right, twice at once; see [RunClicks].
func clicksAbsent() map[Way]string { return map[Way]string{Page: noButtons} }

// places are rows about where a command is given.
func places() []adversity {
	a, m := admin(), member()
	const subscribe = "subscribe flood when every"
	cannot := []string{"I cannot post here yet", "I lack:"}
	typedNot := "Slack takes no slash command in a thread: its own client says so"
	return []adversity{
		{
			hazard: InThread, by: m, line: subscribe, want: []string{"Subscription 1 is on"}, not: []string{"I lack"}, done: 1,
			absent: map[Way]string{Socket: typedNot, Signed: typedNot, Page: noThreads},
		},
		{
			hazard: ThreadClosed, by: m, line: subscribe, want: cannot, done: 1,
			absent: map[Way]string{Socket: typedNot, Signed: typedNot, Page: noThreads},
		},
		{
			hazard: ButtonInThread, by: m, line: "mute", want: []string{"Muted: Trump and Putin"}, done: 1,
			absent: map[Way]string{Page: noButtons},
		},
		{hazard: InDirect, by: m, line: "set budget 3", want: []string{"about 3 breaking alerts a day"}, done: 1, kept: "no subscriptions yet"},
		{
			hazard: BetweenPeople, by: m, line: subscribe, want: []string{"I cannot post in a conversation between people"}, kept: "no subscriptions yet",
			absent: map[Way]string{Page: ownRooms},
		},
		{hazard: Unseen, by: m, line: subscribe, want: cannot, done: 1, absent: map[Way]string{Page: ownRooms}},
		{hazard: Silenced, by: m, line: subscribe, want: cannot, done: 1, absent: map[Way]string{Page: ownRooms}},
		{hazard: UnseenAsked, by: m, line: "help", want: []string{"What I can do"}, not: []string{"I lack"}, done: 1, absent: map[Way]string{Page: ownRooms}},
		{
			hazard: NoChannel, by: a, line: subscribe, refused: true, kept: "no subscriptions yet",
			absent: map[Way]string{
				Gateway: "Discord names the channel, and none that it lacks",
				Socket:  "Slack names the channel, and none that it lacks",
				Signed:  "Slack signs the channel's name, and none that it lacks",
			},
		},
	}
}

// mistakes are rows about commands that are wrong in themselves. What is merely
// too long or hostile stands in the conversations of all.
func mistakes() []adversity {
	a, m := admin(), member()
	const none = "no subscriptions yet"
	asks := "a form asks for what is missing: when it cannot open is a row of its own"
	return []adversity{
		{
			hazard: Missing, by: m, line: "subscribe", want: []string{"subscribe needs a query", "/news subscribe ukraine"}, done: -1, kept: none,
			absent: map[Way]string{Socket: asks, Signed: asks},
		},
		{hazard: Odd, by: a, line: "set nonsense 5", want: []string{"nonsense", "budget", "/news set"}, not: []string{"is set"}, done: -1, kept: none},
		{hazard: Unknown, by: m, line: "dance wildly", want: []string{"I do not know", "/news help"}, done: -1, kept: none},
		{
			hazard: Demoted, by: a, line: "set budget 3", want: []string{"Only those who manage this channel"}, done: -1, kept: none,
			absent: map[Way]string{Page: "who can open the page is the operator, and manages all of it"},
		},
	}
}

// expiries are rows about what comes too late.
func expiries() []adversity {
	a, m := admin(), member()
	const subscribe, on, kept = "subscribe flood when every", "Subscription 1 is on", "1 subscription"
	older := []string{"This is from an older newsbell and does nothing now"}
	return []adversity{
		{hazard: SlowAnswer, by: m, line: subscribe, slow: true, want: []string{on}, done: 1, kept: kept},
		{
			hazard: LateFirst, by: m, line: subscribe, slow: true, want: []string{on}, done: 1, kept: kept,
			absent: map[Way]string{
				Socket: "the socket takes every acknowledgement and does not tell which one came too late",
				Page:   "its own page waits as long as the answer takes",
			},
			lost: map[Way]string{Gateway: "Discord forgets an interaction that was not answered within 3 s"},
		},
		{
			hazard: LateSecond, by: m, line: subscribe, slow: true, done: 1, kept: kept,
			absent: map[Way]string{Page: "the room keeps the answer for whoever looks"},
			lost: map[Way]string{
				Gateway: "Discord forgets an interaction after 15 min",
				Socket:  "Slack takes nothing at a response_url after 30 min",
				Signed:  "Slack takes nothing at a response_url after 30 min",
			},
		},
		{
			hazard: LateForm, by: a, line: "set", want: []string{"set needs a key", "/news set"}, kept: "no subscriptions yet",
			absent: map[Way]string{Page: noForms},
			lost:   map[Way]string{Gateway: "Discord opens a form by a click only, and forgets one that was not answered within 3 s"},
		},
		{hazard: OldForm, by: a, line: "set", want: older, kept: "no subscriptions yet", absent: map[Way]string{Page: noForms}},
		{
			hazard: OldButton, by: m, line: "explode", want: []string{"older newsbell"}, done: 1, kept: "no subscriptions yet",
			absent: map[Way]string{Page: noButtons},
		},
	}
}

// forgeries are rows about what the platform did not send, or not once.
func forgeries() []adversity {
	a := admin()
	const subscribe, on, none = "subscribe flood when every", "Subscription 1 is on", "no subscriptions yet"
	signature := "a signature says who sent it, whatever page it came from"
	unsigned := "a browser signs nothing: the page's own origin counts, and package web asks for the operator's token"
	over := map[Way]string{Gateway: ownWire, Socket: ownWire, Page: unsigned}
	origin := map[Way]string{Gateway: ownWire, Socket: ownWire, Signed: signature}
	return []adversity{
		{hazard: Unsigned, by: a, line: subscribe, refused: true, kept: none, absent: over},
		{hazard: Forged, by: a, line: subscribe, refused: true, kept: none, absent: over},
		{hazard: Stale, by: a, line: subscribe, refused: true, kept: none, absent: over},
		{hazard: InAddress, by: a, line: "mute", refused: true, kept: none, absent: over},
		{hazard: Elsewhere, by: a, line: subscribe, refused: true, kept: none, absent: origin},
		{hazard: Hidden, by: a, line: subscribe, refused: true, kept: none, absent: origin},
		{
			hazard: Replayed, by: a, line: subscribe, refused: true, done: 1, kept: "1 subscription",
			absent: map[Way]string{Gateway: ownWire, Socket: ownWire, Page: "only the operator's own browser may send, and a line sent again is typed again"},
		},
		{
			hazard: Repeated, by: a, line: subscribe, want: []string{on}, done: 1, kept: "1 subscription",
			absent: map[Way]string{Page: "a browser sends a form once, and the answer leads away from it"},
		},
		{hazard: Unreadable, by: a, line: subscribe, refused: true, kept: none},
		{
			hazard: TooLarge, by: a, line: subscribe, refused: true, kept: none,
			absent: map[Way]string{
				Gateway: "Discord lets nobody type so much: 6,000 characters in a command",
				Socket:  "a message beyond 4 MiB ends the socket, and a new one is opened",
			},
		},
	}
}

// installs are rows about installations that end half-way.
func installs() []adversity {
	a := admin()
	const nothing, stale, none = "Nothing was installed", "This installation cannot go on", "no longer installed in this workspace"
	invited := "Discord's page leads back to Discord: newsbell hears of an invitation when it is done"
	own := "the operator puts the workspace's token into the file: there is no page"
	here := "there is nothing to install"
	absent := map[Way]string{Gateway: invited, Socket: own, Page: here}
	var rows []adversity
	for _, r := range []struct {
		hazard Hazard
		want   string
	}{
		{Cancelled, nothing},
		{NoState, stale},
		{ForgedState, stale},
		{StaleState, stale},
		{OtherPerson, stale},
		{NoExchange, nothing},
		{BadCode, stale},
		{Unkept, nothing},
	} {
		rows = append(rows, adversity{
			hazard: r.hazard, by: a, want: []string{r.want, "Start again", none}, again: true, kept: "no subscriptions yet", absent: absent,
		})
	}
	return append(rows,
		adversity{hazard: UsedState, by: a, want: []string{stale, "Start again"}, kept: "no subscriptions yet", absent: absent},
		adversity{
			hazard: ThrownOut, by: a, want: []string{"suspended: newsbell was removed from the"}, again: true, kept: "no subscriptions yet",
			absent: map[Way]string{Socket: own, Page: here},
		})
}
