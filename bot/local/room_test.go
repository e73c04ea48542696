package local_test

import (
	"context"
	"testing"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/local"
	"newsbell/news"
)

func TestRoom_conversations(t *testing.T) {
	bottest.Run(t, bottest.Adapter{
		Typed: true, EveryoneAdmin: true,
		Open: func(_ *testing.T, clerk bot.Clerk) bottest.Chat {
			return chat{local.New(local.Options{Clerk: clerk, Now: bottest.Now})}
		},
	})
}

func TestRoom_languages(t *testing.T) {
	bottest.RunLanguages(t, bottest.Adapter{
		EveryoneAdmin: true,
		Open: func(_ *testing.T, clerk bot.Clerk) bottest.Chat {
			return chat{local.New(local.Options{Clerk: clerk, Now: bottest.Now})}
		},
	})
}

// chat types into a room and reads the answer as the terminal prints it.
type chat struct{ room *local.Room }

func (c chat) Say(ctx context.Context, p bottest.Person, line string) (string, error) {
	m, err := c.room.Say(ctx, "general", p.ID, line)
	return bot.PlainText(m, nil), err
}

func newRoom() *local.Room {
	return local.New(local.Options{Now: bottest.Now})
}

func alert(id news.DeliveryID, title string) news.Delivery {
	return news.Delivery{
		ID: id, Kind: news.KindAlert, Target: local.Target("general"),
		Message: news.Message{Kind: news.KindAlert, Card: &news.Card{Title: title, URL: "https://example.org/a", Summary: "More.", Image: "https://example.org/i.png"}},
	}
}
