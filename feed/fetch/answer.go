package fetch

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// An Answer is what came back, whatever its status.
type Answer struct {
	Status int
	URL    string // the final address
	Moved  string // the final address when every hop said it is permanent; else ""
	Hops   int

	ContentType     string
	ContentLanguage string
	ContentLocation string
	ETag            string
	LastModified    string
	Link            []string      // Link headers
	MaxAge          time.Duration // what Cache-Control or Expires promise; 0 when nothing
	RetryAfter      string        // the header, verbatim; see Wait
	Mitigated       bool          // the answer is a challenge of a shield such as Cloudflare's

	Body []byte // unpacked; empty for 304
}

// answer reads a response to its end, within the limit.
func answer(resp *http.Response, at *url.URL, limit int64) (*Answer, error) {
	defer drop(resp)
	h := resp.Header
	a := &Answer{
		Status:          resp.StatusCode,
		URL:             at.String(),
		ContentType:     h.Get("Content-Type"),
		ContentLanguage: h.Get("Content-Language"),
		ContentLocation: h.Get("Content-Location"),
		ETag:            h.Get("ETag"),
		LastModified:    h.Get("Last-Modified"),
		Link:            h.Values("Link"),
		MaxAge:          maxAge(h),
		RetryAfter:      h.Get("Retry-After"),
		Mitigated:       h.Get("Cf-Mitigated") != "",
	}
	if resp.StatusCode == http.StatusNotModified || resp.StatusCode == http.StatusNoContent {
		return a, nil
	}
	if resp.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	var err error
	a.Body, err = unpack(resp, limit)
	return a, err
}

// drop reads what little is left, so that the connection can be used again,
// and closes the body.
func drop(resp *http.Response) {
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10)
	_ = resp.Body.Close()
}

// maxAge is how long the answer says it stays fresh.
func maxAge(h http.Header) time.Duration {
	for d := range strings.SplitSeq(h.Get("Cache-Control"), ",") {
		name, v, _ := strings.Cut(strings.ToLower(strings.TrimSpace(d)), "=")
		switch name {
		case "no-cache", "no-store":
			return 0
		case "max-age":
			if n, err := strconv.Atoi(strings.Trim(v, `"`)); err == nil && n > 0 && n < 1<<30 {
				return time.Duration(n) * time.Second
			}
		}
	}
	expires, errE := http.ParseTime(h.Get("Expires"))
	date, errD := http.ParseTime(h.Get("Date"))
	if errE != nil || errD != nil || !expires.After(date) {
		return 0
	}
	return expires.Sub(date)
}

// Wait reads Retry-After, as seconds or as a date, from a minute to a day; 0
// when the answer has none.
func (a *Answer) Wait(now time.Time) time.Duration {
	var d time.Duration
	if n, err := strconv.Atoi(strings.TrimSpace(a.RetryAfter)); err == nil {
		d = time.Duration(min(n, 1<<20)) * time.Second
	} else if t, err := http.ParseTime(a.RetryAfter); err == nil {
		d = t.Sub(now)
	} else {
		return 0
	}
	return min(max(d, time.Minute), 24*time.Hour)
}
