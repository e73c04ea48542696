package push

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"newsbell/feed"
	"newsbell/feed/fetch"
	"newsbell/news"
)

const (
	maxPath      = 64               // bytes of the last element of a callback
	maxChallenge = 4 << 10          // bytes that are echoed
	storeWithin  = 20 * time.Second // a delivery, whether its hub waits or not
)

// ServeHTTP answers hubs: GET is their question whether we asked for a
// subscription, POST a delivery. A hub is told 410 Gone for a subscription that
// is no more, so that it ends it.
func (s *Subscriber) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	path, below := strings.CutPrefix(req.URL.Path, Path)
	switch {
	case !below || !strings.HasPrefix(path, s.mark) || len(path) > maxPath || strings.Contains(path, "/"):
		http.NotFound(w, req)
	case req.Method == http.MethodGet:
		s.verify(w, req, path)
	case req.Method == http.MethodPost:
		w.WriteHeader(s.receive(w, req, path))
	default:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "hubs use GET and POST here", http.StatusMethodNotAllowed)
	}
}

// verify echoes the challenge of a hub that asks about what we asked for, and
// takes note of its grant or denial. Everything else is not found.
func (s *Subscriber) verify(w http.ResponseWriter, req *http.Request, path string) {
	q := req.URL.Query()
	challenge, mode := q.Get("hub.challenge"), q.Get("hub.mode")
	granted, err := false, error(nil)
	switch {
	case mode == "denied":
		granted, err = s.denied(req.Context(), path, q.Get("hub.topic"))
		challenge = ""
	case challenge == "" || len(challenge) > maxChallenge:
	case mode == "subscribe":
		granted, err = s.grant(req.Context(), path, q.Get("hub.topic"), q.Get("hub.lease_seconds"))
	case mode == "unsubscribe":
		granted = s.left(path, q.Get("hub.topic"))
	}
	if err != nil {
		s.o.Log.WarnContext(req.Context(), "verification of a hub is not stored", "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if !granted {
		s.o.Observe(Unasked)
		http.NotFound(w, req)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, challenge) // else the hub has gone
}

// grant notes that a hub verified a subscription, if we asked it to. What it
// verified it may verify again for an hour: our answer may not have arrived.
func (s *Subscriber) grant(ctx context.Context, path, topic, seconds string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Now()
	p, found, err := s.o.Store.PushByPath(ctx, path)
	asked := p.State == news.PushAsked || p.State == news.PushVerified && now.Sub(p.Asked) <= echo
	if err != nil || !found || topic != p.Topic || p.Asked.IsZero() || !asked {
		return false, err
	}
	lease := leaseOf(seconds, path, now)
	first := p.Expires.IsZero()
	p.State, p.Failures = news.PushVerified, 0
	p.Expires, p.Next = lease.Expires, lease.Renew
	if err := s.o.Store.SavePush(ctx, p); err != nil {
		return false, err
	}
	s.o.Observe(Verified)
	if first {
		s.o.Log.InfoContext(ctx, "feed is pushed by its hub", "feed", int64(p.Feed))
	}
	return true, nil
}

// denied notes that a hub refuses a subscription. It is asked again in days;
// meanwhile the feed is polled at its own pace.
func (s *Subscriber) denied(ctx context.Context, path, topic string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Now()
	p, found, err := s.o.Store.PushByPath(ctx, path)
	if err != nil || !found || topic != p.Topic || p.Asked.IsZero() {
		return false, err
	}
	if p.State == news.PushDenied {
		return true, nil // said before
	}
	p.State, p.Expires = news.PushDenied, time.Time{}
	p.Next = now.Add(denial(p.Failures-1, path, now))
	if err := s.o.Store.SavePush(ctx, p); err != nil {
		return false, err
	}
	s.o.Observe(Denied)
	s.o.Log.InfoContext(ctx, "hub denied the subscription", "feed", int64(p.Feed))
	return true, nil
}

// left says whether we asked for the end of a subscription. One that stands in
// the store is not meant to end.
func (s *Subscriber) left(path, topic string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.leaving[path]
	return ok && l.topic == topic && l.until.After(s.o.Now())
}

// receive takes a delivery and gives the status to answer with: 202 for every
// one that is not to be repeated, whether it was believed or not.
func (s *Subscriber) receive(w http.ResponseWriter, req *http.Request, path string) int {
	f, secret, status := s.subscribed(req.Context(), path)
	if status != 0 {
		return status
	}
	sig, signed := signatureOf(req.Header.Get("X-Hub-Signature"))
	if !signed {
		s.o.Observe(Discarded)
		return http.StatusAccepted
	}
	select {
	case s.bodies <- struct{}{}:
		defer func() { <-s.bodies }()
	case <-req.Context().Done():
		return http.StatusServiceUnavailable
	}
	packed, err := io.ReadAll(http.MaxBytesReader(w, req.Body, fetch.MaxBody))
	if err != nil {
		s.o.Observe(Discarded)
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return http.StatusRequestEntityTooLarge
		}
		return http.StatusBadRequest
	}
	body, ok := open(packed, req.Header.Get("Content-Encoding"), sig, secret)
	if !ok {
		s.o.Observe(Discarded)
		return http.StatusAccepted
	}
	return s.store(req.Context(), f, feed.Document{Body: body, ContentType: req.Header.Get("Content-Type")})
}

