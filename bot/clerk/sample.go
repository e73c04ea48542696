package clerk

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"time"

	"newsbell/bot"
	"newsbell/bot/reply"
	"newsbell/lang"
	"newsbell/news"
	"newsbell/text"
)

// test posts a sample alert the way that true ones go.
func (s *Service) test(ctx context.Context, c call) (news.Message, error) {
	d := news.Delivery{
		Channel: c.ch.ID, Target: c.ch.Target, Kind: news.KindNotice, State: news.Pending, Created: c.At,
		Key:     "test/" + cmp.Or(c.ID, strconv.FormatInt(c.At.UnixMilli(), 10)),
		Message: lang.In(c.ch.Settings.Language).Message(news.Message{Kind: news.KindNotice, Card: sampleCard(c.At, lang.In(c.ch.Settings.Language))}),
		Reason:  "a sample that " + cmp.Or(text.Clean(c.Actor.Name), "someone") + " asked for",
	}
	if err := s.Store.Enqueue(ctx, []news.Delivery{d}); err != nil {
		return news.Message{}, fmt.Errorf("enqueue sample for channel %d: %w", c.ch.ID, err)
	}
	lines := []news.Line{reply.Line("If it does not stand in this channel within ten seconds, I may not post here: let the operator see the status page.")}
	return reply.Note("A sample alert is on its way", append(lines, pausedLine(c.ch)...)...), nil
}

func sampleCard(now time.Time, voice lang.Voice) *news.Card {
	title := voice.Text("Sample alert: newsbell can post here")
	return &news.Card{
		Title:   title,
		URL:     "https://example.org/sample",
		Summary: voice.Text("This is what an alert looks like: a headline, a few sentences from the first report, who reports it and since when. Nothing of this happened."),
		Reports: []news.Report{
			{Publisher: "Example Times", Title: title, URL: "https://example.org/sample", At: now.Add(-5 * time.Minute)},
			{Publisher: "Example Radio", Title: voice.Text("newsbell posts a sample"), URL: "https://example.com/sample", At: now.Add(-time.Minute)},
		},
		Began: now.Add(-5 * time.Minute), Updated: now,
		Coverage: voice.Text("1 → %d publishers in %s", 2, news.Say("%d min", 4)),
		Reason:   voice.Text("someone asked for a sample with %s", reply.Shown(bot.CmdTest)),
	}
}
