package push_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/feed/fetch"
	"newsbell/feed/push"
	"newsbell/news"
)

// TestSubscriber_verification asks what a hub, or somebody who knows a callback,
// may ask: only what we asked for is confirmed.
func TestSubscriber_verification(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for _, tt := range []struct {
		name   string
		change func(q url.Values)
		status int
		state  news.PushState
		lease  time.Duration
	}{
		{"as asked", func(url.Values) {}, 200, news.PushVerified, 240 * time.Hour},
		{"another topic", func(q url.Values) { q.Set("hub.topic", feedURL+"/2") }, 404, news.PushAsked, 0},
		{"no topic", func(q url.Values) { q.Del("hub.topic") }, 404, news.PushAsked, 0},
		{"another mode", func(q url.Values) { q.Set("hub.mode", "unsubscribe") }, 404, news.PushAsked, 0},
		{"no mode", func(q url.Values) { q.Del("hub.mode") }, 404, news.PushAsked, 0},
		{"an unknown mode", func(q url.Values) { q.Set("hub.mode", "publish") }, 404, news.PushAsked, 0},
		{"no challenge", func(q url.Values) { q.Del("hub.challenge") }, 404, news.PushAsked, 0},
		{"a huge challenge", func(q url.Values) { q.Set("hub.challenge", long) }, 404, news.PushAsked, 0},
		{"markup as challenge", func(q url.Values) { q.Set("hub.challenge", "<script>") }, 200, news.PushVerified, 240 * time.Hour},
		{"denied", func(q url.Values) { q.Set("hub.mode", "denied") }, 200, news.PushDenied, 0},
		{"another topic denied", func(q url.Values) { q.Set("hub.mode", "denied"); q.Set("hub.topic", "x") }, 404, news.PushAsked, 0},
		{"lease of nothing", func(q url.Values) { q.Set("hub.lease_seconds", "0") }, 200, news.PushVerified, 24 * time.Hour},
		{"negative lease", func(q url.Values) { q.Set("hub.lease_seconds", "-5") }, 200, news.PushVerified, 24 * time.Hour},
		{"no lease", func(q url.Values) { q.Del("hub.lease_seconds") }, 200, news.PushVerified, 24 * time.Hour},
		{"no number", func(q url.Values) { q.Set("hub.lease_seconds", "soon") }, 200, news.PushVerified, 24 * time.Hour},
		{"short lease", func(q url.Values) { q.Set("hub.lease_seconds", "60") }, 200, news.PushVerified, time.Minute},
		{"huge lease", func(q url.Values) { q.Set("hub.lease_seconds", "99999999999999999999999") }, 200, news.PushVerified, 720 * time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, h := newOffice(t), newHub(t)
			h.change = tt.change
			f := o.feed(feedURL, h.URL)
			o.round(0)
			got := h.verifications()
			if len(got) != 1 || got[0].status != tt.status {
				t.Fatalf("got %+v, want status %d", got, tt.status)
			}
			if want := tt.state == news.PushVerified; got[0].echoed != (want && tt.name != "markup as challenge") {
				t.Errorf("got echoed %v", got[0].echoed)
			}
			p := o.push(f)
			if p.State != tt.state {
				t.Errorf("got state %s, want %s", p.State, tt.state)
			}
			if lease := p.Expires.Sub(o.clock()); tt.lease != 0 && lease != tt.lease || tt.lease == 0 && !p.Expires.IsZero() {
				t.Errorf("got lease until %v, want %v", p.Expires, tt.lease)
			}
			if p.Next.Sub(o.clock()) < 4*time.Minute {
				t.Errorf("got next request at %v, sooner than is polite", p.Next)
			}
		})
	}
}

func TestSubscriber_verificationIsPlainText(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	f := o.feed(feedURL, h.URL)
	o.round(0)
	h.requests()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, o.callback(o.push(f))+"?"+url.Values{
		"hub.mode": {"subscribe"}, "hub.topic": {feedURL}, "hub.challenge": {"<b>"},
	}.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if ct, sniff := resp.Header.Get("Content-Type"), resp.Header.Get("X-Content-Type-Options"); ct != "text/plain; charset=utf-8" || sniff != "nosniff" {
		t.Errorf("got %q, %q: a browser may read it as a page", ct, sniff)
	}
}

// TestSubscriber_replayedVerification asks again about what was verified: within
// an hour our answer may have been lost; later nobody was asked.
func TestSubscriber_replayedVerification(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	f := o.feed(feedURL, h.URL)
	o.round(0)
	h.requests()
	p := o.push(f)
	ask := func() int {
		status, _ := h.get(t.Context(), o.callback(p), url.Values{
			"hub.mode": {"subscribe"}, "hub.topic": {feedURL}, "hub.challenge": {"again"}, "hub.lease_seconds": {"10000000"},
		})
		return status
	}
	o.wait(30 * time.Minute)
	if got := ask(); got != http.StatusOK {
		t.Errorf("soon: got %d, want 200", got)
	}
	o.wait(time.Hour)
	before := o.push(f)
	if got := ask(); got != http.StatusNotFound {
		t.Errorf("later: got %d, want 404", got)
	}
	if o.push(f) != before {
		t.Error("a verification that nobody asked for changed the subscription")
	}
}

