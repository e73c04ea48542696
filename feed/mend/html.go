package mend

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// HTML gives a web page in UTF-8. The order of trust is that of UTF8, with what
// the page's own <meta> declares in the place of the XML declaration. A page
// that cannot be told apart is guessed from its bytes.
func HTML(body []byte, contentType string) []byte {
	if enc, skip := wide(body); enc != nil {
		return decodeWith(enc, body[skip:])
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	enc, name, certain := charset.DetermineEncoding(body[:min(len(body), 4096)], contentType)
	if utf8.Valid(body) && !escaped(body, []string{name}) {
		return body
	}
	if patched, ok := patchUTF8(body); ok && name == "utf-8" {
		return patched
	}
	if name == "utf-8" || name == "windows-1252" && !certain && !declares(body, contentType) {
		enc = detect(body)
	}
	return decodeWith(enc, body)
}

// declares says that a page or its header names a character set at all.
func declares(body []byte, contentType string) bool {
	name := []byte("charset")
	return bytes.Contains(bytes.ToLower([]byte(contentType)), name) || bytes.Contains(bytes.ToLower(body[:min(len(body), 4096)]), name)
}
