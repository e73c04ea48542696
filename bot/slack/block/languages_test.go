package block_test

import (
	"testing"
	"time"

	"newsbell/bot/slack/block"
	"newsbell/bot/slack/slacktest"
	"newsbell/lang"
	"newsbell/news"
)

// TestRender_languages shows an alert and a digest as each language has them.
func TestRender_languages(t *testing.T) {
	for _, tag := range lang.All()[1:] {
		voice := lang.In(tag)
		alert := slacktest.SampleAlert()
		story := *alert.Message.Card
		story.Coverage = voice.Text("1 → %d publishers in %s", 3, news.Say("%d min", 9))
		story.Reason = voice.Text("%d publishers in %s: %s.", 3, news.Say("%d min", 9), news.Say("%s and %s", "A, B", "C"))
		alert.Message.Card = &story
		list := slacktest.SampleDigest()
		stories := *list.Message.List
		stories.Heading = voice.Text("%s, %s", news.Say("News digest"), news.Moment{Time: time.Date(2025, 2, 12, 9, 0, 0, 0, time.UTC), Layout: "Mon 2 Jan 15:04"})
		stories.Intro = ""
		stories.Items = append([]news.Item(nil), stories.Items...)
		stories.Items[0].Note = voice.Text("rang at %s", "12:09")
		list.Message.List = &stories
		for name, d := range map[string]news.Delivery{"alert": alert, "digest": list} {
			d.Message = voice.Message(d.Message)
			body, err := block.Render(d, false)
			if err != nil {
				t.Fatal(err)
			}
			if err := block.Validate(body); err != nil {
				t.Error(err)
			}
			golden(t, name+"."+tag+".txt", asSeen(t, body))
		}
	}
}
