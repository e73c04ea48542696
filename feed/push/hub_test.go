package push_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/feed"
	"newsbell/feed/fetch"
	"newsbell/feed/push"
	"newsbell/news"
	"newsbell/storage"
)

// A hub is a stand-in that follows the protocol as far as a test lets it.
type hub struct {
	*httptest.Server
	t *testing.T

	mu     sync.Mutex
	asked  []url.Values
	answer func(w http.ResponseWriter, form url.Values) // nil: 202
	// verify is what it asks the subscriber, and when: nil verifies as the
	// protocol wants it, after the answer.
	during bool // verify before the answer
	lease  string
	change func(q url.Values)
	got    []verification
	late   sync.WaitGroup
}

// A verification is what a subscriber said to a hub's question.
type verification struct {
	mode   string
	status int
	echoed bool
}

func newHub(t *testing.T) *hub {
	t.Helper()
	h := &hub{t: t, lease: "864000"}
	h.Server = httptest.NewServer(h)
	t.Cleanup(func() { h.Close(); h.late.Wait() })
	return h
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		h.t.Error(err)
	}
	h.mu.Lock()
	h.asked = append(h.asked, r.PostForm)
	answer, during := h.answer, h.during
	h.mu.Unlock()
	if answer != nil {
		answer(w, r.PostForm)
		return
	}
	ctx := context.WithoutCancel(r.Context())
	ask := func() { h.verify(ctx, r.PostForm) }
	if during {
		ask()
	} else {
		h.late.Go(ask)
	}
	w.WriteHeader(http.StatusAccepted)
}

// verify asks the subscriber whether it meant that.
func (h *hub) verify(ctx context.Context, form url.Values) {
	h.mu.Lock()
	lease, change := h.lease, h.change
	h.mu.Unlock()
	challenge := rand.Text()
	q := url.Values{
		"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": {challenge}, "hub.lease_seconds": {lease},
	}
	if change != nil {
		change(q)
	}
	status, body := h.get(ctx, form.Get("hub.callback"), q)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.got = append(h.got, verification{q.Get("hub.mode"), status, body == challenge})
}

func (h *hub) get(ctx context.Context, callback string, q url.Values) (int, string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, callback+"?"+q.Encode(), nil)
	if err != nil {
		h.t.Error(err)
		return 0, ""
	}
	return h.do(req)
}

func (h *hub) do(req *http.Request) (int, string) {
	h.t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Error(err)
		return 0, ""
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Error(err)
	}
	return resp.StatusCode, string(body)
}

// A delivery is what a hub sends, signed or not.
type delivery struct {
	body     []byte
	sign     string // the header; "" for none
	encoding string
	typ      string
}

func (h *hub) deliver(callback string, d delivery) int {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, callback, bytes.NewReader(d.body))
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/rss+xml")
	if d.typ != "" {
		req.Header.Set("Content-Type", d.typ)
	}
	if d.sign != "" {
		req.Header.Set("X-Hub-Signature", d.sign)
	}
	if d.encoding != "" {
		req.Header.Set("Content-Encoding", d.encoding)
	}
	status, _ := h.do(req)
	return status
}

// requests gives the forms that the hub was sent, after its verifications.
func (h *hub) requests() []url.Values {
	h.late.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.asked)
}

func (h *hub) verifications() []verification {
	h.late.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.got)
}

// sign makes the header X-Hub-Signature.
func sign(name, secret string, body []byte) string {
	methods := map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}
	mac := hmac.New(methods[name], []byte(secret))
	_, _ = mac.Write(body)
	return name + "=" + hex.EncodeToString(mac.Sum(nil))
}

// An office is a subscriber with its store and its address.
type office struct {
	*push.Subscriber
	t       *testing.T
	dir     string
	store   *storage.Store
	watcher *feed.Watcher
	server  *httptest.Server
	client  *fetch.Client
	fail    atomic.Bool // what is delivered cannot be stored

	mu     sync.Mutex
	now    time.Time
	events map[push.Event]int
	h      http.Handler
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, dir: t.TempDir(), now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), events: map[push.Event]int{}}
	o.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		h := o.h
		o.mu.Unlock()
		h.ServeHTTP(w, r)
	}))
	o.client = fetch.New(fetch.Options{Timeout: 5 * time.Second})
	o.open(o.server.URL)
	t.Cleanup(func() {
		o.server.Close()
		o.client.Close()
		o.shut()
	})
	return o
}

