package mend

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// UTF8 gives the document in UTF-8 without a byte-order mark. The order of
// trust: byte-order mark, the pattern of a wide encoding, bytes that are valid
// UTF-8, the HTTP header, the XML declaration, statistics, windows-1252. A
// declaration that does not fit the bytes is passed over, with a warning.
func UTF8(body []byte, contentType string) (doc []byte, warning string) {
	if enc, skip := wide(body); enc != nil {
		return decodeWith(enc, body[skip:]), ""
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	labels := declared(body, contentType)
	if utf8.Valid(body) && !escaped(body, labels) {
		return body, ""
	}
	for _, label := range labels {
		enc, name := charset.Lookup(label)
		switch {
		case enc == nil:
			warning = "the document names a character set that does not exist"
		case name == "utf-8":
			if patched, ok := patchUTF8(body); ok {
				return patched, "some characters are not in the declared character set"
			}
			warning = "the document is not in the character set that it declares"
		default:
			if doc := decodeWith(enc, body); bytes.Count(doc, []byte("\ufffd"))*200 <= len(doc) {
				return doc, warning
			}
			warning = "the document is not in the character set that it declares"
		}
	}
	if warning == "" {
		warning = "the document declares no character set; it was guessed from its bytes"
	}
	if patched, ok := patchUTF8(body); ok {
		return patched, warning
	}
	return decodeWith(detect(body), body), warning
}

// wide recognises UTF-16 and UTF-32 by mark or by the zeros around the first
// character; skip is the length of the mark.
func wide(b []byte) (enc encoding.Encoding, skip int) {
	le16 := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	be16 := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	le32 := utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	be32 := utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	for _, p := range []struct {
		prefix string
		enc    encoding.Encoding
		skip   int
	}{
		{"\xff\xfe\x00\x00", le32, 4},
		{"\x00\x00\xfe\xff", be32, 4},
		{"\xff\xfe", le16, 2},
		{"\xfe\xff", be16, 2},
		{"<\x00\x00\x00", le32, 0},
		{"\x00\x00\x00<", be32, 0},
		{"<\x00", le16, 0},
		{"\x00<", be16, 0},
		{"{\x00\x00\x00", le32, 0},
		{"{\x00", le16, 0},
		{"\x00{", be16, 0},
	} {
		if bytes.HasPrefix(b, []byte(p.prefix)) {
			return p.enc, p.skip
		}
	}
	return nil, 0
}

// declared lists the character sets that the header and the XML declaration
// name, in the order of trust.
func declared(body []byte, contentType string) []string {
	var labels []string
	if _, params, err := mime.ParseMediaType(contentType); err == nil && params["charset"] != "" {
		labels = append(labels, params["charset"])
	}
	head := body[:min(len(body), 1024)]
	if end := bytes.Index(head, []byte("?>")); end > 0 && bytes.HasPrefix(bytes.TrimSpace(head), []byte("<?xml")) {
		re := regexp.MustCompile(`encoding\s*=\s*["']\s*([A-Za-z0-9._:-]+)`)
		if m := re.FindSubmatch(head[:end]); m != nil {
			labels = append(labels, string(m[1]))
		}
	}
	return labels
}

// escaped says whether plain ASCII bytes stand for something else, as in
// ISO-2022 and HZ.
func escaped(body []byte, labels []string) bool {
	for _, l := range labels {
		l = strings.ToLower(l)
		if strings.HasPrefix(l, "iso-2022") && bytes.IndexByte(body, 0x1b) >= 0 ||
			strings.HasPrefix(l, "hz") && bytes.Contains(body, []byte("~{")) {
			return true
		}
	}
	return false
}

// patchUTF8 mends UTF-8 in which a few bytes are foreign, reading those as
// windows-1252. It refuses when they are more than a twentieth of what is not
// ASCII.
func patchUTF8(body []byte) ([]byte, bool) {
	good, bad := 0, 0
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	if bad*20 > good {
		return nil, false
	}
	out := make([]byte, 0, len(body)+2*bad)
	for i := 0; i < len(body); {
		r, n := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(body[i])
		}
		out = utf8.AppendRune(out, r)
		i += n
	}
	return out, true
}

// detect guesses the character set from the bytes; windows-1252 when nothing
// is likely.
func detect(body []byte) encoding.Encoding {
	sample := body[:min(len(body), 64<<10)]
	r, err := chardet.NewHtmlDetector().DetectBest(sample)
	if err != nil || r.Confidence < 50 {
		return charmap.Windows1252
	}
	switch enc, name := charset.Lookup(r.Charset); {
	case enc == nil:
		return charmap.Windows1252
	case r.Confidence < 80 && (name == "windows-1250" || name == "windows-1254" || strings.HasPrefix(name, "iso-8859-2")):
		return charmap.Windows1252 // accents of other languages look alike
	default:
		return enc
	}
}

func decodeWith(enc encoding.Encoding, b []byte) []byte {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil && len(out) == 0 {
		return bytes.ToValidUTF8(b, []byte("\ufffd"))
	}
	return out
}
