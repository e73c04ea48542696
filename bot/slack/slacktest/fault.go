package slacktest

import (
	"net"
	"net/http"
	"strconv"
	"time"
)

// A Call is one call of a method, for a fault to choose by.
type Call struct {
	Method  string
	Channel string
	N       int // counts the calls of this method from 1
}

// A Failure is what goes wrong with a call. The zero value is: nothing.
type Failure struct {
	Delay      time.Duration // before anything else
	Commit     bool          // the call is carried out, then fails
	Late       time.Duration // the call fails and is carried out after that time
	Status     int           // of the HTTP answer, such as 503
	RetryAfter time.Duration // in the answer's header
	Error      string        // in an answer of JSON, such as "internal_error"
	Reset      bool          // the connection breaks instead of an answer
	Hang       bool          // no answer ever comes
}

func (f Failure) fails() bool { return f.Status != 0 || f.Error != "" || f.Reset || f.Hang }

// Rates are the shares of posts and edits that go wrong by chance, from 0 to
// 1 each.
type Rates struct {
	Before  float64 // 503, not carried out
	After   float64 // 503, carried out
	Reset   float64 // connection broken, carried out
	Refused float64 // connection broken, not carried out
	Limited float64 // 429 with Retry-After
	Late    float64 // internal_error, carried out after LateBy
	LateBy  time.Duration
	Hang    float64 // carried out, never answered
	Lost    float64 // never answered, carried out after LostBy
	LostBy  time.Duration
}

// Fault sets the hook that decides which calls fail; nil ends all faults but
// those by chance. The hook is called under the server's lock.
func (s *Server) Fault(f func(Call) Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// choose finds out what goes wrong with a call.
func (s *Server) choose(method, channel string) Failure {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[method]++
	if s.fault != nil {
		if f := s.fault(Call{Method: method, Channel: channel, N: s.calls[method]}); f != (Failure{}) {
			return f
		}
	}
	if method != "chat.postMessage" && method != "chat.update" {
		return Failure{}
	}
	return s.chance()
}

// chance draws a random failure. The caller holds the lock.
func (s *Server) chance() Failure {
	r, x := s.o.Rates, s.rng.Float64()
	for _, c := range []struct {
		share float64
		f     Failure
	}{
		{r.Before, Failure{Status: http.StatusServiceUnavailable}},
		{r.After, Failure{Status: http.StatusServiceUnavailable, Commit: true}},
		{r.Reset, Failure{Reset: true, Commit: true}},
		{r.Refused, Failure{Reset: true}},
		{r.Limited, Failure{Status: http.StatusTooManyRequests, RetryAfter: time.Second}},
		{r.Late, Failure{Error: "internal_error", Late: r.LateBy}},
		{r.Hang, Failure{Hang: true, Commit: true}},
		{r.Lost, Failure{Hang: true, Late: r.LostBy}},
	} {
		if x < c.share {
			return c.f
		}
		x -= c.share
	}
	return Failure{}
}

// fail answers a call as the failure says.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, f Failure) {
	switch {
	case f.Hang:
		select {
		case <-r.Context().Done():
		case <-s.quit:
		}
		reset(w)
	case f.Reset:
		reset(w)
	case f.Status != 0:
		if f.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(f.RetryAfter/time.Second)))
		}
		if f.Error != "" {
			answer(w, f.Status, object{"ok": false, "error": f.Error})
			return
		}
		http.Error(w, "<html>something went wrong</html>", f.Status)
	default:
		if f.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(f.RetryAfter/time.Second)))
		}
		answer(w, http.StatusOK, object{"ok": false, "error": f.Error})
	}
}

// reset breaks the connection without an answer.
func reset(w http.ResponseWriter) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		return
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// after does work later, unless the server closes first.
func (s *Server) after(d time.Duration, work func()) {
	s.work.Go(func() {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			work()
		case <-s.quit:
		}
	})
}
