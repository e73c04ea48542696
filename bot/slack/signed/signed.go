// Package signed checks that an HTTP request comes from Slack and is new. It is
// the door of the conversation over HTTP; what it lets in goes to
// bot/slack.Session.
package signed

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"newsbell/news"
)

// Window is how far a request's time may be from ours, in either direction. It
// is the five minutes that Slack's documentation on verifying requests gives.
const Window = 5 * time.Minute

// The headers of a signed request.
const (
	HeaderTime      = "X-Slack-Request-Timestamp" // seconds of Unix time
	HeaderSignature = "X-Slack-Signature"         // "v0=" and the hex of an HMAC-SHA256
)

const version = "v0"

// A Reason says why a request is refused; "" means that it is not.
type Reason string

// The reasons.
const (
	Good     Reason = ""
	Unsigned Reason = "unsigned"        // a header is missing or has no sensible form
	Stale    Reason = "outside window"  // signed too long ago, or in the future
	Forged   Reason = "wrong signature" // made with another secret, or for another body
	Replayed Reason = "replayed"        // the same request was let in before
)

// A Door checks requests against one signing secret and remembers those that it
// let in for as long as they could come again. It is safe for use by many
// goroutines.
type Door struct {
	secret news.Secret

	mu   sync.Mutex
	seen map[string]time.Time // signature -> when it ends to be valid
	tidy int                  // how many make it worth looking for ended ones
}

// NewDoor makes a door for the app's signing secret.
func NewDoor(secret news.Secret) *Door {
	return &Door{secret: secret, seen: map[string]time.Time{}, tidy: leastTidy}
}

const leastTidy = 1024

// Check decides about a request that came at now with the whole body. A request
// that is let in once is refused from then on.
func (d *Door) Check(h http.Header, body []byte, now time.Time) Reason {
	made, reason := Verify(d.secret, h, body, now)
	if reason != Good {
		return reason
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	key := h.Get(HeaderSignature)
	if _, again := d.seen[key]; again {
		return Replayed
	}
	if len(d.seen) >= d.tidy {
		for k, end := range d.seen {
			if end.Before(now) {
				delete(d.seen, k)
			}
		}
		d.tidy = max(leastTidy, 2*len(d.seen))
	}
	d.seen[key] = made.Add(Window)
	return Good
}

// Verify tells whether the headers sign the body with the secret near now, and
// when they say that it was made. It remembers nothing.
func Verify(secret news.Secret, h http.Header, body []byte, now time.Time) (made time.Time, reason Reason) {
	if secret == "" || len(h.Values(HeaderTime)) != 1 || len(h.Values(HeaderSignature)) != 1 {
		return time.Time{}, Unsigned
	}
	stamp := h.Get(HeaderTime)
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || strconv.FormatInt(seconds, 10) != stamp {
		return time.Time{}, Unsigned
	}
	hexed, ok := strings.CutPrefix(h.Get(HeaderSignature), version+"=")
	if !ok || hexed != strings.ToLower(hexed) {
		return time.Time{}, Unsigned
	}
	given, err := hex.DecodeString(hexed)
	if err != nil {
		return time.Time{}, Unsigned
	}
	made = time.Unix(seconds, 0)
	if now.Sub(made) > Window || made.Sub(now) > Window {
		return made, Stale
	}
	if !hmac.Equal(given, mac(secret, stamp, body)) {
		return made, Forged
	}
	return made, Good
}

// Sign sets the headers with which Slack signs a body at a time.
func Sign(secret news.Secret, h http.Header, body []byte, now time.Time) {
	stamp := strconv.FormatInt(now.Unix(), 10)
	h.Set(HeaderTime, stamp)
	h.Set(HeaderSignature, version+"="+hex.EncodeToString(mac(secret, stamp, body)))
}

func mac(secret news.Secret, stamp string, body []byte) []byte {
	m := hmac.New(sha256.New, []byte(secret.Reveal()))
	m.Write([]byte(version + ":" + stamp + ":"))
	m.Write(body)
	return m.Sum(nil)
}
