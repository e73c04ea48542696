package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"newsbell/alert"
	"newsbell/news"
)

// kinWithin is how long after a message its kin do not ring alone.
const kinWithin = 2 * time.Hour

// kin looks, for a story that is about to ring as a message of its own, for one
// that the channel has already and that is the same to it: the same event in
// another language, or, where the channel counts widely, one of the same
// subject. What rings then is a line on the message of the other, or a reply to
// it.
func (t *turn) kin(ctx context.Context, d alert.Decision, st news.Story, c news.Channel, own told) (alert.Decision, told, error) {
	if d.Action != alert.Alert {
		return d, told{}, nil
	}
	g := t.desk.grouper
	if twin, why, ok := g.Twin(st.ID); ok {
		sent, err := t.toldOf(ctx, twin, c.ID)
		if err != nil {
			return d, sent, err
		}
		known := own.reason == string(alert.OtherLanguage)
		if sent.Message != 0 && (known || t.now.Sub(sent.At) <= kinWithin) {
			other, _ := g.Story(twin)
			t.twin(pair{twin, st.ID})
			t.put(t.edit(alert.Decision{Why: sent.Why, Words: sent.words, Revision: other.Revision}, other, news.Development{}, c, sent))
			d.Action, d.Reason, d.Mode = alert.None, alert.OtherLanguage, ""
			d.Detail = news.Say("The channel has it in another language: %s (%s).", other.Title, why)
			return d, sent, nil
		}
	}
	if c.Settings.Width != news.Wide {
		return d, told{}, nil
	}
	for _, id := range g.Related(st.ID) {
		sent, err := t.toldOf(ctx, id, c.ID)
		if err != nil {
			return d, sent, err
		}
		if sent.Message != 0 && t.now.Sub(sent.At) <= kinWithin {
			d.Action, d.AlsoEdit = alert.Reply, false
			return d, sent, nil
		}
	}
	return d, told{}, nil
}

// toldOf is what a channel has of another story.
func (t *turn) toldOf(ctx context.Context, id news.StoryID, ch news.ChannelID) (told, error) {
	past, err := t.past(ctx, id)
	if err != nil {
		return told{}, fmt.Errorf("look for kin: %w", err)
	}
	return past.sent[ch], nil
}

// others are the reports of a story's twins, marked with their language.
func (t *turn) others(id news.StoryID) []news.Report {
	var out []news.Report
	for _, twin := range t.desk.twins[id] {
		st, ok := t.desk.grouper.Story(twin)
		if !ok {
			continue
		}
		for _, r := range st.Reports {
			if st.Language != "" {
				r.Publisher += " [" + strings.ToUpper(st.Language) + "]"
			}
			out = append(out, r)
		}
	}
	return out
}
