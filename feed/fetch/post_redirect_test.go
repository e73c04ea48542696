package fetch

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"syscall"
	"testing"

	"code.dny.dev/ssrf"

	"newsbell/news"
)

// TestClient_PostKeepsSecrets plays hubs that lead a form, which may hold a
// secret, out of https or into a private network.
func TestClient_PostKeepsSecrets(t *testing.T) {
	var visits atomic.Int32
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits.Add(1) }))
	defer inside.Close()
	for _, status := range []int{http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		secure := httptest.NewTLSServer(http.RedirectHandler(inside.URL, status))
		c := New(Options{})
		c.private = secure.Client()
		c.private.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		_, err := c.Post(t.Context(), Form{URL: secure.URL, Private: true})
		if e, ok := errors.AsType[*news.Error](err); !ok || e.Code != IllRedirects {
			t.Errorf("%d from https to http: got %v, want %s", status, err, IllRedirects)
		}
		secure.Close()

		public := httptest.NewServer(http.RedirectHandler(inside.URL, status))
		open := public.Listener.Addr().String()
		guard := ssrf.New(ssrf.WithAnyPort())
		c.public = client(nil, func(network, address string, raw syscall.RawConn) error {
			if address == open {
				return nil
			}
			return guard.Safe(network, address, raw)
		})
		_, err = c.Post(t.Context(), Form{URL: public.URL})
		if e, ok := errors.AsType[*news.Error](err); !ok || e.Code != IllPrivate {
			t.Errorf("%d into a private network: got %v, want %s", status, err, IllPrivate)
		}
		c.Close()
		public.Close()
	}
	if visits.Load() != 0 {
		t.Error("a form reached a server that it must not reach")
	}
}
