package fetch

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"newsbell/news"
)

// MaxBody bounds an answer, packed and unpacked, in bytes.
const MaxBody = 10 << 20

// maxHops bounds the redirects of one request.
const maxHops = 5

// Options set up a Client. The zero value works.
type Options struct {
	// Version and About stand in the User-Agent: "newsbell/<Version> (+<About>)".
	Version string
	About   string // an address that tells who asks; ours when empty
	// Timeout bounds a whole request; 30 s when zero.
	Timeout time.Duration
	// Resolver resolves names; the system's when nil.
	Resolver *net.Resolver
	// Ports are those a public address may have; 80, 443, 8080 and 8443 when empty.
	Ports []uint16
}

// A Client fetches over HTTP. It is safe for concurrent use.
type Client struct {
	agent    string
	timeout  time.Duration
	resolver *net.Resolver
	guard    *ssrf.Guardian
	public   *http.Client // public addresses, usual ports
	listed   *http.Client // public addresses, any port
	private  *http.Client // anything
}

// A Request asks for one address.
type Request struct {
	URL string
	// Private says that the address is the operator's own choice and may lie in
	// a private network. Redirects may lead there too, but only if the address
	// itself does.
	Private bool
	Accept  string
	// ETag and LastModified are the validators of the last answer, verbatim.
	ETag         string
	LastModified string
	// Limit bounds the body in bytes; MaxBody when zero.
	Limit int64
}

// New makes a client.
func New(o Options) *Client {
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Version == "" {
		o.Version = "dev"
	}
	if o.About == "" {
		o.About = "https://github.com/newsbell/newsbell"
	}
	if len(o.Ports) == 0 {
		o.Ports = []uint16{80, 443, 8080, 8443}
	}
	if o.Resolver == nil {
		o.Resolver = &net.Resolver{}
	}
	usual, open := ssrf.New(ssrf.WithPorts(o.Ports...)), ssrf.New(ssrf.WithAnyPort())
	return &Client{
		agent:    "newsbell/" + o.Version + " (+" + o.About + ")",
		timeout:  o.Timeout,
		resolver: o.Resolver,
		guard:    open,
		public:   client(o.Resolver, usual.Safe),
		listed:   client(o.Resolver, open.Safe),
		private:  client(o.Resolver, nil),
	}
}

// client makes an HTTP client that asks control about every address before it
// connects. Redirects are Get's business.
func client(r *net.Resolver, control func(network, address string, c syscall.RawConn) error) *http.Client {
	d := &net.Dialer{Timeout: 10 * time.Second, Resolver: r, Control: control}
	return &http.Client{Transport: transport(d), CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
}

// transport keeps few connections: a feed is asked again minutes later, when
// the other side has closed its end anyway.
func transport(d *net.Dialer) *http.Transport {
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            d.DialContext,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // unpacked here, with a limit
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  15 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		MaxIdleConns:           32,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        10 * time.Second,
	}
}

// Close drops the connections that are kept.
func (c *Client) Close() {
	c.public.CloseIdleConnections()
	c.listed.CloseIdleConnections()
	c.private.CloseIdleConnections()
}

// Get asks for an address and follows its redirects. Any status is an answer;
// an error means that there was none. Its code is one of the Ill constants,
// except when ctx ended the request.
func (c *Client) Get(ctx context.Context, r Request) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	limit := r.Limit
	if limit == 0 {
		limit = MaxBody
	}
	at, err := checkURL(r.URL)
	if err != nil {
		return nil, err
	}
	through := c.through(ctx, r.Private, at.Hostname())
	permanent := true
	for hop := 0; ; hop++ {
		resp, err := c.once(ctx, through, at, r)
		if err != nil {
			return nil, classify(ctx, err)
		}
		next, err := location(resp, at)
		if next == nil && err == nil {
			a, err := answer(resp, at, limit)
			if err != nil {
				return nil, classify(ctx, err)
			}
			if hop > 0 && permanent {
				a.Moved = at.String()
			}
			a.Hops = hop
			return a, nil
		}
		drop(resp)
		if err != nil {
			return nil, err
		}
		if hop == maxHops || next.String() == at.String() {
			return nil, ill(IllRedirects, "the address redirects again and again")
		}
		permanent = permanent && (resp.StatusCode == http.StatusMovedPermanently || resp.StatusCode == http.StatusPermanentRedirect)
		at = next
	}
}

// once makes one request of a chain. The validators go along on every hop:
// they came from the end of this chain.
func (c *Client) once(ctx context.Context, through *http.Client, at *url.URL, r Request) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, ill(IllAddress, "the address is not one that can be fetched")
	}
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept-Encoding", encodings)
	if r.Accept != "" {
		req.Header.Set("Accept", r.Accept)
	}
	if r.ETag != "" {
		req.Header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		req.Header.Set("If-Modified-Since", r.LastModified)
	}
	return through.Do(req)
}

// through chooses what a request may connect to.
func (c *Client) through(ctx context.Context, private bool, host string) *http.Client {
	switch {
	case !private:
		return c.public
	case c.lies(ctx, host):
		return c.private
	default:
		return c.listed
	}
}

// IsPrivate says whether an address lies in a private network. The pages and
// hubs of a private feed may be private when the feed's own address is.
func (c *Client) IsPrivate(ctx context.Context, address string) bool {
	u, err := url.Parse(address)
	return err == nil && c.lies(ctx, u.Hostname())
}

// lies says whether a host has an address that is no public one.
func (c *Client) lies(ctx context.Context, host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return c.guard.SafeAddr(ip) != nil
	}
	ips, err := c.resolver.LookupNetIP(ctx, "ip", host)
	for _, ip := range ips {
		if c.guard.SafeAddr(ip.Unmap()) != nil {
			return true
		}
	}
	return err != nil // what cannot be resolved fails by itself
}

// checkURL accepts absolute http and https addresses with a host.
func checkURL(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return nil, ill(IllAddress, "the address is not one that can be fetched")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, ill(IllAddress, "only http and https addresses are fetched")
	case len(raw) > 8<<10:
		return nil, ill(IllAddress, "the address is too long")
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.ParseUint(p, 10, 16); err != nil || n == 0 {
			return nil, ill(IllAddress, "the address has no valid port")
		}
	}
	u.Fragment = ""
	return u, nil
}

// location gives the target of a redirect, nil when the answer is none.
func location(resp *http.Response, at *url.URL) (*url.URL, error) {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	to := resp.Header.Get("Location")
	if to == "" {
		return nil, nil
	}
	u, err := at.Parse(to)
	if err != nil {
		return nil, ill(IllRedirects, "the address redirects to nowhere")
	}
	if u.User != nil || at.User != nil && at.Scheme == "https" && u.Scheme == "http" {
		return nil, ill(IllRedirects, "the address redirects in a way that would give a password away")
	}
	if at.User != nil && u.Host == at.Host {
		u.User = at.User
	}
	return checkURL(u.String())
}

func ill(code, format string, args ...any) *news.Error { return news.Fault(code, format, args...) }
