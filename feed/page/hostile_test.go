package page_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"newsbell/feed/page"
	"newsbell/news"
)

// A hostile is a page that is made to hurt, or to break, whoever reads it.
type hostile struct {
	name, doc, code string // code is that of the ill, "" when a text is to be read
}

func wrap(s string) string { return "<html><body><article>" + s + "</article></body></html>" }

// fill repeats a piece up to a size in bytes.
func fill(piece string, size int) string { return strings.Repeat(piece, size/len(piece)) }

// A part is some hundred bytes of ordinary text.
const part = "The council of the harbour town met again, heard the engineers, and decided about the old bridge. "

// manyOf are pages with too much of one thing.
func manyOf() []hostile {
	ten := page.MaxBody - 1024
	return []hostile{
		{"50,000 paragraphs", wrap(paragraphs(50_000)), ""},
		{"50,000 short paragraphs", wrap(strings.Repeat("<p>word</p>", 50_000)), page.IllNoText},
		{"1,400 paragraphs", wrap(paragraphs(1_400)), ""},
		{"50,000 paragraphs of links", wrap(strings.Repeat(`<p><a href="/x">The council met and decided about the bridge.</a></p>`, 50_000)), ""},
		{"100,000 links", wrap(paragraphs(8) + strings.Repeat(`<a href="/x">The council</a>`, 100_000)), ""},
		{"6,000 links", wrap(paragraphs(8) + strings.Repeat(`<a href="/x">The council</a>`, 6_000)), ""},
		{"200,000 breaks", wrap("text and " + strings.Repeat("more<br>", 200_000)), page.IllNoText},
		{"5,900 breaks", wrap(paragraphs(8) + strings.Repeat("more of this<br>", 5_900)), ""},
		{"300,000 table cells", wrap(paragraphs(8) + "<table>" + strings.Repeat("<tr><td>a</td><td>b</td><td>c</td></tr>", 100_000) + "</table>"), ""},
		{"15,000 table cells", wrap(paragraphs(8) + "<table>" + strings.Repeat("<tr><td>a</td><td>b</td><td>c</td></tr>", 5_000) + "</table>"), ""},
		{"19,000 list items", wrap(paragraphs(8) + "<ul>" + strings.Repeat("<li>word</li>", 19_000) + "</ul>"), ""},
		{"19,000 spans", wrap(paragraphs(20) + strings.Repeat("<span>x</span>", 19_000)), ""},
		{"19,000 divs with text", wrap(strings.Repeat("<div>"+part+"</div>", 19_000)), ""},
		{"9,000 divs with paragraphs", wrap(strings.Repeat("<div><p>"+part+"</p></div>", 1_490)), ""},
		{"19,000 pictures", wrap(paragraphs(8) + strings.Repeat(`<img src="/x.jpg" alt="x">`, 19_000)), ""},
		{"6,000 headings", wrap(paragraphs(8) + strings.Repeat("<h2>The council of the town</h2>", 6_000)), ""},
		{"6,000 quotes", wrap(paragraphs(8) + strings.Repeat("<blockquote>The council</blockquote>", 6_000)), ""},
		{"19,000 bold words", wrap(paragraphs(8) + "<p>" + strings.Repeat("<b>word</b> ", 19_000) + "</p>"), ""},
		{"10 MB of <", wrap(paragraphs(8)) + fill("<", ten), ""},
		{"10 MB of <p>", wrap(paragraphs(8)) + fill("<p>", ten), ""},
		{"10 MB of &amp;", wrap(paragraphs(8)) + fill("&amp;", ten), ""},
		{"10 MB of one text", "<p>" + fill(part, ten), ""},
		{"10 MB of comments", wrap(paragraphs(8)) + fill("<!-- x -->", ten), ""},
		{"10 MB of script", "<html><head><script>" + fill("var x = '<p>';", ten) + "</script></head><body>" + paragraphs(8), ""},
		{"10 MB of JSON-LD", ld(`{"@type":"Article","x":"` + fill("y", ten-4096) + `"}`), ""},
		{"10 MB of small JSON-LD", "<html><head>" + fill(`<script type="application/ld+json">{"@type":"Article"}</script>`, ten-4096) + "</head><body>" + paragraphs(8), ""},
		{"500 kB of JSON-LD lists", ld("[" + fill("[],", 500<<10) + "[]]"), ""},
		{"5 MB paragraph", wrap("<p>" + fill(part, 5<<20) + "</p>"), ""},
		{"200 kB paragraph", wrap("<p>" + fill(part, 200<<10) + "</p>"), ""},
		{"2 MB of one word", wrap(paragraphs(8) + "<p>" + fill("x", 2<<20) + "</p>"), ""},
		{"1,490 paragraphs of 2 kB", wrap(strings.Repeat("<p>"+fill(part, 2000)+"</p>", 1_490)), ""},
		{"title of 1 MB", "<html><head><title>" + fill("Bridge ", 1<<20) + "</title></head><body>" + paragraphs(8), ""},
		{"attribute of 1 MB", `<html><body><article class="` + fill("x ", 1<<20) + `">` + paragraphs(8), ""},
		{"meta of 1 MB", `<html><head><meta property="og:title" content="` + fill("Bridge ", 1<<20) + `"></head><body>` + paragraphs(8), ""},
		{"50,000 attributes", "<html><body" + strings.Repeat(" a='b'", 50_000) + ">" + paragraphs(9) + "<table><tr><td", ""},
		{"50,000 attributes of their own", "<html><body" + distinct(50_000) + ">" + paragraphs(9), ""},
		{"addresses of 1 MB", wrap(paragraphs(8) + `<a href="` + fill("/x", 1<<20) + `">on</a><img src="` + fill("/x", 1<<20) + `">`), ""},
	}
}