func TestSubscriber_deniedIsAskedAgainInDays(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	h.change = func(q url.Values) { q.Set("hub.mode", "denied") }
	f := o.feed(feedURL, h.URL)
	begin := o.clock()
	var times []time.Duration
	for o.clock().Sub(begin) < 40*24*time.Hour {
		before := len(h.requests())
		o.round(2 * time.Hour)
		if len(h.requests()) > before {
			times = append(times, o.clock().Sub(begin).Round(24*time.Hour)/24)
		}
	}
	if want := []time.Duration{0, 3 * time.Hour, 9 * time.Hour, 21 * time.Hour, 33 * time.Hour}; len(times) != len(want) {
		t.Errorf("got requests on days %v, want about %v", times, want)
	}
	h.change = nil
	o.round(14 * 24 * time.Hour)
	h.requests()
	if p := o.push(f); p.State != news.PushVerified || p.Failures != 0 {
		t.Errorf("got %+v, want it verified in the end", p)
	}
	// A hub may also end what it granted.
	h.get(t.Context(), o.callback(o.push(f)), url.Values{"hub.mode": {"denied"}, "hub.topic": {feedURL}, "hub.reason": {"no reason"}})
	if p := o.push(f); p.State != news.PushDenied {
		t.Errorf("got %+v, want it denied", p)
	}
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

// TestSubscriber_deliveries sends what hubs, and others, send.
func TestSubscriber_deliveries(t *testing.T) {
	const headline = "A ferry runs aground off the quay"
	secretOf := func(p news.Push) string { return p.Secret.Reveal() }
	bomb := gzipped(make([]byte, 40<<20))
	signed := func(method string) func(o *office, p news.Push) delivery {
		return func(o *office, p news.Push) delivery {
			b := o.rss(headline)
			return delivery{body: b, sign: sign(method, secretOf(p), b)}
		}
	}
	of := func(body []byte) func(o *office, p news.Push) delivery {
		return func(_ *office, p news.Push) delivery {
			return delivery{body: body, sign: sign("sha256", secretOf(p), body)}
		}
	}
	for _, tt := range []struct {
		name   string
		make   func(o *office, p news.Push) delivery
		status int
		event  push.Event
		stored bool
		polled bool // the feed is due at once
	}{
		{"sha1", signed("sha1"), 202, push.Received, true, false},
		{"sha256", signed("sha256"), 202, push.Received, true, false},
		{"sha384", signed("sha384"), 202, push.Received, true, false},
		{"sha512", signed("sha512"), 202, push.Received, true, false},
		{"capitals", func(o *office, p news.Push) delivery {
			d := signed("sha256")(o, p)
			d.sign = "SHA256=" + strings.ToUpper(strings.TrimPrefix(d.sign, "sha256="))
			return d
		}, 202, push.Received, true, false},
		{"forged with another secret", func(o *office, _ news.Push) delivery {
			b := o.rss(headline)
			return delivery{body: b, sign: sign("sha256", "a guess", b)}
		}, 202, push.Discarded, false, false},
		{"another body", func(o *office, p news.Push) delivery {
			return delivery{body: o.rss(headline), sign: sign("sha256", secretOf(p), o.rss("Something else entirely"))}
		}, 202, push.Discarded, false, false},
		{"no signature", func(o *office, _ news.Push) delivery { return delivery{body: o.rss(headline)} }, 202, push.Discarded, false, false},
		{"cut signature", func(o *office, p news.Push) delivery {
			d := signed("sha256")(o, p)
			d.sign = d.sign[:20]
			return d
		}, 202, push.Discarded, false, false},
		{"empty signature", func(o *office, _ news.Push) delivery { return delivery{body: o.rss(headline), sign: "sha256="} }, 202, push.Discarded, false, false},
		{"unknown method", func(o *office, p news.Push) delivery {
			d := signed("sha1")(o, p)
			d.sign = "md5=" + d.sign[5:37]
			return d
		}, 202, push.Discarded, false, false},
		{"packed, signed unpacked", func(o *office, p news.Push) delivery {
			b := o.rss(headline)
			return delivery{body: gzipped(b), encoding: "gzip", sign: sign("sha256", secretOf(p), b)}
		}, 202, push.Received, true, false},
		{"packed, signed packed", func(o *office, p news.Push) delivery {
			b := gzipped(o.rss(headline))
			return delivery{body: b, encoding: "gzip", sign: sign("sha256", secretOf(p), b)}
		}, 202, push.Received, true, false},
		{"a bomb of a stranger", func(*office, news.Push) delivery {
			return delivery{body: bomb, encoding: "gzip", sign: sign("sha256", "a guess", bomb)}
		}, 202, push.Discarded, false, false},
		{"a bomb of the hub", func(_ *office, p news.Push) delivery {
			return delivery{body: bomb, encoding: "gzip", sign: sign("sha256", secretOf(p), bomb)}
		}, 202, push.Received, false, true},
		{"more than 10 MB", of(make([]byte, fetch.MaxBody+1)), 413, push.Discarded, false, false},
		{"a thin ping", of(nil), 202, push.Received, false, true},
		{"a web page", of([]byte("<html><body>Our hub</body></html>")), 202, push.Received, false, true},
		{"noise", of([]byte("\x00\x01\x02\x03")), 202, push.Received, false, true},
		{"a feed without items", of([]byte(`<rss version="2.0"><channel><title>Quay</title></channel></rss>`)), 202, push.Received, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, h := newOffice(t), newHub(t)
			f := o.feed(feedURL, h.URL)
			o.round(0)
			h.requests()
			if status := h.deliver(o.callback(o.push(f)), tt.make(o, o.push(f))); status != tt.status {
				t.Errorf("got status %d, want %d", status, tt.status)
			}
			if o.count(tt.event) != 1 {
				t.Errorf("got events %v, want %s", o.events, tt.event)
			}
			if stored := slices.Equal(o.headlines(), []string{headline}); stored != tt.stored || !stored && len(o.headlines()) != 0 {
				t.Errorf("got news %q, want it stored: %v", o.headlines(), tt.stored)
			}
			after, err := o.store.Feed(t.Context(), f.ID)
			if err != nil {
				t.Fatal(err)
			}
			if polled := !after.NextPoll.After(o.clock()); polled != tt.polled {
				t.Errorf("got next poll %v at %v, want it due: %v", after.NextPoll, o.clock(), tt.polled)
			}
			after.NextPoll = f.NextPoll
			if after != f {
				t.Errorf("the feed changed: got %+v\nwant %+v", after, f)
			}
		})
	}
}

