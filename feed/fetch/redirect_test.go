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

// TestClient_publicRedirectIntoPrivate plays a public server, by letting its
// one address through, that redirects into private networks.
func TestClient_publicRedirectIntoPrivate(t *testing.T) {
	var visits atomic.Int32
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits.Add(1) }))
	defer inside.Close()
	for _, target := range []string{
		inside.URL, "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[::1]/", "http://[64:ff9b::7f00:1]/", "http://0x7f000001/",
		"file:///etc/passwd", "gopher://127.0.0.1/", "//localhost/", "http://user:secret@127.0.0.1/",
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			s := httptest.NewServer(http.RedirectHandler(target, status))
			open := s.Listener.Addr().String()
			guard := ssrf.New(ssrf.WithAnyPort())
			c := New(Options{})
			c.public = client(nil, func(network, address string, raw syscall.RawConn) error {
				if address == open {
					return nil
				}
				return guard.Safe(network, address, raw)
			})
			_, err := c.Get(t.Context(), Request{URL: s.URL})
			if _, ok := errors.AsType[*news.Error](err); !ok {
				t.Errorf("%d to %s: got %v, want a refusal", status, target, err)
			}
			c.Close()
			s.Close()
		}
	}
	if visits.Load() != 0 {
		t.Error("a redirect reached a private server")
	}
}
