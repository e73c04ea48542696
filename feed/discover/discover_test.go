package discover_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"newsbell/feed/discover"
	"newsbell/feed/fetch"
	"newsbell/feed/wire"
	"newsbell/news"
)

// A web is the world for a test: each address with what it answers. It notes
// what it was asked for.
type web struct {
	pages map[string]string
	asked []string
}

// Get implements discover.Fetcher. A page "403" is refused; a host without
// pages does not exist.
func (w *web) Get(_ context.Context, r fetch.Request) (*fetch.Answer, error) {
	w.asked = append(w.asked, r.URL)
	if body, ok := w.pages[strings.TrimSuffix(r.URL, "/")]; ok {
		if to, moved := strings.CutPrefix(body, "-> "); moved {
			return &fetch.Answer{Status: http.StatusOK, URL: to, Body: []byte(w.pages[to])}, nil
		}
		if body == "403" {
			return &fetch.Answer{Status: http.StatusForbidden, URL: r.URL}, nil
		}
		return &fetch.Answer{Status: http.StatusOK, URL: r.URL, Body: []byte(body)}, nil
	}
	root := strings.Join(strings.SplitAfter(r.URL, "/")[:3], "")
	for known := range w.pages {
		if strings.HasPrefix(known+"/", root) {
			return &fetch.Answer{Status: http.StatusNotFound, URL: r.URL}, nil
		}
	}
	return nil, &news.Error{Code: fetch.IllDNS, Message: "no such host"}
}

// rss is a feed of that title with an item for each name.
func rss(title string, items ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<rss version="2.0"><channel><title>%s</title><link>https://quay.example/</link><language>en-GB</language>`, title)
	for i, name := range items {
		fmt.Fprintf(&b, "<item><title>%s</title><link>https://quay.example/%s</link><pubDate>Wed, 12 Feb 2025 0%d:00:00 GMT</pubDate></item>", name, name, i)
	}
	return b.String() + "</channel></rss>"
}

// declares is a page whose head names feeds.
func declares(feeds ...string) string {
	var b strings.Builder
	for _, f := range feeds {
		fmt.Fprintf(&b, `<link rel="alternate" type="application/rss+xml" href=%q>`, f)
	}
	return "<html><head>" + b.String() + "</head><body>Hello</body></html>"
}

