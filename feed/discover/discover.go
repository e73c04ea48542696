// Package discover finds the feeds behind what a person typed, part of stage 1:
// a feed's own address, or that of a site, whose feeds it looks up in the page,
// by the rules of well-known hosts and at common paths. What is chosen of them
// is added as a feed, which package feed then watches.
package discover

import (
	"context"
	"errors"
	"strings"
	"time"

	"newsbell/feed/fetch"
	"newsbell/feed/link"
	"newsbell/feed/page"
	"newsbell/feed/wire"
	"newsbell/news"
)

// The bounds of one discovery.
const (
	maxTries = 14               // requests
	maxFound = 8                // feeds, enough for a choice
	span     = 45 * time.Second // from the first request to the last
)

// IllNoFeeds is the code of a site on which no feed was found.
const IllNoFeeds = "no_feeds"

// accept is what an address is asked for that may be a feed or a page.
const accept = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.9, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"

// A Fetcher gets addresses; *fetch.Client is one.
type Fetcher interface {
	Get(ctx context.Context, r fetch.Request) (*fetch.Answer, error)
}

// A Candidate is a feed that an address led to. It was fetched and read.
type Candidate struct {
	URL      string
	Title    string    // plain text, "" when the feed has none
	Site     string    // the address of the site it belongs to
	Language string    // primary tag as the feed declares it, "" when it does not
	Items    int       // how many it holds now
	Newest   time.Time // of its items, zero when they carry no dates
}

// Find finds the feeds behind what a person typed: a feed's own address, or a
// site's, with or without a scheme. The best candidate comes first; feeds of
// comments are left out, and of one feed in several formats the first is kept.
// The error is a *news.Error that tells the person what is the matter, or that
// of ctx.
func Find(ctx context.Context, client Fetcher, address string) ([]Candidate, error) {
	return find(ctx, client, address, false)
}

// FindPrivate is Find for addresses of the operator's own choice, which may lie
// in a private network.
func FindPrivate(ctx context.Context, client Fetcher, address string) ([]Candidate, error) {
	return find(ctx, client, address, true)
}

func find(ctx context.Context, client Fetcher, address string, private bool) ([]Candidate, error) {
	ctx, cancel := context.WithTimeout(ctx, span)
	defer cancel()
	d := &discovery{client: client, private: private, tried: map[string]bool{}}
	first, err := d.open(ctx, address)
	if err != nil {
		return nil, err
	}
	if c, ok := d.read(first); ok {
		return []Candidate{c.Candidate}, nil
	}
	if no := first.Refusal(); no != nil {
		d.tryAll(ctx, known(first.URL), 1)
		if len(d.found) == 0 {
			return nil, no
		}
		return d.candidates(), nil
	}
	doc := page.Decode(first.Body, first.ContentType)
	n := links(doc, first.URL)
	d.tryAll(ctx, append(known(first.URL), n.declared...), maxFound)
	for _, more := range []struct {
		addresses []string
		enough    int
	}{{n.mentioned, 4}, {common(first.URL), 1}} {
		if len(d.found) == 0 {
			d.tryAll(ctx, more.addresses, more.enough)
		}
		if len(d.found) == 0 { // pages that list a site's feeds
			d.tryAll(ctx, d.listed, 4)
		}
	}
	if len(d.found) == 0 {
		return nil, nothing(first, doc)
	}
	return d.candidates(), nil
}

// nothing says why there is no feed at a page.
func nothing(first *fetch.Answer, doc []byte) *news.Error {
	switch looks := wire.LooksLike(doc); {
	case onYouTube(first.URL):
		return news.Fault(IllNoFeeds, "no feed was found there; for a YouTube channel give the address with /channel/ in it")
	case looks != "":
		return news.Fault(wire.IllNotFeed, "no feed was found there: the page looks like %s", news.Say(looks))
	default:
		return news.Fault(IllNoFeeds, "no feed was found there; if the site has one, give the address of the feed itself")
	}
}

// A discovery is one search.
type discovery struct {
	client  Fetcher
	private bool
	tried   map[string]bool
	found   []reading
	listed  []string // addresses that the tried pages name
}

// A reading is a candidate with the identities of its newest items.
type reading struct {
	Candidate
	keys []string
}

