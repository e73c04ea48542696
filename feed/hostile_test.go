package feed_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"newsbell/feed"
	"newsbell/feed/fetch"
	"newsbell/feed/wire"
	"newsbell/news"
)

// A badFeed is one row of bad input: what is served and what must come of it.
type badFeed struct {
	name  string
	serve http.HandlerFunc
	ill   string // the code of the ill; "" when the feed is to be read
	says  string // what the ill's text must hold
	items int    // articles to be read of it; -1 when that does not matter
}

// rssOf wraps items into a feed.
func rssOf(items string) string {
	return `<rss version="2.0"><channel><title>Quay News</title>` + items + `</channel></rss>`
}

// A packer is one of the packings of HTTP.
type packer struct {
	name string
	wrap func(io.Writer) io.WriteCloser
}

func packers() []packer {
	return []packer{
		{"gzip", func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }},
		{"br", func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 1) }},
		{"zstd", func(w io.Writer) io.WriteCloser {
			z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
			if err != nil {
				panic(err)
			}
			return z
		}},
	}
}

// bomb serves megabytes of nothing, packed as it is announced.
func bomb(p packer, size int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", p.name)
		z := p.wrap(w)
		for range size >> 20 {
			if _, err := z.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
		_ = z.Close()
	}
}

// endless serves a piece again and again.
func endless(piece string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := io.WriteString(w, piece); err != nil {
				return
			}
		}
	}
}

// laughs is a document whose entities would fill the memory.
func laughs() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE rss [<!ENTITY a "ha">`)
	for c := 'b'; c < 'n'; c++ {
		fmt.Fprintf(&b, `<!ENTITY %c "%s">`, c, strings.Repeat("&"+string(c-1)+";", 10))
	}
	return b.String() + "]>" + rssOf("<item><title>One &m;</title></item>")
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<item><title>%d</title></item>", i)
	}
	return b.String()
}

// wrongThings are answers that are no feed.
func wrongThings() []badFeed {
	login := `<!DOCTYPE html><html><body><form action="/in"><input name="user"><input type="password" name="p"></form></body></html>`
	return []badFeed{
		{"not XML", body("a plain text that is nothing"), wire.IllNotFeed, "not a feed", 0},
		{"binary", body("\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\xff", 5000)), wire.IllNotFeed, "not a feed", 0},
		{"nothing", body(""), wire.IllEmpty, "", 0},
		{"XML that is no feed", body(`<?xml version="1.0"?><urlset><url><loc>x</loc></url></urlset>`), wire.IllNotFeed, "sitemap", 0},
		{"login page", body(login), wire.IllNotFeed, "login page", 0},
		{"block page", body(`<html><title>Access Denied</title><body>You don't have permission.</body></html>`), wire.IllNotFeed, "blocks automatic readers", 0},
		{"captcha", body(`<html><body><div class="g-recaptcha" data-sitekey="x"></div></body></html>`), wire.IllNotFeed, "captcha", 0},
		{"any other page", body(`<html><body><h1>Welcome</h1></body></html>`), wire.IllNotFeed, "web page", 0},
		{"torn JSON", body(`{"version": "https://jsonfeed.org/version/1", "items": [{"id": `), wire.IllMalformed, "", 0},
		{"Cloudflare 403", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Cf-Mitigated", "challenge")
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "<html><title>Just a moment...</title>")
		}, fetch.IllDenied, "Cloudflare", 0},
		{"redirect loop", func(w http.ResponseWriter, r *http.Request) {
			to := map[string]string{"/a": "/b"}[r.URL.Path]
			if to == "" {
				to = "/a"
			}
			http.Redirect(w, r, to, http.StatusMovedPermanently)
		}, fetch.IllRedirects, "redirects", 0},
		{"redirect out of the web", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "gopher://169.254.169.254/", http.StatusFound)
		}, fetch.IllAddress, "http", 0},
		{"endless headers", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
		}, fetch.IllBroken, "", 0},
	}
}

