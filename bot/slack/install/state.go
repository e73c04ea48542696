package install

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// stateLife is how long someone may take on Slack's page.
const stateLife = 10 * time.Minute

const (
	nonceBytes = 18
	stateBytes = nonceBytes + 8 + sha256.Size
)

// newState makes the state of an installation: a nonce, when it ends, and an
// HMAC over both, so that nothing need be remembered for installations that are
// never finished. It gives the browser's cookie too, which cannot be told from
// the state.
func newState(key []byte, now time.Time) (state, cookie string) {
	raw := make([]byte, nonceBytes, stateBytes)
	_, _ = rand.Read(raw) // never fails
	cookie = cookieOf(key, raw)
	raw = binary.BigEndian.AppendUint64(raw, uint64(now.Add(stateLife).UnixMilli()))
	return base64.RawURLEncoding.EncodeToString(sum(key, raw)), cookie
}

// cookieOf is the cookie that belongs to a nonce.
func cookieOf(key, nonce []byte) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("cookie"))
	m.Write(nonce)
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// sum appends the HMAC of raw.
func sum(key, raw []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(raw)
	return m.Sum(raw)
}

// readState gives the cookie that belongs to a state that was made with the key
// and has not ended.
func readState(key []byte, state string, now time.Time) (cookie string, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(state)
	if err != nil || len(raw) != stateBytes {
		return "", false
	}
	if !hmac.Equal(raw, sum(key, bytes.Clone(raw[:nonceBytes+8]))) {
		return "", false
	}
	end := binary.BigEndian.Uint64(raw[nonceBytes:])
	if uint64(now.UnixMilli()) > end {
		return "", false
	}
	return cookieOf(key, raw[:nonceBytes]), true
}
