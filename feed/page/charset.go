package page

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// Decode gives a page in UTF-8. contentType is the HTTP header, "" when not
// known. Bytes that are valid UTF-8 are believed before any declaration.
func Decode(body []byte, contentType string) []byte {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if utf8.Valid(body) && !bytes.HasPrefix(body, []byte("\xff\xfe")) && bytes.IndexByte(body[:min(len(body), 512)], 0) < 0 {
		return body
	}
	enc, _, _ := charset.DetermineEncoding(body[:min(len(body), 4096)], contentType)
	out, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return bytes.ToValidUTF8(body, []byte("\ufffd"))
	}
	return out
}
