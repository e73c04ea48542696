package slacktest

import (
	"time"

	"newsbell/news"
)

// SampleTarget is the channel of the samples.
func SampleTarget() news.Target {
	return news.Target{Platform: news.Slack, Tenant: "T1", Channel: "C1"}
}

// SampleBegan is when the samples begin.
func SampleBegan() time.Time { return time.Date(2025, 2, 12, 17, 4, 0, 0, time.UTC) }

// SampleCard is a story that three publishers tell.
func SampleCard() *news.Card {
	return &news.Card{
		Story: 81, Development: 82,
		Title:   "Trump & Putin agree to begin talks on Ukraine",
		URL:     "https://news.example.com/world/talks?id=7&from=feed",
		Summary: "The two presidents spoke by phone for about ninety minutes. Negotiating teams are to start work at once.",
		Image:   "https://img.example.com/phone.jpg",
		Reports: []news.Report{
			{Article: 1, Publisher: "Example Times", URL: "https://news.example.com/world/talks", At: SampleBegan()},
			{Article: 2, Publisher: "Wire A", URL: "https://www.wire-a.example/2025/talks", At: SampleBegan().Add(4 * time.Minute)},
			{Article: 3, Publisher: "daily.example", URL: "https://daily.example/a", At: SampleBegan().Add(9 * time.Minute)},
		},
		Began: SampleBegan(), Updated: SampleBegan().Add(9 * time.Minute),
		Coverage: "1 -> 3 publishers in 9 min",
		Reason:   "3 independent publishers within 20 minutes",
		Words:    []string{"ukraine", "talks"},
	}
}

// SampleAlert is the delivery of that story.
func SampleAlert() news.Delivery {
	return news.Delivery{
		ID: 4711, Channel: 3, Target: SampleTarget(), Key: "alert/82", Kind: news.KindAlert, Story: 81, Development: 82, Revision: 1,
		Message: news.Message{Kind: news.KindAlert, Card: SampleCard()}, FirstTry: SampleBegan(), LastTry: SampleBegan(),
	}
}

// SampleEdit is a later form of that alert.
func SampleEdit() news.Delivery {
	d := SampleAlert()
	d.ID, d.Kind, d.Key, d.Revision, d.Parent, d.ParentID = 4712, news.KindEdit, "edit/4711/4", 4, 4711, "1739379841.000100"
	c := SampleCard()
	c.Image, c.Corrected = "", "Trump and Putin agree on peace"
	c.Reports = append(c.Reports, news.Report{Article: 4, Publisher: "Copy Post", URL: "https://copy.example/x", Copy: true})
	c.Earlier = "https://example.slack.com/archives/C1/p1739000000000100"
	d.Message = news.Message{Kind: news.KindEdit, Card: c}
	return d
}

// SampleReply is a development of it.
func SampleReply() news.Delivery {
	d := SampleAlert()
	d.ID, d.Kind, d.Key, d.ParentID = 4713, news.KindReply, "alert/83", "1739379841.000100"
	d.Message.Kind = news.KindReply
	return d
}

// SampleDigest is a digest of three stories.
func SampleDigest() news.Delivery {
	return news.Delivery{
		ID: 4720, Target: SampleTarget(), Key: "digest/1/1739433600000", Kind: news.KindDigest,
		Message: news.Message{Kind: news.KindDigest, Silent: true, List: &news.List{
			Heading: "Daily digest", Intro: "3 stories since yesterday", Zone: "Europe/Berlin", More: 2,
			From: time.Date(2025, 2, 12, 8, 0, 0, 0, time.UTC), To: time.Date(2025, 2, 13, 8, 0, 0, 0, time.UTC),
			Items: []news.Item{
				{Story: 81, Title: "Talks on Ukraine are to begin", URL: "https://news.example.com/world/talks", Summary: "Teams start work at once.", Publishers: []string{"Example Times", "Wire A", "Daily", "Copy Post"}, At: SampleBegan(), Note: "rang at 18:04", Section: "World"},
				{Story: 82, Title: "Storm closes the port", URL: "https://port.example/storm", Publishers: []string{"Port Paper"}, At: SampleBegan(), Section: "World"},
				{Story: 83, Title: "A new telescope sees first light", URL: "https://sky.example/t", Publishers: []string{"Sky Weekly"}, At: SampleBegan(), Section: "Science"},
			},
		}},
	}
}

// SampleNotice is newsbell speaking of itself.
func SampleNotice() news.Delivery {
	return news.Delivery{
		ID: 4730, Target: SampleTarget(), Key: "notice/1", Kind: news.KindNotice,
		Message: news.Message{Kind: news.KindNotice, Text: &news.Note{
			Title: "Your subscription cannot be read",
			Lines: []news.Line{
				{Text: "The quote is never closed:"},
				{Text: `ukraine "peace  talks`, Code: true},
				{Text: "        ^", Code: true},
				{Text: "Help on queries", URL: "https://newsbell.example/help"},
				{Text: "Nothing was changed.", Bold: true},
			},
		}},
	}
}
