package post_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"newsbell/bot/discord/card"
	"newsbell/bot/discord/discordtest"
	"newsbell/bot/discord/post"
	"newsbell/news"
)

// inMemory hands requests to a server without a network, so that time may be
// that of a synctest bubble. lag is each request's way there and back.
type inMemory struct {
	server *discordtest.Server
	lag    time.Duration
}

func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(m.lag / 2)
	w := httptest.NewRecorder()
	m.server.ServeHTTP(w, r)
	time.Sleep(m.lag - m.lag/2)
	return w.Result(), nil
}

func memorySender(srv *discordtest.Server, lag time.Duration, pace int) *post.Sender {
	return post.NewSender(post.Options{
		Token: discordtest.Token, Now: time.Now, GlobalPerSecond: pace,
		HTTP: &http.Client{Transport: inMemory{srv, lag}},
	})
}

// deliver sends d as the courier does: after Pace, until it is sent. It tells how
// often it was sent away.
func deliver(ctx context.Context, snd *post.Sender, d news.Delivery) (o news.Outcome, away int) {
	for ctx.Err() == nil {
		if wait := snd.Pace(ctx, d); wait > 0 {
			away++
			time.Sleep(wait)
			continue
		}
		o = snd.Send(ctx, d)
		if o.Class != news.OutcomeLimited {
			return o, away
		}
		time.Sleep(o.After)
	}
	return o, away
}

// TestSender_trueLimits holds five minutes of posting against Discord's limits
// of 50 requests a second over all and 5 in 5 seconds a channel.
func TestSender_trueLimits(t *testing.T) {
	for _, tt := range []struct {
		name           string
		channels, each int
	}{
		{"few lanes", 60, 60},
		{"a thousand lanes at once", 1000, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := discordtest.NewHandler(discordtest.Options{Limits: true})
				snd := memorySender(srv, 20*time.Millisecond, post.DefaultGlobalPerSecond)
				body := discordtest.Rendered(t, discordtest.Alert(1, "c", discordtest.Storm())).Body
				start := time.Now()
				var lanes sync.WaitGroup
				var mu sync.Mutex
				aways := 0
				var sent []time.Duration // since the start
				for c := range tt.channels {
					lanes.Go(func() {
						for i := range tt.each {
							d := discordtest.Alert(news.DeliveryID(c*1000+i+1), fmt.Sprint("c", c), discordtest.Storm())
							d.Body = freshNonce(body, d.ID)
							o, away := deliver(t.Context(), snd, d)
							if o.Class != news.OutcomeSent {
								t.Errorf("channel %d: %+v", c, o)
								return
							}
							mu.Lock()
							aways += away
							sent = append(sent, time.Since(start))
							mu.Unlock()
						}
					})
				}
				lanes.Wait()
				if len(sent) != tt.channels*tt.each {
					t.Fatalf("%d posts of %d were sent", len(sent), tt.channels*tt.each)
				}
				// Towards the end ever fewer lanes have something left, and each may
				// post once a second only: what is sustained is told by the time before.
				total, most := len(sent), len(sent)*9/10
				slices.Sort(sent)
				rate := float64(most) / sent[most-1].Seconds()
				t.Logf("%d posts in %.1f s, %d of them in %.1f s: %.2f a second, sent away %d times",
					total, sent[total-1].Seconds(), most, sent[most-1].Seconds(), rate, aways)
				if st := srv.Stats(); st.Limited != 0 || srv.Total() != total {
					t.Errorf("%d answers of 429 and %d of %d messages, want 0 and all", st.Limited, srv.Total(), total)
				}
				if rate < 47 {
					t.Errorf("%.2f posts a second, want at least 47", rate)
				}
				if aways > 3*total {
					t.Errorf("sent away %d times for %d posts", aways, total)
				}
			})
		})
	}
}

// freshNonce gives the body of another delivery.
func freshNonce(body []byte, id news.DeliveryID) []byte {
	out := append([]byte(nil), body...)
	const key = `"nonce":"`
	at := len(key)
	for i := range out {
		if string(out[i:i+len(key)]) == key {
			at += i
			break
		}
	}
	copy(out[at:], card.Nonce(id))
	return out
}

// TestSender_bucket keeps to a channel's bucket: after five posts it waits for
// the bucket's own time, and other channels do not wait with it.
func TestSender_bucket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := discordtest.NewHandler(discordtest.Options{Limits: true})
		snd := memorySender(srv, 10*time.Millisecond, 0)
		for i := range 5 {
			if o := snd.Send(t.Context(), discordtest.Rendered(t, discordtest.Alert(news.DeliveryID(i+1), "busy", discordtest.Storm()))); o.Class != news.OutcomeSent {
				t.Fatalf("post %d: %+v", i, o)
			}
		}
		sixth := discordtest.Rendered(t, discordtest.Alert(6, "busy", discordtest.Storm()))
		o := snd.Send(t.Context(), sixth)
		if o.Class != news.OutcomeLimited || o.Global || o.After <= 4*time.Second || o.After > 5*time.Second {
			t.Fatalf("sixth post: got %+v, want limited for a little under 5 s", o)
		}
		start := time.Now()
		if o := snd.Send(t.Context(), discordtest.Rendered(t, discordtest.Alert(7, "other", discordtest.Storm()))); o.Class != news.OutcomeSent {
			t.Fatalf("another channel: %+v", o)
		}
		if waited := time.Since(start); waited > 50*time.Millisecond {
			t.Errorf("another channel waited %v", waited)
		}
		time.Sleep(o.After - time.Second)
		start = time.Now()
		if o := snd.Send(t.Context(), sixth); o.Class != news.OutcomeSent {
			t.Fatalf("sixth post later: %+v", o)
		}
		if waited := time.Since(start); waited < 900*time.Millisecond {
			t.Errorf("the sixth post waited %v, want about a second", waited)
		}
		if n := srv.Stats().Limited; n != 0 {
			t.Errorf("%d answers of 429, want 0", n)
		}
	})
}

