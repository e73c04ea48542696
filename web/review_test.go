package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"newsbell/news"
	"newsbell/web"
)

func TestReview(t *testing.T) {
	var settled []string
	h := newHandler(t, web.Options{Review: func(_ context.Context, id news.DeliveryID, post bool) error {
		if id == 9 {
			return &news.Error{Code: "not_found", Message: "there is no delivery in review 9"}
		}
		settled = append(settled, fmt.Sprint(id, post))
		return nil
	}})
	for _, tt := range []struct {
		name, form, from, remote string
		want                     int
	}{
		{"post", "delivery=2&do=post", "same-origin", "127.0.0.1:5000", http.StatusSeeOther},
		{"drop", "delivery=2&do=drop", "same-origin", "127.0.0.1:5000", http.StatusSeeOther},
		{"settled already", "delivery=9&do=drop", "same-origin", "127.0.0.1:5000", http.StatusConflict},
		{"nonsense", "delivery=x&do=post", "same-origin", "127.0.0.1:5000", http.StatusBadRequest},
		{"neither", "delivery=2&do=eat", "same-origin", "127.0.0.1:5000", http.StatusBadRequest},
		{"a form of another site", "delivery=2&do=post", "cross-site", "127.0.0.1:5000", http.StatusForbidden},
		{"from elsewhere", "delivery=2&do=post", "same-origin", "192.0.2.7:5000", http.StatusForbidden},
	} {
		t.Run(tt.name, func(t *testing.T) {
			req := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8420/review", strings.NewReader(tt.form))
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Sec-Fetch-Site", tt.from)
			req.RemoteAddr = tt.remote
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, req)
			if rec.Code != tt.want {
				t.Errorf("got %d %s, want %d", rec.Code, rec.Body, tt.want)
			}
		})
	}
	if got := strings.Join(settled, ", "); got != "2true, 2false" && got != "2 true, 2 false" {
		t.Errorf("got settled %q", got)
	}
	req := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8420/", nil)
	req.RemoteAddr = "127.0.0.1:5000"
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	if page := rec.Body.String(); !strings.Contains(page, `name="delivery" value="2"`) || strings.Contains(page, `name="delivery" value="3"`) {
		t.Error("the page does not offer to settle what is in review, and that alone")
	}
}
