package discordtest

import (
	"time"

	"newsbell/bot/discord/card"
	"newsbell/news"
)

// Noon is when the samples begin.
func Noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

// Storm is a story that grew: the fixture of most tests.
func Storm() news.Card {
	return news.Card{
		Story: 7, Development: 9,
		Title:   "Harbour of Aldermouth closed after crane collapse",
		URL:     "https://www.coastpaper.example/news/aldermouth-crane?id=12",
		Summary: "A container crane fell across two berths on Monday morning. Nobody was hurt. The port hopes to open one berth tonight.",
		Image:   "https://img.coastpaper.example/crane.jpg",
		Reports: []news.Report{
			{Publisher: "Coast Paper", URL: "https://www.coastpaper.example/news/aldermouth-crane?id=12", At: Noon()},
			{Publisher: "Wire North", URL: "https://wirenorth.example/a/77", At: Noon().Add(9 * time.Minute)},
			{Publisher: "Daily Echo", URL: "https://echo.example/77", At: Noon().Add(12 * time.Minute), Copy: true},
		},
		Began: Noon(), Updated: Noon().Add(12 * time.Minute),
		Coverage: "1 -> 3 publishers in 12 min",
		Reason:   "2 independent publishers within 30 minutes",
		Words:    []string{"aldermouth", "crane"},
	}
}

// Alert is the delivery of a card in a channel.
func Alert(id news.DeliveryID, channel string, c news.Card) news.Delivery {
	return news.Delivery{
		ID: id, Kind: news.KindAlert, Nonce: card.Nonce(id), FirstTry: Noon(), LastTry: Noon(),
		Target:  news.Target{Platform: news.Discord, Tenant: Guild, Channel: channel},
		Message: news.Message{Kind: news.KindAlert, Card: &c},
	}
}

// Notice is newsbell speaking of itself.
func Notice(id news.DeliveryID) news.Delivery {
	d := Alert(id, "c1", Storm())
	d.Kind = news.KindNotice
	d.Message = news.Message{Kind: news.KindNotice, Text: &news.Note{
		Title: "I do not understand that", Error: true,
		Lines: []news.Line{
			{Text: "subscribe (storm OR", Code: true},
			{Text: "          ^", Code: true},
			{Text: "A bracket is open."},
			{Text: "How queries work", URL: "https://example.org/help", Bold: true},
		},
	}}
	return d
}
