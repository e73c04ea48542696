package post_test

import (
	"testing"

	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// direct is a delivery to a person in private.
func direct(id news.DeliveryID, user string) news.Delivery {
	d := slacktest.SampleAlert()
	d.ID, d.Kind = id, news.KindNotice
	d.Target.Channel = news.Person(user)
	d.Message = news.Message{Kind: news.KindNotice, Text: &news.Note{Title: "A feed needs a look", Lines: []news.Line{{Text: "It is gone."}}}}
	return d
}

func TestSender_person(t *testing.T) {
	clock := newClock()
	srv := slacktest.Start(t, slacktest.Options{Now: clock.now})
	s := newSender(srv, clock.now)
	d := rendered(t, direct(5, "U77"), clock.now())
	if o := s.Send(t.Context(), d); o.Class != news.OutcomeSent {
		t.Fatalf("got %+v, want it sent", o)
	}
	if got := srv.Messages("D77"); len(got) != 1 || got[0].Delivery != "5" {
		t.Errorf("got %+v, want it in the direct conversation", got)
	}
	if f, id := s.Probe(t.Context(), d); f != news.Found || id != srv.Messages("D77")[0].TS {
		t.Errorf("got %s %q, want it found", f, id)
	}
	if f, _ := s.Probe(t.Context(), rendered(t, direct(6, "U77"), clock.now())); f != news.Absent {
		t.Errorf("got %s, want absent", f)
	}
}

func TestSender_personUnreadable(t *testing.T) {
	for code, want := range map[string]news.Finding{"missing_scope": news.Unreadable, "ratelimited": news.Later, "internal_error": news.Later} {
		clock := newClock()
		srv := slacktest.Start(t, slacktest.Options{Now: clock.now})
		refuse("conversations.open", code)(srv)
		if f, _ := newSender(srv, clock.now).Probe(t.Context(), rendered(t, direct(5, "U77"), clock.now())); f != want {
			t.Errorf("%s: got %s, want %s", code, f, want)
		}
	}
}
