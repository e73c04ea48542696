package fetch

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// A Form is posted to one address.
type Form struct {
	URL string
	// Private is as in a Request.
	Private bool
	Values  url.Values
}

// Post sends a form, as WebSub asks of hubs. Redirects that keep the method
// (307 and 308) are followed with the checks of Get, and not from https to
// http: the form may hold a secret. Any status is an answer; its body is not
// read. Errors are as in Get.
func (c *Client) Post(ctx context.Context, f Form) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	at, err := checkURL(f.URL)
	if err != nil {
		return nil, err
	}
	through := c.through(ctx, f.Private, at.Hostname())
	for hop := 0; ; hop++ {
		resp, err := c.submit(ctx, through, at, f.Values)
		if err != nil {
			return nil, classify(ctx, err)
		}
		drop(resp)
		next, err := location(resp, at)
		if err != nil {
			return nil, err
		}
		keeps := resp.StatusCode == http.StatusTemporaryRedirect || resp.StatusCode == http.StatusPermanentRedirect
		if next == nil || !keeps {
			return &Answer{Status: resp.StatusCode, URL: at.String(), Hops: hop, RetryAfter: resp.Header.Get("Retry-After")}, nil
		}
		switch {
		case hop == maxHops || next.String() == at.String():
			return nil, ill(IllRedirects, "the address redirects again and again")
		case at.Scheme == "https" && next.Scheme == "http":
			return nil, ill(IllRedirects, "the address redirects in a way that would give a secret away")
		}
		at = next
	}
}

// submit makes one request of a chain.
func (c *Client) submit(ctx context.Context, through *http.Client, at *url.URL, values url.Values) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at.String(), strings.NewReader(values.Encode()))
	if err != nil {
		return nil, ill(IllAddress, "the address is not one that can be fetched")
	}
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "*/*")
	return through.Do(req)
}

// Unpack reads a body that somebody sent to us, packed as encoding (the header
// Content-Encoding) says, within MaxBody bytes. A body beyond that, a bomb and
// a wrong packing are a *news.Error.
func Unpack(packed []byte, encoding string) ([]byte, error) {
	return unpack(&http.Response{
		Body: io.NopCloser(bytes.NewReader(packed)), ContentLength: int64(len(packed)), Header: http.Header{"Content-Encoding": {encoding}},
	}, MaxBody)
}
