package trial

import (
	"fmt"
	"html"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A Press serves any number of RSS feeds, each on a loopback address of its
// own, and counts what is asked of it.
type Press struct {
	listener net.Listener
	server   *http.Server
	port     string

	mu    sync.Mutex
	feeds map[string]*pressFeed
	first time.Time // of the first request that saw a new item

	documents map[string]document // served as they are, by host

	// Requests counts all requests, Unchanged those answered with 304.
	Requests, Unchanged int
}

type pressFeed struct {
	items  []Item
	served time.Time // when the present items were first served
	rev    int
	fresh  bool
}

// An Item is one article of a Press feed.
type Item struct {
	ID, Title, HTML string
	Published       time.Time
}

// NewPress starts a press on all of 127.0.0.0/8.
func NewPress() (*Press, error) {
	l, err := net.Listen("tcp4", "0.0.0.0:0") //nolint:noctx // a test server lives as long as its test
	if err != nil {
		return nil, fmt.Errorf("listen for feeds: %w", err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return nil, fmt.Errorf("read port of %s: %w", l.Addr(), err)
	}
	p := &Press{listener: l, port: port, feeds: map[string]*pressFeed{}}
	p.server = &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = p.server.Serve(l) }() // ends with Close
	return p, nil
}

// Close stops the press.
func (p *Press) Close() error { return p.server.Close() }

// URL is the address of feed n: each has a loopback address of its own.
func (p *Press) URL(n int) string {
	return fmt.Sprintf("http://%s/feed", p.host(n))
}

func (p *Press) host(n int) string {
	return fmt.Sprintf("127.%d.%d.%d:%s", 10+n/62500, n/250%250, n%250+1, p.port)
}

// Publish adds items to the front of feed n.
func (p *Press) Publish(n int, items ...Item) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.feeds[p.host(n)]
	if f == nil {
		f = &pressFeed{}
		p.feeds[p.host(n)] = f
	}
	f.items = append(append([]Item{}, items...), f.items...)
	f.rev++
	f.served, f.fresh = time.Time{}, true
}

// Served is when feed n's present items were first asked for; zero if never.
func (p *Press) Served(n int) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.feeds[p.host(n)].served
}

// FirstServed is when an item published since Reset was first asked for.
func (p *Press) FirstServed() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.first
}

// Reset forgets FirstServed and the counts.
func (p *Press) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.first, p.Requests, p.Unchanged = time.Time{}, 0, 0
	for _, f := range p.feeds {
		f.fresh = false
	}
}

// ServeHTTP serves the feed of the address that was called.
func (p *Press) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.document(w, r) {
		return
	}
	now := time.Now()
	p.mu.Lock()
	f := p.feeds[r.Host]
	p.Requests++
	if f == nil || r.URL.Path != "/feed" {
		p.mu.Unlock()
		http.NotFound(w, r)
		return
	}
	tag := fmt.Sprintf("%q", fmt.Sprint("rev", f.rev))
	if r.Header.Get("If-None-Match") == tag {
		p.Unchanged++
		p.mu.Unlock()
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if f.served.IsZero() {
		f.served = now
	}
	if f.fresh && p.first.IsZero() {
		p.first = now
	}
	items := f.items
	p.mu.Unlock()
	w.Header().Set("ETag", tag)
	w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
	_, _ = w.Write(rss(r.Host, items)) // the reader may be gone: it was killed
}

func rss(host string, items []Item) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Paper %s</title><link>http://%s/</link><language>en</language>`, host, host)
	for _, it := range items {
		fmt.Fprintf(&b, "<item><title>%s</title><link>http://%s/%s</link><guid isPermaLink=\"false\">%s</guid><pubDate>%s</pubDate><description>%s</description></item>",
			html.EscapeString(it.Title), host, it.ID, it.ID, it.Published.UTC().Format(time.RFC1123Z), html.EscapeString(it.HTML))
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}
