package push_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"newsbell/feed/push"
	"newsbell/news"
)

const feedURL = "http://127.0.0.1:1/feed"

func TestSubscriber_subscribes(t *testing.T) {
	for _, during := range []bool{false, true} {
		t.Run(fmt.Sprintf("verified before the answer %v", during), func(t *testing.T) {
			o, h := newOffice(t), newHub(t)
			h.during = during
			f := o.feed(feedURL, h.URL)
			o.round(0)
			forms := h.requests()
			if len(forms) != 1 {
				t.Fatalf("got %d requests, want 1", len(forms))
			}
			p := o.push(f)
			want := url.Values{
				"hub.mode": {"subscribe"}, "hub.topic": {feedURL}, "hub.callback": {o.callback(p)}, "hub.verify": {"async"},
				"hub.secret": {p.Secret.Reveal()}, "hub.lease_seconds": {"864000"},
			}
			if got := forms[0].Encode(); got != want.Encode() {
				t.Errorf("got form %s\nwant %s", got, want.Encode())
			}
			if len(p.Secret.Reveal()) < 64 || len(p.Secret.Reveal()) >= 200 || len(p.Path) < 43 {
				t.Errorf("got a secret of %d bytes and a path of %d", len(p.Secret.Reveal()), len(p.Path))
			}
			if got := h.verifications(); len(got) != 1 || !got[0].echoed || got[0].status != 200 {
				t.Errorf("got verifications %v, want the challenge echoed", got)
			}
			if p.State != news.PushVerified || p.Failures != 0 || !p.Expires.Equal(o.clock().Add(240*time.Hour)) {
				t.Errorf("got %+v, want it verified for ten days", p)
			}
			o.round(time.Hour)
			if n := len(h.requests()); n != 1 {
				t.Errorf("got %d requests, want no more", n)
			}
		})
	}
}

// TestSubscriber_renews runs a month: each lease is renewed before its end and
// once only, with the same path and secret, also over restarts.
func TestSubscriber_renews(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	h.lease = "172800" // two days
	f := o.feed(feedURL, h.URL)
	o.round(0)
	first := o.push(f)
	begin := o.clock()
	for o.clock().Sub(begin) < 30*24*time.Hour {
		if o.clock().Sub(begin)%(5*24*time.Hour) == 0 {
			o.shut()
			o.open(o.server.URL)
		}
		o.round(time.Hour)
		h.requests()
		p := o.push(f)
		if !p.Expires.After(o.clock()) || p.State != news.PushVerified || p.Path != first.Path || p.Secret != first.Secret {
			t.Fatalf("after %v, got %+v", o.clock().Sub(begin), p)
		}
	}
	if n := len(h.requests()); n < 16 || n > 22 {
		t.Errorf("got %d requests in 30 days, want one each 80 %% of two days", n)
	}
}

func TestSubscriber_hubThatNeverVerifies(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	h.answer = func(w http.ResponseWriter, _ url.Values) { w.WriteHeader(http.StatusAccepted) }
	f := o.feed(feedURL, h.URL)
	var times []time.Time
	for range 4 * 24 * 12 { // four days
		before := len(h.requests())
		o.round(5 * time.Minute)
		if len(h.requests()) > before {
			times = append(times, o.clock())
		}
	}
	if n := len(times); n < 8 || n > 14 {
		t.Fatalf("got %d requests in four days, want ever fewer", n)
	}
	for i := 2; i < len(times); i++ {
		if times[i].Sub(times[i-1]) < times[i-1].Sub(times[i-2])*8/10 {
			t.Errorf("request %d came sooner than the one before: %v", i, times)
		}
	}
	if last := times[len(times)-1].Sub(times[len(times)-2]); last > 26*time.Hour {
		t.Errorf("got a wait of %v, want a day at most", last)
	}
	if p := o.push(f); p.State != news.PushAsked || !p.Expires.IsZero() {
		t.Errorf("got %+v", p)
	}
}

// TestSubscriber_failingHub holds a hub in trouble to one request a round,
// however many feeds it has, while another hub is asked as usual.
func TestSubscriber_failingHub(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for _, tt := range []struct {
		name   string
		status int
		header string
		wait   time.Duration // for how long it is left alone, at least
	}{
		{"down", 0, "", 5 * time.Minute},
		{"in trouble", 500, "", 5 * time.Minute},
		{"too often", 429, "", 5 * time.Minute},
		{"asks for an hour", 503, "3600", time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, bad, good := newOffice(t), newHub(t), newHub(t)
			bad.answer = func(w http.ResponseWriter, _ url.Values) {
				w.Header().Set("Retry-After", tt.header)
				w.WriteHeader(tt.status)
			}
			at := bad.URL
			if tt.status == 0 {
				at = closed.URL
			}
			var feeds []news.Feed
			for i := range 30 {
				feeds = append(feeds, o.feed(fmt.Sprintf("%s/%d", feedURL, i), at))
			}
			fine := o.feed(feedURL, good.URL)
			o.round(0)
			if n := len(bad.requests()); tt.status != 0 && n != 1 {
				t.Errorf("got %d requests to the bad hub, want 1", n)
			}
			good.requests()
			if p := o.push(fine); p.State != news.PushVerified {
				t.Errorf("got %+v for the good hub", p)
			}
			for _, f := range feeds {
				if p := o.push(f); p.Next.Before(o.clock().Add(tt.wait)) {
					t.Fatalf("got %+v, want it left alone for %v", p, tt.wait)
				}
			}
			if n := o.count(push.Failed); n != 1 {
				t.Errorf("got %d failures counted, want 1", n)
			}
		})
	}
}

