package post_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"newsbell/bot/slack/block"
	"newsbell/bot/slack/post"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// A clock is moved by hand.
type clock struct{ ns atomic.Int64 }

func newClock() *clock {
	c := new(clock)
	c.ns.Store(slacktest.SampleBegan().UnixNano())
	return c
}

func (c *clock) now() time.Time       { return time.Unix(0, c.ns.Load()) }
func (c *clock) step(d time.Duration) { c.ns.Add(int64(d)) }

func newSender(s *slacktest.Server, now func() time.Time) *post.Sender {
	return post.NewSender(post.Options{
		API: s.URL(), Token: "xoxb-test", Now: now, Pace: post.Pace{Post: -1, Edit: -1, Read: -1},
	})
}

// rendered fills the bytes in, as the courier does.
func rendered(t *testing.T, d news.Delivery, now time.Time) news.Delivery {
	t.Helper()
	body, err := block.Render(d, false)
	if err != nil {
		t.Fatal(err)
	}
	d.Body, d.FirstTry, d.LastTry = body, now, now
	return d
}

func TestSender_postEditReply(t *testing.T) {
	ctx, now := t.Context(), time.Now
	srv := slacktest.Start(t, slacktest.Options{})
	s := newSender(srv, now)

	o := s.Send(ctx, rendered(t, slacktest.SampleAlert(), now()))
	if o.Class != news.OutcomeSent || o.MessageID == "" {
		t.Fatalf("alert: got %+v", o)
	}
	edit := slacktest.SampleEdit()
	edit.ParentID = o.MessageID
	if e := s.Send(ctx, rendered(t, edit, now())); e.Class != news.OutcomeSent || e.MessageID != o.MessageID {
		t.Errorf("edit: got %+v", e)
	}
	reply := slacktest.SampleReply()
	reply.ParentID = o.MessageID
	if r := s.Send(ctx, rendered(t, reply, now())); r.Class != news.OutcomeSent || r.Detail != "" {
		t.Errorf("reply: got %+v", r)
	}
	got := srv.Messages("C1")
	if len(got) != 2 || got[0].Edits != 1 || got[0].Delivery != "4712" || got[1].ThreadTS != got[0].TS || !got[1].Broadcast {
		t.Errorf("channel holds %+v", got)
	}
	if strings.Contains(string(edit.Body), "xoxb") {
		t.Error("the token is in the body")
	}
	edit.ParentID = "1.000001"
	if e := s.Send(ctx, rendered(t, edit, now())); e.Class != news.OutcomeGone {
		t.Errorf("edit of nothing: got %+v", e)
	}
	srv.Delete("C1", o.MessageID)
	if r := s.Send(ctx, rendered(t, reply, now())); r.Class != news.OutcomeSent || r.Detail == "" {
		t.Errorf("reply to a deleted message: got %+v", r)
	}
}

// TestSender_faults holds the outcome of each fault against what really
// stands in the channel.
func TestSender_faults(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault slacktest.Failure
		want  news.OutcomeClass
		posts int
	}{
		{"503 before", slacktest.Failure{Status: 503}, news.OutcomeUnknown, 0},
		{"503 after", slacktest.Failure{Status: 503, Commit: true}, news.OutcomeUnknown, 1},
		{"reset before", slacktest.Failure{Reset: true}, news.OutcomeUnknown, 0},
		{"reset after", slacktest.Failure{Reset: true, Commit: true}, news.OutcomeUnknown, 1},
		{"internal_error after", slacktest.Failure{Error: "internal_error", Commit: true}, news.OutcomeUnknown, 1},
		{"429", slacktest.Failure{Status: 429, RetryAfter: 3 * time.Second}, news.OutcomeLimited, 0},
		{"ratelimited", slacktest.Failure{Error: "ratelimited", RetryAfter: 2 * time.Second}, news.OutcomeLimited, 0},
		{"archived", slacktest.Failure{Error: "is_archived"}, news.OutcomeForbidden, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := slacktest.Start(t, slacktest.Options{})
			srv.Fault(func(slacktest.Call) slacktest.Failure { return tt.fault })
			o := newSender(srv, time.Now).Send(t.Context(), rendered(t, slacktest.SampleAlert(), time.Now()))
			if o.Class != tt.want || srv.Total() != tt.posts {
				t.Errorf("got %+v and %d posts, want %s and %d", o, srv.Total(), tt.want, tt.posts)
			}
		})
	}
}

