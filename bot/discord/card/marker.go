package card

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"

	"newsbell/news"
)

// Nonce is what makes a repeated create request of one delivery harmless: 24
// characters that depend on nothing but the delivery.
func Nonce(id news.DeliveryID) string {
	sum := sha256.Sum256([]byte("v1|" + strconv.FormatInt(int64(id), 10)))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:15]))
}

const markerPrefix = "n1"

// Marker is the custom_id of a button: what to do, and for which delivery.
func Marker(verb string, id news.DeliveryID) string {
	return markerPrefix + ":" + verb + ":" + strconv.FormatInt(int64(id), 10)
}

// ParseMarker takes a custom_id apart; ok is false for one that is not ours.
func ParseMarker(custom string) (verb string, id news.DeliveryID, ok bool) {
	parts := strings.Split(custom, ":")
	if len(parts) != 3 || parts[0] != markerPrefix || parts[1] == "" {
		return "", 0, false
	}
	n, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return "", 0, false
	}
	return parts[1], news.DeliveryID(n), true
}

// Standing tells in which channel a message stands, and its own id there.
func Standing(channel, id string) (where, message string) {
	if thread, message, ok := strings.Cut(id, "/"); ok {
		return thread, message
	}
	return channel, id
}
