package post

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"newsbell/bot/slack/webapi"
	"newsbell/news"
)

// Outcome classifies an answer as Send does.
func Outcome(ctx context.Context, status int, header http.Header, body string) news.Outcome {
	one := Answering(func(*http.Request) (int, http.Header, string) { return status, header, body })
	return classify(rules(), webapi.New("", "", &http.Client{Transport: one}, time.Now).Post(ctx, methodPost, nil))
}

// Answering is a transport that needs no network, so that a bubble of
// synctest may hold it.
type Answering func(*http.Request) (int, http.Header, string)

// RoundTrip implements http.RoundTripper.
func (f Answering) RoundTrip(r *http.Request) (*http.Response, error) {
	status, h, body := f(r)
	if h == nil {
		h = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// Rules is the outcome table by error.
func Rules() map[string]news.OutcomeClass {
	out := map[string]news.OutcomeClass{}
	for code, r := range rules() {
		out[code] = r.class
	}
	return out
}

// NewPage gives a value of the type into which history is read.
func NewPage() any { return new(page) }
