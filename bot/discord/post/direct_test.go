package post_test

import (
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

// direct is a delivery to a person in private.
func direct(id news.DeliveryID, user string) news.Delivery {
	d := discordtest.Alert(id, news.Person(user), discordtest.Storm())
	d.Kind = news.KindNotice
	d.Message = news.Message{Kind: news.KindNotice, Text: &news.Note{Title: "A feed needs a look", Lines: []news.Line{{Text: "It is gone."}}}}
	return d
}

func TestSender_person(t *testing.T) {
	opened := 0
	srv := discordtest.Start(t, discordtest.Options{Fault: func(r discordtest.Request) discordtest.Fault {
		if r.Path == "/users/@me/channels" {
			opened++
		}
		return discordtest.Fault{}
	}})
	snd := sender(t, srv)
	for id := news.DeliveryID(1); id <= 2; id++ {
		d := discordtest.Rendered(t, direct(id, "77"))
		if away := snd.Pace(t.Context(), d); away != 0 {
			t.Fatalf("got to stay away %v", away)
		}
		if o := snd.Send(t.Context(), d); o.Class != news.OutcomeSent {
			t.Fatalf("got %+v, want it sent", o)
		}
	}
	got := srv.Messages(discordtest.Direct("77"))
	if len(got) != 2 || srv.Total() != 2 || opened != 1 {
		t.Errorf("got %d messages to the person of %d, after opening %d times; want 2 of 2 after 1", len(got), srv.Total(), opened)
	}
	d := direct(2, "77")
	d.FirstTry, d.LastTry = got[0].At.Add(-time.Second), got[1].At
	if f, id := snd.Probe(t.Context(), d); f != news.Found || id != got[1].ID {
		t.Errorf("got %s %q, want the second found", f, id)
	}
	if f, _ := snd.Probe(t.Context(), direct(3, "77")); f != news.Absent {
		t.Errorf("got %s, want absent", f)
	}
}

func TestSender_personCannotBeReached(t *testing.T) {
	for _, tt := range []struct {
		name  string
		kind  discordtest.FaultKind
		set   func(*discordtest.Server)
		want  news.OutcomeClass
		state news.ChannelState
	}{
		{"takes no direct messages", discordtest.NoFault, func(s *discordtest.Server) {
			s.SetChannel(discordtest.Direct("77"), discordtest.Channel{Guild: "dm", NoSend: true})
		}, news.OutcomeForbidden, news.ChannelSuspended},
		{"discord fails", discordtest.FailBefore, nil, news.OutcomeNotSent, ""},
		{"the answer is lost", discordtest.ResetAfter, nil, news.OutcomeNotSent, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := discordtest.Start(t, discordtest.Options{Fault: func(r discordtest.Request) discordtest.Fault {
				if r.Path == "/users/@me/channels" {
					return discordtest.Fault{Kind: tt.kind}
				}
				return discordtest.Fault{}
			}})
			if tt.set != nil {
				tt.set(srv)
			}
			o := sender(t, srv).Send(t.Context(), discordtest.Rendered(t, direct(1, "77")))
			if o.Class != tt.want || o.Channel != tt.state || srv.Total() != 0 {
				t.Errorf("got %+v and %d messages, want %s", o, srv.Total(), tt.want)
			}
		})
	}
}
