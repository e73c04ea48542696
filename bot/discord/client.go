package discord

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
	"strings"
	"sync/atomic"
	"time"

	"newsbell/news"
)

const (
	defaultAPI = "https://discord.com/api/v9"
	userAgent  = "DiscordBot (newsbell, 1)"
	maxAnswer  = 8 << 20 // bytes
)

// client makes the requests. It never repeats one.
type client struct {
	base  string
	token news.Secret
	http  *http.Client
	limit *limiter
	dead  atomic.Bool // the token was refused: no further request
}

// A call is one request.
type call struct {
	method string
	path   string
	route  string // the path's form, such as "/channels/{}/messages"
	major  string // the channel, guild or webhook within which limits count
	body   []byte
	// open requests carry their own key in the path: they need no token and no
	// global limit counts them.
	open bool
	// paced requests were admitted by Pace already.
	paced bool
}

func (c call) key() bucketKey { return bucketKey{c.method + " " + c.route, c.major} }

// An answer is what came back, whatever its status.
type answer struct {
	status int
	body   []byte
	fault  fault // what a refusing answer says
	json   bool  // whether it is Discord's own
	after  time.Duration
	global bool
}

// fault is the body of a refusing answer.
type fault struct {
	Code    int             `json:"code"`
	Errors  json.RawMessage `json:"errors"`
	Global  bool            `json:"global"`
	After   float64         `json:"retry_after"`
	Message string          `json:"message"`
}

// A netError says that no answer came. Only when written is set may the
// request have had an effect.
type netError struct {
	written bool
	cause   error
}

func (e *netError) Error() string {
	if e.written {
		return "no answer: " + e.cause.Error()
	}
	return "no connection: " + e.cause.Error()
}

func (e *netError) Unwrap() error { return e.cause }

// A refusal is an answer that is no success, for callers without an outcome
// table of their own.
type refusal struct{ status, code int }

func (e *refusal) Error() string {
	return fmt.Sprintf("discord answers %d (code %d)", e.status, e.code)
}

// errDead says that Discord refused the token before.
var errDead = errors.New("discord refused the token")

func newClient(o Options) *client {
	base := strings.TrimSuffix(o.APIURL, "/")
	if base == "" {
		base = defaultAPI
	}
	h := o.HTTP
	if h == nil {
		t := &http.Transport{
			Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: 128, IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second,
		}
		h = &http.Client{Transport: t}
	}
	own := *h
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client{base: base, token: o.Token, http: &own, limit: newLimiter(o.Now, o.GlobalPerSecond)}
}

// do makes one request, when the limits allow it. Its errors are *netError,
// *delayedError, errDead, or the context's.
func (c *client) do(ctx context.Context, k call) (answer, error) {
	if c.dead.Load() && !k.open {
		return answer{}, errDead
	}
	if !k.open {
		if err := c.turn(ctx, k); err != nil {
			return answer{}, err
		}
	}
	a, header, err := c.trip(ctx, k)
	if !k.open {
		c.limit.settle(k.key(), header)
	}
	if err != nil {
		return answer{}, err
	}
	c.learn(k, a, header)
	return a, nil
}

// turn waits until the request may go out.
func (c *client) turn(ctx context.Context, k call) error {
	if !k.paced {
		if err := c.limit.admit(ctx, k.key()); err != nil {
			return err
		}
	}
	if err := c.limit.guard(ctx); err != nil {
		c.limit.release(k.key())
		return err
	}
	return nil
}

// trip sends the request and reads the answer.
func (c *client) trip(ctx context.Context, k call) (answer, http.Header, error) {
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	req, err := http.NewRequestWithContext(ctx, k.method, c.base+k.path, bytes.NewReader(k.body))
	if err != nil {
		return answer{}, nil, &netError{cause: errors.New("the address is no good")}
	}
	req.Header.Set("User-Agent", userAgent)
	if !k.open {
		req.Header.Set("Authorization", "Bot "+c.token.Reveal())
	}
	if len(k.body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, nil, &netError{written: connected.Load(), cause: bare(err)}
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err == nil && len(b) > maxAnswer {
		err = errors.New("the answer is too long")
	}
	if err != nil {
		return answer{}, res.Header, &netError{written: true, cause: bare(err)}
	}
	return readAnswer(res, b), res.Header, nil
}

// bare takes the address off an error: some addresses hold keys.
func bare(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

func readAnswer(res *http.Response, b []byte) answer {
	a := answer{status: res.StatusCode, body: b, json: json.Valid(b) || len(b) == 0 && res.StatusCode == http.StatusNoContent}
	if a.status < 400 {
		return a
	}
	a.json = json.Unmarshal(b, &a.fault) == nil
	a.global = a.fault.Global || res.Header.Get("X-RateLimit-Global") == "true" ||
		res.Header.Get("X-RateLimit-Scope") == "global"
	if d, err := seconds(res.Header.Get("Retry-After")); err == nil {
		a.after = d
	}
	if a.json && a.fault.After > 0 && a.fault.After < 1e6 {
		a.after = time.Duration(a.fault.After * float64(time.Second))
	}
	return a
}

// learn draws the consequences of an answer for later requests.
func (c *client) learn(k call, a answer, h http.Header) {
	if k.open {
		return
	}
	switch {
	case a.status < 300 && strings.HasPrefix(k.route, routeMessages):
		c.limit.gate.learn(h)
	case a.status == http.StatusUnauthorized:
		c.dead.Store(true)
		c.limit.invalidRequest()
	case a.foreign():
		c.limit.invalidRequest()
		c.limit.refuse(k.key(), breakerPause, true)
	case a.status == http.StatusForbidden:
		c.limit.invalidRequest()
	case a.status == http.StatusTooManyRequests:
		if h.Get("X-RateLimit-Scope") != "shared" {
			c.limit.invalidRequest()
		}
		c.limit.refuse(k.key(), max(a.after, 50*time.Millisecond), a.global)
	}
}

// foreign tells a refusal that comes from the guard before Discord, not from
// Discord: to go on would prolong it.
func (a answer) foreign() bool {
	refused := a.status == http.StatusTooManyRequests || a.status == http.StatusForbidden
	return refused && (!a.json || a.fault.Code == codeCloudflare)
}

// get reads a resource into v. Its errors are those of do, and *refusal.
func (c *client) get(ctx context.Context, k call, v any) error {
	a, err := c.do(ctx, k)
	if err != nil {
		return err
	}
	if a.status >= 300 {
		return &refusal{a.status, a.fault.Code}
	}
	if v == nil {
		return nil
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	return nil
}

// asRefusal finds the *refusal in an error.
func asRefusal(err error) (*refusal, bool) { return errors.AsType[*refusal](err) }
