package post_test

import (
	"testing"
	"time"

	"newsbell/bot/slack/block"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

func TestSender_probe(t *testing.T) {
	lost := slacktest.Failure{Status: 503, Commit: true}
	for _, tt := range []struct {
		name  string
		fault slacktest.Failure // of the post
		set   func(*slacktest.Server)
		wait  time.Duration // before the probe
		want  news.Finding
	}{
		{name: "posted", fault: lost, want: news.Found},
		{name: "not posted", fault: slacktest.Failure{Status: 503}, want: news.Absent},
		{name: "history lags", fault: lost, wait: 10 * time.Second, want: news.Absent},
		{name: "history has come", fault: lost, wait: 21 * time.Second, want: news.Found},
		{name: "deleted", fault: lost, set: func(s *slacktest.Server) { s.Delete("C1", s.Messages("C1")[0].TS) }, want: news.Absent},
		{name: "history forbidden", fault: lost, set: refuse("conversations.history", "missing_scope"), want: news.Unreadable},
		{name: "not a member", fault: lost, set: func(s *slacktest.Server) { s.Refuse("C1", "not_in_channel") }, want: news.Unreadable},
		{name: "limited", fault: lost, set: refuse("conversations.history", "ratelimited"), want: news.Later},
		{name: "slack ill", fault: lost, set: refuse("conversations.history", "internal_error"), want: news.Later},
		{name: "token revoked", fault: lost, set: func(s *slacktest.Server) { s.Revoke("token_revoked") }, want: news.Later},
	} {
		t.Run(tt.name, func(t *testing.T) {
			clock := newClock()
			lag := time.Duration(0)
			if tt.wait > 0 {
				lag = 20 * time.Second
			}
			srv := slacktest.Start(t, slacktest.Options{Now: clock.now, HistoryLag: lag})
			srv.Fault(func(slacktest.Call) slacktest.Failure { return tt.fault })
			s := newSender(srv, clock.now)
			d := rendered(t, slacktest.SampleAlert(), clock.now())
			if o := s.Send(t.Context(), d); o.Class != news.OutcomeUnknown {
				t.Fatalf("got %+v", o)
			}
			srv.Fault(nil)
			if tt.set != nil {
				tt.set(srv)
			}
			clock.step(tt.wait)
			finding, id := s.Probe(t.Context(), d)
			if finding != tt.want || (finding == news.Found) != (id != "") {
				t.Errorf("got %s %q, want %s", finding, id, tt.want)
			}
		})
	}
}

func refuse(method, code string) func(*slacktest.Server) {
	return func(s *slacktest.Server) {
		s.Fault(func(c slacktest.Call) slacktest.Failure {
			if c.Method == method {
				return slacktest.Failure{Error: code}
			}
			return slacktest.Failure{}
		})
	}
}

// TestSender_probeOthers holds that neither another delivery nor a message of
// a person is taken for the one that is looked for, over several pages.
func TestSender_probeOthers(t *testing.T) {
	clock := newClock()
	srv := slacktest.Start(t, slacktest.Options{Now: clock.now, MetadataLag: time.Hour})
	s := newSender(srv, clock.now)
	wanted := rendered(t, slacktest.SampleAlert(), clock.now())
	for i := range 250 {
		d := slacktest.SampleAlert()
		d.ID += news.DeliveryID(i + 1)
		if o := s.Send(t.Context(), rendered(t, d, clock.now())); o.Class != news.OutcomeSent {
			t.Fatal(o)
		}
	}
	if finding, _ := s.Probe(t.Context(), wanted); finding != news.Absent {
		t.Errorf("got %s, want absent", finding)
	}
	o := s.Send(t.Context(), wanted)
	if finding, id := s.Probe(t.Context(), wanted); finding != news.Found || id != o.MessageID {
		t.Errorf("got %s %q, want found %q by its buttons alone", finding, id, o.MessageID)
	}
	if srv.Calls("conversations.history") < 4 {
		t.Error("the history was not read to its end")
	}
}

// TestSender_probeForeign holds that a message of another app proves nothing,
// even one that repeats ours.
func TestSender_probeForeign(t *testing.T) {
	clock := newClock()
	srv := slacktest.Start(t, slacktest.Options{Now: clock.now})
	s := newSender(srv, clock.now)
	d := rendered(t, slacktest.SampleAlert(), clock.now())
	s.Send(t.Context(), d)
	copied := srv.Messages("C1")[0]
	srv.Delete("C1", copied.TS)
	copied.Bot = "BOTHER"
	ts := srv.Forge(copied)
	if finding, id := s.Probe(t.Context(), d); finding != news.Absent {
		t.Errorf("got %s %q, want absent", finding, id)
	}
	edit := slacktest.SampleEdit()
	edit.ParentID = ts
	if o := s.Send(t.Context(), rendered(t, edit, clock.now())); o.Class != news.OutcomeGone {
		t.Errorf("edit of a foreign message: got %+v", o)
	}
}

// TestSender_probeInterval holds that an old message is no proof of a new
// attempt, and that time is measured by Slack's clock.
func TestSender_probeInterval(t *testing.T) {
	clock := newClock()
	srv := slacktest.Start(t, slacktest.Options{Now: clock.now})
	s := newSender(srv, clock.now)
	d := rendered(t, slacktest.SampleAlert(), clock.now())
	s.Send(t.Context(), d)
	clock.step(time.Hour)
	d.FirstTry, d.LastTry = clock.now(), clock.now()
	if finding, _ := s.Probe(t.Context(), d); finding != news.Absent {
		t.Errorf("got %s, want absent", finding)
	}
}

func TestSender_probeSimple(t *testing.T) {
	clock := newClock()
	srv := slacktest.Start(t, slacktest.Options{Now: clock.now, MetadataLag: time.Hour})
	s := newSender(srv, clock.now)
	d := rendered(t, slacktest.SampleAlert(), clock.now())
	body, err := block.Render(d, true)
	if err != nil {
		t.Fatal(err)
	}
	d.Body = body
	s.Send(t.Context(), d)
	if finding, _ := s.Probe(t.Context(), d); finding != news.Found {
		t.Errorf("got %s, want found by its text", finding)
	}
}

func TestSender_probeReplyAndEdit(t *testing.T) {
	clock := newClock()
	srv := slacktest.Start(t, slacktest.Options{Now: clock.now})
	s := newSender(srv, clock.now)
	parent := s.Send(t.Context(), rendered(t, slacktest.SampleAlert(), clock.now())).MessageID

	reply, edit := slacktest.SampleReply(), slacktest.SampleEdit()
	reply.ParentID, edit.ParentID = parent, parent
	reply, edit = rendered(t, reply, clock.now()), rendered(t, edit, clock.now())
	for _, d := range []news.Delivery{reply, edit} {
		if finding, _ := s.Probe(t.Context(), d); finding != news.Absent {
			t.Errorf("%s before: got %s, want absent", d.Kind, finding)
		}
		o := s.Send(t.Context(), d)
		if finding, id := s.Probe(t.Context(), d); finding != news.Found || id != o.MessageID {
			t.Errorf("%s after: got %s %q, want found %q", d.Kind, finding, id, o.MessageID)
		}
	}
	srv.Delete("C1", parent)
	reply.ID += 100
	reply = rendered(t, reply, clock.now())
	o := s.Send(t.Context(), reply)
	if finding, id := s.Probe(t.Context(), reply); finding != news.Found || id != o.MessageID {
		t.Errorf("reply outside its thread: got %s %q, want found %q", finding, id, o.MessageID)
	}
}
