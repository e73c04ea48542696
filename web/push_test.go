package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"newsbell/web"
)

// TestNew_push delivers from outside what is larger than a form, and what is
// larger than a feed may be.
func TestNew_push(t *testing.T) {
	var got int64
	h, err := web.New(web.Options{
		Now: time.Now, Push: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n, err := io.Copy(io.Discard, r.Body)
			if got = n; err != nil {
				w.WriteHeader(http.StatusRequestEntityTooLarge)
			}
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		path   string
		size   int
		status int
	}{
		{"/websub/path", 10 << 20, http.StatusOK},
		{"/websub/path", 10<<20 + 2, http.StatusRequestEntityTooLarge},
		{"/websub", 10, http.StatusTemporaryRedirect},
	} {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, tt.path, strings.NewReader(strings.Repeat("x", tt.size)))
		req.RemoteAddr = "192.0.2.1:999"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		if w.Code != tt.status || w.Code == http.StatusOK && got != int64(tt.size) {
			t.Errorf("%s with %d bytes: got %d after %d bytes, want %d", tt.path, tt.size, w.Code, got, tt.status)
		}
	}
}
