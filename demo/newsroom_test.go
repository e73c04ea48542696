package demo

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func ask(t *testing.T, n *Newsroom, path, tag string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://newsroom.example"+path, nil)
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	w := httptest.NewRecorder()
	n.ServeHTTP(w, r)
	return w
}

func TestNewsroom(t *testing.T) {
	now := Start()
	n := &Newsroom{Publishers: Publishers(), Pieces: Pieces(), Now: func() time.Time { return now }}
	for _, p := range n.Publishers {
		early := ask(t, n, FeedPath(p), "")
		tag := early.Header().Get("ETag")
		if early.Code != http.StatusOK || tag == "" {
			t.Fatalf("%s: %d with tag %q", p.Name, early.Code, tag)
		}
		if w := ask(t, n, FeedPath(p), tag); w.Code != http.StatusNotModified {
			t.Errorf("%s unchanged: %d, want 304", p.Name, w.Code)
		}
		now = Start().Add(End)
		if w := ask(t, n, FeedPath(p), tag); w.Code != http.StatusOK || w.Body.Len() <= early.Body.Len() {
			t.Errorf("%s in the evening: %d with %d bytes, want more than %d", p.Name, w.Code, w.Body.Len(), early.Body.Len())
		}
		now = Start()
	}
}

func TestNewsroom_pagesAppearWhenPublished(t *testing.T) {
	now := Start()
	n := &Newsroom{Publishers: Publishers(), Pieces: Pieces(), Now: func() time.Time { return now }}
	const page = "/northern-post/trump-putin-zelensky"
	if w := ask(t, n, page, ""); w.Code != http.StatusNotFound {
		t.Errorf("before its time the page answers %d", w.Code)
	}
	now = Start().Add(2 * time.Hour)
	w := ask(t, n, page, "")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Saudi Arabia") {
		t.Errorf("the page answers %d:\n%s", w.Code, w.Body)
	}
	if strings.Contains(ask(t, n, "/northern-post/feed", "").Body.String(), "Saudi Arabia") {
		t.Error("the feed carries more than the teaser")
	}
}

// TestPieces holds the texts to their word: each publisher exists, each path is
// its own, and the wire text is printed by two.
func TestPieces(t *testing.T) {
	known := map[string]bool{}
	for _, p := range Publishers() {
		known[p.Slug] = true
	}
	paths := map[string]bool{}
	wire := 0
	month, err := Month()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range append(Pieces(), month...) {
		path := p.Publisher + "/" + p.Slug
		if !known[p.Publisher] || paths[path] {
			t.Errorf("%s: unknown publisher or a path used twice", path)
		}
		paths[path] = true
		if strings.Join(p.Body, "") == strings.Join(wireBody(), "") {
			wire++
		}
	}
	if wire != 2 {
		t.Errorf("%d print the wire text, want 2", wire)
	}
}
