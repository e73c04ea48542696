package feed

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"sync"

	"newsbell/feed/fetch"
	"newsbell/feed/health"
	"newsbell/feed/wire"
	"newsbell/news"
)

// IllLogin is the code of a feed whose address redirects to a login page.
const IllLogin = "login"

// tell decides whether people are told how the feed is, and gives the
// deliveries that tell them. The feed is marked as told in the same commit.
// When the deliveries cannot be made it is not, and the next poll tries again.
func (v *visit) tell(ctx context.Context) []news.Delivery {
	var out []news.Delivery
	feed, notice, ring := health.Judge(v.feed, v.now)
	for range 2 {
		if ring {
			d, err := v.o.Tell(ctx, feed, notice)
			if err != nil {
				v.o.Log.WarnContext(ctx, "people could not be told of a feed", "feed", v.feed.ID, "reason", notice.Code, "err", err)
				return out
			}
			out = append(out, d...)
		}
		v.feed = feed
		if !v.anew {
			break
		}
		v.anew = false
		feed, notice, ring = health.Event(v.feed, health.Anew, v.now)
	}
	return out
}

// signIn tells a login page to which a feed's address redirects from other
// pages that are no feeds: it lies at an address that says so and asks for a
// password.
func signIn(a *fetch.Answer, why *news.Error) bool {
	if why.Code != wire.IllNotFeed || a.Hops == 0 {
		return false
	}
	u, err := url.Parse(a.URL)
	if err != nil {
		return false
	}
	place := strings.ToLower(u.Hostname() + u.Path)
	named := false
	for _, word := range []string{"login", "log-in", "signin", "sign-in", "sign_in", "auth", "sso", "account"} {
		named = named || strings.Contains(place, word)
	}
	page := bytes.ToLower(a.Body[:min(len(a.Body), 256<<10)])
	return named && (bytes.Contains(page, []byte(`type="password"`)) ||
		bytes.Contains(page, []byte(`type='password'`)) || bytes.Contains(page, []byte("type=password")))
}

// deadHosts is how many hosts must be out of reach, with no answer of any
// other in between, until the fault is taken to be our own network's.
const deadHosts = 3

// An outlook tells from how all feeds fare whether our own network is up.
type outlook struct {
	mu   sync.Mutex
	dead map[string]bool // hosts out of reach since the last answer of any
}

// note takes in how a request to a host went and reports whether our own
// network is to blame.
func (o *outlook) note(host string, unreachable bool) (offline bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !unreachable {
		clear(o.dead)
		return false
	}
	if o.dead == nil {
		o.dead = map[string]bool{}
	}
	o.dead[host] = true
	return len(o.dead) >= deadHosts
}
