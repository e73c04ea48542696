package mend

import (
	"bytes"
	"encoding/base64"
	"html"
	"regexp"
	"strconv"
	"strings"
)

// Balance rewrites a damaged document so that an XML parser can read it:
// elements that were left open are closed, stray end tags and references to
// forbidden characters dropped, stray '<' escaped.
func Balance(doc []byte) []byte {
	out := make([]byte, 0, len(doc)+256)
	var open [][]byte
	at := 0
	for {
		t, ok := NextTag(doc, at)
		if !ok {
			break
		}
		out = appendText(out, doc[at:t.Start])
		at = t.End
		switch {
		case t.Closing:
			out, open = closeTag(out, open, t.Name)
		default:
			out = append(out, doc[t.Start:t.End]...)
			if !t.Empty {
				open = append(open, t.Name)
			}
		}
	}
	out = appendText(out, doc[at:])
	for len(open) > 0 {
		out, open = closeTag(out, open, open[len(open)-1])
	}
	return out
}

// closeTag closes everything down to the innermost open element of that name;
// an end tag without a beginning writes nothing.
func closeTag(out []byte, open [][]byte, name []byte) ([]byte, [][]byte) {
	at := len(open) - 1
	for at >= 0 && !bytes.EqualFold(open[at], name) {
		at--
	}
	if at < 0 {
		return out, open
	}
	for i := len(open) - 1; i >= at; i-- {
		out = append(out, "</"...)
		out = append(out, open[i]...)
		out = append(out, '>')
	}
	return out, open[:at]
}

// maxStray bounds the stray '<' in a row that are kept.
const maxStray = 16

// appendText appends what lies between two tags: CDATA whole, comments and
// declarations dropped, what cannot stand in XML escaped.
func appendText(out, s []byte) []byte {
	for len(s) > 0 {
		i := bytes.IndexByte(s, '<')
		if i < 0 {
			return append(out, dropReferences(s)...)
		}
		out = append(out, dropReferences(s[:i])...)
		s = s[i:]
		switch {
		case bytes.HasPrefix(s, []byte("<![CDATA[")):
			end := after(s, 0, "]]>")
			out = append(out, s[:end]...)
			if !bytes.HasSuffix(s[:end], []byte("]]>")) {
				out = append(out, "]]>"...)
			}
			s = s[end:]
		case bytes.HasPrefix(s, []byte("<!--")):
			s = s[after(s, 0, "-->"):]
		case bytes.HasPrefix(s, []byte("<?")):
			s = s[after(s, 0, "?>"):]
		case bytes.HasPrefix(s, []byte("<!DOCTYPE")):
			s = s[afterDeclaration(s, 0):]
		default:
			run := max(len(s)-len(bytes.TrimLeft(s, "<"))-1, 1)
			out = append(out, strings.Repeat("&lt;", min(run, maxStray))...)
			s = s[run:]
		}
	}
	return out
}

// dropReferences removes numeric references to characters that XML forbids.
func dropReferences(s []byte) []byte {
	if !bytes.Contains(s, []byte("&#")) {
		return s
	}
	re := regexp.MustCompile(`&#(x[0-9a-fA-F]+|[0-9]+);?`)
	return re.ReplaceAllFunc(s, func(m []byte) []byte {
		digits, base := bytes.TrimSuffix(m[2:], []byte(";")), 10
		if digits[0] == 'x' {
			digits, base = digits[1:], 16
		}
		n, err := strconv.ParseUint(string(digits), base, 32)
		if err != nil || !xmlChar(rune(n)) {
			return nil
		}
		return m
	})
}

func xmlChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xd7ff ||
		r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= 0x10ffff
}

// ExpandEntities writes out the entities that the document itself defines,
// when they are short and plain and the document stays below limit bytes; nested
// and external ones stay as they are.
func ExpandEntities(doc []byte, limit int) []byte {
	start := bytes.Index(doc, []byte("<!DOCTYPE"))
	if start < 0 || start > 4096 {
		return doc
	}
	end := afterDeclaration(doc, start)
	re := regexp.MustCompile(`<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:"([^"&%<]{0,1000})"|'([^'&%<]{0,1000})')\s*>`)
	for _, m := range re.FindAllSubmatch(doc[start:end], 100) {
		ref := append(append([]byte{'&'}, m[1]...), ';')
		value := append(m[2], m[3]...)
		if n := bytes.Count(doc, ref); n > 0 && n*len(value) < limit-len(doc) {
			doc = bytes.ReplaceAll(doc, ref, value)
		}
	}
	return doc
}

// CutBefore keeps what comes before the item in which a parser stopped at
// offset at.
func CutBefore(doc []byte, at int) []byte {
	last, open, openAt := 0, false, 0
	for pos := 0; ; {
		t, ok := NextTag(doc, pos)
		if !ok || t.Start >= at {
			break
		}
		pos = t.End
		if name := t.Local(); name == "item" || name == "entry" {
			if t.Closing {
				open, last = false, t.End
			} else if !t.Empty {
				open, openAt = true, t.Start
			}
		}
	}
	if open && last == 0 {
		return doc[:openAt]
	}
	return doc[:last]
}

// OpenBase64 writes out what Atom 0.3 carries encoded, as escaped text.
func OpenBase64(doc []byte) []byte {
	marks := [][]byte{[]byte(`mode="base64"`), []byte(`mode='base64'`)}
	if !bytes.Contains(doc, marks[0]) && !bytes.Contains(doc, marks[1]) {
		return doc
	}
	out := make([]byte, 0, len(doc))
	at := 0
	for {
		t, ok := NextTag(doc, at)
		if !ok {
			return append(out, doc[at:]...)
		}
		out = append(out, doc[at:t.End]...)
		at = t.End
		open := doc[t.Start:t.End]
		if !bytes.Contains(open, marks[0]) && !bytes.Contains(open, marks[1]) {
			continue
		}
		end := bytes.IndexByte(doc[at:], '<')
		if end < 0 {
			continue
		}
		text, err := base64.StdEncoding.DecodeString(string(bytes.Join(bytes.Fields(doc[at:at+end]), nil)))
		if err != nil {
			continue
		}
		mode := bytes.LastIndex(out, []byte("mode="))
		copy(out[mode+len("mode="):], `""      `)
		out = append(out, html.EscapeString(string(bytes.ToValidUTF8(text, nil)))...)
		at += end
	}
}
