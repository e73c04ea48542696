package push

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" // as an HMAC it is still sound, and it is what most hubs use
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strings"

	"newsbell/news"
)

// A signature is the header X-Hub-Signature, read.
type signature struct {
	method func() hash.Hash
	sum    []byte
}

// signatureOf reads the header; false when it is none.
func signatureOf(header string) (signature, bool) {
	name, value, _ := strings.Cut(strings.TrimSpace(header), "=")
	s := signature{method: method(strings.ToLower(name))}
	if s.method == nil {
		return s, false
	}
	var err error
	s.sum, err = hex.DecodeString(strings.TrimSpace(value))
	return s, err == nil && len(s.sum) == s.method().Size()
}

// method gives the hashes that WebSub names.
func method(name string) func() hash.Hash {
	switch name {
	case "sha1":
		return sha1.New
	case "sha256":
		return sha256.New
	case "sha384":
		return sha512.New384
	case "sha512":
		return sha512.New
	default:
		return nil
	}
}

// signs says whether the signature is that of a body under a secret. The
// comparison takes the same time whatever it finds.
func (s signature) signs(body []byte, secret news.Secret) bool {
	mac := hmac.New(s.method, []byte(secret.Reveal()))
	_, _ = mac.Write(body)
	return hmac.Equal(mac.Sum(nil), s.sum)
}

// newPath gives the last element of a callback: 256 bits that nobody guesses
// (crypto/rand never fails), after a mark of the address it hangs on.
func newPath(mark string) string {
	return mark + base64.RawURLEncoding.EncodeToString(random())
}

// newSecret gives a key of 256 bits, as text: WebSub allows up to 200 bytes.
func newSecret() news.Secret { return news.Secret(hex.EncodeToString(random())) }

func random() []byte {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return b
}

// markOf is a short mark of our public address. A subscription with another
// mark hangs on an address that is no longer ours.
func markOf(public string) string {
	sum := sha256.Sum256([]byte(public))
	return base64.RawURLEncoding.EncodeToString(sum[:3]) + "-"
}