// failing is a watcher whose store may be full.
type failing struct {
	*feed.Watcher
	fail *atomic.Bool
}

func (f failing) Pushed(ctx context.Context, to news.Feed, d feed.Document) (feed.PushReason, error) {
	if f.fail.Load() {
		return "", errors.New("the disk is full")
	}
	return f.Watcher.Pushed(ctx, to, d)
}

// open starts what a process has; shut and open are a restart.
func (o *office) open(public string) {
	o.t.Helper()
	store, err := storage.Open(o.t.Context(), storage.Options{URL: filepath.Join(o.dir, "newsbell.db")})
	if err != nil {
		o.t.Fatal(err)
	}
	o.store = store
	o.watcher = feed.New(feed.Options{
		Store: store, Pushes: store, Client: o.client, Now: o.clock,
		Rest: func(ctx context.Context, f news.Feed, now time.Time) time.Duration { return o.Rest(ctx, f, now) },
	})
	s := push.New(push.Options{
		Store: store, Client: o.client, Watcher: failing{o.watcher, &o.fail}, PublicURL: public, Now: o.clock,
		Observe: func(e push.Event) {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.events[e]++
		},
	})
	o.mu.Lock()
	defer o.mu.Unlock()
	o.Subscriber, o.h = s, s
}

func (o *office) shut() {
	o.t.Helper()
	if err := o.store.Close(); err != nil {
		o.t.Error(err)
	}
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) wait(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

func (o *office) count(e push.Event) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.events[e]
}

// round moves the clock and has the hubs asked.
func (o *office) round(after time.Duration) {
	o.t.Helper()
	o.wait(after)
	if err := o.Round(o.t.Context(), o.clock()); err != nil {
		o.t.Fatal(err)
	}
}

// feed adds a feed that was polled once and names a hub.
func (o *office) feed(address, hub string) news.Feed {
	o.t.Helper()
	f, _, err := o.store.AddFeed(o.t.Context(), news.Feed{
		URL: address, Publisher: "Quay", Private: true, Origin: news.OriginFile, Seen: true, Interval: 10 * time.Minute,
		LastPoll: o.clock().Add(-time.Hour), LastSuccess: o.clock().Add(-time.Hour), NextPoll: o.clock().Add(time.Hour),
		LastNew: o.clock().Add(-time.Hour), Gap: 4 * time.Hour, Hub: hub, Topic: address, ETag: `"kept"`, BodyHash: "kept",
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return f
}

// push is what the store has for a feed.
func (o *office) push(f news.Feed) news.Push {
	o.t.Helper()
	p, found, err := o.store.PushOf(o.t.Context(), f.ID)
	if err != nil || !found {
		o.t.Fatalf("push of feed %d: found %v, %v", f.ID, found, err)
	}
	return p
}

func (o *office) callback(p news.Push) string { return o.server.URL + push.Path + p.Path }

// headlines gives the articles that are news, in order of arrival.
func (o *office) headlines() []string {
	o.t.Helper()
	articles, err := o.store.Backlog(o.t.Context(), o.clock().Add(time.Hour), 1000)
	if err != nil {
		o.t.Fatal(err)
	}
	var out []string
	for _, a := range articles {
		if !a.Silent {
			out = append(out, a.Title)
		}
	}
	return out
}

// rss writes a feed with an item for each headline, dated by the clock.
func (o *office) rss(headlines ...string) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>Quay News</title><link>https://quay.example/</link>`)
	for _, h := range headlines {
		id := "https://quay.example/" + strings.ReplaceAll(h, " ", "-")
		fmt.Fprintf(&b, "<item><guid>%s</guid><link>%s</link><title>%s</title><description>What is known: %s.</description><pubDate>%s</pubDate></item>",
			id, id, h, h, o.clock().Add(-time.Minute).Format(time.RFC1123Z))
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}