func TestFind(t *testing.T) {
	const site = "https://quay.example"
	channel := "https://www.youtube.com/feeds/videos.xml?channel_id=UC1234567890123456789012"
	for _, c := range []struct {
		name, typed string
		pages       map[string]string
		want        []string // titles, best first
	}{
		{"the feed itself", site + "/f.xml", map[string]string{site + "/f.xml": rss("Quay", "a")}, []string{"Quay"}},
		{"without a scheme", "quay.example/f.xml", map[string]string{site + "/f.xml": rss("Quay", "a")}, []string{"Quay"}},
		{"over http only", "quay.example", map[string]string{"http://quay.example": rss("Quay", "a")}, []string{"Quay"}},
		{"only with www", "quay.example", map[string]string{"https://www.quay.example": rss("Quay", "a")}, []string{"Quay"}},
		{"with the scheme of feeds", "feed://quay.example/f.xml", map[string]string{site + "/f.xml": rss("Quay", "a")}, []string{"Quay"}},
		{"a site that names its feeds", "quay.example", map[string]string{
			site: declares("/main.xml", "/gone.xml", "/sport.xml"), site + "/main.xml": rss("Main", "a"), site + "/sport.xml": rss("Sport", "b"),
		}, []string{"Main", "Sport"}},
		{"comments are left out", site, map[string]string{
			site: declares("/comments/feed/", "/talk.xml", "/feed/"), site + "/comments/feed": rss("Talk", "c"),
			site + "/talk.xml": rss("Comments on Quay", "c"), site + "/feed": rss("Quay", "a"),
		}, []string{"Quay"}},
		{"one feed in two formats", site, map[string]string{
			site: declares("/rss", "/atom"), site + "/rss": rss("Quay", "a", "b", "c"), site + "/atom": rss("Quay Atom", "a", "b", "c"),
		}, []string{"Quay"}},
		{"relative to the base", site, map[string]string{
			site: `<base href="https://cdn.quay.example/x/">` + declares("f.xml"), "https://cdn.quay.example/x/f.xml": rss("Far", "a"),
		}, []string{"Far"}},
		{"a plain link", site, map[string]string{site: `<a href="/news/rss">RSS</a>`, site + "/news/rss": rss("Quay", "a")}, []string{"Quay"}},
		{"a page that lists feeds", site, map[string]string{
			site: `<a href="/rss/">Our feeds</a>`, site + "/rss": `<a href="https://feeds.quay.example/1">1</a>`, "https://feeds.quay.example/1": rss("One", "a"),
		}, []string{"One"}},
		{"WordPress", site, map[string]string{site: "<html></html>", site + "/feed": rss("Quay", "a")}, []string{"Quay"}},
		{"Blogger", site, map[string]string{site: "<html></html>", site + "/feeds/posts/default": rss("Quay", "a")}, []string{"Quay"}},
		{"a blog on Blogger", "quay.blogspot.com", map[string]string{
			"https://quay.blogspot.com": "403", "https://quay.blogspot.com/feeds/posts/default": rss("Quay", "a"),
		}, []string{"Quay"}},
		{"a channel of YouTube", "youtube.com/channel/UC1234567890123456789012", map[string]string{
			"https://youtube.com/channel/UC1234567890123456789012": "<html></html>", channel: rss("Quay TV", "a"),
		}, []string{"Quay TV"}},
		{"a handle of YouTube", "https://www.youtube.com/@quay", map[string]string{
			"https://www.youtube.com/@quay": declares(channel), channel: rss("Quay TV", "a"),
		}, []string{"Quay TV"}},
		{"a handle whose page names the channel for scripts only", "https://www.youtube.com/@quay", map[string]string{
			"https://www.youtube.com/@quay": `<script>{"externalId":"UC1234567890123456789012"}</script>`, channel: rss("Quay TV", "a"),
		}, []string{"Quay TV"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, err := discover.Find(t.Context(), &web{pages: c.pages}, c.typed)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range found {
				got = append(got, f.Title)
				if f.Language != "en" || f.Items == 0 || f.Newest.Before(time.Date(2025, 2, 12, 0, 0, 0, 0, time.UTC)) || f.Site == "" {
					t.Errorf("got %+v", f)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFind_nothing(t *testing.T) {
	const site = "https://quay.example"
	for _, c := range []struct {
		name, typed, page string
		code, says        string
	}{
		{"no address", "the quay news", "", fetch.IllAddress, "example.org"},
		{"a word", "quay", "", fetch.IllAddress, "example.org"},
		{"no such host", "nowhere.example", "", fetch.IllDNS, "no such host"},
		{"refused", site, "403", fetch.IllDenied, "refuses"},
		{"nothing there", site + "/nowhere", "x", fetch.IllMissing, "404"},
		{"a page without feeds", site, "<html>Hello</html>", discover.IllNoFeeds, "give the address of the feed itself"},
		{"a login page", site, `<form><input type="password"></form>`, wire.IllNotFeed, "a login page"},
		{"a challenge", site, "<title>Just a moment...</title>", wire.IllNotFeed, "Cloudflare"},
		{"a captcha", site, `<div class="h-captcha"></div>`, wire.IllNotFeed, "captcha"},
		{"a page of YouTube", "https://www.youtube.com/@quay", "<html>Before you continue</html>", discover.IllNoFeeds, "/channel/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &web{pages: map[string]string{site: c.page, "https://www.youtube.com/@quay": c.page}}
			found, err := discover.Find(t.Context(), w, c.typed)
			var ill *news.Error
			if !errors.As(err, &ill) || ill.Code != c.code || !strings.Contains(ill.Message, c.says) {
				t.Errorf("got %v, %v, want %s with %q", found, err, c.code, c.says)
			}
			if len(w.asked) > 15 {
				t.Errorf("%d requests: %q", len(w.asked), w.asked)
			}
		})
	}
}

// A page that names thousands of feeds costs no more requests than another.
func TestFind_bounded(t *testing.T) {
	var many []string
	for n := range 5000 {
		many = append(many, fmt.Sprintf("/gone/%d/rss", n))
	}
	w := &web{pages: map[string]string{"https://quay.example": declares(many...)}}
	if found, err := discover.Find(t.Context(), w, "https://quay.example"); err == nil || len(w.asked) > 15 {
		t.Errorf("got %v after %d requests", found, len(w.asked))
	}
}

func TestFindPrivate(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/main.xml" {
			_, _ = fmt.Fprint(w, rss("Main", "a"))
			return
		}
		_, _ = fmt.Fprint(w, declares("/main.xml"))
	}))
	defer s.Close()
	client := fetch.New(fetch.Options{})
	defer client.Close()
	typed := strings.TrimPrefix(s.URL, "http://") // as a newcomer types it
	found, err := discover.FindPrivate(t.Context(), client, typed)
	if err != nil || len(found) != 1 || found[0].URL != s.URL+"/main.xml" {
		t.Errorf("got %+v, %v", found, err)
	}
	var ill *news.Error
	if _, err := discover.Find(t.Context(), client, typed); !errors.As(err, &ill) || ill.Code != fetch.IllPrivate {
		t.Errorf("for anyone on the web: got %v, want %s", err, fetch.IllPrivate)
	}
}
