package push

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"newsbell/feed/fetch"
	"newsbell/news"
)

// The measures of a round.
const (
	atOnce  = 4                // hubs asked at a time
	batch   = 256              // subscriptions looked at in a round
	perHub  = 16               // requests to one hub in a round, so that none holds up the others
	hubGap  = time.Second      // between two requests to one hub
	patient = 20 * time.Second // for one request
	parting = time.Hour        // for how long a hub may verify that we left
	held    = 5 * time.Minute  // for how long a hub that fails is left alone
)

// An errand is one request to a hub.
type errand struct {
	push  news.Push
	leave bool
}

// round makes the errands that are due, those of each hub one after the other.
func (s *Subscriber) round(ctx context.Context, now time.Time, gap time.Duration) error {
	if err := s.hang(ctx, now); err != nil {
		return err
	}
	errands, err := s.errands(ctx, now)
	if err != nil {
		return err
	}
	hubs := map[string][]errand{}
	for _, e := range errands {
		host := hostOf(e.push.Hub)
		hubs[host] = append(hubs[host], e)
	}
	var lanes sync.WaitGroup
	var mu sync.Mutex
	var faults []error
	slots := make(chan struct{}, atOnce)
	for _, list := range hubs {
		lanes.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if err := s.lane(ctx, list, now, gap); err != nil && ctx.Err() == nil {
				mu.Lock()
				faults = append(faults, err)
				mu.Unlock()
			}
		})
	}
	lanes.Wait()
	return errors.Join(faults...)
}

// hang moves the subscriptions that hang on a former address of ours to the
// present one, once: their hubs deliver to nowhere.
func (s *Subscriber) hang(ctx context.Context, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hung {
		return nil
	}
	all, err := s.o.Store.DuePushes(ctx, now.AddDate(100, 0, 0), 1<<30)
	if err != nil {
		return err
	}
	for _, p := range all {
		if strings.HasPrefix(p.Path, s.mark) {
			continue
		}
		p = news.Push{
			Feed: p.Feed, Hub: p.Hub, Topic: p.Topic, LastPush: p.LastPush,
			Path: newPath(s.mark), Secret: newSecret(), State: news.PushAsked, Next: now,
		}
		if err := s.o.Store.SavePush(ctx, p); err != nil {
			return err
		}
	}
	s.hung = true
	return nil
}

// errands gives what hubs are to be asked at now.
func (s *Subscriber) errands(ctx context.Context, now time.Time) ([]errand, error) {
	gone, err := s.o.Store.RemovePushes(ctx)
	if err != nil {
		return nil, err
	}
	var list []errand
	for _, p := range gone {
		if live(p, now) {
			list = append(list, errand{push: p, leave: true})
		}
	}
	s.part(list, now)
	due, err := s.o.Store.DuePushes(ctx, now, batch)
	if err != nil {
		return nil, err
	}
	for _, p := range due {
		list = append(list, errand{push: p})
	}
	fresh, err := s.o.Store.Pushable(ctx, batch)
	if err != nil {
		return nil, err
	}
	for _, f := range fresh {
		list = append(list, errand{push: news.Push{
			Feed: f.ID, Hub: f.Hub, Topic: f.Topic, Path: newPath(s.mark), Secret: newSecret(), State: news.PushAsked, Next: now,
		}})
	}
	return list, nil
}

// part notes which ends a hub may verify.
func (s *Subscriber) part(list []errand, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for path, l := range s.leaving {
		if l.until.Before(now) {
			delete(s.leaving, path)
		}
	}
	for _, e := range list {
		s.leaving[e.push.Path] = leaving{topic: e.push.Topic, until: now.Add(parting)}
	}
}

// lane does the errands at one hub. One that cannot be reached is left alone
// for a while, with everything that waits for it.
func (s *Subscriber) lane(ctx context.Context, list []errand, now time.Time, gap time.Duration) error {
	for n, e := range list[:min(len(list), perHub)] {
		if n > 0 && !pause(ctx, gap) {
			return nil
		}
		wait, err := s.errand(ctx, e, now)
		if err != nil {
			return err
		}
		if wait > 0 {
			return s.postpone(ctx, list[n:], now.Add(wait))
		}
	}
	return nil
}

