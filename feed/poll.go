package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"time"

	"newsbell/feed/fetch"
	"newsbell/feed/health"
	"newsbell/feed/link"
	"newsbell/feed/wire"
	"newsbell/news"
)

// accept is what a feed is asked for.
const accept = "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.9, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"

// IllPanic is the code of a feed that broke the reading of it.
const IllPanic = "unreadable"

// A visit is one poll of one feed, from the request to the commit.
type visit struct {
	*Watcher
	host   string
	was    news.Feed // as it was claimed
	feed   news.Feed // as it will stand
	now    time.Time // when the answer was in
	answer *fetch.Answer
	doc    *wire.Feed // nil when unchanged
	full   bool       // asked without conditions

	anew bool // the feed was published anew
}

// poll asks a feed and commits what came of it. Only a fault of the store is
// an error.
func (w *Watcher) poll(ctx context.Context, host string, f news.Feed, clock func() time.Time) error {
	v := &visit{Watcher: w, host: host, was: f, feed: f, now: clock()}
	if until := w.hosts.held(host, v.now); !until.IsZero() {
		v.feed.NextPoll = until.Add(spread(f.URL, v.now, time.Second))
		return v.commit(ctx, nil, nil)
	}
	articles, err := v.read(ctx, clock)
	var sick *news.Error
	switch {
	case err == nil:
		v.well(ctx)
	case errors.As(err, &sick):
		v.ill(sick)
		articles = nil
	default:
		return fmt.Errorf("poll feed %d: %w", f.ID, err)
	}
	return v.commit(ctx, articles, v.tell(ctx))
}

// read fetches and parses the feed and finds what is new. A *news.Error is an
// ill of the feed; any other error is the store's.
func (v *visit) read(ctx context.Context, clock func() time.Time) (articles []news.Article, err error) {
	defer func() {
		if r := recover(); r != nil {
			articles, err = nil, news.Fault(IllPanic, "the feed cannot be read: it breaks the reading of it")
		}
	}()
	ask := fetch.Request{URL: v.was.URL, Private: v.was.Private, Accept: accept}
	if !fullDue(v.was, v.now) {
		ask.ETag, ask.LastModified = v.was.ETag, v.was.LastModified
	}
	v.full = ask.ETag == "" && ask.LastModified == ""
	v.answer, err = v.o.Client.Get(ctx, ask)
	v.now = clock()
	if err != nil {
		return nil, err
	}
	if no := v.answer.Refusal(); no != nil {
		return nil, no
	}
	if v.answer.Status == http.StatusNotModified {
		v.validators(true)
		return nil, nil
	}
	sum := sha256.Sum256(v.answer.Body)
	hash := hex.EncodeToString(sum[:16])
	if v.was.Seen && hash == v.was.BodyHash {
		v.validators(false)
		return nil, nil
	}
	entries, err := v.parsed(ctx)
	if err != nil {
		return nil, err
	}
	known, err := v.o.Store.KnownArticles(ctx, v.was.ID, allKeys(entries))
	if err != nil {
		return nil, err
	}
	v.validators(false)
	v.feed.BodyHash = hash
	return v.difference(entries, known), nil
}

