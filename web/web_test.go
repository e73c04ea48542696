package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"newsbell/news"
	"newsbell/web"
)

func now() time.Time { return time.Date(2025, 2, 12, 17, 30, 0, 0, time.UTC) }

// world is a status that tests set.
type world struct {
	feeds      []news.Feed
	channels   []news.Channel
	deliveries []news.Delivery
	stats      web.Stats
	fault      error
}

func (w world) Feeds(context.Context) ([]news.Feed, error)       { return w.feeds, w.fault }
func (w world) Channels(context.Context) ([]news.Channel, error) { return w.channels, w.fault }
func (w world) Stats(context.Context, time.Time) (web.Stats, error) {
	return w.stats, w.fault
}

func (w world) ReviewDeliveries(context.Context, int) ([]news.Delivery, error) {
	var out []news.Delivery
	for _, d := range w.deliveries {
		if d.State == news.Review {
			out = append(out, d)
		}
	}
	return out, nil
}

func (w world) RecentDeliveries(_ context.Context, limit int) ([]news.Delivery, error) {
	return w.deliveries[:min(limit, len(w.deliveries))], w.fault
}

func sample() world {
	at := func(minutes int) time.Time { return now().Add(time.Duration(-minutes) * time.Minute) }
	general := news.Target{Platform: news.Local, Tenant: "local", Channel: "general"}
	team := news.Target{Platform: news.Slack, Tenant: "T1", Channel: "C9"}
	return world{
		feeds: []news.Feed{
			{ID: 1, URL: "https://wire.example/feed?key=hush", Title: "Example Wire", Origin: news.OriginFile, Seen: true, LastPoll: at(2), LastNew: at(28), NextPoll: at(-3)},
			{ID: 2, URL: "https://slow.example/rss", Title: "Slow <Gazette>", Origin: news.OriginChat, Ill: "timeout", IllWhy: "no answer within 10 s", IllSince: at(180), Failures: 9},
		},
		channels: []news.Channel{
			{ID: 1, Target: general, Name: "#general", State: news.ChannelActive},
			{ID: 2, Target: team, Name: "#team", State: news.ChannelSuspended, StateWhy: "the bot was removed"},
		},
		deliveries: []news.Delivery{
			{ID: 3, Channel: 1, Target: general, Kind: news.KindAlert, State: news.Retry, Attempts: 2, Reason: "2 publishers in 8 min", Outcome: "connection refused", Created: at(4)},
			{ID: 2, Channel: 2, Target: team, Kind: news.KindDigest, State: news.Review, Outcome: "history cannot be read", Created: at(40)},
			{ID: 1, Channel: 1, Target: general, Kind: news.KindAlert, State: news.Sent, Message: news.Message{Card: &news.Card{Title: "A <b>headline</b>"}}, Created: at(50)},
		},
		stats: web.Stats{
			Feeds: 2, FeedsIll: 1, Articles: 4821, ArticlesNew: 310, Backlog: 12, Stories: 977, Channels: 2, Subscriptions: 17,
			Deliveries: map[news.DeliveryState]int{news.Sent: 120, news.Retry: 1, news.Review: 1}, OldestOpen: 40 * time.Minute,
		},
	}
}

