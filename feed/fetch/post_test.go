package fetch_test

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/feed/fetch"
)

func TestClient_Post(t *testing.T) {
	var got url.Values
	hub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		got = r.PostForm
		if r.Method != http.MethodPost || !strings.HasPrefix(r.UserAgent(), "newsbell/") {
			t.Errorf("got %s by %q", r.Method, r.UserAgent())
		}
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusAccepted)
		_, _ = fmt.Fprint(w, strings.Repeat("a foreign text ", 1<<16))
	}))
	defer hub.Close()
	c := fetch.New(fetch.Options{Timeout: 5 * time.Second})
	defer c.Close()
	values := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {"https://a.example/?x=1&y=ü"}}
	for _, tt := range []struct {
		name   string
		path   []int // statuses of the redirects on the way
		status int
		sent   bool
	}{
		{"direct", nil, 202, true},
		{"307", []int{307}, 202, true},
		{"308 and 307", []int{308, 307}, 202, true},
		{"a redirect that changes the method", []int{302}, 302, false},
		{"see other", []int{303}, 303, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got = nil
			at := hub.URL
			for _, status := range tt.path {
				s := httptest.NewServer(http.RedirectHandler(at, status))
				defer s.Close()
				at = s.URL
			}
			a, err := c.Post(t.Context(), fetch.Form{URL: at, Private: true, Values: values})
			if err != nil || a.Status != tt.status {
				t.Fatalf("got %+v, %v, want status %d", a, err, tt.status)
			}
			if sent := got.Encode() == values.Encode(); sent != tt.sent {
				t.Errorf("got form %v, want it sent: %v", got, tt.sent)
			}
			if tt.sent && (len(a.Body) != 0 || a.Wait(time.Now()) != 2*time.Minute) {
				t.Errorf("got %d bytes of body, wait %v", len(a.Body), a.Wait(time.Now()))
			}
		})
	}
}

// TestClient_PostRefuses holds the ways in which a hub could lead us astray to
// their named ills.
func TestClient_PostRefuses(t *testing.T) {
	var visits atomic.Int32
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits.Add(1) }))
	defer inside.Close()
	loop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Path+"x", http.StatusTemporaryRedirect)
	}))
	defer loop.Close()
	secure := httptest.NewTLSServer(http.RedirectHandler(inside.URL, http.StatusPermanentRedirect))
	defer secure.Close()
	c := fetch.New(fetch.Options{Timeout: 5 * time.Second})
	defer c.Close()
	for _, tt := range []struct {
		name, url string
		private   bool
		want      string
	}{
		{"a private hub of a public feed", inside.URL, false, fetch.IllPrivate},
		{"a metadata server", "http://169.254.169.254/latest", false, fetch.IllPrivate},
		{"a file", "file:///etc/passwd", true, fetch.IllAddress},
		{"no address", "hub", true, fetch.IllAddress},
		{"round and round", loop.URL, true, fetch.IllRedirects},
		{"an unknown certificate", secure.URL, true, fetch.IllTLS},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := c.Post(t.Context(), fetch.Form{URL: tt.url, Private: tt.private}); code(err) != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
	if visits.Load() != 0 {
		t.Error("a private server was visited")
	}
}

func TestUnpack(t *testing.T) {
	zip := func(b []byte) []byte {
		var out bytes.Buffer
		z := gzip.NewWriter(&out)
		_, _ = z.Write(b)
		_ = z.Close()
		return out.Bytes()
	}
	noise := make([]byte, fetch.MaxBody/2+1)
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	for _, tt := range []struct {
		name, encoding string
		body           []byte
		want, ill      string
	}{
		{"plain", "", []byte("text"), "text", ""},
		{"gzip", "gzip", zip([]byte("text")), "text", ""},
		{"a bomb", "gzip", zip(make([]byte, 9<<20)), "", fetch.IllBomb},
		{"too large", "", make([]byte, fetch.MaxBody+1), "", fetch.IllTooLarge},
		{"too large unpacked", "gzip", zip([]byte(hex.EncodeToString(noise))), "", fetch.IllTooLarge},
		{"unknown packing", "lzma", []byte("text"), "", fetch.IllPacking},
		{"not packed", "gzip", []byte("a text that nobody packed"), "", fetch.IllPacking},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := fetch.Unpack(tt.body, tt.encoding)
			if tt.ill != "" {
				if code(err) != tt.ill {
					t.Errorf("got %v, want %s", err, tt.ill)
				}
				return
			}
			if err != nil || string(got) != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}
