package post_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"newsbell/bot/chart"
	"newsbell/bot/discord/card"
	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

// charted is a digest with a chart.
func charted(id news.DeliveryID, channel string) news.Delivery {
	d := discordtest.Alert(id, channel, discordtest.Storm())
	d.Kind = news.KindDigest
	d.Message = news.Message{Kind: news.KindDigest, List: &news.List{
		Heading: "News digest", Items: []news.Item{{Story: 1, Title: `A "url":"attachment://stories.png" story`, URL: "https://example.org/1"}},
		Chart: &news.Chart{
			Title: "3 stories", Topics: []string{"world"}, Alt: "Bar chart. 3 stories: world 3.",
			Bars: []news.Bar{{Label: "09:00", Parts: []int{2}}, {Label: "10:00", Parts: []int{1}}},
		},
	}}
	return d
}

func TestSender_sendsAChart(t *testing.T) {
	lost := true
	srv := discordtest.Start(t, discordtest.Options{Fault: func(r discordtest.Request) discordtest.Fault {
		if r.Post() && lost {
			lost = false
			return discordtest.Fault{Kind: discordtest.ResetAfter}
		}
		return discordtest.Fault{}
	}})
	snd := sender(t, srv)
	ctx := discordtest.Within(t, 10*time.Second)
	d := discordtest.Rendered(t, charted(1, "c1"))
	if o := snd.Send(ctx, d); o.Class != news.OutcomeUnknown {
		t.Fatalf("an answer that was lost: %+v", o)
	}
	if o := snd.Send(ctx, d); o.Class != news.OutcomeSent {
		t.Fatalf("the same again: %+v", o)
	}
	want, err := chart.Draw(*d.Message.List.Chart)
	if err != nil {
		t.Fatal(err)
	}
	all := srv.Messages("c1")
	if len(all) != 1 || len(all[0].Files) != 1 || !bytes.Equal(all[0].Files[0].Data, want) || all[0].Files[0].Type != "image/png" {
		t.Fatalf("got %d messages with %d files", len(all), len(all[0].Files))
	}
	for _, part := range []string{`"description":"Bar chart. 3 stories: world 3."`, `"attachments":[{"id":0,"filename":"stories.png"`} {
		if !bytes.Contains(all[0].Body, []byte(part)) {
			t.Errorf("the body lacks %s: %s", part, all[0].Body)
		}
	}
	if i, j := bytes.Index(all[0].Body, []byte(`"items"`)), bytes.Index(all[0].Body, []byte(`"Settings"`)); i < 0 || j < i {
		t.Error("the chart does not stand above the buttons")
	}
}

func TestSender_sendsADigestWithoutItsChart(t *testing.T) {
	for _, tt := range []struct {
		name    string
		channel discordtest.Channel
		class   news.OutcomeClass
	}{
		{"where it may not attach files", discordtest.Channel{NoFiles: true}, news.OutcomeSent},
		{"where it may not write at all", discordtest.Channel{NoSend: true}, news.OutcomeForbidden},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := discordtest.Start(t, discordtest.Options{})
			srv.SetChannel("c1", tt.channel)
			o := sender(t, srv).Send(discordtest.Within(t, 10*time.Second), discordtest.Rendered(t, charted(1, "c1")))
			if o.Class != tt.class {
				t.Fatalf("got %+v", o)
			}
			all := srv.Messages("c1")
			if tt.class != news.OutcomeSent {
				return
			}
			if len(all) != 1 || len(all[0].Files) != 0 || bytes.Contains(all[0].Body, []byte(`"items"`)) {
				t.Errorf("got %+v", all)
			}
			if text, err := discordtest.Readable(all[0].Body); err != nil || !strings.Contains(text, "story") {
				t.Errorf("%v, the stories are gone: %s", err, text)
			}
		})
	}
}

func TestSender_postsAChartInAForum(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	srv.SetChannel("f1", discordtest.Channel{Kind: discordtest.Forum})
	if o := sender(t, srv).Send(discordtest.Within(t, 10*time.Second), discordtest.Rendered(t, charted(1, "f1"))); o.Class != news.OutcomeSent {
		t.Fatalf("got %+v", o)
	}
	posts := srv.Posts("f1")
	if len(posts) != 1 || len(srv.Messages(posts[0])[0].Files) != 1 {
		t.Errorf("posts %v", posts)
	}
}

func TestRender_simpleHasNoChart(t *testing.T) {
	b, err := card.Render(charted(1, "c1"), true)
	if err != nil || card.Charted(b) || bytes.Contains(b, []byte("attachments")) {
		t.Errorf("%v: %s", err, b)
	}
}
