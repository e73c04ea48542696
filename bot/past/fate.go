package past

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"newsbell/bot/reply"
	"newsbell/bot/setting"
	"newsbell/match"
	"newsbell/news"
)

// Matches names those of the channel's subscriptions that match the story
// now, and by which words; a is the article that was asked about.
func Matches(ch news.Channel, subs []news.Subscription, st news.Story, a news.Article) ([]news.Line, error) {
	var lines []news.Line
	for _, sub := range subs {
		query, err := match.Parse(sub.Canonical)
		if err != nil {
			return nil, fmt.Errorf("parse subscription %d: %w", sub.ID, err)
		}
		words, ok := query.Matches(match.NewDoc(a))
		inLanguage := Speaks(st.Language, Languages(query, ch))
		switch {
		case ok && !inLanguage:
			lines = append(lines, reply.Line("Subscription %d (%s) would match, but the story is in %s.", sub.Number, reply.Clip(sub.Query, 60), st.Language))
		case ok && len(words) > 0:
			lines = append(lines, reply.Line("Subscription %d (%s, %s) matches by: %s.", sub.Number, reply.Clip(sub.Query, 60), sub.Mode, strings.Join(words, ", ")))
		case ok, tells(query, st) && inLanguage:
			lines = append(lines, reply.Line("Subscription %d (%s, %s) matches.", sub.Number, reply.Clip(sub.Query, 60), sub.Mode))
		}
	}
	return lines, nil
}

// Sent tells the life of what was sent to the channel of a story's
// deliveries.
func Sent(ch news.Channel, ds []news.Delivery) []news.Line {
	loc := setting.Zone(ch)
	var lines []news.Line
	for _, d := range ds {
		if d.Channel != ch.ID || d.Kind == news.KindEdit {
			continue
		}
		format := "Rang on %s: %s. %s"
		if d.Kind == news.KindReply {
			format = "Answered in its thread on %s: %s. %s"
		}
		lines = append(lines, reply.Line(format, reply.Moment(d.Created, loc), news.ReadPhrase(d.Reason).Clause(), life(d, loc)))
	}
	return lines
}

// life says where a delivery stands.
func life(d news.Delivery, loc *time.Location) news.Phrase {
	outcome := func(none string) news.Phrase { return news.ReadOutcome(cmp.Or(d.Outcome, none)) }
	switch d.State {
	case news.Sent:
		took := d.Finished.Sub(d.Created)
		if took < time.Second {
			return news.Say("Posted within a second.")
		}
		return news.Say("Posted after %s.", took.Round(time.Second).String())
	case news.Retry:
		return news.Say("Not posted yet (%s); again at %s.", outcome("no answer"), d.NotBefore.In(loc).Format("15:04:05"))
	case news.Review:
		return news.Say("Perhaps posted; the operator must look: %s.", outcome("no proof can be had"))
	case news.Suspended, news.Dropped:
		return news.Say("Not posted: %s.", outcome(string(d.State)))
	default:
		return news.Say("On its way.")
	}
}

// Reports names the publishers of a story, eight at most, and when they told of
// it, in a zone.
func Reports(reports []news.Report, loc *time.Location) news.Phrase {
	const most = 8
	var words []any
	for _, r := range reports[:min(len(reports), most)] {
		w := news.Say("%s", r.Publisher+" "+r.At.In(loc).Format("15:04"))
		if r.Copy {
			w = news.Say("%s (a copy)", w)
		}
		words = append(words, w)
	}
	if more := len(reports) - most; more > 0 {
		words = append(words, news.Say("%d more", more))
	}
	return news.Say(strings.TrimPrefix(strings.Repeat(", %s", len(words)), ", "), words...)
}

// Sources lists who reports a story, in order of time, with links.
func Sources(st news.Story, loc *time.Location) news.Message {
	lines := make([]news.Line, 0, len(st.Reports))
	for _, r := range st.Reports {
		entry := news.Say("%s", r.At.In(loc).Format("15:04")+" "+r.Publisher+": "+r.Title)
		if r.Copy {
			entry = news.Say("%s (a copy of another report)", entry)
		}
		linked := reply.Says(entry)
		linked.URL = r.URL
		lines = append(lines, linked)
	}
	return reply.Note(news.Say("%s on %s", reply.Count(len(st.Reports), "publisher", "publishers"), st.Title), lines...)
}