func (d *discovery) candidates() []Candidate {
	out := make([]Candidate, len(d.found))
	for i, r := range d.found {
		out[i] = r.Candidate
	}
	return out
}

// open gets what was typed. Without a scheme, https goes before http, and
// "www." is put before a name that does not exist.
func (d *discovery) open(ctx context.Context, address string) (*fetch.Answer, error) {
	address = strings.TrimSpace(strings.Trim(strings.TrimSpace(address), "<>"))
	address = strings.Replace(address, "feed://", "https://", 1)
	if strings.Contains(address, "://") {
		return d.get(ctx, address)
	}
	address = strings.TrimPrefix(strings.TrimPrefix(address, "feed:"), "//")
	if strings.ContainsAny(address, " \t\n") || !strings.ContainsAny(address, ".:") {
		return nil, news.Fault(fetch.IllAddress, "this is not the address of a site or a feed, such as example.org or https://example.org/feed.xml")
	}
	forms := []string{"https://" + address, "http://" + address}
	if !strings.HasPrefix(address, "www.") && strings.Count(address, ".") == 1 {
		forms = append(forms, "https://www."+address)
	}
	var fault error
	for i, form := range forms {
		var ill *news.Error
		if i == 2 && (!errors.As(fault, &ill) || ill.Code != fetch.IllDNS) {
			break
		}
		a, err := d.get(ctx, form)
		if err == nil || ctx.Err() != nil {
			return a, err
		}
		if fault == nil {
			fault = err
		}
	}
	return nil, fault
}

func (d *discovery) get(ctx context.Context, address string) (*fetch.Answer, error) {
	d.tried[address] = true
	return d.client.Get(ctx, fetch.Request{URL: address, Private: d.private, Accept: accept})
}

// tryAll reads addresses until enough of them are feeds. What a page among them
// names is kept in listed.
func (d *discovery) tryAll(ctx context.Context, addresses []string, enough int) {
	for _, a := range addresses {
		if ctx.Err() != nil || len(d.found) >= enough || len(d.tried) > maxTries {
			return
		}
		if d.tried[a] {
			continue
		}
		answer, err := d.get(ctx, a)
		if err != nil {
			continue
		}
		if r, ok := d.read(answer); ok {
			if !d.has(r) && !aboutComments(r.URL, r.Title) {
				d.found = append(d.found, r)
			}
		} else if answer.Refusal() == nil && len(d.listed) < maxTries {
			n := links(page.Decode(answer.Body, answer.ContentType), answer.URL)
			d.listed = append(d.listed, append(n.declared, n.mentioned...)...)
		}
	}
}

// has says whether a feed was found already: at the same address, or as the
// same items in another format.
func (d *discovery) has(r reading) bool {
	for _, have := range d.found {
		if have.URL == r.URL || link.Key(have.URL) == link.Key(r.URL) {
			return true
		}
		shared := min(len(have.keys), len(r.keys))
		same := shared > 0
		for i := range shared {
			same = same && have.keys[i] == r.keys[i]
		}
		if same && (shared >= 3 || have.Title == r.Title) {
			return true
		}
	}
	return false
}

// read reads an answer as a feed.
func (d *discovery) read(a *fetch.Answer) (reading, bool) {
	if a.Refusal() != nil {
		return reading{}, false
	}
	doc, err := wire.Parse(a.Body, wire.Hints{ContentType: a.ContentType, URL: a.URL, Location: a.ContentLocation})
	if err != nil || doc.Title == "" && len(doc.Items) == 0 {
		return reading{}, false
	}
	r := reading{Candidate: Candidate{
		URL: a.URL, Title: doc.Title, Site: doc.Link, Language: primary(doc.Language), Items: len(doc.Items),
	}}
	for _, item := range doc.Items {
		if at := item.Published; at.After(r.Newest) {
			r.Newest = at
		}
		if len(r.keys) < 8 {
			r.keys = append(r.keys, link.Key(item.Address()))
		}
	}
	return r, true
}

// primary is the first part of a declared language, "" when it cannot be one.
func primary(tag string) string {
	tag, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(tag)), "_", "-"), "-")
	if len(tag) < 2 || len(tag) > 3 {
		return ""
	}
	return tag
}