func TestSender_notReached(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s := post.NewSender(post.Options{API: "http://" + address + "/api/", Token: "xoxb-secret", Now: time.Now})
	o := s.Send(t.Context(), rendered(t, slacktest.SampleAlert(), time.Now()))
	if o.Class != news.OutcomeNotSent || strings.Contains(o.Detail, address) {
		t.Errorf("got %+v", o)
	}
}

func TestSender_cancelled(t *testing.T) {
	srv := slacktest.Start(t, slacktest.Options{})
	started := make(chan struct{}, 1)
	srv.Fault(func(slacktest.Call) slacktest.Failure { started <- struct{}{}; return slacktest.Failure{Hang: true} })
	s := newSender(srv, time.Now)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-started; cancel() }()
	if o := s.Send(ctx, rendered(t, slacktest.SampleAlert(), time.Now())); o.Class != news.OutcomeUnknown {
		t.Errorf("cancelled under way: got %+v, want unknown", o)
	}
	if o := s.Send(ctx, rendered(t, slacktest.SampleAlert(), time.Now())); o.Class != news.OutcomeNotSent {
		t.Errorf("cancelled before: got %+v, want not_sent", o)
	}
}

func TestSender_pace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		posts := map[string][]time.Duration{}
		start := time.Now()
		s := post.NewSender(post.Options{Token: "xoxb-test", Now: time.Now, HTTP: &http.Client{
			Transport: post.Answering(func(r *http.Request) (int, http.Header, string) {
				posts[r.URL.Path] = append(posts[r.URL.Path], time.Since(start))
				return 200, nil, `{"ok":true,"ts":"1.000100"}`
			}),
		}})
		d := rendered(t, slacktest.SampleAlert(), start)
		for i := range 4 {
			if o := s.Send(t.Context(), d); o.Class != news.OutcomeSent {
				t.Fatalf("post %d: got %+v", i, o)
			}
		}
		if got := time.Since(start); got != 3*time.Second {
			t.Errorf("four posts in one channel took %s, want 3s", got)
		}
		other := d
		other.Target.Channel = "C2"
		if o := s.Send(t.Context(), other); o.Class != news.OutcomeSent || time.Since(start) != 3*time.Second {
			t.Errorf("another channel had to wait: %+v after %s", o, time.Since(start))
		}
	})
}

// TestSender_paceKeepsThePlace shows that a delivery that Pace let through does
// not wait again, and that Pace asked twice takes one place.
func TestSender_paceKeepsThePlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := post.NewSender(post.Options{Token: "xoxb-test", Now: time.Now, HTTP: &http.Client{
			Transport: post.Answering(func(*http.Request) (int, http.Header, string) { return 200, nil, `{"ok":true,"ts":"1.000100"}` }),
		}})
		d := rendered(t, slacktest.SampleAlert(), start)
		for i := range 3 {
			d.ID = news.DeliveryID(i + 1)
			for range 2 {
				if away := s.Pace(t.Context(), d); away != 0 {
					t.Fatalf("delivery %d is sent away for %s", d.ID, away)
				}
			}
			before := time.Now()
			if o := s.Send(t.Context(), d); o.Class != news.OutcomeSent || time.Since(before) != 0 {
				t.Errorf("delivery %d: %+v after another %s", d.ID, o, time.Since(before))
			}
		}
		if got := time.Since(start); got != 2*time.Second {
			t.Errorf("three posts took %s, want 2s", got)
		}
	})
}

func TestSender_burstOfEdits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := post.NewSender(post.Options{Token: "xoxb-test", Now: time.Now, HTTP: &http.Client{
			Transport: post.Answering(func(*http.Request) (int, http.Header, string) { return 200, nil, `{"ok":true,"ts":"1.000100"}` }),
		}})
		d, sent := rendered(t, slacktest.SampleEdit(), start), 0
		for time.Since(start) < time.Minute {
			o := s.Send(t.Context(), d)
			if o.Class == news.OutcomeSent {
				sent++
				continue
			}
			time.Sleep(o.After)
		}
		if sent < 55 || sent > 62 { // 50 a minute and ten at once
			t.Errorf("%d edits in a minute", sent)
		}
	})
}