// TestSender_bucketShared keeps to a bucket when many use it at once, before an
// answer tells how much is left.
func TestSender_bucketShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := discordtest.NewHandler(discordtest.Options{Limits: true})
		snd := memorySender(srv, 400*time.Millisecond, 0)
		snd.Send(t.Context(), discordtest.Rendered(t, discordtest.Alert(1, "busy", discordtest.Storm())))
		var all sync.WaitGroup
		for i := range 12 {
			d := discordtest.Rendered(t, discordtest.Alert(news.DeliveryID(i+2), "busy", discordtest.Storm()))
			all.Go(func() { deliver(t.Context(), snd, d) })
		}
		all.Wait()
		if n := srv.Stats().Limited; n != 0 || srv.Total() != 13 {
			t.Errorf("%d answers of 429 and %d messages, want 0 and 13", n, srv.Total())
		}
	})
}

// TestSender_globalPause stops all channels after a global 429, which tells its
// time in the body and in Retry-After only.
func TestSender_globalPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hit := false
		srv := discordtest.NewHandler(discordtest.Options{Fault: func(discordtest.Request) discordtest.Fault {
			if hit {
				return discordtest.Fault{}
			}
			hit = true
			return discordtest.Fault{Kind: discordtest.LimitGlobal, After: 3 * time.Second}
		}})
		snd := memorySender(srv, 0, 0)
		if o := snd.Send(t.Context(), discordtest.Rendered(t, discordtest.Alert(1, "a", discordtest.Storm()))); !o.Global || o.After != 3*time.Second {
			t.Fatalf("got %+v, want a global wait of 3 s", o)
		}
		d := discordtest.Rendered(t, discordtest.Alert(2, "b", discordtest.Storm()))
		if o := snd.Send(t.Context(), d); o.Class != news.OutcomeLimited || !o.Global || srv.Stats().Requests != 1 {
			t.Fatalf("got %+v after %d requests, want limited without a request", o, srv.Stats().Requests)
		}
		time.Sleep(2 * time.Second)
		start := time.Now()
		if o := snd.Send(t.Context(), d); o.Class != news.OutcomeSent || time.Since(start) < time.Second {
			t.Errorf("got %+v after %v, want sent when the pause is over", o, time.Since(start))
		}
	})
}

// TestSender_invalidBudget stops long before the 10,000 invalid requests in
// ten minutes for which Discord blocks an address.
func TestSender_invalidBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := discordtest.NewHandler(discordtest.Options{})
		srv.SetChannel("dead", discordtest.Channel{NoAccess: true})
		snd := memorySender(srv, 0, 0)
		d := discordtest.Rendered(t, discordtest.Alert(1, "dead", discordtest.Storm()))
		var o news.Outcome
		for range 7000 {
			o = snd.Send(t.Context(), d)
		}
		if n := srv.Stats().Requests; n != 5000 {
			t.Errorf("%d requests, want 5000", n)
		}
		if o.Class != news.OutcomeLimited || !o.Global {
			t.Errorf("got %+v, want a wait for all", o)
		}
		time.Sleep(11 * time.Minute)
		if o := snd.Send(t.Context(), d); o.Class != news.OutcomeForbidden {
			t.Errorf("later: got %+v, want an answer again", o)
		}
	})
}

// TestSender_paceKeepsThePlace shows that a delivery paced once is not paced
// again by its Send, and that a place not used is given back.
func TestSender_paceKeepsThePlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := discordtest.NewHandler(discordtest.Options{Limits: true})
		snd := memorySender(srv, 0, 10)
		start := time.Now()
		for i := range 4 {
			d := discordtest.Rendered(t, discordtest.Alert(news.DeliveryID(i+1), fmt.Sprint("c", i), discordtest.Storm()))
			for range 2 { // the second Pace stands for a row that was read again
				if away := snd.Pace(t.Context(), d); away != 0 {
					t.Fatalf("sent away for %v", away)
				}
			}
			if o := snd.Send(t.Context(), d); o.Class != news.OutcomeSent {
				t.Fatal(o)
			}
		}
		if took := time.Since(start); took >= time.Second {
			t.Errorf("4 posts with 10 places took %v: places were lost", took)
		}
		for i := range 7 { // the other six places are there, the seventh comes back after a second
			d := discordtest.Rendered(t, discordtest.Alert(news.DeliveryID(i+10), fmt.Sprint("d", i), discordtest.Storm()))
			if o := snd.Send(t.Context(), d); o.Class != news.OutcomeSent {
				t.Fatal(o)
			}
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("11 posts with 10 places took %v, want 1 s", took)
		}
	})
}

func BenchmarkSender_noLimits(b *testing.B) {
	srv := discordtest.Start(b, discordtest.Options{})
	snd := sender(b, srv)
	body := discordtest.Rendered(b, discordtest.Alert(1, "c", discordtest.Storm())).Body
	n := 0
	for b.Loop() {
		n++
		d := discordtest.Alert(news.DeliveryID(n), fmt.Sprint("c", n%1000), discordtest.Storm())
		d.Body = freshNonce(body, d.ID)
		if o := snd.Send(b.Context(), d); o.Class != news.OutcomeSent {
			b.Fatal(o)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "posts/s")
}
