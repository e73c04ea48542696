package clerk_test

import (
	"testing"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/news"
)

func TestService_button(t *testing.T) {
	d := newDesk()
	ch, err := d.world.EnsureChannel(t.Context(), news.Channel{Target: request(t, "list").Target})
	if err != nil {
		t.Fatal(err)
	}
	d.world.Deliveries = []news.Delivery{
		{ID: 5, Channel: ch.ID, Story: 11, Kind: news.KindAlert, State: news.Sent, Reason: "2 publishers in 8 min", Created: bottest.Now()},
		{ID: 6, Channel: ch.ID + 1, Story: 11, Kind: news.KindAlert, State: news.Sent},
	}
	d.world.Deliveries = append(d.world.Deliveries,
		news.Delivery{ID: 7, Channel: ch.ID, Kind: news.KindDigest, State: news.Sent},
		news.Delivery{ID: 8, Channel: ch.ID + 1, Kind: news.KindDigest, State: news.Sent},
	)
	tests := []struct {
		name, verb, delivery, want string
	}{
		{"sources names the publishers", bot.VerbSources, "5", "17:02 Example Wire"},
		{"why tells why it rang", bot.VerbWhy, "5", "2 publishers in 8 min"},
		{"more shows what a digest left out", bot.VerbMore, "7", "A story left out"},
		{"but not of another channel", bot.VerbMore, "8", "no longer knows"},
		{"another channel's message is not known", bot.VerbWhy, "6", "no longer knows"},
		{"nor one that never was", bot.VerbSources, "99", "no longer knows"},
		{"nor nonsense", bot.VerbSources, "5; drop", "no longer knows"},
		{"a verb of another time does nothing", "explode", "5", "older newsbell"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := request(t, "list")
			r.Command, r.Args = bot.CmdButton, map[string]string{bot.ArgVerb: tt.verb, bot.ArgDelivery: tt.delivery}
			lacks(t, bot.PlainText(d.Answer(t.Context(), r), nil), tt.want)
		})
	}
}
