package feed_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"newsbell/feed"
	"newsbell/feed/fetch"
	"newsbell/news"
)

// articlePage is a page with an article of several paragraphs and much around
// it.
func articlePage() string {
	var p strings.Builder
	for n := range 8 {
		fmt.Fprintf(&p, "<p>On day %d the council of the harbour town met again, heard the engineers, and decided what was to be done about the old bridge over the dock.</p>", n)
	}
	return `<!DOCTYPE html><html lang="en"><head><title>Bridge closes | Quay News</title><meta property="og:site_name" content="Quay News">
		<link rel="canonical" href="/news/bridge"></head><body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav>
		<article><h1>Bridge closes</h1>` + p.String() + `</article><footer>Copyright Quay Media, all rights reserved</footer></body></html>`
}

func TestReader_ReadPage(t *testing.T) {
	s := newSite(t, nil)
	s.serve(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			_, _ = fmt.Fprint(w, "User-agent: *\nDisallow: /closed/")
		case "/news/bridge", "/closed/bridge":
			w.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprint(w, articlePage())
		case "/film":
			w.Header().Set("Content-Type", "video/mp4")
		case "/empty":
			_, _ = fmt.Fprint(w, "<html><body></body></html>")
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	})
	client := fetch.New(fetch.Options{})
	defer client.Close()
	now := day()
	r := feed.NewReader(client, func() time.Time { now = now.Add(time.Hour); return now })
	for _, c := range []struct{ path, code string }{
		{"/news/bridge", ""}, {"/closed/bridge", feed.IllRobots}, {"/film", feed.IllNotHTML}, {"/nowhere", fetch.IllMissing}, {"/empty", "no_text"},
	} {
		p, err := r.ReadPage(t.Context(), news.Article{ID: 7, URL: s.URL + c.path}, true)
		var ill *news.Error
		switch {
		case c.code == "":
			if err != nil || p.Article != 7 || p.Title != "Bridge closes" || p.Language != "en" || p.Canonical != s.URL+"/news/bridge" ||
				!strings.HasPrefix(p.Text, "On day 0") || strings.Contains(p.Text, "Copyright") || p.Lead == "" {
				t.Errorf("%s: got %+v, %v", c.path, p, err)
			}
		case !errors.As(err, &ill) || ill.Code != c.code:
			t.Errorf("%s: got %v, want %s", c.path, err, c.code)
		}
	}
	if _, err := r.ReadPage(t.Context(), news.Article{URL: s.URL + "/news/bridge"}, false); err == nil {
		t.Error("got the page of a private address for a public feed")
	}
}