// strange are pages of a form that breaks a careless reader.
func strange() []hostile {
	deep := strings.Repeat("<div>", 10_000)
	return []hostile{
		{"nothing", "", page.IllEmpty},
		{"blanks", strings.Repeat(" \n", 1000), page.IllEmpty},
		{"no text", wrap(""), page.IllNoText},
		{"too large", strings.Repeat("x", page.MaxBody+1), page.IllTooLarge},
		{"nesting of 10,000", wrap(deep + paragraphs(10)), ""},
		{"nesting of 10,000, text first", wrap(paragraphs(10) + deep), ""},
		{"nesting of 100,000", wrap(paragraphs(10) + strings.Repeat("<div>", 100_000)), ""},
		{"nesting of 10,000 tables", wrap(paragraphs(10) + strings.Repeat("<table><tr><td>", 10_000)), ""},
		{"nesting of 10,000 unclosed lists", wrap(paragraphs(10) + strings.Repeat("<ul><li>", 10_000)), ""},
		{"nesting of 10,000 formats", wrap(paragraphs(10) + strings.Repeat("<b><i>", 10_000)), ""},
		{"nesting of 240", wrap(strings.Repeat("<div>", 240) + paragraphs(10) + strings.Repeat("</div>", 240)), ""},
		{"240 deep and 19,000 wide", wrap(strings.Repeat("<div>", 240) + strings.Repeat("<span>word </span>", 18_000) + paragraphs(10)), ""},
		{"formats left open", wrap(strings.Repeat("<p><b><i><u><em>word and word", 1_400) + paragraphs(10)), ""},
		{"formats crossed", wrap(paragraphs(10) + strings.Repeat("<b><p><i></b>word</p></i>", 700)), ""},
		{"entity bomb", `<!DOCTYPE html [<!ENTITY a "xx"><!ENTITY b "&a;&a;">]>` + wrap(paragraphs(10)+strings.Repeat("<p>&b;&#x41;&#99999999;&#0;&;</p>", 100)), ""},
		{"control characters", wrap(strings.ReplaceAll(paragraphs(10), "bridge", "bri\x01\x02\x0b\x1b[31mdge\u0085\u2028")), ""},
		{"deep JSON-LD", ld(strings.Repeat(`{"@graph":[`, 20_000)), ""},
		{"JSON-LD of wrong kinds", ld(`{"@type":["Article",1,{}],"author":[[[]],7],"image":{"url":[{}]},"datePublished":9e99,"headline":null}`), ""},
		{"cut in a tag", strings.TrimSuffix(wrap(paragraphs(10)), "body></html>") + `<p class="x`, ""},
		{"cut in a script", wrap(paragraphs(10)) + "<script>if (a < b", ""},
		{"cut in a comment", wrap(paragraphs(10)) + "<!-- on", ""},
		{"cut in a character", wrap(paragraphs(10)) + "<p>caf\xc3", ""},
		{"frames only", `<html><frameset><frame src="/a"><frame src="/b"></frameset></html>`, page.IllNoText},
		{"plain text", strings.Repeat(part, 20), ""},
		{"template and noscript", "<html><body><template>" + paragraphs(8) + "</template><noscript>" + paragraphs(8) + "</noscript></body></html>", ""},
		{"foreign elements", wrap("<svg><math><mi><p>" + paragraphs(8) + "</svg></math>" + paragraphs(8)), ""},
		{"binary", "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\xff\xfe", 100_000), page.IllNoText},
	}
}

func ld(s string) string {
	return `<html><head><script type="application/ld+json">` + s + "</script></head><body>" + paragraphs(9) + "</body></html>"
}

func distinct(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d=b", i)
	}
	return b.String()
}

// spent gives the CPU time of the process.
func spent() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestExtract_hostile reads each page and logs what it cost. What is allocated
// does not depend on the machine and is asserted; the times are for the reader.
// The short form, which the race detector runs, leaves the large pages out: the
// detector itself allocates.
func TestExtract_hostile(t *testing.T) {
	const most = 200 << 20
	for _, c := range append(manyOf(), strange()...) {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && len(c.doc) > 100<<10 {
				t.Skip("a large page")
			}
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			cpu := spent()
			p, err := page.Extract([]byte(c.doc), "https://quay.example/a")
			cpu = spent() - cpu
			runtime.ReadMemStats(&after)
			total := after.TotalAlloc - before.TotalAlloc
			t.Logf("%d kB: %d ms of CPU, %d MB allocated, %d bytes of text, rough %v, %v", len(c.doc)>>10, cpu.Milliseconds(), total>>20, len(p.Text), p.Rough, err)
			if total > most {
				t.Errorf("allocated %d MB, want at most %d", total>>20, most>>20)
			}
			ill, named := errors.AsType[*news.Error](err)
			switch {
			case c.code == "" && (err != nil || p.Text == ""):
				t.Errorf("got %v and %d bytes of text, want text", err, len(p.Text))
			case c.code != "" && (!named || ill.Code != c.code):
				t.Errorf("got %v, want %s", err, c.code)
			case strings.ContainsAny(p.Text+p.Title, "\x00\x01\x02\x0b\x1b"):
				t.Errorf("the text holds control characters: %.80q", p.Text)
			}
		})
	}
}
