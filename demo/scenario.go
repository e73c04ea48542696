package demo

import (
	"fmt"
	"strings"
	"time"

	"newsbell/news"
)

// The scenario's channels of the local chat.
const (
	World  = "world"  // every story of two topics, at once
	Alerts = "alerts" // breaking news only, and a digest in the evening
)

// A Line is what a person types at a time of the scenario.
type Line struct {
	At      time.Duration // after Start
	Channel string
	Text    string
}

// Lines are what people type, in order of time.
func Lines() []Line {
	return []Line{
		{0, World, "/news help"},
		{0, World, "/news subscribe (trump putin"},
		{0, World, "/news subscribe trump putin, gabbard when every"},
		{0, World, "/news subscribe asteroid when every"},
		{0, World, "/news list"},
		{0, Alerts, "/news subscribe ukraine talks when breaking"},
		{0, Alerts, "/news subscribe senate, asteroid, ferry, interest rate when digest"},
		{0, Alerts, "/news digest daily at 20:00 in Europe/Berlin"},
		{0, Alerts, "/news digest every 5 minutes"},
		{64 * time.Minute, Alerts, "/news why"},
		{155 * time.Minute, World, "/news feeds list"},
	}
}

// End is the scenario's last moment after Start: the digest of 20:00 in Berlin
// (19:00 UTC) has been sent.
const End = 157 * time.Minute

// A Post is one message of newsbell as it stands in a channel.
type Post struct {
	Channel string
	At      time.Time
	Edits   int
	Message news.Message
	Text    string // as a person reads it
}

// A Check is one thing that must have happened.
type Check struct {
	Name string
	// At is when it must hold, after Start.
	At time.Duration
	// Holds says what is wrong, or nil.
	Holds func(posts []Post) error
}

// Checks are what the scenario must show, in order of time.
func Checks() []Check {
	return []Check{
		{"a query with a fault is answered with a caret under it", 0, wrongQuery},
		{"a schedule that would come too often is refused", 0, saysIn(Alerts, "15 minutes")},
		{"what the feeds held before is not news", 44 * time.Minute, silentStart},
		{"the channel that asked for every story has it from its first publisher", 46 * time.Minute, firstReport},
		{"the channel that asked for breaking news is not rung by one publisher and its copy", 60 * time.Minute, notYet},
		{"it is rung when a third publisher reports, and told why", 63 * time.Minute, corroborated},
		{"the first message grew in place: one message, five publishers", 90 * time.Minute, grewInPlace},
		{"a corrected headline is shown as a correction", 115 * time.Minute, correction},
		{"the digest of 20:00 in Berlin has come, once", End, digest},
		{"the digest says what rang already", End, saysIn(Alerts, "rang at")},
	}
}

func wrongQuery(posts []Post) error {
	return says(posts, World, "^")
}

func saysIn(channel, text string) func([]Post) error {
	return func(posts []Post) error { return says(posts, channel, text) }
}

func says(posts []Post, channel, text string) error {
	for _, p := range posts {
		if p.Channel == channel && strings.Contains(p.Text, text) {
			return nil
		}
	}
	return fmt.Errorf("no message in #%s says %q", channel, text)
}

func silentStart(posts []Post) error {
	if cards := cardsIn(posts, World, ""); len(cards) != 0 {
		return fmt.Errorf("#%s was told %q, which was there before", World, cards[0].Message.Card.Title)
	}
	return nil
}

// cardsIn gives the story cards of a channel whose headline holds the word.
func cardsIn(posts []Post, channel, word string) (out []Post) {
	for _, p := range posts {
		if c := p.Message.Card; p.Channel == channel && c != nil && strings.Contains(c.Title, word) {
			out = append(out, p)
		}
	}
	return out
}

func firstReport(posts []Post) error {
	cards := cardsIn(posts, World, "Putin")
	if len(cards) != 1 {
		return fmt.Errorf("%d messages about the announcement in #%s, want 1", len(cards), World)
	}
	if n := len(cards[0].Message.Card.Reports); n != 1 {
		return fmt.Errorf("it names %d publishers, want the first alone", n)
	}
	return nil
}

func notYet(posts []Post) error {
	if cards := cardsIn(posts, Alerts, ""); len(cards) != 0 {
		return fmt.Errorf("#%s was rung at %s", Alerts, cards[0].At.Format("15:04"))
	}
	return nil
}

func corroborated(posts []Post) error {
	cards := cardsIn(posts, Alerts, "Putin")
	if len(cards) != 1 {
		return fmt.Errorf("%d alerts about the announcement in #%s, want 1", len(cards), Alerts)
	}
	c := cards[0].Message.Card
	if n := news.Independent(c.Reports); n < 3 {
		return fmt.Errorf("it names %d independent publishers, want 3", n)
	}
	if !strings.Contains(c.Reason, "publishers") {
		return fmt.Errorf("its reason does not tell of publishers: %q", c.Reason)
	}
	return nil
}

func grewInPlace(posts []Post) error {
	cards := cardsIn(posts, World, "Putin")
	if len(cards) != 1 {
		return fmt.Errorf("%d messages about the announcement in #%s, want 1", len(cards), World)
	}
	if n := len(cards[0].Message.Card.Reports); n != 5 || cards[0].Edits == 0 {
		return fmt.Errorf("it names %d publishers after %d edits, want 5 after some", n, cards[0].Edits)
	}
	return nil
}

func correction(posts []Post) error {
	for _, p := range cardsIn(posts, World, "Gabbard") {
		if c := p.Message.Card; strings.Contains(c.Title, "52 votes to 48") && strings.Contains(c.Corrected, "52 votes to 46") {
			return nil
		}
	}
	return fmt.Errorf("no message in #%s shows the corrected headline beside the former one", World)
}

func digest(posts []Post) error {
	n := 0
	for _, p := range posts {
		if p.Channel == Alerts && p.Message.Kind == news.KindDigest {
			n++
		}
	}
	if n != 1 {
		return fmt.Errorf("%d digests in #%s, want 1", n, Alerts)
	}
	return nil
}