func TestSubscriber_strangers(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	f := o.feed(feedURL, h.URL)
	o.round(0)
	h.requests()
	real := o.push(f).Path
	unknown := real[:len(real)-4] + "AAAA"
	body := o.rss("A ferry runs aground off the quay")
	for _, tt := range []struct {
		name, method, path string
		status             int
	}{
		{"an unknown path", http.MethodPost, unknown, http.StatusGone},
		{"an unknown path verified", http.MethodGet, unknown + "?hub.mode=subscribe&hub.topic=" + feedURL + "&hub.challenge=x", http.StatusNotFound},
		{"a guess", http.MethodPost, "1", http.StatusNotFound},
		{"no path", http.MethodPost, "", http.StatusNotFound},
		{"below", http.MethodPost, real + "/x", http.StatusNotFound},
		{"a long path", http.MethodPost, real + strings.Repeat("x", 100), http.StatusNotFound},
		{"another method", http.MethodDelete, real, http.StatusMethodNotAllowed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), tt.method, o.server.URL+push.Path+tt.path, bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("X-Hub-Signature", sign("sha256", "", body))
			if status, text := h.do(req); status != tt.status || strings.Contains(text, real) {
				t.Errorf("got %d %q, want %d", status, text, tt.status)
			}
		})
	}
	if got := o.headlines(); len(got) != 0 {
		t.Errorf("got news %q", got)
	}
}

// TestSubscriber_storeFails answers so that the hub delivers again, and takes
// what it delivers then.
func TestSubscriber_storeFails(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	f := o.feed(feedURL, h.URL)
	o.round(0)
	h.requests()
	p := o.push(f)
	body := o.rss("A ferry runs aground off the quay")
	d := delivery{body: body, sign: sign("sha256", p.Secret.Reveal(), body)}
	o.shut()
	if status := h.deliver(o.callback(p), d); status != http.StatusServiceUnavailable {
		t.Errorf("without a store: got %d, want 503", status)
	}
	o.open(o.server.URL)
	o.fail.Store(true)
	if status := h.deliver(o.callback(p), d); status != http.StatusServiceUnavailable || o.count(push.Lost) != 1 {
		t.Errorf("with a full store: got %d and events %v, want 503", status, o.events)
	}
	o.fail.Store(false)
	for range 2 { // a hub may repeat what was taken
		if status := h.deliver(o.callback(p), d); status != http.StatusAccepted {
			t.Errorf("after a restart: got %d, want 202", status)
		}
	}
	if got := o.headlines(); len(got) != 1 {
		t.Errorf("got news %q, want one", got)
	}
	if o.count(push.Repeated) != 1 {
		t.Errorf("got events %v, want the second known", o.events)
	}
}