// errand asks a hub. It says for how long the hub is to be left alone.
func (s *Subscriber) errand(ctx context.Context, e errand, now time.Time) (wait time.Duration, err error) {
	p := e.push
	if !e.leave {
		var due bool
		if p, due, err = s.asking(ctx, p, now); err != nil || !due {
			return 0, err
		}
	}
	f, err := s.o.Store.Feed(ctx, p.Feed)
	if sick, ok := errors.AsType[*news.Error](err); err != nil && (!ok || sick.Code != "not_found") {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	// A hub may lie in a private network only when its feed does itself.
	answer, err := s.o.Client.Post(ctx, fetch.Form{
		URL: p.Hub, Private: f.Private && s.o.Client.IsPrivate(ctx, f.URL), Values: s.form(e, p),
	})
	reason, wait := outcome(answer, err, now)
	if reason == "" {
		s.o.Observe(Asked)
		return 0, nil
	}
	s.o.Observe(Failed)
	if p.Failures == 1 { // not each time
		s.o.Log.InfoContext(ctx, "hub does not take the subscription", "feed", int64(p.Feed), "reason", reason)
	}
	return wait, nil
}

// outcome names what is wrong with a hub's answer, "" when nothing is, and says
// for how long the hub is to be left alone: not at all if it merely refused.
func outcome(a *fetch.Answer, err error, now time.Time) (reason string, wait time.Duration) {
	sick, named := errors.AsType[*news.Error](err)
	switch {
	case named:
		return sick.Code, held
	case err != nil:
		return "stopped", held
	case a.Status/100 == 2:
		return "", 0
	}
	wait = a.Wait(now)
	if wait == 0 && (a.Status >= 500 || a.Status == http.StatusTooManyRequests) {
		wait = held
	}
	return "status_" + strconv.Itoa(a.Status), wait
}

// asking writes that a hub is being asked, before it is: its verification may
// come before its answer, and a crash must not have it asked at once again.
// What the hub answers then changes nothing; what it verifies does. Not due is
// what somebody else has asked for meanwhile.
func (s *Subscriber) asking(ctx context.Context, p news.Push, now time.Time) (_ news.Push, due bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, found, err := s.o.Store.PushOf(ctx, p.Feed)
	if err != nil {
		return p, false, err
	}
	if found && known.Hub == p.Hub && known.Topic == p.Topic {
		p = known
	}
	if p.Next.After(now) {
		return p, false, nil
	}
	p.State, p.Asked = news.PushAsked, now
	p.Failures++ // until it is verified
	p.Next = now.Add(backoff(p.Failures, p.Path, now))
	return p, true, s.o.Store.SavePush(ctx, p)
}

// postpone leaves subscriptions alone that have not been verified meanwhile.
func (s *Subscriber) postpone(ctx context.Context, list []errand, until time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range list {
		if e.leave {
			continue
		}
		p := e.push
		known, found, err := s.o.Store.PushOf(ctx, p.Feed)
		if err != nil {
			return err
		}
		if found {
			p = known
		}
		if !p.Next.Before(until) {
			continue
		}
		p.Next = until.Add(spread(p.Path, until, held/4))
		if err := s.o.Store.SavePush(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// form is what a hub is asked. hub.verify is for hubs of PubSubHubbub 0.3.
func (s *Subscriber) form(e errand, p news.Push) url.Values {
	v := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {p.Topic}, "hub.callback": {s.callback + p.Path}, "hub.verify": {"async"}}
	if e.leave {
		v.Set("hub.mode", "unsubscribe")
		return v
	}
	v.Set("hub.secret", p.Secret.Reveal())
	v.Set("hub.lease_seconds", fmt.Sprintf("%.0f", wanted.Seconds()))
	return v
}

// hostOf names the server of an address.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// pause waits; false when ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
