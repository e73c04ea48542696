package card_test

import (
	"math/rand/v2"
	"testing"

	"newsbell/bot/bottest"
	"newsbell/bot/discord/card"
	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

// TestContract_messages holds rendered messages against the specification.
func TestContract_messages(t *testing.T) {
	schema := bottest.Schemas(t, "discord/openapi.json", "#/components/schemas/")
	create, edit := schema("MessageCreateRequest"), schema("MessageEditRequestPartial")
	check := func(what string, d news.Delivery) {
		for _, simple := range []bool{false, true} {
			b, err := card.Render(d, simple)
			if err != nil {
				t.Fatal(err)
			}
			s := create
			if d.Kind == news.KindEdit {
				s = edit
			}
			bottest.Holds(t, s, what, b)
		}
	}
	for name, d := range shapes() {
		d.Target.Channel = "1200000000000000001"
		check(name, d)
	}
	p := pick{rand.New(rand.NewPCG(7, 7)), hostile(), hostileLinks()}
	for i := range 200 {
		d := discordtest.Alert(news.DeliveryID(i+1), "1200000000000000001", discordtest.Storm())
		d.Message = p.message()
		if i%2 == 0 {
			d.Kind, d.ParentID = news.KindEdit, "9"
		}
		check("random message", d)
	}
}