func TestSender_retryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, calls := time.Now(), 0
		s := post.NewSender(post.Options{Token: "xoxb-test", Now: time.Now, HTTP: &http.Client{
			Transport: post.Answering(func(*http.Request) (int, http.Header, string) {
				calls++
				if calls == 1 {
					return 429, http.Header{"Retry-After": {"30"}}, `{"ok":false,"error":"ratelimited"}`
				}
				return 200, nil, `{"ok":true,"ts":"1.000100"}`
			}),
		}})
		d := rendered(t, slacktest.SampleAlert(), start)
		if o := s.Send(t.Context(), d); o.Class != news.OutcomeLimited || o.After != 30*time.Second {
			t.Fatalf("got %+v", o)
		}
		d.Target.Channel = "C2" // the pause is for the method in the workspace
		o := s.Send(t.Context(), d)
		if o.Class != news.OutcomeLimited || o.After != 30*time.Second || calls != 1 {
			t.Errorf("during the pause: got %+v after %d calls", o, calls)
		}
		if e := s.Send(t.Context(), rendered(t, slacktest.SampleEdit(), start)); e.Class != news.OutcomeSent {
			t.Errorf("an edit is another method: got %+v", e)
		}
		time.Sleep(29 * time.Second)
		if o := s.Send(t.Context(), d); o.Class != news.OutcomeSent || time.Since(start) != 30*time.Second {
			t.Errorf("after the pause: got %+v after %s", o, time.Since(start))
		}
	})
}

// TestSender_limits posts at the sender's own pace to a server that holds to
// Slack's: nothing may be refused.
func TestSender_limits(t *testing.T) {
	srv := slacktest.Start(t, slacktest.Options{Limits: true})
	s := post.NewSender(post.Options{API: srv.URL(), Token: "xoxb-test", Now: time.Now})
	d := rendered(t, slacktest.SampleAlert(), time.Now())
	for range 3 {
		if o := s.Send(t.Context(), d); o.Class != news.OutcomeSent {
			t.Fatalf("got %+v", o)
		}
	}
	if srv.Limited() != 0 {
		t.Errorf("%d refused for pace", srv.Limited())
	}
}

// TestSender_manyWorkspaces holds that a delivery goes out with the token of its
// own workspace, and that a workspace that took its token back stops itself only.
func TestSender_manyWorkspaces(t *testing.T) {
	srv := slacktest.Start(t, slacktest.Options{})
	tokens := map[string]news.Secret{"T7": news.Secret(srv.Install("T7")), "T8": news.Secret(srv.Install("T8"))}
	now := newClock().now
	s := post.NewSender(post.Options{
		API: srv.URL(), Now: now, Pace: post.Pace{Post: -1, Edit: -1, Read: -1},
		Tokens: func(_ context.Context, team string) (news.Secret, error) { return tokens[team], nil },
	})
	send := func(team string) news.Outcome {
		d := slacktest.SampleAlert()
		d.Target.Tenant = team
		return s.Send(t.Context(), rendered(t, d, now()))
	}
	for _, team := range []string{"T7", "T8"} {
		if o := send(team); o.Class != news.OutcomeSent {
			t.Errorf("%s: got %+v", team, o)
		}
	}
	if m := srv.Messages("C1"); len(m) != 2 || m[0].Team != "T7" || m[1].Team != "T8" {
		t.Errorf("posted %+v", m)
	}
	srv.RevokeTeam("T7")
	for team, want := range map[string]news.OutcomeClass{"T7": news.OutcomeForbidden, "T8": news.OutcomeSent, "T9": news.OutcomeForbidden} {
		o := send(team)
		if o.Class != want || want == news.OutcomeForbidden && o.Channel != news.ChannelSuspended {
			t.Errorf("%s: got %+v", team, o)
		}
	}
}
