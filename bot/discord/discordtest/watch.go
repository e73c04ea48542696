package discordtest

import (
	"io"
	"net/http"
)

// A Moment is a point in the life of a request at which Options.Watch is told.
type Moment int

// The moments, in their order. A request that a fault answers early has no
// later ones.
const (
	Arrived   Moment = iota // the head was read, the body was not
	Read                    // the body was read; nothing has taken effect
	Committed               // it took effect; nothing was answered
	Answered                // the answer is on its way
)

// watch tells the watcher of a moment; true means that the request ends here,
// with its connection cut.
func (s *Server) watch(r Request, m Moment) bool {
	return s.o.Watch != nil && s.o.Watch(r, m)
}

// receive reads a request's body; false when the watcher ended the request in
// the middle of it, or the client went away.
func (s *Server) receive(w http.ResponseWriter, r *http.Request, req Request) ([]byte, bool) {
	whole := http.MaxBytesReader(w, r.Body, 1<<20)
	if s.watch(req, Arrived) {
		_, _ = io.CopyN(io.Discard, whole, max(r.ContentLength/2, 0)) // its sender is gone
		return nil, false
	}
	body, err := io.ReadAll(whole)
	return body, err == nil
}

// write sends the answer, unless the watcher ends the request before.
func (s *Server) write(w http.ResponseWriter, req Request, out reply) {
	if s.watch(req, Committed) {
		cut(w)
		return
	}
	out.write(w)
	if s.o.Watch == nil {
		return
	}
	_ = http.NewResponseController(w).Flush() // the client may be gone
	s.watch(req, Answered)
}
