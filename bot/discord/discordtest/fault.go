package discordtest

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// A Request is a REST request as a fault hook sees it.
type Request struct {
	Number  int // from 1, over all
	Method  string
	Path    string // below the API's address
	Channel string // for requests about a channel
	Body    []byte
	Files   []File // uploaded with it
}

// Post tells whether the request creates a message.
func (r Request) Post() bool {
	return r.Method == http.MethodPost && r.Channel != "" &&
		(strings.HasSuffix(r.Path, "/messages") || r.Path == "/channels/"+r.Channel+"/threads")
}

// Message tells whether the request creates, edits or reads messages.
func (r Request) Message() bool {
	return r.Post() || r.Channel != "" && strings.Contains(r.Path, "/messages")
}

// A FaultKind is a way to fail.
type FaultKind int

// The ways to fail. Those "before" leave nothing behind; those "after" come
// when the request has taken effect.
const (
	NoFault     FaultKind = iota
	FailBefore            // answer Status (500) before
	FailAfter             // answer Status (502) after
	ResetBefore           // cut the connection before
	ResetAfter            // cut the connection after: the answer is lost
	HangBefore            // never answer, take no effect
	HangAfter             // take effect, never answer
	LateCommit            // cut the connection, take effect After later
	LimitBucket           // answer 429 for the channel
	LimitGlobal           // answer 429 for all, without the bucket's headers
	LimitHTML             // answer 429 as the guard in front of Discord does
	Refuse                // answer Status and Code
)

// A Fault is what goes wrong with one request.
type Fault struct {
	Kind   FaultKind
	Delay  time.Duration // before anything else, also without a fault
	Status int
	Code   int
	After  time.Duration // of 429 and LateCommit; zero means 1 s
}

// Rates are how often requests about messages fail, each from 0 to 1.
type Rates struct {
	FailBefore, FailAfter, ResetBefore, ResetAfter, LimitBucket float64
	// HangBefore and HangAfter leave the client to its own timeout; Late cuts the
	// connection and commits LateBy later.
	HangBefore, HangAfter, Late float64
	LateBy                      time.Duration
	// Delay is the longest random delay.
	Delay time.Duration
}

// fault decides what goes wrong with a request.
func (s *Server) fault(r Request) Fault {
	if s.o.Fault != nil {
		if f := s.o.Fault(r); f != (Fault{}) {
			return f
		}
	}
	if !r.Message() || s.o.Rates == (Rates{}) {
		return Fault{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := Fault{}
	if s.o.Rates.Delay > 0 {
		f.Delay = time.Duration(s.rand.Int64N(int64(s.o.Rates.Delay)))
	}
	dice := s.rand.Float64()
	for _, c := range []struct {
		rate float64
		kind FaultKind
	}{
		{s.o.Rates.FailBefore, FailBefore},
		{s.o.Rates.FailAfter, FailAfter},
		{s.o.Rates.ResetBefore, ResetBefore},
		{s.o.Rates.ResetAfter, ResetAfter},
		{s.o.Rates.LimitBucket, LimitBucket},
		{s.o.Rates.HangBefore, HangBefore},
		{s.o.Rates.HangAfter, HangAfter},
		{s.o.Rates.Late, LateCommit},
	} {
		if dice -= c.rate; dice < 0 {
			f.Kind, f.After = c.kind, 200*time.Millisecond
			if c.kind == LateCommit {
				f.After = s.o.Rates.LateBy
			}
			break
		}
	}
	return f
}

// spoil carries out a fault; do takes the request's effect. It tells what to
// answer; ok is false when there is no answer.
func (s *Server) spoil(r *http.Request, f Fault, do func() reply) (out reply, ok bool) {
	after := f.After
	if after == 0 {
		after = time.Second
	}
	switch f.Kind {
	case FailBefore:
		return fault(or(f.Status, 500), 0, "500: internal server error"), true
	case FailAfter:
		do()
		return fault(or(f.Status, 502), 0, "502: bad gateway"), true
	case ResetBefore:
		return reply{}, false
	case ResetAfter:
		do()
		return reply{}, false
	case HangBefore:
		s.hang(r)
		return reply{}, false
	case HangAfter:
		do()
		s.hang(r)
		return reply{}, false
	case LateCommit:
		time.AfterFunc(after, func() { do() })
		return reply{}, false
	case LimitBucket:
		return limited(after, "user"), true
	case LimitGlobal:
		return limited(after, "global"), true
	case LimitHTML:
		out := reply{status: http.StatusTooManyRequests, header: http.Header{}, body: []byte("<html>error 1015</html>")}
		out.header.Set("Content-Type", "text/html")
		return out, true
	case Refuse:
		return fault(or(f.Status, 400), f.Code, "refused"), true
	default:
		return do(), true
	}
}

// hang waits until the client gives up or the server ends.
func (s *Server) hang(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-s.closed:
	}
}

// cut ends a connection so that the client sees a reset.
func cut(w http.ResponseWriter) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

// limited is an answer of 429.
func limited(after time.Duration, scope string) reply {
	sec := after.Seconds()
	r := jsonReply(http.StatusTooManyRequests, map[string]any{
		"message": "You are being rate limited.", "retry_after": sec, "global": scope == "global",
	})
	r.header.Set("Retry-After", fmt.Sprint(int(sec+0.999)))
	r.header.Set("X-RateLimit-Scope", scope)
	if scope == "global" {
		r.header.Set("X-RateLimit-Global", "true")
	} else {
		r.header.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", sec))
		r.header.Set("X-RateLimit-Remaining", "0")
		r.header.Set("X-RateLimit-Limit", "5")
		r.header.Set("X-RateLimit-Bucket", "fault")
	}
	return r
}

func or(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}
