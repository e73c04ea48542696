package webapi

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

// AttemptTimeout is how long one request may take; it is below the job timeout.
const AttemptTimeout = 8 * time.Second

const (
	defaultAPI = "https://slack.com/api/"
	maxAnswer  = 8 << 20 // bytes of an answer that are read
)

// A Client is Slack's Web API with one token: every call of newsbell but the
// opening of a socket goes through it.
type Client struct {
	base  string
	token news.Secret
	http  *http.Client
	now   func() time.Time
	skew  atomic.Int64 // of Slack's clock against ours, in nanoseconds
}

// New makes a client of the API at base, "" for Slack's own; client may be nil.
// It calls nobody yet.
func New(base string, token news.Secret, client *http.Client, now func() time.Time) *Client {
	if base == "" {
		base = defaultAPI
	}
	if client == nil {
		client = NewHTTP()
	}
	return &Client{base: strings.TrimSuffix(base, "/") + "/", token: token, http: client, now: now}
}

// NewHTTP keeps a connection for each lane that may be under way and follows no
// redirect: the token goes to one host only.
func NewHTTP() *http.Client {
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

// Skew is how far Slack's clock is ahead of ours, by its last answer; 0 while
// that is within rounding and the way of the answer.
func (c *Client) Skew() time.Duration { return time.Duration(c.skew.Load()) }

// Post calls a method with a JSON body. The token travels in a header, so
// the body may be stored and shown.
func (c *Client) Post(ctx context.Context, method string, body []byte) Reply {
	return c.do(ctx, c.base+method, "application/json; charset=utf-8", body)
}

// Query calls a method that reads. Those take no JSON body on Slack.
func (c *Client) Query(ctx context.Context, method string, args url.Values) Reply {
	return c.do(ctx, c.base+method, "application/x-www-form-urlencoded", []byte(args.Encode()))
}

func (c *Client) do(ctx context.Context, address, contentType string, body []byte) Reply {
	ctx, cancel := context.WithTimeout(ctx, AttemptTimeout)
	defer cancel()
	var wrote atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { wrote.Store(true) },
	})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return Reply{Err: Redact(err)}
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", "Bearer "+c.token.Reveal())
	resp, err := c.http.Do(req)
	if err != nil {
		return Reply{Err: Redact(err), Wrote: wrote.Load()}
	}
	defer resp.Body.Close()
	c.clock(resp.Header.Get("Date"))
	return read(resp)
}

// read takes the answer in, at most maxAnswer bytes of it.
func read(resp *http.Response) Reply {
	r := Reply{Status: resp.StatusCode, Wrote: true}
	if n, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && n >= 0 {
		r.RetryAfter = time.Duration(n) * time.Second
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		r.Err = Redact(err)
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
func (c *Client) clock(date string) {
	t, err := http.ParseTime(date)
	if err != nil {
		return
	}
	d := t.Sub(c.now())
	if d > -3*time.Second && d < 3*time.Second {
		d = 0
	}
	c.skew.Store(int64(d))
}

// Put sends a file to the address that Slack gave for it. The address is a
// secret of its own; the token does not go there. An answer other than 200 is
// an [*Error] that has a status alone.
func (c *Client) Put(ctx context.Context, address, contentType string, data []byte) error {
	ctx, cancel := context.WithTimeout(ctx, AttemptTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("upload a file: %w", Redact(err))
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("upload a file: %w", Redact(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("upload a file: %w", &Error{Status: resp.StatusCode})
	}
	return nil
}
