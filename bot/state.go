package bot

import (
	"cmp"
	"strings"

	"newsbell/news"
)

// PausedWhy begins the reason of a channel that people paused; only resume ends
// that state.
const PausedWhy = "paused by "

// aMember stands for the name of somebody who has none.
const aMember = "a member"

// PausedBy is the reason of a channel that somebody paused, whose name may be
// empty.
func PausedBy(name string) string { return PausedWhy + cmp.Or(name, aMember) }

// StateWords say for people how a channel stands.
func StateWords(ch news.Channel) news.Phrase {
	by, paused := strings.CutPrefix(ch.StateWhy, PausedWhy)
	switch {
	case ch.State == news.ChannelActive || ch.State == "":
		return news.Say("active")
	case paused && by == aMember:
		return news.Say("%s: paused by %s", news.Say(string(ch.State)), news.Say(aMember))
	case paused:
		return news.Say("%s: paused by %s", news.Say(string(ch.State)), by)
	case ch.StateWhy == "":
		return news.Say("%s: the platform lets me not post here", news.Say(string(ch.State)))
	default:
		return news.Say("%s: %s", news.Say(string(ch.State)), news.ReadOutcome(ch.StateWhy))
	}
}
