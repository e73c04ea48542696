package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"newsbell/news"
)

const (
	defaultAPI     = "https://slack.com/api/"
	attemptTimeout = 8 * time.Second // of one request; below the job timeout
	maxAnswer      = 8 << 20         // bytes of an answer that are read
	noRetryAfter   = 30 * time.Second

	methodPost   = "chat.postMessage"
	methodUpdate = "chat.update"
)

// An api is Slack's Web API with one token: every call of this package but
// the opening of a socket goes through it.
type api struct {
	base  string
	token news.Secret
	http  *http.Client
	now   func() time.Time
	skew  atomic.Int64 // of Slack's clock against ours, in nanoseconds
}

func newAPI(base string, token news.Secret, client *http.Client, now func() time.Time) *api {
	if base == "" {
		base = defaultAPI
	}
	if client == nil {
		client = newClient()
	}
	return &api{base: strings.TrimSuffix(base, "/") + "/", token: token, http: client, now: now}
}

// newClient keeps a connection for each lane that may be under way and
// follows no redirect: the token goes to one host only.
func newClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			ForceAttemptHTTP2:   true,
			MaxIdleConns:        128,
			MaxIdleConnsPerHost: 64,
			IdleConnTimeout:     90 * time.Second,
			TLSHandshakeTimeout: 5 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// A reply is what came back of one request. Err is set when no whole answer
// did; Wrote then tells whether Slack may have received the request.
type reply struct {
	Status     int
	RetryAfter time.Duration // from the header; 0 when it is absent
	Answer     answer
	Body       []byte
	Wrote      bool
	Err        error
}

// An answer holds what all methods have in common.
type answer struct {
	OK       bool   `json:"ok"`
	Error    string `json:"error"`
	Needed   string `json:"needed"`
	Provided string `json:"provided"`
	Channel  string `json:"-"`
	TS       string `json:"ts"`
	Message  struct {
		ThreadTS string `json:"thread_ts"`
	} `json:"message"`
	Detail struct {
		Messages []string `json:"messages"`
	} `json:"response_metadata"`
}

// post calls a method with a JSON body. The token travels in a header, so
// the body may be stored and shown.
func (a *api) post(ctx context.Context, method string, body []byte) reply {
	return a.do(ctx, http.MethodPost, a.base+method, "application/json; charset=utf-8", body)
}

// query calls a method that reads. Those take no JSON body on Slack.
func (a *api) query(ctx context.Context, method string, args url.Values) reply {
	return a.do(ctx, http.MethodPost, a.base+method, "application/x-www-form-urlencoded", []byte(args.Encode()))
}

func (a *api) do(ctx context.Context, verb, address, contentType string, body []byte) reply {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	var wrote atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { wrote.Store(true) },
	})
	req, err := http.NewRequestWithContext(ctx, verb, address, bytes.NewReader(body))
	if err != nil {
		return reply{Err: redact(err)}
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", "Bearer "+a.token.Reveal())
	resp, err := a.http.Do(req)
	if err != nil {
		return reply{Err: redact(err), Wrote: wrote.Load()}
	}
	defer resp.Body.Close()
	a.clock(resp.Header.Get("Date"))
	return read(resp)
}

// read takes the answer in, at most maxAnswer bytes of it.
func read(resp *http.Response) reply {
	r := reply{Status: resp.StatusCode, Wrote: true}
	if n, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && n >= 0 {
		r.RetryAfter = time.Duration(n) * time.Second
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		r.Err = redact(err)
	case len(body) > maxAnswer:
		r.Err = errors.New("answer too large")
	default:
		r.Body = body
		if err := json.Unmarshal(body, &r.Answer); err != nil {
			r.Err = errors.New("answer is not JSON")
		}
	}
	return r
}

// clock notes how far Slack's clock is from ours; below three seconds it is
// only rounding and the way of the answer.
func (a *api) clock(date string) {
	t, err := http.ParseTime(date)
	if err != nil {
		return
	}
	d := t.Sub(a.now())
	if d > -3*time.Second && d < 3*time.Second {
		d = 0
	}
	a.skew.Store(int64(d))
}

// code gives the error that Slack names, or "" when the call was answered
// with ok.
func (r reply) code() string {
	if r.Err == nil && !r.Answer.OK {
		return r.Answer.Error
	}
	return ""
}

// fail gives the reply as an error, nil when the call was answered with ok.
func (r reply) fail(method string) error {
	switch {
	case r.Err != nil && r.Status != 0:
		return fmt.Errorf("call slack %s: status %d: %w", method, r.Status, r.Err)
	case r.Err != nil:
		return fmt.Errorf("call slack %s: %w", method, r.Err)
	case !r.Answer.OK:
		return fmt.Errorf("call slack %s: %w", method, &apiError{Code: r.Answer.Error, Status: r.Status})
	}
	return nil
}

// An apiError is an error that Slack named.
type apiError struct {
	Code   string
	Status int
}

func (e *apiError) Error() string {
	if e.Code == "" {
		return "status " + strconv.Itoa(e.Status)
	}
	return e.Code
}

// redact takes the address out of an error of net/http: a response_url is a
// secret.
func redact(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