// subscribed finds the feed of a callback, or the status that says why there is
// none.
func (s *Subscriber) subscribed(ctx context.Context, path string) (news.Feed, news.Secret, int) {
	p, found, err := s.o.Store.PushByPath(ctx, path)
	if err == nil && found {
		var f news.Feed
		f, err = s.o.Store.Feed(ctx, p.Feed)
		if err == nil && !f.Ended {
			return f, p.Secret, 0
		}
	}
	if sick, ok := errors.AsType[*news.Error](err); err == nil || ok && sick.Code == "not_found" {
		return news.Feed{}, "", http.StatusGone
	}
	s.o.Log.WarnContext(ctx, "delivery of a hub is not read", "err", err)
	return news.Feed{}, "", http.StatusServiceUnavailable
}

// open checks the signature, which some hubs make of the packed and some of the
// unpacked body, and unpacks it. A body that is signed rightly but cannot be
// unpacked is empty: the feed will be polled.
func open(packed []byte, encoding string, sig signature, secret news.Secret) ([]byte, bool) {
	signed := sig.signs(packed, secret)
	if encoding == "" || encoding == "identity" {
		return packed, signed
	}
	body, err := fetch.Unpack(packed, encoding)
	return body, signed || err == nil && sig.signs(body, secret)
}

// store hands a delivery over and answers for it. It goes on when the hub hangs
// up, which some do early.
func (s *Subscriber) store(ctx context.Context, f news.Feed, d feed.Document) int {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeWithin)
	defer cancel()
	sum := fingerprint(f.ID, d)
	if s.recent.has(sum) {
		s.o.Observe(Repeated)
		return http.StatusAccepted
	}
	reason, err := s.o.Watcher.Pushed(ctx, f, d)
	if err != nil {
		s.o.Observe(Lost)
		s.o.Log.WarnContext(ctx, "delivery of a hub is not stored", "feed", int64(f.ID), "err", err)
		return http.StatusServiceUnavailable
	}
	s.o.Observe(Received)
	if reason == feed.PushNew || reason == feed.PushKnown {
		s.recent.add(sum)
	}
	return http.StatusAccepted
}

// remembered bounds how many deliveries are known again.
const remembered = 4096

// recent remembers what was delivered lately, so that an old form of a feed
// that is delivered once more does not undo a correction.
type recent struct {
	mu   sync.Mutex
	sums map[[sha256.Size]byte]bool
	ring [][sha256.Size]byte
	next int
}

func fingerprint(id news.FeedID, d feed.Document) [sha256.Size]byte {
	h := sha256.New()
	var head [8]byte
	for i := range head {
		head[i] = byte(id >> (8 * i))
	}
	_, _ = h.Write(head[:])
	_, _ = h.Write(d.Body)
	return [sha256.Size]byte(h.Sum(nil))
}

func (r *recent) has(sum [sha256.Size]byte) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sums[sum]
}

func (r *recent) add(sum [sha256.Size]byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sums == nil {
		r.sums = map[[sha256.Size]byte]bool{}
	}
	if len(r.ring) < remembered {
		r.ring = append(r.ring, sum)
	} else {
		delete(r.sums, r.ring[r.next])
		r.ring[r.next] = sum
		r.next = (r.next + 1) % remembered
	}
	r.sums[sum] = true
}
