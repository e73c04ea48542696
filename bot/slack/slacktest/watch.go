package slacktest

import (
	"io"
	"net/http"
)

// A Moment is a point in the life of a call at which Options.Watch is told.
type Moment int

// The moments, in their order. A call that a failure answers early has no
// later ones; the channel is not known when it arrives.
const (
	Arrived   Moment = iota // the head was read, the body was not
	Read                    // the body was read; nothing was carried out
	Committed               // it was carried out; nothing was answered
	Answered                // the answer is on its way
)

// watch tells the watcher of a moment; true means that the call ends here,
// with its connection broken.
func (s *Server) watch(c Call, m Moment) bool {
	return s.o.Watch != nil && s.o.Watch(c, m)
}

// tear breaks a connection in the middle of a call's body.
func (s *Server) tear(w http.ResponseWriter, r *http.Request) {
	_, _ = io.CopyN(io.Discard, r.Body, max(r.ContentLength/2, 0)) // its sender is gone
	reset(w)
}

// answered pushes the answer out and tells the watcher.
func (s *Server) answered(w http.ResponseWriter, c Call) {
	if s.o.Watch == nil {
		return
	}
	_ = http.NewResponseController(w).Flush() // the client may be gone
	s.watch(c, Answered)
}
