package trial

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"testing"
	"time"

	"newsbell/news"
	"newsbell/storage"
)

// A pushHub is a WebSub hub beside the site that it speaks for. It verifies
// each subscription and hands its form over.
type pushHub struct {
	*httptest.Server
	granted chan url.Values
	items   []Item // of the site
}

func newPushHub(t *testing.T, items ...Item) *pushHub {
	t.Helper()
	h := &pushHub{granted: make(chan url.Values, 8), items: items}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /feed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", `</hub>; rel="hub", <http://`+r.Host+`/feed>; rel="self"`)
		w.Header().Add("Link", `<http://`+r.Host+`/hub>; rel="hub"`)
		_, _ = w.Write(rss(r.Host, h.items))
	})
	mux.HandleFunc("POST /hub", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		if err := h.verify(r.Context(), r.PostForm); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusAccepted)
	})
	h.Server = httptest.NewServer(mux)
	t.Cleanup(h.Close)
	return h
}

// verify asks newsbell whether it meant what it asked for.
func (h *pushHub) verify(ctx context.Context, form url.Values) error {
	q := url.Values{
		"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.lease_seconds": form["hub.lease_seconds"], "hub.challenge": {"a challenge"},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, form.Get("hub.callback")+"?"+q.Encode(), nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	echo, err := io.ReadAll(io.LimitReader(res.Body, 1<<10))
	if err != nil || string(echo) != "a challenge" {
		return fmt.Errorf("verification: got %s, %q, %w", res.Status, echo, err)
	}
	h.granted <- form
	return nil
}

// deliver sends items and says how long the answer took.
func (h *pushHub) deliver(ctx context.Context, t *testing.T, form url.Values, items ...Item) time.Duration {
	t.Helper()
	body := rss("site.example", items)
	mac := hmac.New(sha256.New, []byte(form.Get("hub.secret")))
	_, _ = mac.Write(body)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, form.Get("hub.callback"), bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	start := time.Now()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusAccepted {
		t.Fatalf("delivery: got %s", res.Status)
	}
	return took
}

// TestPush follows a feed that has a hub: newsbell finds the hub, subscribes,
// and has stored what the hub delivers when it acknowledges it. It is killed
// right after each acknowledgement, and the subscription outlives that.
func TestPush(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes: not in -short")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	writer := NewWriter(3)
	now := time.Now().Add(-time.Minute)
	hub := newPushHub(t, writer.Write("old", "bulletin", 60, now))
	w := open(t, Plan{Platforms: []news.Platform{news.Local}})
	w.Process.Env = append(w.Process.Env, "NEWSBELL_HTTP_PUBLIC_URL=http://"+w.Process.Listen)
	config, err := os.ReadFile(w.Process.Config)
	check(t, err)
	config = fmt.Appendf(config, "[[feed]]\nurl = %q\nname = \"Quay\"\nlanguage = \"en\"\n", hub.URL+"/feed")
	check(t, os.WriteFile(w.Process.Config, config, 0o600))

	check(t, w.Process.Start(ctx))
	check(t, w.Process.Ready(ctx))
	var form url.Values
	select {
	case form = <-hub.granted:
	case <-ctx.Done():
		t.Fatalf("no subscription\n%s", tail(w.Process.Log(), 2000))
	}
	want := []string{hub.items[0].Title}
	for n := range 3 {
		item := writer.Write(fmt.Sprintf("pushed-%d", n), "bulletin", 60, now)
		want = append(want, item.Title)
		took := hub.deliver(ctx, t, form, item)
		w.Process.Kill()
		t.Logf("published at the hub, stored and acknowledged in %.1f ms, then killed", millis(took))
		if got := titles(ctx, t, w); !slices.Equal(got, want) {
			t.Fatalf("got articles %q, want %q\n%s", got, want, tail(w.Process.Log(), 2000))
		}
		check(t, w.Process.Start(ctx))
		check(t, w.Process.Ready(ctx))
	}
	if len(hub.granted) != 0 {
		t.Error("got another subscription, want the first to outlive restarts")
	}
}

// titles reads the headlines of all articles from the store of a process that
// does not run, in order of arrival.
func titles(ctx context.Context, t *testing.T, w *World) (out []string) {
	t.Helper()
	store, err := storage.Open(ctx, storage.Options{URL: w.Store()})
	check(t, err)
	defer func() { check(t, store.Close()) }()
	for id := news.ArticleID(1); ; id++ {
		a, err := store.Article(ctx, id)
		if err != nil {
			return out
		}
		out = append(out, a.Title)
	}
}
