package page_test

import (
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"newsbell/feed/page"
	"newsbell/news"
)

func paragraphs(n int) string {
	return strings.Repeat("<p>The council of the harbour town met again, heard the engineers, and decided about the old bridge.</p>\n", n)
}

func TestExtract(t *testing.T) {
	doc := `<!DOCTYPE html><html lang="en-GB"><head><title>Bridge closes - Quay News</title>
		<meta property="og:site_name" content="Quay News"><meta property="og:image" content="/b.jpg"><link rel="canonical" href="https://www.quay.example/2025/bridge?utm_source=x">
		<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Bridge closes for repairs","author":[{"name":"Ida Berg"},{"name":"Jo Lind"}],
		"datePublished":"2025-02-12T13:42:00-08:00","isAccessibleForFree":false}]}</script></head><body>
		<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav><article><h1>Bridge closes for repairs</h1>` + paragraphs(8) + `</article>
		<aside><h3>Most read</h3><a href="/x">Ferry late again</a></aside><footer>All rights reserved</footer></body></html>`
	p, err := page.Extract([]byte(doc), "https://m.quay.example/2025/bridge")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, got, want string }{
		{"title", p.Title, "Bridge closes for repairs"},
		{"author", p.Author, "Ida Berg, Jo Lind"},
		{"canonical", p.Canonical, "https://www.quay.example/2025/bridge"},
		{"language", p.Language, "en"},
		{"site", p.Site, "Quay News"},
		{"image", p.Image, "https://m.quay.example/b.jpg"},
		{"published", p.Published.Format(time.RFC3339), "2025-02-12T21:42:00Z"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
	if !p.Paywalled || p.Rough {
		t.Errorf("got paywalled %v, rough %v; want true, false", p.Paywalled, p.Rough)
	}
	if n := strings.Count(p.Text, "The council"); n != 8 || strings.Contains(p.Text, "Ferry") || strings.Contains(p.Text, "Sport") || strings.Contains(p.Text, "rights") {
		t.Errorf("got text %q", p.Text)
	}
	out, err := page.JSON(p, func(title, _, _ string) string { return "In short: " + title })
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(out, &m); err != nil {
		t.Fatal(err)
	}
	if len(m) != 10 || m["summary"] != "In short: Bridge closes for repairs" {
		t.Errorf("got %s", out)
	}
}

func TestExtract_canonical(t *testing.T) {
	for _, c := range []struct{ name, claim, want string }{
		{"none", "", "https://quay.example/a"},
		{"another path of the site", "https://www.quay.example/b", "https://www.quay.example/b"},
		{"the front page", "https://quay.example/", "https://quay.example/a"},
		{"another site", "https://thief.example/a", "https://quay.example/a"},
		{"no web address", "javascript:alert(1)", "https://quay.example/a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _ := page.Extract([]byte(`<html><head><link rel="canonical" href="`+c.claim+`"></head><body>`+paragraphs(8)+`</body></html>`), "https://quay.example/a?fbclid=1")
			if p.Canonical != c.want {
				t.Errorf("got %q, want %q", p.Canonical, c.want)
			}
		})
	}
}

// TestExtract_hostile shows what pages made to hurt cost. The bounds are wide,
// for slow machines and -race; the log has the figures.
func TestExtract_hostile(t *testing.T) {
	wrap := func(s string) string { return "<html><body><article>" + s + "</article></body></html>" }
	for _, c := range []struct {
		name, doc, code string
	}{
		{"nothing", "", page.IllEmpty},
		{"no text", wrap(""), page.IllNoText},
		{"too large", strings.Repeat("x", page.MaxBody+1), page.IllTooLarge},
		{"50,000 paragraphs", wrap(paragraphs(50_000)), ""},
		{"50,000 short paragraphs", wrap(strings.Repeat("<p>word</p>", 50_000)), page.IllNoText},
		{"1,400 paragraphs", wrap(paragraphs(1_400)), ""},
		{"50,000 paragraphs of links", wrap(strings.Repeat(`<p><a href="/x">The council met and decided about the bridge.</a></p>`, 50_000)), ""},
		{"200,000 breaks", wrap("text and " + strings.Repeat("more<br>", 200_000)), page.IllNoText},
		{"nesting of 100,000", wrap(paragraphs(10) + strings.Repeat("<div>", 100_000)), ""},
		{"nesting of 240", wrap(strings.Repeat("<div>", 240) + paragraphs(10) + strings.Repeat("</div>", 240)), ""},
		{"5 MB paragraph", wrap("<p>" + strings.Repeat("The council met. ", 300_000) + "</p>"), page.IllNoText},
		{"200 kB paragraph", wrap("<p>" + strings.Repeat("The council met. ", 12_000) + "</p>"), ""},
		{"5 MB of JSON-LD", `<html><head><script type="application/ld+json">{"@type":"Article","x":"` + strings.Repeat("y", 5<<20) + `"}</script></head><body>` + paragraphs(9) + "</body></html>", ""},
		{"deep JSON-LD", `<html><head><script type="application/ld+json">` + strings.Repeat(`{"@graph":[`, 20_000) + `</script></head><body>` + paragraphs(9) + "</body></html>", ""},
		{"19,000 spans", wrap(paragraphs(20) + strings.Repeat("<span>x</span>", 19_000)), ""},
		{"unclosed tags", "<html><body" + strings.Repeat(" a='b'", 50_000) + ">" + paragraphs(9) + "<table><tr><td", ""},
		{"binary", "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\xff\xfe", 100_000), page.IllNoText},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			p, err := page.Extract([]byte(c.doc), "https://quay.example/a")
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			t.Logf("%d kB: %v, %d MB allocated, %d bytes of text, %v", len(c.doc)>>10, took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20, len(p.Text), err)
			if took > 15*time.Second {
				t.Errorf("took %v", took)
			}
			var ill *news.Error
			switch {
			case c.code == "" && (err != nil || p.Text == ""):
				t.Errorf("got %v and %d bytes of text, want text", err, len(p.Text))
			case c.code != "" && (!errors.As(err, &ill) || ill.Code != c.code):
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}

func FuzzExtract(f *testing.F) {
	f.Add([]byte("<html><body><article>" + paragraphs(5) + "</article></body></html>"))
	f.Add([]byte(`<script type="application/ld+json">{"@type":["Article"],"author":[[]],"image":{}}</script><p>x`))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := page.Extract(body, "https://quay.example/a")
		var ill *news.Error
		if err != nil && !errors.As(err, &ill) {
			t.Fatalf("got %v, want a named ill", err)
		}
		if strings.Contains(p.Text, "\x00") {
			t.Fatalf("got text %q", p.Text)
		}
	})
}
