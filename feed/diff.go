package feed

import (
	"slices"
	"strings"
	"time"

	"newsbell/feed/link"
	"newsbell/news"
	"newsbell/text"
)

// The times on which identity and silence rest.
const (
	// titleSpan is how long a headline alone identifies an article.
	titleSpan = 7 * 24 * time.Hour
	// reuse is how much younger an item must be than an article with the same
	// id, but another link and headline, to be another article.
	reuse = 24 * time.Hour
	// stale is how old an item may be when it is first seen and still be news.
	stale = 48 * time.Hour
	// catchUp is the longest gap in the polling that is made good.
	catchUp = 7 * 24 * time.Hour
)

// fewPushed is how many new items at once a hub may push without looking like
// a feed that was published anew: all of them are unknown by the nature of a
// push.
const fewPushed = 20

// A Reading is what one poll brought: the feed as it was known before it, the
// document's entries, and the articles that the store has under their keys.
type Reading struct {
	Feed     news.Feed
	Language string // as the document declares it
	Link     string // the site's address, for items without one
	Entries  []Entry
	Known    map[string]news.Article
	Now      time.Time
	// Partial says that the document holds what is new rather than all that the
	// feed shows: a hub pushed it.
	Partial bool
}

// A Difference is what a poll changes.
type Difference struct {
	// Articles to write: new ones have ID 0, corrected ones keep theirs.
	Articles  []news.Article
	New       int // of these, new ones
	Corrected int
	Silent    int    // of the new ones, those that are not news
	Reason    string // why they are silent: "first_poll", "outage", "flood", "old"; "" when none is
}

// Diff holds a document against what is known of its feed. It is pure.
func Diff(r Reading) Difference {
	var d Difference
	owners := r.owners()
	l := &linguist{operator: r.Feed.Language, document: r.Language}
	for n, e := range r.Entries {
		if old, ok := owners[n]; ok {
			if a, changed := correct(old, e, r); changed {
				d.Articles = append(d.Articles, a)
				d.Corrected++
			}
			continue
		}
		a := newArticle(e, r, l)
		a.Keys = free(e.Keys, r.Known)
		if a.Title == "" || len(a.Keys) == 0 {
			continue
		}
		d.Articles = append(d.Articles, a)
		d.New++
	}
	r.silence(&d)
	return d
}

// owners gives, by entry, the known article that it is. Strong keys go first;
// a headline alone serves only where nothing else claims the article.
func (r Reading) owners() map[int]news.Article {
	owners := map[int]news.Article{}
	claimed := map[news.ArticleID]bool{}
	for n, e := range r.Entries {
		for _, k := range e.Keys {
			old, ok := r.Known[k]
			if ok && !strings.HasPrefix(k, keyTitle) && !reused(old, e) {
				owners[n] = old
				claimed[old.ID] = true
				break
			}
		}
	}
	for n, e := range r.Entries {
		if _, ok := owners[n]; ok {
			continue
		}
		for _, k := range e.Keys {
			old, ok := r.Known[k]
			if ok && strings.HasPrefix(k, keyTitle) && !claimed[old.ID] && r.sameHeadline(old, e) {
				owners[n] = old
				claimed[old.ID] = true
				break
			}
		}
	}
	return owners
}

// reused says that an item carries an old article's id or link but is another
// one: with another headline, and dated a day or more later.
func reused(old news.Article, e Entry) bool {
	if old.Published.IsZero() || e.Published.IsZero() || e.Published.Sub(old.Published) < reuse {
		return false
	}
	return e.Title != "" && text.Fold(e.Title) != text.Fold(old.Title) &&
		(e.URL == "" || link.Key(e.Address()) != link.Key(old.Link()) || e.ID != "" && !slices.Contains(old.Keys, e.Keys[0]))
}

// sameHeadline says that an item with a new id and a new link is still the
// article that had this headline: it is not long ago, and dates, where there
// are any, do not tell them apart.
func (r Reading) sameHeadline(old news.Article, e Entry) bool {
	if r.Now.Sub(old.Arrived) > titleSpan {
		return false
	}
	if old.Published.IsZero() || e.Published.IsZero() {
		return true
	}
	apart := e.Published.Sub(old.Published)
	return apart < 12*time.Hour && apart > -12*time.Hour
}

// free leaves out the keys under which another article is known.
func free(keys []string, known map[string]news.Article) []string {
	var out []string
	for _, k := range keys {
		if _, taken := known[k]; !taken {
			out = append(out, k)
		}
	}
	return out
}

// silence marks the new articles that are not news.
func (r Reading) silence(d *Difference) {
	last, fresh := r.newsSince()
	all := ""
	switch {
	case !r.Feed.Seen:
		all = "first_poll"
	case !last.IsZero() && r.Now.Sub(last) > catchUp:
		all = "outage"
	case r.flood(d, last):
		all = "flood"
	}
	for n := range d.Articles {
		a := &d.Articles[n]
		switch {
		case a.ID != 0:
			continue
		case all != "":
			a.Silent, d.Reason = true, all
		case !a.Published.IsZero() && a.Published.Before(fresh):
			a.Silent, d.Reason = true, "old"
		}
		if a.Silent {
			a.PageDue = time.Time{}
			d.Silent++
		}
	}
}

// newsSince gives the time of the last good poll, and the time from which an
// item counts as news: two days ago, or longer when the feed was not read.
func (r Reading) newsSince() (last, fresh time.Time) {
	last = r.Feed.LastSuccess
	gap := min(max(stale, r.Now.Sub(last)+time.Hour), catchUp)
	if last.IsZero() {
		gap = stale
	}
	return last, r.Now.Add(-gap)
}

// flood says that a feed with a history was published anew: nearly all of it
// is unknown at once, and its dates do not say that it appeared since the last
// poll.
func (r Reading) flood(d *Difference, last time.Time) bool {
	few := 5
	if r.Partial {
		few = fewPushed
	}
	if d.New <= few || d.New*2 <= len(r.Entries) {
		return false
	}
	recent, dated := 0, 0
	for _, a := range d.Articles {
		if a.ID != 0 || a.Published.IsZero() {
			continue
		}
		dated++
		if a.Published.After(last.Add(-time.Hour)) {
			recent++
		}
	}
	if dated == 0 {
		return d.New == len(r.Entries) && !r.Feed.LastNew.IsZero()
	}
	return recent*2 < dated
}
