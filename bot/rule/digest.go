package rule

import (
	"fmt"
	"strings"
	"time"

	"newsbell/bot/reply"
	"newsbell/bot/setting"
	"newsbell/news"
)

// Digests shows the digests of a channel, with their next times.
func Digests(title any, have []news.Digest) news.Message {
	if len(have) == 0 {
		return reply.Note("This channel has no digests yet", reply.Line("Try:"), reply.Command("digest daily at 09:00"))
	}
	lines := make([]news.Line, 0, len(have))
	for _, d := range have {
		loc := setting.Zone(news.Channel{Zone: d.Zone})
		lines = append(lines, reply.Line("%d. %s (%s), %s · next %s", d.Number, d.Schedule, d.Zone, About(d), reply.Moment(d.Next, loc)))
	}
	return reply.Note(title, lines...)
}

// About says what a digest is about, how long it is and how it looks.
func About(d news.Digest) news.Phrase {
	words := news.Say("with all that this channel is subscribed to")
	if d.Query != "" {
		words = news.Say("about %s", d.Query)
	}
	if d.Length > 0 {
		words = news.Say("%s, %s at most", words, reply.Count(d.Length, "story", "stories"))
	}
	if d.Style != "" && d.Style != news.Full {
		words = news.Say("%s, as %s", words, string(d.Style))
	}
	return words
}

// Next names the next times of a digest, in its zone.
func Next(times []time.Time, loc *time.Location) news.Phrase {
	words := make([]any, len(times))
	for i, t := range times {
		words[i] = reply.Moment(t, loc)
	}
	return news.Say("Next: %s.", news.Say(strings.TrimPrefix(strings.Repeat(", %s", len(words)), ", "), words...))
}

// Digest is the command that makes the digest.
func Digest(d news.Digest) string {
	line := "digest " + d.Schedule + " in " + d.Zone
	if d.Query != "" {
		line += " about " + d.Query
	}
	if d.Length > 0 {
		line += fmt.Sprintf(" top %d", d.Length)
	}
	if d.Style != "" {
		line += " as " + string(d.Style)
	}
	return line
}
