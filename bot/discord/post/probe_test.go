package post_test

import (
	"fmt"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

func TestSender_Probe(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	srv.SetChannel("blind", discordtest.Channel{NoHistory: true})
	srv.SetChannel("closed", discordtest.Channel{NoAccess: true})
	srv.SetChannel("direct", discordtest.Channel{Guild: "dm"})
	snd := sender(t, srv)
	ctx := discordtest.Within(t, 20*time.Second)
	for i := range 230 { // more than two pages of other messages
		d := discordtest.Rendered(t, discordtest.Alert(news.DeliveryID(1000+i), "busy", discordtest.Storm()))
		if o := snd.Send(ctx, d); o.Class != news.OutcomeSent {
			t.Fatal(o)
		}
	}
	for _, ch := range []string{"busy", "blind", "direct"} {
		if o := snd.Send(ctx, discordtest.Rendered(t, discordtest.Alert(7, ch, discordtest.Storm()))); ch == "busy" && o.Class != news.OutcomeSent {
			t.Fatal(o)
		}
	}
	sent := srv.Messages("busy")
	tests := []struct {
		name, channel string
		id            news.DeliveryID
		kind          news.Kind
		want          news.Finding
		message       string
	}{
		{"behind two pages", "busy", 7, news.KindAlert, news.Found, sent[len(sent)-1].ID},
		{"not there", "busy", 8, news.KindAlert, news.Absent, ""},
		{"number begins alike", "busy", 100, news.KindAlert, news.Absent, ""},
		{"empty channel", "empty", 7, news.KindAlert, news.Absent, ""},
		{"history not readable", "blind", 7, news.KindAlert, news.Unreadable, ""},
		{"channel not visible", "closed", 7, news.KindAlert, news.Unreadable, ""},
		{"direct messages", "direct", 9, news.KindAlert, news.Absent, ""},
		{"edits may be repeated", "busy", 7, news.KindEdit, news.Absent, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := discordtest.Alert(tt.id, tt.channel, discordtest.Storm())
			d.Kind = tt.kind
			d.FirstTry, d.LastTry = sent[0].At.Add(-time.Second), sent[0].At
			got, id := snd.Probe(ctx, d)
			if got != tt.want || got == news.Found && id != tt.message {
				t.Errorf("got %s %s, want %s %s", got, id, tt.want, tt.message)
			}
		})
	}
}

func TestSender_Probe_afterEdit(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	snd := sender(t, srv)
	d := discordtest.Rendered(t, discordtest.Alert(7, "c", discordtest.Storm()))
	o := snd.Send(t.Context(), d)
	e := discordtest.Alert(8, "c", discordtest.Storm())
	e.Kind, e.Parent, e.ParentID = news.KindEdit, 7, o.MessageID
	if o := snd.Send(t.Context(), discordtest.Rendered(t, e)); o.Class != news.OutcomeSent {
		t.Fatal(o)
	}
	d.FirstTry, d.LastTry = srv.Messages("c")[0].At, srv.Messages("c")[0].At
	if got, id := snd.Probe(t.Context(), d); got != news.Found || id != o.MessageID {
		t.Errorf("got %s %s, want found %s", got, id, o.MessageID)
	}
}

func TestSender_Probe_failing(t *testing.T) {
	for _, k := range []discordtest.FaultKind{discordtest.FailBefore, discordtest.ResetBefore, discordtest.LimitBucket} {
		t.Run(fmt.Sprint(k), func(t *testing.T) {
			srv := discordtest.Start(t, discordtest.Options{Fault: func(r discordtest.Request) discordtest.Fault {
				if r.Message() {
					return discordtest.Fault{Kind: k}
				}
				return discordtest.Fault{}
			}})
			if got, _ := sender(t, srv).Probe(discordtest.Within(t, 5*time.Second), discordtest.Alert(1, "c", discordtest.Storm())); got != news.Later {
				t.Errorf("got %s, want later", got)
			}
		})
	}
}
