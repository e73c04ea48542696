package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/sync/errgroup"

	"newsbell/bot/slack/block"
	"newsbell/bot/slack/signed"
	"newsbell/news"
)

const (
	maxRequest = 1 << 20                // bytes of a request; a form with all its fields is a tenth of it
	atOnce     = 32                     // requests answered side by side
	startWait  = 800 * time.Millisecond // for someone to take a request up; with ackWithin less than Slack waits
)

// Paths of the requests, as the manifest names them.
const (
	PathCommands      = "/slack/commands"
	PathInteractivity = "/slack/interactivity"
	PathEvents        = "/slack/events"
)

// Handler answers Slack's requests over HTTP at the three paths. A request that
// Slack did not sign, that is too old or that came before is refused with 401
// and does nothing. [Session.Run] does the work; while it does not run, requests
// are answered with 503.
func (s *Session) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+PathCommands, s.checked(s.serveCommand))
	mux.HandleFunc("POST "+PathInteractivity, s.checked(s.serveInteraction))
	mux.HandleFunc("POST "+PathEvents, s.checked(s.serveEvent))
	return mux
}

// serveHTTP does the work of requests until ctx ends, and waits for what is
// under way.
func (s *Session) serveHTTP(ctx context.Context) error {
	if s.o.AppToken == "" {
		if err := s.checkOwn(ctx); err != nil {
			return err
		}
		s.ready.Store(true)
		defer s.ready.Store(false)
	}
	var answers errgroup.Group
	answers.SetLimit(atOnce)
	defer answers.Wait() //nolint:errcheck // an answer never fails
	for {
		select {
		case <-ctx.Done():
			return nil
		case f := <-s.work:
			answers.Go(func() error { f(ctx); return nil })
		}
	}
}

// checkOwn finds out early that the configured token is rejected. Where others
// have tokens too, that is no reason to stop.
func (s *Session) checkOwn(ctx context.Context) error {
	err := s.Check(ctx)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return nil //nolint:nilerr // newsbell is stopping: the token may be good
	}
	s.lg.Warn("slack token not checked", "err", err)
	if _, rejected := errors.AsType[*news.Error](err); rejected && !s.spaces.Shared() {
		return err
	}
	return nil
}

// checked lets only Slack's own requests through, with their body.
func (s *Session) checked(next func(http.ResponseWriter, *http.Request, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		if _, long := errors.AsType[*http.MaxBytesError](err); long {
			s.refuse(w, r, http.StatusRequestEntityTooLarge, "too large")
			return
		}
		if err != nil {
			s.refuse(w, r, http.StatusBadRequest, "unreadable")
			return
		}
		if reason := s.door.Check(r.Header, body, s.o.Now()); reason != signed.Good {
			s.refuse(w, r, http.StatusUnauthorized, string(reason))
			return
		}
		next(w, r, body)
	}
}

func (s *Session) refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	s.lg.Warn("slack request refused", "path", r.URL.Path, "reason", why)
	http.Error(w, http.StatusText(status), status)
}

// formOf reads a form from the body alone: the signature does not cover the
// address.
func formOf(r *http.Request, body []byte) (url.Values, bool) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, false
	}
	f, err := url.ParseQuery(string(body))
	return f, err == nil
}

func (s *Session) serveCommand(w http.ResponseWriter, r *http.Request, body []byte) {
	f, ok := formOf(r, body)
	switch {
	case !ok:
		s.refuse(w, r, http.StatusBadRequest, "no form")
		return
	case f.Get("ssl_check") == "1":
		return
	case f.Get("team_id") == "" || f.Get("channel_id") == "" || f.Get("user_id") == "" || f.Get("trigger_id") == "":
		s.refuse(w, r, http.StatusBadRequest, "no command")
		return
	}
	cmd := typed{
		id: eventID("command", f.Get("trigger_id")), team: f.Get("team_id"), channel: f.Get("channel_id"), name: f.Get("channel_name"),
		user: f.Get("user_id"), called: f.Get("user_name"), text: f.Get("text"), trigger: f.Get("trigger_id"), hook: f.Get("response_url"),
	}
	s.hand(w, r, func(ctx context.Context, ack ack) { s.command(ctx, ack, cmd) })
}

func (s *Session) serveInteraction(w http.ResponseWriter, r *http.Request, body []byte) {
	f, ok := formOf(r, body)
	if !ok || !json.Valid([]byte(f.Get("payload"))) {
		s.refuse(w, r, http.StatusBadRequest, "no payload")
		return
	}
	raw := json.RawMessage(f.Get("payload"))
	s.hand(w, r, func(ctx context.Context, ack ack) { s.interaction(ctx, ack, raw) })
}

func (s *Session) serveEvent(w http.ResponseWriter, r *http.Request, body []byte) {
	var c callback
	if err := json.Unmarshal(body, &c); err != nil {
		s.refuse(w, r, http.StatusBadRequest, "no event")
		return
	}
	switch c.Type {
	case "url_verification":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, c.Challenge)
	case "event_callback":
		s.hand(w, r, func(ctx context.Context, ack ack) { s.event(ctx, ack, body) })
	}
}

// hand gives a request to Run's workers and writes the acknowledgement. Work
// goes on after it.
func (s *Session) hand(w http.ResponseWriter, r *http.Request, do func(context.Context, ack)) {
	answer := make(chan any, 1)
	gone := r.Context()
	acked := func(payload any) bool {
		if gone.Err() != nil {
			return false
		}
		select {
		case answer <- payload:
			return true
		default:
			return false
		}
	}
	late := time.NewTimer(startWait)
	defer late.Stop()
	finished := make(chan struct{})
	job := func(ctx context.Context) {
		defer close(finished)
		do(ctx, acked)
	}
	select {
	case s.work <- job:
	case <-late.C:
		s.refuse(w, r, http.StatusServiceUnavailable, "busy")
		return
	case <-gone.Done():
		return
	}
	select {
	case payload := <-answer:
		s.write(w, payload)
	case <-finished: // a repeated one, whose first is still under way
		select {
		case payload := <-answer:
			s.write(w, payload)
		default:
		}
	case <-gone.Done():
	}
}

// write acknowledges a request; nil has no body.
func (s *Session) write(w http.ResponseWriter, payload any) {
	if payload == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	raw, err := block.Marshal(payload)
	if err != nil {
		s.lg.Error("slack answer not written", "err", err)
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if _, err := w.Write(raw); err != nil {
		s.lg.Info("slack acknowledgement failed", "err", err)
	}
}
