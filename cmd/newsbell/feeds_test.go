package main

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"newsbell/app"
	"newsbell/config"
	"newsbell/feed/fetch"
	"newsbell/news"
)

func TestListCatalogue(t *testing.T) {
	code, stdout, stderr := try(t, []string{"NEWSBELL_STORAGE_URL=/nowhere/at/all.db"}, "feeds", "list", "--catalogue")
	if code != exitDone || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	if lines := strings.Count(stdout, "\n"); lines < 150 {
		t.Errorf("%d lines", lines)
	}
	for _, want := range []string{"LANGUAGE", "https://feeds.bbci.co.uk/news/world/rss.xml", "France Médias Monde"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("lacks %q", want)
		}
	}
}

// A site is the documents of the web by their addresses; no others exist.
type site map[string]string

// Get implements discover.Fetcher.
func (s site) Get(_ context.Context, r fetch.Request) (*fetch.Answer, error) {
	body, ok := s[r.URL]
	if !ok {
		return nil, &news.Error{Code: fetch.IllDNS, Message: "the address's host name does not exist"}
	}
	return &fetch.Answer{Status: http.StatusOK, URL: r.URL, Body: []byte(body)}, nil
}

// TestFeedsCommandLine adds, lists and removes as an operator does.
func TestFeedsCommandLine(t *testing.T) {
	s, err := app.OpenStore(t.Context(), config.Config{
		Storage: config.Storage{URL: news.Secret(filepath.Join(t.TempDir(), "x.db"))},
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	w := site{
		"http://quay.example": `<html><head><link rel="alternate" type="application/rss+xml" href="/news.xml"></head><body>Hello</body></html>`,
		"http://quay.example/news.xml": `<rss version="2.0"><channel><title>Quay News</title><link>http://quay.example/</link>` +
			`<item><guid>1</guid><title>School choir wins a prize</title><link>http://quay.example/1</link></item></channel></rss>`,
	}
	client := fetch.New(fetch.Options{})
	defer client.Close()
	var out, errs bytes.Buffer
	at := world{stdout: &out, stderr: &errs}
	for _, c := range []struct {
		name string
		do   func() error
		want string
	}{
		{"add a site", func() error { return addFeed(t.Context(), at, s, w, "quay.example") }, "added: http://quay.example/news.xml Quay News\n"},
		{"again", func() error { return addFeed(t.Context(), at, s, w, "http://quay.example/news.xml") }, "already there: http://quay.example/news.xml Quay News\n"},
		{"no such site", func() error { return addFeed(t.Context(), at, s, w, "nowhere.example") }, "nowhere.example: the address's host name does not exist"},
		{"a private one", func() error { return addFeed(t.Context(), at, s, client, "http://127.0.0.1:1/") }, "feeds.allow_private_networks"},
		{"list", func() error { return listFeeds(t.Context(), at, s) }, "operator"},
		{"remove another", func() error { return removeFeed(t.Context(), at, s, "https://x.example/") }, "no feed https://x.example/; see newsbell feeds list"},
		{"remove", func() error { return removeFeed(t.Context(), at, s, "https://www.quay.example/news.xml/") }, "removed: http://quay.example/news.xml\n"},
	} {
		out.Reset()
		err := c.do()
		got := out.String()
		if err != nil {
			got += err.Error()
		}
		if !strings.Contains(got, c.want) || strings.Count(got, "\n") > 2 {
			t.Errorf("%s: got %q, want %q in it", c.name, got, c.want)
		}
	}
}
