package news

import "strings"

// Words that stand before or behind what an outcome says.
const (
	onceMore = "; sent again, for the channel prefers a duplicate to a loss"
	itNeeds  = "it needs "
)

// Line is the outcome in one line, as stores and logs keep it: its class, the
// platform's code and the detail, such as "forbidden 50001: newsbell cannot see
// the channel".
func (o Outcome) Line() string {
	s := string(o.Class)
	if o.Code != "" {
		s += " " + o.Code
	}
	if o.Detail != "" {
		s += ": " + o.Detail
	}
	return s
}

// Again is the outcome of an attempt without proof that is repeated, since the
// channel would rather see the message twice than not at all.
func Again(outcome string) string { return outcome + onceMore }

// ReadOutcome makes a kept outcome a phrase for the people of the channel: the
// detail and, behind it, the platform's code. What package lang does not know of
// it stays as it stands.
func ReadOutcome(line string) Phrase {
	if rest, ok := strings.CutSuffix(line, onceMore); ok {
		return Say("%s; sent again, for the channel prefers a duplicate to a loss", ReadOutcome(rest))
	}
	for _, lead := range []string{"channel suspended: %s", "channel ended: %s", "render: %s"} {
		if rest, ok := strings.CutPrefix(line, strings.TrimSuffix(lead, "%s")); ok {
			return Say(lead, ReadOutcome(rest))
		}
	}
	head, said, _ := strings.Cut(line, ": ")
	class, code, _ := strings.Cut(head, " ")
	if !OutcomeClass(class).known() || strings.Contains(code, " ") {
		return ReadPhrase(line)
	}
	detail := Say(class)
	if said != "" {
		detail = readDetail(said)
	}
	if code == "" {
		return detail
	}
	return Say("%s (%s)", detail, code)
}

// readDetail makes the detail of an outcome a phrase. What stands in parentheses
// at its end, and the cause of a broken connection, are the platform's.
func readDetail(said string) Phrase {
	for _, lead := range []string{"no answer: %s", "no connection: %s"} {
		if cause, ok := strings.CutPrefix(said, strings.TrimSuffix(lead, "%s")); ok {
			return Say(lead, cause)
		}
	}
	at := strings.LastIndex(said, " (")
	if at < 0 || !strings.HasSuffix(said, ")") {
		return ReadPhrase(said)
	}
	within := said[at+2 : len(said)-1]
	if names, ok := strings.CutPrefix(within, itNeeds); ok {
		return Say("%s (it needs %s)", ReadPhrase(said[:at]), names)
	}
	return Say("%s (%s)", ReadPhrase(said[:at]), within)
}

func (c OutcomeClass) known() bool {
	switch c {
	case OutcomeSent, OutcomeNotSent, OutcomeLimited, OutcomeUnknown, OutcomeRefused, OutcomeForbidden, OutcomeGone, OutcomeStopped:
		return true
	}
	return false
}