// tooMuch are answers that would fill the memory or the time.
func tooMuch() []badFeed {
	rows := []badFeed{
		{"endless body", endless(strings.Repeat("<item>", 10_000)), fetch.IllTooLarge, "10 MB", 0},
		{"endless drip", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "<rss>")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, fetch.IllTimeout, "slow", 0},
		{"packed twice", func(w http.ResponseWriter, _ *http.Request) {
			z := gzip.NewWriter(w)
			_, _ = z.Write(make([]byte, 40<<20))
			_ = z.Close()
		}, wire.IllTooLarge, "10 MB", 0},
		{"300,000 items", body(rssOf(numbered(300_000))), "", "", wire.MaxItems},
		{"item of 50,000 paragraphs", body(rssOf("<item><title>One</title><description><![CDATA[" + strings.Repeat("<p>The council met.</p>", 50_000) + "]]></description></item>")), "", "", 1},
		{"nesting of 10,000", body(rssOf("<item><title>One</title></item><item><title>Two</title>" + strings.Repeat("<x>", 10_000) + strings.Repeat("</x>", 10_000) + "</item>")), "", "", -1},
		{"nesting of 10,000 in HTML", body(rssOf("<item><title>One</title><description><![CDATA[" + strings.Repeat("<div>", 10_000) + "]]></description></item>")), "", "", 1},
		{"billion laughs", body(laughs()), "", "", 1},
		{"10 MB of <", body(rssOf("<item><title>One</title></item>" + strings.Repeat("<", 10<<20-200))), "", "", 1},
		{"10 MB of &", body(rssOf("<item><title>One</title><description>" + strings.Repeat("&", 10<<20-200) + "</description></item>")), "", "", 1},
		{"10 MB of open elements", body("<rss><channel><item><title>One</title></item>" + strings.Repeat("<a>", 3_000_000)), "", "", 1},
		{"attribute of 1 MB", body(`<rss version="2.0" x="` + strings.Repeat("y", 1<<20) + `"><channel><title>Quay News</title><item><title>One</title></item></channel></rss>`), "", "", 1},
		{"1 MB title", body(rssOf("<item><title>" + strings.Repeat("long ", 200_000) + "</title></item>")), "", "", 1},
		{"1 MB id and link", body(rssOf("<item><title>One</title><guid>" + strings.Repeat("g", 1<<20) + "</guid><link>https://quay.example/" + strings.Repeat("l", 1<<20) + "</link></item>")), "", "", 1},
	}
	for _, p := range packers() {
		rows = append(rows, badFeed{p.name + " bomb", bomb(p, 64<<20), fetch.IllBomb, "bomb", 0})
	}
	return rows
}

// strangeTexts are feeds that can be read and hold what must not get through.
func strangeTexts() []badFeed {
	dated := func(date string) string {
		return rssOf("<item><title>One</title><link>https://quay.example/1</link><pubDate>" + date + "</pubDate></item>")
	}
	return []badFeed{
		{"external entity", body(`<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "SECRET">%p;]>` + rssOf("<item><title>One &e;</title></item>")), "", "", 1},
		{"date in year 0", body(dated("Sat, 01 Jan 0000 00:00:00 GMT")), "", "", 1},
		{"date in year 9999", body(dated("Fri, 31 Dec 9999 23:59:59 GMT")), "", "", 1},
		{"date in year 99999", body(dated("99999-12-31T23:59:59Z")), "", "", 1},
		{"control characters", body(rssOf("<item><title>O\x00\x01\x08\x0b\x1b[31mne&#0;&#x1b;&#8;</title></item>")), "", "", 1},
		{"cut in a tag", body(strings.TrimSuffix(rssOf("<item><title>One</title></item><item><title>Two</title></item>"), "tle></item></channel></rss>")), "", "", -1},
		{"lone surrogates", body(rssOf("<item><title>One &#xd800;\xed\xa0\x80</title></item>")), "", "", 1},
	}
}

// A ward is a watcher with one bad feed and one good one of another host.
type ward struct {
	store *memory
	*feed.Watcher
	now time.Time
}

func newWard(t *testing.T, o fetch.Options, bad, good string) *ward {
	t.Helper()
	client := fetch.New(o)
	t.Cleanup(client.Close)
	w := &ward{store: newMemory(news.Feed{URL: bad, Private: true}, news.Feed{URL: good, Private: true}), now: day()}
	w.Watcher = feed.New(feed.Options{Store: w.store, Client: client, Now: func() time.Time { return w.now }, Arrived: func() {}})
	return w
}

// neighbour serves a good feed from a loopback address of its own, and closes
// asked when it has done so.
func neighbour(t *testing.T) (address string, asked chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("no second loopback address")
	}
	asked = make(chan struct{})
	s := &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body(rss(1, 2))(w, r)
		close(asked)
	})}}
	s.Start()
	t.Cleanup(s.Close)
	return s.URL, asked
}

