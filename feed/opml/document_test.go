package opml_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"newsbell/feed/opml"
	"newsbell/news"
)

// odd are characters that go wrong when they are not escaped.
func odd() []rune { return []rune("ab Z09<>&\"'\t\n\r/,;éßЖ中🎉\u2028\u00a0") }

// texts are any texts of those.
func texts() *rapid.Generator[string] { return rapid.StringOfN(rapid.RuneFrom(odd()), 0, 12, -1) }

// outlines are trees of that depth.
func outlines(depth int) *rapid.Generator[[]opml.Outline] {
	return rapid.Custom(func(t *rapid.T) []opml.Outline {
		var list []opml.Outline
		for range rapid.IntRange(0, 3).Draw(t, "n") {
			o := opml.Outline{
				Text: texts().Draw(t, "text"), Title: texts().Draw(t, "title"), Type: texts().Draw(t, "type"), XMLURL: texts().Draw(t, "xmlUrl"),
				HTMLURL: texts().Draw(t, "htmlUrl"), Description: texts().Draw(t, "description"), Language: texts().Draw(t, "language"),
				Category: texts().Draw(t, "category"),
			}
			for i := range rapid.IntRange(0, 2).Draw(t, "others") {
				o.Other = append(o.Other, opml.Attr{Name: fmt.Sprintf("x:a%d", i), Value: texts().Draw(t, "other")})
			}
			if depth > 0 {
				o.Outlines = outlines(depth-1).Draw(t, "inner")
			}
			list = append(list, o)
		}
		return list
	})
}

// What is written is read back the same, whatever it holds.
func TestDocument_roundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := opml.Document{
			Version: rapid.SampledFrom([]string{"1.0", "1.1", "2.0"}).Draw(t, "version"),
			Attrs:   []opml.Attr{{Name: "xmlns:x", Value: texts().Draw(t, "space")}},
			Head:    []opml.Attr{{Name: "title", Value: texts().Draw(t, "title")}, {Name: "ownerName", Value: texts().Draw(t, "owner")}},

			Outlines: outlines(3).Draw(t, "outlines"),
		}
		var b bytes.Buffer
		if err := want.Write(&b); err != nil {
			t.Fatal(err)
		}
		got, err := opml.Parse(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatalf("%v in %s", err, b.String())
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v, written as %s", got, want, b.String())
		}
	})
}