// parsed reads the document while it holds one of the few places for that,
// and lets the bytes go.
func (v *visit) parsed(ctx context.Context) ([]Entry, error) {
	select {
	case v.parse <- struct{}{}:
		defer func() { <-v.parse }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	a := v.answer
	doc, err := wire.Parse(a.Body, wire.Hints{
		ContentType: a.ContentType, URL: a.URL, Location: a.ContentLocation, Language: a.ContentLanguage, Now: v.now,
	})
	if sick, ok := errors.AsType[*news.Error](err); ok && signIn(a, sick) {
		err = news.Fault(IllLogin, "the address redirects to a login page at %s", link.Host(a.URL))
	}
	a.Body = nil
	if err != nil {
		return nil, err
	}
	v.doc = doc
	v.describe()
	return Entries(doc), nil
}

// describe takes over what the feed says of itself where nobody said better.
func (v *visit) describe() {
	f := &v.feed
	if f.Title == "" {
		f.Title = v.doc.Title
	}
	if f.Publisher == "" {
		f.Publisher = link.Host(v.doc.Link)
	}
	if f.Publisher == "" {
		f.Publisher = link.Host(f.URL)
	}
	if site := webAddress(v.doc.Link, v.answer.URL); site != "" {
		f.Site = site
	}
}

func allKeys(entries []Entry) []string {
	keys := make([]string, 0, 3*len(entries))
	for _, e := range entries {
		keys = append(keys, e.Keys...)
	}
	return keys
}

// difference finds what is new and notes it on the feed.
func (v *visit) difference(entries []Entry, known map[string]news.Article) []news.Article {
	d := Diff(Reading{Feed: v.feed, Language: v.doc.Language, Link: v.doc.Link, Entries: entries, Known: known, Now: v.now})
	switch d.Reason {
	case "flood":
		v.anew = true
		v.o.Log.Info("feed was published anew; its items are kept silent", "feed", v.feed.ID, "count", d.Silent)
	case "outage":
		v.o.Log.Info("feed was not read for long; what it brought meanwhile is kept silent", "feed", v.feed.ID, "count", d.Silent)
	}
	last := v.feed.LastNew
	if d.New > 0 {
		last = v.now
	}
	for _, a := range known {
		if a.Arrived.After(last) {
			last = a.Arrived // its hub was faster
		}
	}
	if last.After(v.feed.LastNew) && !v.anew {
		v.feed.Gap = health.Learn(v.feed.Gap, dates(entries), v.rested(last), v.now)
	}
	v.feed.LastNew = last
	return d.Articles
}

// rested is how long the feed had brought nothing new until last; 0 when it was
// not watched all that time.
func (v *visit) rested(last time.Time) time.Duration {
	if v.was.LastNew.IsZero() || v.now.Sub(v.was.LastSuccess) > 2*longest {
		return 0
	}
	return last.Sub(v.was.LastNew)
}

func dates(entries []Entry) []time.Time {
	var times []time.Time
	for _, e := range entries {
		times = append(times, e.Published)
	}
	return times
}

// validators keeps what the next request is conditional on: a 304 replaces
// only what it repeats.
func (v *visit) validators(unchanged bool) {
	a, f := v.answer, &v.feed
	if !unchanged || a.ETag != "" {
		f.ETag = a.ETag
	}
	if !unchanged || a.LastModified != "" {
		f.LastModified = a.LastModified
	}
}

// well notes a good poll.
func (v *visit) well(ctx context.Context) {
	v.network.note(v.host, false)
	if v.feed.Ill != "" {
		v.o.Log.Info("feed is well again", "feed", v.feed.ID, "reason", v.feed.Ill)
	}
	v.feed = announced(noteFull(v.feed, v.full, v.now), v.answer.Link, v.answer.URL, v.doc)
	f := &v.feed
	f.Ill, f.IllWhy, f.IllSince, f.Failures = "", "", time.Time{}, 0
	f.WellPolls++
	f.Seen = true
	f.LastPoll, f.LastSuccess = v.now, v.now
	f.Interval = rhythm(*f, v.doc, v.answer.MaxAge, v.o.Ceiling, v.now)
	rest := max(f.Interval, v.o.Rest(ctx, *f, v.now))
	if f.Exact > 0 {
		f.NextPoll = v.now.Add(f.Exact)
	} else {
		f.NextPoll = awake(v.now.Add(spread(f.URL, v.now, rest)), v.doc)
	}
	v.adopt()
}

// adopt follows permanent redirects.
func (v *visit) adopt() {
	f, m := follow(v.feed, v.answer.Moved, v.now)
	switch {
	case m == moveAdopted:
		v.o.Log.Info("feed has moved", "feed", f.ID, "reason", string(m))
	case m == moveSeen && v.answer.Status == http.StatusNotModified:
		f.ETag, f.LastModified = "", "" // they came from elsewhere, so it may say so by chance
	}
	v.feed = f
}

// ill notes a failed poll. One that our own network may be to blame for does
// not count against the feed.
func (v *visit) ill(why *news.Error) {
	f := &v.feed
	known, _ := health.Lookup(why.Code)
	offline := v.network.note(v.host, known.Network && v.answer == nil)
	if f.Ill != why.Code {
		v.o.Log.Info("feed is ill", "feed", f.ID, "reason", why.Code)
	}
	if f.Ill == "" || offline {
		f.IllSince = v.now
	}
	f.Ill, f.IllWhy = why.Code, why.Phrase().Encode()
	f.WellPolls = 0
	if !offline || f.Failures == 0 {
		f.Failures++
	}
	f.LastPoll = v.now
	f.Ended = why.Code == fetch.IllGone || health.Hopeless(*f, v.now)
	f.NextPoll = v.now.Add(spread(f.URL, v.now, backoff(*f, v.o.Ceiling)))
	v.obey(why.Code)
}

// obey keeps the whole host alone for as long as it asks for that.
func (v *visit) obey(code string) {
	if v.answer == nil || code != fetch.IllPace && v.answer.Status != http.StatusServiceUnavailable {
		return
	}
	wait := v.answer.Wait(v.now)
	if wait == 0 && code == fetch.IllPace {
		wait = time.Minute
	}
	if wait == 0 {
		return
	}
	until := v.now.Add(wait)
	v.hosts.hold(v.host, until)
	if v.feed.NextPoll.Before(until) {
		v.feed.NextPoll = until
	}
}

// commit writes the poll. A feed whose new address the store refuses, because
// it has a feed of that address already, keeps its old one.
func (v *visit) commit(ctx context.Context, articles []news.Article, tell []news.Delivery) error {
	p := news.Poll{Feed: v.feed, Articles: articles, Deliveries: tell, At: v.now}
	n, err := v.o.Store.CommitPoll(ctx, p)
	if err != nil && v.feed.URL != v.was.URL && ctx.Err() == nil {
		p.Feed.URL = v.was.URL
		n, err = v.o.Store.CommitPoll(ctx, p)
	}
	if err != nil {
		return fmt.Errorf("commit poll of feed %d: %w", v.was.ID, err)
	}
	if n > 0 {
		v.o.Arrived()
	}
	return nil
}