// check polls both feeds in one round and holds what came of it against the
// row. What the round cost is logged.
func (w *ward) check(t *testing.T, c badFeed) {
	t.Helper()
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	if _, err := w.Round(t.Context(), w.now); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	bad, good := w.store.feed(1), w.store.feed(2)
	why := news.ReadPhrase(bad.IllWhy).String()
	t.Logf("ill %q (%s); %v, %d MB allocated", bad.Ill, why, took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20)
	if bad.Ill != c.ill || !strings.Contains(why, c.says) {
		t.Errorf("got ill %q: %q; want %q with %q", bad.Ill, why, c.ill, c.says)
	}
	if strings.ContainsAny(bad.IllWhy, "<>\n") {
		t.Errorf("the ill's text holds the answer's own words: %q", bad.IllWhy)
	}
	if good.Ill != "" || !good.LastSuccess.Equal(w.now) {
		t.Errorf("the neighbour: got %+v, want it polled in the same round", good)
	}
	n := 0
	for _, a := range w.store.articles {
		if a.Feed != 1 {
			continue
		}
		n++
		if len(a.Title) > 4096 || strings.ContainsAny(a.Title+a.Text+a.Lead, "\x00\x01\x08\x0b\x1b") || strings.Contains(a.Title, "root:") {
			t.Errorf("got an article with the title %.100q", a.Title)
		}
		if !a.Published.IsZero() && (a.Published.Year() < 1990 || a.Published.After(w.now.Add(24*time.Hour))) {
			t.Errorf("got an article of %v", a.Published)
		}
	}
	if c.items >= 0 && n != c.items {
		t.Errorf("got %d articles, want %d", n, c.items)
	}
}

// TestWatcher_hostile is the table of bad input. A bad server answers only
// after the neighbour was asked, so a watcher that lets the one wait for the
// other has the time run out and fails.
func TestWatcher_hostile(t *testing.T) {
	rows := append(append(wrongThings(), tooMuch()...), strangeTexts()...)
	for _, c := range rows {
		t.Run(c.name, func(t *testing.T) {
			good, asked := neighbour(t)
			s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
				select {
				case <-asked:
					c.serve(w, r)
				case <-r.Context().Done():
				}
			})
			o := fetch.Options{Timeout: 30 * time.Second}
			if c.ill == fetch.IllTimeout {
				o.Timeout = time.Second
			}
			newWard(t, o, s.URL, good).check(t, c)
			for _, h := range s.requests() {
				if h.Get("User-Agent") == "" {
					t.Error("something else than the poll asked the server")
				}
			}
		})
	}
}

// TestWatcher_hostileWay is the table of what is bad on the way to a feed.
func TestWatcher_hostileWay(t *testing.T) {
	var visits atomic.Int32
	plain := newSite(t, func(http.ResponseWriter, *http.Request) { visits.Add(1) })
	sealed := httptest.NewTLSServer(http.NotFoundHandler())
	defer sealed.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	u, err := url.Parse(plain.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		badFeed
		address string
	}{
		{badFeed{name: "name that changes between check and use", ill: fetch.IllPrivate, says: "private"}, "http://feeds.quay.example:" + u.Port() + "/"},
		{badFeed{name: "certificate of nobody", ill: fetch.IllTLS, says: "certificate"}, sealed.URL},
		{badFeed{name: "nobody there", ill: fetch.IllConnect}, "http://" + closed.Addr().String()},
		{badFeed{name: "TLS where there is none", ill: fetch.IllBroken}, strings.Replace(plain.URL, "http:", "https:", 1)},
		{badFeed{name: "no web address", ill: fetch.IllAddress}, "file:///etc/passwd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			good, _ := neighbour(t)
			o := fetch.Options{Timeout: 10 * time.Second, Resolver: turncoat(t)}
			newWard(t, o, c.address, good).check(t, c.badFeed)
		})
	}
	if n := visits.Load(); n != 0 {
		t.Errorf("got %d visits of the server in the private network, want none", n)
	}
}

// turncoat resolves every name to a public address once, and from then on to
// the loopback address.
func turncoat(t *testing.T) *net.Resolver {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.Close() })
	go func() {
		ip := []byte{8, 8, 8, 8}
		buf := make([]byte, 1500)
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			q := buf[:n]
			end := 12
			for q[end] != 0 {
				end += int(q[end]) + 1
			}
			end += 5
			a := append([]byte{q[0], q[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, q[12:end]...)
			if a[len(a)-3] == 1 {
				a[7] = 1
				a = append(append(a, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4), ip...)
				ip = []byte{127, 0, 0, 1}
			}
			_, _ = pc.WriteTo(a, from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}
