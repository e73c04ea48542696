package feed

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"newsbell/feed/fetch"
	"newsbell/feed/page"
	"newsbell/feed/robots"
	"newsbell/news"
)

// The measures of the reader.
const (
	pageLimit  = 10 << 20         // bytes of a page
	pageGap    = time.Second      // between two pages of one host
	robotsSpan = 24 * time.Hour   // for how long a robots.txt is believed
	robotsHold = 10 * time.Minute // after one that could not be read
	maxRobots  = 2000             // hosts whose robots.txt is remembered
)

// The codes of the ills of a page beyond those of feed/fetch and feed/page.
const (
	IllRobots  = "robots"   // the site asks robots to leave the page alone
	IllNotHTML = "not_html" // a picture, a film, a document
)

// A Reader reads the pages of articles whose feeds carry only a teaser. It is
// polite: a page once, one at a time and a second apart for each host, and
// none that the site's robots.txt withholds. It is safe for concurrent use.
type Reader struct {
	client Fetcher
	now    func() time.Time
	hosts  *hosts
	pages  *page.Extractor

	mu     sync.Mutex
	last   map[string]time.Time // when a host's next page may be asked for
	robots map[string]verdict
}

// A verdict is a site's robots.txt, believed until then.
type verdict struct {
	robots.Rules
	until time.Time
}

// NewReader makes a reader. now is the clock; at most two pages are extracted
// at a time.
func NewReader(client Fetcher, now func() time.Time) *Reader {
	return &Reader{
		client: client, now: now, hosts: newHosts(), pages: page.NewExtractor(2, 0),
		last: map[string]time.Time{}, robots: map[string]verdict{},
	}
}

// ReadPage fetches an article's page and reads the article in it. private says
// that the article's feed is a private one of the operator's own, so that the
// page may be too. A fault that lies with the page is a *news.Error: there is
// no use in trying again.
func (r *Reader) ReadPage(ctx context.Context, a news.Article, private bool) (news.Page, error) {
	host := hostOf(a.URL)
	release, err := r.hosts.acquire(ctx, host)
	if err != nil {
		return news.Page{}, err
	}
	defer release()
	if err := r.allowed(ctx, a.URL, private); err != nil {
		return news.Page{}, err
	}
	if err := r.pace(ctx, host); err != nil {
		return news.Page{}, err
	}
	answer, err := r.client.Get(ctx, fetch.Request{
		URL: a.URL, Private: private, Limit: pageLimit, Accept: "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
	})
	if err != nil {
		return news.Page{}, err
	}
	if no := answer.Refusal(); no != nil {
		return news.Page{}, no
	}
	if t := answer.ContentType; t != "" && !strings.Contains(t, "html") && !strings.Contains(t, "text/plain") {
		return news.Page{}, news.Fault(IllNotHTML, "the article's address gives no web page")
	}
	p, err := r.pages.Extract(ctx, answer.Body, answer.ContentType, answer.URL)
	if err != nil {
		return news.Page{}, err
	}
	out := p.News(a.ID)
	out.Lead = opening(p.Text, 2)
	if out.Language == "" {
		out.Language = Detect(p.Text)
	}
	return out, nil
}

// pace waits until the host's turn has come.
func (r *Reader) pace(ctx context.Context, host string) error {
	r.mu.Lock()
	now := r.now()
	turn := r.last[host]
	if turn.Before(now) {
		turn = now
	}
	r.last[host] = turn.Add(pageGap)
	for h, t := range r.last {
		if t.Before(now) {
			delete(r.last, h)
		}
	}
	r.mu.Unlock()
	if !turn.After(now) {
		return nil
	}
	t := time.NewTimer(turn.Sub(now))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// allowed asks the site's robots.txt, which is fetched once a day. A site
// without one allows everything; one that cannot be asked allows it for a
// while, because a page is read once and only on behalf of people.
func (r *Reader) allowed(ctx context.Context, address string, private bool) error {
	root, path := splitAddress(address)
	r.mu.Lock()
	v, ok := r.robots[root]
	r.mu.Unlock()
	if !ok || !v.until.After(r.now()) {
		v = r.askRobots(ctx, root, private)
		r.mu.Lock()
		if len(r.robots) >= maxRobots {
			clear(r.robots)
		}
		r.robots[root] = v
		r.mu.Unlock()
	}
	if !v.Allows(path) {
		return news.Fault(IllRobots, "%s asks robots not to read this page", hostOf(address))
	}
	return nil
}

func (r *Reader) askRobots(ctx context.Context, root string, private bool) verdict {
	a, err := r.client.Get(ctx, fetch.Request{URL: root + "/robots.txt", Private: private, Limit: 500 << 10})
	switch {
	case err != nil || a.Status >= 500:
		return verdict{until: r.now().Add(robotsHold)}
	case a.Status != 200:
		return verdict{until: r.now().Add(robotsSpan)}
	}
	return verdict{Rules: robots.Parse(string(a.Body)), until: r.now().Add(robotsSpan)}
}

// splitAddress gives the root of a site and the rest of the address.
func splitAddress(address string) (root, path string) {
	u, err := url.Parse(address)
	if err != nil {
		return "", ""
	}
	root = u.Scheme + "://" + u.Host
	if path = u.RequestURI(); path == "" {
		path = "/"
	}
	return root, path
}

// Late counts the pages whose reading took too long, so that a rough text was
// taken.
func (r *Reader) Late() int64 { return r.pages.Late() }

// Adrift counts the readings that were given up and have not ended.
func (r *Reader) Adrift() int { return r.pages.Adrift() }
