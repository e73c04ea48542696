package page_test

import (
	"encoding/json"
	"errors"
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