// A foreign file keeps its folders, its attributes in any case, and those that
// nobody here knows; its feeds are the same after it was written again.
func TestParse_foreign(t *testing.T) {
	const file = `<?xml version="1.0" encoding="UTF-8"?>
<!-- exported --><OPML version="1.1" xmlns:fz="urn:fz"><head><title>Mine &amp; yours</title><dateCreated>Mon, 02 Mar 2026</dateCreated></head>
<body><outline text="News"><outline text="World &lt;1&gt;"><outline TITLE="A" text="a" XMLURL="https://a.example/f?x=1&y=2" htmlUrl="https://a.example/"
 category="/Ignored/Here" description="Two
lines" fz:unread="7" rating="5"/></outline></outline>
<outline xmlUrl="feed:https://b.example/f" text="B" category="/News/Tech,/Other"/></body></OPML>`
	doc, err := opml.Parse(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Outlines) != 2 || len(doc.Head) != 2 || doc.Head[0].Value != "Mine & yours" || doc.Version != "1.1" {
		t.Fatalf("got %+v", doc)
	}
	leaf := doc.Outlines[0].Outlines[0].Outlines[0]
	if leaf.Title != "A" || leaf.XMLURL != "https://a.example/f?x=1&y=2" || leaf.Description != "Two\nlines" ||
		!reflect.DeepEqual(leaf.Other, []opml.Attr{{Name: "fz:unread", Value: "7"}, {Name: "rating", Value: "5"}}) {
		t.Errorf("got %+v", leaf)
	}
	want := []news.Feed{
		{URL: "https://a.example/f?x=1&y=2", Title: "A", Section: "News/World <1>", Site: "https://a.example/", Origin: news.OriginOPML},
		{URL: "https://b.example/f", Title: "B", Section: "Tech", Origin: news.OriginOPML},
	}
	if got := doc.Feeds(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	var b bytes.Buffer
	if err := doc.Write(&b); err != nil {
		t.Fatal(err)
	}
	if again, err := opml.Parse(&b); err != nil || !reflect.DeepEqual(again, doc) {
		t.Errorf("again: got %+v, %v", again, err)
	}
}

// utf16 writes a text as old Windows programs do.
func utf16(s string) string {
	var b strings.Builder
	b.WriteString("\xff\xfe")
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

func TestParse_charsets(t *testing.T) {
	const body = `<opml version="2.0"><body><outline text="Café" xmlUrl="https://a.example/f"/></body></opml>`
	latin := strings.ReplaceAll(body, "é", "\xe9")
	for name, doc := range map[string]string{
		"nothing said":                   body,
		"a mark":                         "\xef\xbb\xbf" + body,
		"Latin-1 as declared":            `<?xml version="1.0" encoding="ISO-8859-1"?>` + latin,
		"Latin-1 that is said to be UTF": `<?xml version="1.0" encoding="UTF-8"?>` + latin,
		"Latin-1 and nothing said":       latin,
		"UTF-16":                         utf16(`<?xml version="1.0" encoding="UTF-16"?>` + body),
	} {
		feeds, err := opml.Read(strings.NewReader(doc))
		if err != nil || len(feeds) != 1 || feeds[0].Title != "Café" {
			t.Errorf("%s: got %+v, %v", name, feeds, err)
		}
	}
}

func TestParse_hostile(t *testing.T) {
	bomb := `<!DOCTYPE opml [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>`
	feeds, err := opml.Read(strings.NewReader(bomb + `<opml><body><outline text="&b;&x;" xmlUrl="https://a.example/f"/></body></opml>`))
	if err != nil || len(feeds) != 1 || strings.Contains(feeds[0].Title, "lol") || strings.Contains(feeds[0].Title, "root") {
		t.Errorf("entities: got %+v, %v", feeds, err)
	}
	for _, c := range []struct{ name, doc, code, says string }{
		{"nested 10,000 times", "<opml><body>" + strings.Repeat(`<outline text="x">`, 10_000), "too_large", "deeper than 100"},
		{"other elements nested", "<opml><body>" + strings.Repeat(`<x>`, 10_000), "too_large", "deeper than 100"},
		{"100,000 outlines", "<opml><body>" + strings.Repeat(`<outline text="x" xmlUrl="https://a.example/f"/>`, 100_000) + "</body></opml>", "too_large", "more than 50000"},
		{"a page", "<!DOCTYPE html><html><head><title>Sign in</title></head></html>", "not_opml", "not an OPML file"},
		{"a feed", `<rss version="2.0"><channel><title>x</title></channel></rss>`, "not_opml", "not an OPML file"},
		{"JSON", `{"opml": []}`, "not_opml", "not an OPML file"},
		{"a bomb alone", bomb, "not_opml", "not an OPML file"},
		{"a strange character set", `<?xml version="1.0" encoding="klingon"?><opml/>`, "not_opml", "character set"},
		{"ends crossed", "<opml><body>\n<outline text=\"a\"></body></outline></opml>", "not_opml", "damaged at line 2"},
		{"cut in the middle", "<opml>\n<body>\n<outline text=\"a\">", "not_opml", "damaged at line 3"},
		{"binary", "\x00\x01\x02\x03", "not_opml", "not an OPML file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := opml.Read(strings.NewReader(c.doc))
			var fault *news.Error
			if !errors.As(err, &fault) || fault.Code != c.code || !strings.Contains(fault.Message, c.says) {
				t.Errorf("got %v, want %s with %q", err, c.code, c.says)
			}
		})
	}
}

// FuzzParse holds that any input is read or refused in words, and that what was
// read gives the same feeds when it is written and read again.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "<opml/>", `<opml version="2.0"><head><title>x</title></head><body><outline text="a&amp;b" xmlUrl="https://a.example/f" x:y="z"/></body></opml>`,
		"<opml><body><outline text='a'><outline xmlUrl='feed://b.example/f'/></outline></body></opml>", "<!DOCTYPE opml><opml a b=c>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		doc, err := opml.Parse(bytes.NewReader(raw))
		if err != nil {
			if fault := (*news.Error)(nil); !errors.As(err, &fault) {
				t.Fatalf("an error that is no fault of the document: %v", err)
			}
			return
		}
		want := doc.Feeds()
		var b bytes.Buffer
		if err := opml.Write(&b, want); err != nil {
			t.Fatal(err)
		}
		got, err := opml.Read(&b)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%d feeds, then %d, %v", len(want), len(got), err)
		}
	})
}