func newHandler(t *testing.T, o web.Options) http.Handler {
	t.Helper()
	o.Now = now
	if o.Status == nil {
		o.Status = sample()
	}
	h, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// get asks from this machine, unless a change makes it otherwise.
func get(t *testing.T, h http.Handler, path string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
	req.RemoteAddr, req.Host = "127.0.0.1:50000", "localhost:8420"
	for _, c := range change {
		c(req)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

func TestStatusPage(t *testing.T) {
	body := get(t, newHandler(t, web.Options{Version: "v1", Checks: []web.Check{
		{Name: "store", Run: func(context.Context) error { return nil }},
		{Name: "slack", Run: func(context.Context) error { return errors.New("not connected") }},
	}}), "/").Body.String()
	for _, want := range []string{
		"4 things to look at", "slack is not ready", "not connected", "history cannot be read", "the bot was removed",
		"Slow &lt;Gazette&gt;", "no answer within 10 s", "9 times", "wire.example", "28 min ago", "in 3 min",
		"A &lt;b&gt;headline&lt;/b&gt;", "2 publishers in 8 min", "2 tries", "retry 1", "sent 120", "4821", "was decided 40 min ago", "v1",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(body, "hush") {
		t.Error("the page shows a feed's full address, which may hold a key")
	}
	if t.Failed() {
		t.Log(body)
	}
}

func TestStatusPage_manyFeeds(t *testing.T) {
	w := sample()
	for i := range 100 {
		w.feeds = append(w.feeds, news.Feed{ID: news.FeedID(10 + i), Title: "Feed", URL: "https://many.example/"})
	}
	h := newHandler(t, web.Options{Status: w})
	if body := get(t, h, "/").Body.String(); !strings.Contains(body, "Show 52 more") || strings.Count(body, "many.example") != 48 {
		t.Error("the page does not fold what is too much")
	}
	if body := get(t, h, "/?all=1").Body.String(); strings.Count(body, "many.example") != 100 {
		t.Error("?all=1 does not show everything")
	}
}

func TestStatusPage_explains(t *testing.T) {
	h := newHandler(t, web.Options{Explain: func(code string) (string, string) { return "It is a <" + code + ">.", "Wait." }})
	if body := get(t, h, "/").Body.String(); strings.Count(body, "It is a &lt;timeout&gt;. Wait.") != 1 {
		t.Error("the page does not explain the one ill feed")
	}
}

func TestStatusPage_fault(t *testing.T) {
	w := get(t, newHandler(t, web.Options{Status: world{fault: errors.New("disk /secret")}}), "/")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestGuard(t *testing.T) {
	remote := func(r *http.Request) { r.RemoteAddr, r.Host = "192.0.2.7:999", "news.example.org" }
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	basic := func(r *http.Request) { r.SetBasicAuth("anyone", "s3cret") }
	type ask = []func(*http.Request)
	tests := []struct {
		name  string
		token news.Secret
		ask   ask
		code  int
	}{
		{"loopback", "", nil, 200},
		{"loopback by address", "", ask{host("127.0.0.1:8420")}, 200},
		{"loopback over IPv6", "", ask{host("[::1]:8420"), func(r *http.Request) { r.RemoteAddr = "[::1]:5" }}, 200},
		{"a name rebound to loopback", "", ask{host("evil.example")}, 403},
		{"through a proxy", "", ask{header("X-Forwarded-For", "192.0.2.7")}, 403},
		{"from elsewhere", "", ask{remote}, 403},
		{"from elsewhere pretending", "", ask{remote, host("localhost")}, 403},
		{"an empty token is none", "", ask{remote, header("Authorization", "Bearer ")}, 403},
		{"loopback beside a token", "s3cret", nil, 200},
		{"from elsewhere without the token", "s3cret", ask{remote}, 401},
		{"the bearer token", "s3cret", ask{remote, header("Authorization", "Bearer s3cret")}, 200},
		{"a wrong bearer token", "s3cret", ask{remote, header("Authorization", "Bearer s3cre")}, 401},
		{"the token as a password", "s3cret", ask{remote, basic}, 200},
	}
	for _, tt := range tests {
		for _, path := range []string{"/", "/metrics", "/chat", "/chat/x"} {
			t.Run(tt.name+" "+path, func(t *testing.T) {
				h := newHandler(t, web.Options{Token: tt.token, Chat: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})})
				if w := get(t, h, path, tt.ask...); w.Code != tt.code {
					t.Errorf("got %d, want %d", w.Code, tt.code)
				}
			})
		}
	}
}

func TestHealth(t *testing.T) {
	fault := errors.New("dial 10.0.0.7: refused")
	h := newHandler(t, web.Options{Status: world{fault: fault}, Checks: []web.Check{
		{Name: "store", Run: func(context.Context) error { return fault }},
		{Name: "desk", Run: func(context.Context) error { return nil }},
	}})
	stranger := func(r *http.Request) { r.RemoteAddr, r.Host = "192.0.2.7:999", "news.example.org" }
	if w := get(t, h, "/healthz", stranger); w.Code != http.StatusOK || w.Body.String() != "ok\n" {
		t.Errorf("healthz: got %d %s", w.Code, w.Body)
	}
	if w := get(t, h, "/readyz", stranger); w.Code != http.StatusServiceUnavailable || w.Body.String() != "store: not ready\ndesk: ok\n" {
		t.Errorf("readyz: got %d %s", w.Code, w.Body)
	}
	h = newHandler(t, web.Options{})
	if w := get(t, h, "/readyz"); w.Code != http.StatusOK || w.Body.String() != "ready\n" {
		t.Errorf("readyz: got %d %s", w.Code, w.Body)
	}
}

func TestMetrics(t *testing.T) {
	m := web.NewMetrics()
	m.Polled("", 3, time.Second)
	m.Polled("timeout", 0, 10*time.Second)
	m.Judged("corroborated")
	m.Answered(news.Slack, "subscribe", time.Millisecond)
	m.Sent(news.Delivery{Target: news.Target{Platform: news.Discord}, Kind: news.KindAlert, Created: now()}, news.Receipt{State: news.Sent, At: now().Add(time.Second)})
	h := newHandler(t, web.Options{Metrics: m})
	for range 2 { // a second handler or scrape does not register anything twice
		body := get(t, h, "/metrics").Body.String()
		for _, want := range []string{
			`newsbell_polls_total{outcome="ok"} 1`, `newsbell_polls_total{outcome="timeout"} 1`, "newsbell_articles_total 3",
			`newsbell_verdicts_total{reason="corroborated"} 1`, `newsbell_requests_total{command="subscribe",platform="slack"} 1`,
			`newsbell_sends_total{platform="discord",state="sent"} 1`, `newsbell_delivery_seconds_sum{kind="alert",platform="discord"} 1`,
			`newsbell_store_up 1`, `newsbell_feeds{health="ill"} 1`, `newsbell_feeds_ill{code="timeout"} 1`, `newsbell_rows{noun="article"} 4821`, "newsbell_backlog_articles 12",
			`newsbell_deliveries{state="review"} 1`, "newsbell_delivery_oldest_open_seconds 2400", "go_goroutines",
		} {
			if !strings.Contains(body, want+"\n") && !strings.Contains(body, want+" ") {
				t.Errorf("the metrics lack %q", want)
			}
		}
		h = newHandler(t, web.Options{Metrics: m})
	}
	down := get(t, newHandler(t, web.Options{Status: world{fault: errors.New("gone")}}), "/metrics")
	if down.Code != http.StatusOK || !strings.Contains(down.Body.String(), "newsbell_store_up 0") {
		t.Errorf("with the store down: got %d", down.Code)
	}
}

func TestHandler_limits(t *testing.T) {
	log := new(strings.Builder)
	h := newHandler(t, web.Options{
		Log: slog.New(slog.NewTextHandler(log, nil)),
		Mounts: map[string]http.Handler{
			"/slack/commands": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					w.WriteHeader(http.StatusRequestEntityTooLarge)
				}
			}),
			"/broken": http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a bug") }),
		},
	})
	elsewhere := func(r *http.Request) { r.RemoteAddr, r.Host = "192.0.2.7:999", "news.example.org" }
	if w := get(t, h, "/slack/commands", elsewhere); w.Code != http.StatusOK {
		t.Errorf("a mounted handler answers %d to strangers, want 200", w.Code)
	}
	large := func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(strings.Repeat("x", 2<<20))) }
	if w := get(t, h, "/slack/commands", large); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a body of 2 MB: got %d", w.Code)
	}
	if w := get(t, h, "/broken"); w.Code != http.StatusInternalServerError || !strings.Contains(log.String(), "a bug") {
		t.Errorf("a panic: got %d, log %s", w.Code, log)
	}
	if w := get(t, h, "/nowhere"); w.Code != http.StatusNotFound {
		t.Errorf("an unknown address: got %d", w.Code)
	}
	if got := get(t, h, "/").Header(); got.Get("Content-Security-Policy") == "" || got.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the headers are %v", got)
	}
}

// A stream that never ends by itself ends when the server stops.
func TestServe_stopsStreams(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	began := make(chan struct{})
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(began)
		<-r.Context().Done()
	})
	served := make(chan error, 1)
	go func() { served <- web.Serve(ctx, l, h, slog.New(slog.DiscardHandler)) }()
	asked := make(chan error, 1)
	go func() {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+l.Addr().String(), http.NoBody)
		if err != nil {
			asked <- err
			return
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			err = resp.Body.Close()
		}
		asked <- err
	}()
	<-began
	stop()
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if err := <-asked; err != nil {
		t.Errorf("the request: %v", err)
	}
}

func TestServe_failure(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := web.Serve(t.Context(), l, http.NotFoundHandler(), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("serving a closed listener gives no error")
	}
}
