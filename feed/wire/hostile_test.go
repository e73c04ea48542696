package wire_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"newsbell/feed/wire"
	"newsbell/news"
)

// TestParse_hostile shows what documents made to hurt cost: time, memory, and
// what is read of them. The bounds are wide, for slow machines and -race.
func TestParse_hostile(t *testing.T) {
	item := "<item><title>One</title><link>https://quay.example/1</link></item>"
	entity := `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">` + func() string {
		var s strings.Builder
		for c := 'b'; c < 'k'; c++ {
			s.WriteString(`<!ENTITY ` + string(c) + ` "` + strings.Repeat("&"+string(c-1)+";", 10) + `">`)
		}
		return s.String()
	}() + `]>`
	for _, c := range []struct {
		name, doc string
		items     int // wanted; -1 when it may be an ill
	}{
		{"300,000 items", rss(strings.Repeat("<item><title>A headline</title></item>", 260_000)), wire.MaxItems},
		{"50,000 paragraphs", rss("<item><title>One</title><description><![CDATA[" + strings.Repeat("<p>word</p>", 50_000) + "]]></description></item>"), 1},
		{"nesting of 10,000", rss(item + "<item><title>Two</title>" + strings.Repeat("<x>", 10_000) + strings.Repeat("</x>", 10_000) + "</item>"), 1},
		{"nesting of 100,000 in HTML", rss("<item><title>One</title><description>" + strings.Repeat("&lt;div&gt;", 100_000) + "</description></item>"), 1},
		{"entity bomb", entity + strings.TrimPrefix(rss("<item><title>&j;&j;</title></item>"), `<?xml version="1.0"?>`), 1},
		{"wide entity", `<!DOCTYPE r [<!ENTITY a "` + strings.Repeat("x", 900) + `">]>` + rss("<item><title>"+strings.Repeat("&a;", 100_000)+"</title></item>"), 1},
		{"external entity", `<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>` + rss("<item><title>x&f;y</title></item>"), 1},
		{"1 MB title", rss("<item><title>" + strings.Repeat("long ", 200_000) + "</title></item>"), 1},
		{"1 MB of ampersands", rss("<item><title>One</title><description>" + strings.Repeat("&", 1_000_000) + "</description></item>"), 1},
		{"300 kB of angles", rss("<item><title>One</title></item>" + strings.Repeat("<", 300_000)), 1},
		{"100,000 attributes", `<rss version="2.0" ` + strings.Repeat(`a="b" `, 100_000) + `><channel>` + item + `</channel></rss>`, -1},
		{"100,000 namespaces", `<rss version="2.0"><channel>` + item + strings.Repeat(`<a xmlns:b="c">`, 150) + strings.Repeat("</a>", 150) + `</channel></rss>`, 1},
		{"control characters", rss("<item><title>O" + strings.Repeat("\x00\x01\x02", 1000) + "ne</title></item>"), 1},
		{"unclosed CDATA", rss(item + "<item><title><![CDATA[" + strings.Repeat("x", 100_000)), 2},
		{"unclosed comment", rss(item) + "<!--" + strings.Repeat("x", 100_000), 1},
		{"deep JSON", `{"version":"https://jsonfeed.org/version/1","title":"x","items":` + strings.Repeat("[", 100_000), -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			f, err := wire.Parse([]byte(c.doc), wire.Hints{})
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			t.Logf("%d kB: %v, %d MB allocated, error %v", len(c.doc)>>10, took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20, err)
			if took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			var ill *news.Error
			if err != nil && (!errors.As(err, &ill) || c.items >= 0) {
				t.Fatalf("got error %v", err)
			}
			if c.items >= 0 && len(f.Items) != c.items {
				t.Errorf("got %d items, want %d", len(f.Items), c.items)
			}
			if f != nil {
				for _, i := range f.Items {
					_, _ = i.Texts()
					if len(i.Title) > 4000 || strings.Contains(i.Title, "root:") {
						t.Errorf("got title %.100q of %d bytes", i.Title, len(i.Title))
					}
				}
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		rss(`<item><title>One &amp; two</title><guid>1</guid><pubDate>Wed, 12 Feb 2025 10:00:00 GMT</pubDate></item>`),
		`<feed xmlns="http://www.w3.org/2005/Atom"><title>Q</title><entry><id>a:1</id><content type="xhtml"><div>x</div></content></entry></feed>`,
		`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"content_text":"x"}]}`,
		`<channel href="x"><item href="y"><title>z</title></item></channel>`,
		"\xff\xfe<\x00r\x00s\x00s\x00>\x00", `<!DOCTYPE x [<!ENTITY a "b">]><rss><channel><title>&a;&#0;</title>`,
	} {
		f.Add([]byte(s), "text/xml; charset=utf-8")
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		doc, err := wire.Parse(body, wire.Hints{ContentType: contentType, URL: "https://quay.example/f"})
		if err != nil {
			var ill *news.Error
			if !errors.As(err, &ill) || ill.Code == wire.IllCrashed {
				t.Fatalf("got %v, want a named ill and no crash", err)
			}
			return
		}
		if _, err := wire.JSON(doc); err != nil {
			t.Fatal(err)
		}
		for _, i := range doc.Items {
			if strings.ContainsAny(i.Title, "\n\r\x00") {
				t.Fatalf("got title %q", i.Title)
			}
			if i.URL != "" && !strings.HasPrefix(strings.ToLower(i.URL), "http") {
				t.Fatalf("got link %q", i.URL)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	var items strings.Builder
	for n := range 20 {
		items.WriteString("<item><title>Headline number " + strings.Repeat("x", n) + "</title><link>https://quay.example/" + strings.Repeat("y", n) + "</link><guid>" + strings.Repeat("z", n) +
			"</guid><pubDate>Wed, 12 Feb 2025 10:00:00 GMT</pubDate><description>" + strings.Repeat("&lt;p&gt;The council met and decided on the bridge.&lt;/p&gt; ", 40) + "</description></item>")
	}
	doc := []byte(rss(items.String()))
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wire.Parse(doc, wire.Hints{}); err != nil {
			b.Fatal(err)
		}
	}
}