func TestSubscriber_manyFeedsOfOneHub(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	for i := range 40 {
		o.feed(fmt.Sprintf("%s/%d", feedURL, i), h.URL)
	}
	for want := range 3 {
		o.round(time.Second)
		if n := len(h.requests()); n != min(16*(want+1), 40) {
			t.Errorf("after round %d, got %d requests", want+1, n)
		}
	}
}

// TestSubscriber_refusesPrivateHubs gives feeds hubs that they may not have.
func TestSubscriber_refusesPrivateHubs(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	private := httptest.NewServer(http.RedirectHandler(h.URL, http.StatusTemporaryRedirect))
	defer private.Close()
	for i, at := range []string{h.URL, private.URL, "file:///etc/passwd", "http://169.254.169.254/", "hub", ""} {
		f, _, err := o.store.AddFeed(t.Context(), news.Feed{
			URL: fmt.Sprintf("http://127.0.0.1:1/%d", i), Topic: "https://public.example/feed", Hub: at, Origin: news.OriginChat,
		})
		if err != nil {
			t.Fatal(err)
		}
		o.round(time.Second)
		if at != "" {
			if p := o.push(f); p.State != news.PushAsked || !p.Expires.IsZero() {
				t.Errorf("%s: got %+v", at, p)
			}
		}
	}
	// Listed as private in the file, but at a public address: its hub must be public too.
	listed, _, err := o.store.AddFeed(t.Context(), news.Feed{
		URL: "http://192.0.9.1/feed", Topic: "http://192.0.9.1/feed", Hub: h.URL, Private: true, Origin: news.OriginFile,
	})
	if err != nil {
		t.Fatal(err)
	}
	o.round(time.Second)
	o.push(listed)
	if n := len(h.requests()); n != 0 {
		t.Errorf("got %d requests to a private hub", n)
	}
	// A private feed may have a private hub, and it may redirect.
	f := o.feed(feedURL, private.URL)
	o.round(time.Second)
	h.requests()
	if p := o.push(f); p.State != news.PushVerified {
		t.Errorf("got %+v, want it verified through the redirect", p)
	}
}

func TestSubscriber_leaves(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	ended, moved := o.feed(feedURL+"/ended", h.URL), o.feed(feedURL+"/moved", h.URL)
	o.round(0)
	h.requests()
	was := []news.Push{o.push(ended), o.push(moved)}
	// Nobody asked for an end yet.
	if status, _ := h.get(t.Context(), o.callback(was[0]), url.Values{
		"hub.mode": {"unsubscribe"}, "hub.topic": {was[0].Topic}, "hub.challenge": {"c"},
	}); status != http.StatusNotFound {
		t.Errorf("an end that nobody asked for: got %d, want 404", status)
	}
	other := newHub(t)
	ended.Ended, moved.Hub = true, other.URL
	for _, f := range []news.Feed{ended, moved} {
		if err := o.store.UpdateFeed(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	o.round(time.Minute)
	forms := h.requests()
	if len(forms) != 4 {
		t.Fatalf("got %d requests, want two and two", len(forms))
	}
	for _, form := range forms[2:] {
		if form.Get("hub.mode") != "unsubscribe" || form.Has("hub.secret") {
			t.Errorf("got %v, want an end without a secret", form)
		}
	}
	for _, v := range h.verifications()[2:] {
		if v.mode != "unsubscribe" || !v.echoed {
			t.Errorf("got %+v, want the end confirmed", v)
		}
	}
	other.requests()
	if p := o.push(moved); p.Hub != other.URL || p.State != news.PushVerified || p.Path == was[1].Path || p.Secret == was[1].Secret {
		t.Errorf("got %+v at the new hub", p)
	}
	for _, p := range was {
		body := o.rss("A ferry runs aground off the quay")
		if status := h.deliver(o.callback(p), delivery{body: body, sign: sign("sha256", p.Secret.Reveal(), body)}); status != http.StatusGone {
			t.Errorf("delivery after the end: got %d, want 410", status)
		}
	}
}

func TestSubscriber_removedFeed(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	f := o.feed(feedURL, h.URL)
	o.round(0)
	h.requests()
	p := o.push(f)
	if err := o.store.RemoveFeed(t.Context(), f.ID); err != nil {
		t.Fatal(err)
	}
	body := o.rss("A ferry runs aground off the quay")
	for range 2 { // before and after the round that takes note
		if status := h.deliver(o.callback(p), delivery{body: body, sign: sign("sha1", p.Secret.Reveal(), body)}); status != http.StatusGone {
			t.Errorf("got %d, want 410", status)
		}
		o.round(time.Second)
	}
}

func TestSubscriber_anotherAddress(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	f := o.feed(feedURL, h.URL)
	o.round(0)
	h.requests()
	was := o.push(f)
	o.shut()
	o.open(o.server.URL + "/") // a final slash is no other address
	o.round(time.Minute)
	if n := len(h.requests()); n != 1 || o.push(f) != was {
		t.Errorf("got %d requests and %+v, want nothing new", n, o.push(f))
	}
	o.shut()
	o.open(strings.Replace(o.server.URL, "127.0.0.1", "localhost", 1))
	o.round(time.Minute)
	forms := h.requests()
	if len(forms) != 2 || !strings.HasPrefix(forms[1].Get("hub.callback"), "http://localhost") {
		t.Fatalf("got %v, want a subscription at the new address", forms)
	}
	if p := o.push(f); p.Path == was.Path || p.State != news.PushVerified {
		t.Errorf("got %+v", p)
	}
}
