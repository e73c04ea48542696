package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
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

// A Client makes the requests. It never repeats one.
type Client struct {
	base  string
	token news.Secret
	http  *http.Client
	limit *limiter
	dead  atomic.Bool // the token was refused: no further request

	shares Shares // nil when no other process uses the token
	holder string
	log    *slog.Logger
}

// A Call is one request.
type Call struct {
	Method string
	Path   string
	Route  string // the path's form, such as "/channels/{}/messages"
	Major  string // the channel, guild or webhook within which limits count
	Body   []byte
	// Files go along with the body, which must name them.
	Files []File
	// Open requests carry their own key in the path: they need no token and no
	// global limit counts them.
	Open bool
	// Paced requests were admitted by Admit already.
	Paced bool
}

func (c Call) key() bucketKey { return bucketKey{c.Method + " " + c.Route, c.Major} }

// A File is uploaded with a message.
type File struct {
	Name, Type string
	Data       []byte
}

// An Answer is what came back, whatever its status.
type Answer struct {
	Status int
	Body   []byte
	Fault  Fault // what a refusing answer says
	json   bool  // whether it is Discord's own
	after  time.Duration
	global bool
}

// A Fault is the body of a refusing answer.
type Fault struct {
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

// A RefusalError is an answer that is no success, for callers without an outcome
// table of their own.
type RefusalError struct{ Status, Code int }

func (e *RefusalError) Error() string {
	return fmt.Sprintf("discord answers %d (code %d)", e.Status, e.Code)
}

// ErrDead says that Discord refused the token before.
var ErrDead = errors.New("discord refused the token")

// Options say how to reach Discord.
type Options struct {
	Token news.Secret
	// APIURL is where requests go; "" means Discord itself.
	APIURL string
	// GlobalPerSecond is the pace over all routes, usually
	// DefaultGlobalPerSecond; 0 sets none of our own, for a proxy that paces.
	GlobalPerSecond int
	// HTTP makes the requests; nil means a client of its own.
	HTTP *http.Client
	Log  *slog.Logger
	Now  func() time.Time // required: the machine's clock, or a test's
	// Shares, when set, is where processes that use the token together keep
	// its limits; each has a Holder of its own and calls Share.
	Shares Shares
	Holder string
}

// New prepares a Client; it makes no request.
func New(o Options) *Client {
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
	c := &Client{
		base: base, token: o.Token, http: &own, limit: newLimiter(o.Now, o.GlobalPerSecond),
		shares: o.Shares, holder: o.Holder, log: o.Log,
	}
	if c.shares != nil {
		c.limit.gate.share()
	}
	return c
}

// Do makes one request, when the limits allow it. Its errors are *netError,
// *delayedError, ErrDead, or the context's.
func (c *Client) Do(ctx context.Context, k Call) (Answer, error) {
	if c.dead.Load() && !k.Open {
		return Answer{}, ErrDead
	}
	if !k.Open {
		if err := c.turn(ctx, k); err != nil {
			return Answer{}, err
		}
	}
	a, header, err := c.trip(ctx, k)
	if !k.Open {
		c.limit.settle(k.key(), header)
	}
	if err != nil {
		return Answer{}, err
	}
	c.learn(k, a, header)
	return a, nil
}

// turn waits until the request may go out.
func (c *Client) turn(ctx context.Context, k Call) error {
	if !k.Paced {
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
func (c *Client) trip(ctx context.Context, k Call) (Answer, http.Header, error) {
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	body, kind, err := k.content()
	if err != nil {
		return Answer{}, nil, &netError{cause: err}
	}
	req, err := http.NewRequestWithContext(ctx, k.Method, c.base+k.Path, bytes.NewReader(body))
	if err != nil {
		return Answer{}, nil, &netError{cause: errors.New("the address is no good")}
	}
	req.Header.Set("User-Agent", userAgent)
	if !k.Open {
		req.Header.Set("Authorization", "Bot "+c.token.Reveal())
	}
	if len(k.Body) > 0 {
		req.Header.Set("Content-Type", kind)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return Answer{}, nil, &netError{written: connected.Load(), cause: Bare(err)}
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err == nil && len(b) > maxAnswer {
		err = errors.New("the answer is too long")
	}
	if err != nil {
		return Answer{}, res.Header, &netError{written: true, cause: Bare(err)}
	}
	return readAnswer(res, b), res.Header, nil
}

// Bare takes the address off an error: some addresses hold keys.
func Bare(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

func readAnswer(res *http.Response, b []byte) Answer {
	a := Answer{Status: res.StatusCode, Body: b, json: json.Valid(b) || len(b) == 0 && res.StatusCode == http.StatusNoContent}
	if a.Status < 400 {
		return a
	}
	a.json = json.Unmarshal(b, &a.Fault) == nil
	a.global = a.Fault.Global || res.Header.Get("X-RateLimit-Global") == "true" ||
		res.Header.Get("X-RateLimit-Scope") == "global"
	if d, err := seconds(res.Header.Get("Retry-After")); err == nil {
		a.after = d
	}
	if a.json && a.Fault.After > 0 && a.Fault.After < 1e6 {
		a.after = time.Duration(a.Fault.After * float64(time.Second))
	}
	return a
}

// learn draws the consequences of an answer for later requests.
func (c *Client) learn(k Call, a Answer, h http.Header) {
	if k.Open {
		return
	}
	switch {
	case a.Status < 300 && strings.HasPrefix(k.Route, RouteMessages):
		c.limit.gate.learn(h)
	case a.Status == http.StatusUnauthorized:
		c.dead.Store(true)
		c.limit.invalidRequest()
	case a.Foreign():
		c.limit.invalidRequest()
		c.limit.refuse(k.key(), breakerPause, true)
	case a.Status == http.StatusForbidden:
		c.limit.invalidRequest()
	case a.Status == http.StatusTooManyRequests:
		if h.Get("X-RateLimit-Scope") != "shared" {
			c.limit.invalidRequest()
		}
		c.limit.refuse(k.key(), max(a.after, 50*time.Millisecond), a.global)
	}
}

// Foreign tells a refusal that comes from the guard before Discord, not from
// Discord: to go on would prolong it.
func (a Answer) Foreign() bool {
	refused := a.Status == http.StatusTooManyRequests || a.Status == http.StatusForbidden
	return refused && (!a.json || a.Fault.Code == codeCloudflare)
}

// Get reads a resource into v. Its errors are those of Do, and *RefusalError.
func (c *Client) Get(ctx context.Context, k Call, v any) error {
	a, err := c.Do(ctx, k)
	if err != nil {
		return err
	}
	if a.Status >= 300 {
		return &RefusalError{a.Status, a.Fault.Code}
	}
	if v == nil {
		return nil
	}
	if err := json.Unmarshal(a.Body, v); err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	return nil
}

// AsRefusal finds the *RefusalError in an error.
func AsRefusal(err error) (*RefusalError, bool) { return errors.AsType[*RefusalError](err) }

// Dead tells whether Discord refused the token.
func (c *Client) Dead() bool { return c.dead.Load() }

// Now is the client's clock.
func (c *Client) Now() time.Time { return c.limit.now() }

// Token is what requests are authorized with.
func (c *Client) Token() news.Secret { return c.token }

// Base is the address of the API, without a slash at its end.
func (c *Client) Base() string { return c.base }

// HTTP makes the requests.
func (c *Client) HTTP() *http.Client { return c.http }

// Admit waits for a place for a request of that kind, which Release or a Do of
// the call with Paced set gives back. Its errors are those of Do.
func (c *Client) Admit(ctx context.Context, k Call) error { return c.limit.admit(ctx, k.key()) }

// Release gives the place back of an admitted request that does not go out.
func (c *Client) Release(k Call) { c.limit.release(k.key()) }
