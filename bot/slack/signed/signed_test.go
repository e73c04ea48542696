package signed_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"newsbell/bot/slack/signed"
)

func now() time.Time { return time.Unix(1_795_000_000, 0) }

func headers(body string, at time.Time) http.Header {
	h := http.Header{}
	signed.Sign("s3cret", h, []byte(body), at)
	return h
}

// TestVerify_known holds the form against an HMAC made by other means:
// printf 'v0:1531420618:token=a&text=b' | openssl dgst -sha256 -hmac 8f7e.
func TestVerify_known(t *testing.T) {
	h := http.Header{}
	h.Set(signed.HeaderTime, "1531420618")
	h.Set(signed.HeaderSignature, "v0="+knownMAC)
	made, reason := signed.Verify("8f7e", h, []byte("token=a&text=b"), time.Unix(1531420700, 0))
	if reason != signed.Good || made.Unix() != 1531420618 {
		t.Errorf("got %q, %s", reason, made)
	}
}

func TestDoor(t *testing.T) {
	for _, tt := range []struct {
		name string
		age  time.Duration
		tear func(http.Header)
		body string
		want signed.Reason
	}{
		{name: "good", want: signed.Good},
		{name: "just in time", age: signed.Window, want: signed.Good},
		{name: "too old", age: signed.Window + time.Second, want: signed.Stale},
		{name: "of the future", age: -signed.Window - time.Second, want: signed.Stale},
		{name: "another body", body: "text=evil", want: signed.Forged},
		{name: "no signature", tear: func(h http.Header) { h.Del(signed.HeaderSignature) }, want: signed.Unsigned},
		{name: "no time", tear: func(h http.Header) { h.Del(signed.HeaderTime) }, want: signed.Unsigned},
		{name: "no number", tear: func(h http.Header) { h.Set(signed.HeaderTime, "soon") }, want: signed.Unsigned},
		{name: "padded time", tear: func(h http.Header) { h.Set(signed.HeaderTime, "0"+h.Get(signed.HeaderTime)) }, want: signed.Unsigned},
		{name: "two signatures", tear: func(h http.Header) { h.Add(signed.HeaderSignature, "v0=00") }, want: signed.Unsigned},
		{name: "other version", tear: func(h http.Header) { h.Set(signed.HeaderSignature, "v1="+h.Get(signed.HeaderSignature)[3:]) }, want: signed.Unsigned},
		{name: "cut short", tear: func(h http.Header) { h.Set(signed.HeaderSignature, h.Get(signed.HeaderSignature)[:20]) }, want: signed.Unsigned},
		{name: "empty", tear: func(h http.Header) { h.Set(signed.HeaderSignature, "v0=") }, want: signed.Forged},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := headers("text=list", now().Add(-tt.age))
			if tt.tear != nil {
				tt.tear(h)
			}
			body := "text=list"
			if tt.body != "" {
				body = tt.body
			}
			if got := signed.NewDoor("s3cret").Check(h, []byte(body), now()); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if got := signed.NewDoor("other").Check(h, []byte(body), now()); got == signed.Good {
				t.Error("let in with another secret")
			}
			if got := signed.NewDoor("").Check(h, []byte(body), now()); got != signed.Unsigned {
				t.Error("let in without a secret")
			}
		})
	}
}

func TestDoor_replay(t *testing.T) {
	d := signed.NewDoor("s3cret")
	h := headers("text=list", now())
	if got := d.Check(h, []byte("text=list"), now()); got != signed.Good {
		t.Fatalf("got %q", got)
	}
	for _, at := range []time.Duration{0, time.Second, signed.Window} {
		if got := d.Check(h, []byte("text=list"), now().Add(at)); got != signed.Replayed {
			t.Errorf("after %s: got %q", at, got)
		}
	}
	// Many later ones do not push it out while it could still come.
	for i := range 3000 {
		body := fmt.Sprint("text=", i)
		if got := d.Check(headers(body, now()), []byte(body), now()); got != signed.Good {
			t.Fatalf("%d: got %q", i, got)
		}
	}
	if got := d.Check(h, []byte("text=list"), now().Add(signed.Window)); got != signed.Replayed {
		t.Errorf("after many: got %q", got)
	}
}

const knownMAC = "a713fd68b1db7c72ff102e0ff29cac0616a0320f15cc15f515a429f97f168d52"
