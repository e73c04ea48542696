package page

import (
	"bytes"
	"net/url"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"

	"newsbell/text"
)

// The thresholds of the agreement between the extractors.
const (
	support  = 0.3 // share of a line's word triples that the other one must have
	tooShort = 0.4 // of the longer reading: then the agreement is distrusted
	article0 = 50  // words from which a text is an article
)

// Extract reads the article that a page holds. address is where the page was
// found; relative links and the canonical address rest on it. The error is a
// *news.Error with one of the Ill codes; IllNoText comes with what the page
// says of itself all the same. A library that does not end is not given up:
// where pages come from strangers, an [Extractor] is the way.
func Extract(body []byte, address string) (Page, error) {
	r, err := open(body, "", address)
	if err != nil {
		return Page{}, err
	}
	if r.light() {
		if out := agreed(never{}, r.doc, address); out.whole {
			r.take(out.text)
		}
	}
	return r.finish()
}

// A reading is a page on its way to a Page.
type reading struct {
	doc  []byte // UTF-8
	seen *survey
	ld   linked
	page Page
}

// open passes once over a page. What it leaves in the reading is enough for a
// rough text.
func open(body []byte, contentType, address string) (r *reading, err error) {
	defer func() {
		if recover() != nil {
			r, err = nil, ill(IllNoText, "the page cannot be read: it breaks the reading of it")
		}
	}()
	if len(body) > MaxBody {
		return nil, ill(IllTooLarge, "the page is too large to be read")
	}
	doc := Decode(body, contentType)
	if len(bytes.TrimSpace(doc)) == 0 {
		return nil, ill(IllEmpty, "the page is empty")
	}
	if head := doc[:min(len(doc), 4096)]; bytes.Count(head, []byte{0})*50 > len(head) {
		return nil, ill(IllNoText, "the address gives something that is not a web page")
	}
	r = &reading{doc: doc, seen: look(doc)}
	r.ld = readLD(r.seen.ld)
	r.page = describe(address, r.seen, r.ld)
	r.page.Rough = true
	return r, nil
}

// light says that the extractors may see the page.
func (r *reading) light() bool { return !r.seen.heavy(len(r.doc)) }

// take accepts what the extractors found.
func (r *reading) take(found string) {
	r.page.Text, r.page.Rough = found, false
	if words(found) < article0 && words(r.ld.body) > words(found) {
		r.page.Text = text.Plain(clip(r.ld.body, maxText))
	}
}

// finish gives the page; without the extractors, with a rough text.
func (r *reading) finish() (Page, error) {
	p := r.page
	if p.Rough {
		p.Text = rough(r.seen, r.ld)
	}
	p.Text = tidy(p.Text, p.Title)
	if p.Text == "" {
		return p, ill(IllNoText, "the page holds no article that can be read")
	}
	return p, nil
}

// A stopper says, between two steps that cannot be interrupted, whether the
// next one is worth its while; a context is one.
type stopper interface{ Err() error }

// never is the stopper of a reading that has all the time it needs.
type never struct{}

func (never) Err() error { return nil }

// rough gives a text without the extractors: the page's own copy for machines,
// else its longer paragraphs, else its longer texts.
func rough(s *survey, ld linked) string {
	if words(ld.body) >= article0 {
		return text.Plain(clip(ld.body, maxText))
	}
	out := strings.Join(s.paras, "\n\n")
	if loose := strings.Join(s.loose, "\n\n"); words(out) < article0 && words(loose) > words(out) {
		return loose
	}
	return out
}

// A result is what the extractors found; not whole when they were not let near
// the page, failed, or were stopped on the way.
type result struct {
	text  string
	whole bool
}

// agreed gives what both extractors find.
func agreed(stop stopper, doc []byte, address string) result {
	u, err := url.Parse(address)
	if err != nil {
		u = &url.URL{}
	}
	root, err := html.Parse(bytes.NewReader(doc))
	if err != nil || bulky(root) {
		return result{}
	}
	a := byReadability(root, u)
	if stop.Err() != nil {
		return result{}
	}
	b := byTrafilatura(doc, u, false)
	if stop.Err() != nil {
		return result{}
	}
	out := supported(a, b)
	if n := words(out); n >= article0 && float64(n) >= tooShort*float64(max(words(a), words(b))) {
		return result{out, true}
	}
	full := byTrafilatura(doc, u, true)
	if float64(words(out)) < tooShort*float64(words(full)) || words(out) == 0 {
		out = full
	}
	return result{out, true}
}

// byReadability and byTrafilatura give plain text, a line a block; "" when the
// extractor fails, whatever the way. Both change the tree that they are given.
func byReadability(root *html.Node, u *url.URL) (out string) {
	defer func() {
		if recover() != nil {
			out = ""
		}
	}()
	parser := readability.NewParser()
	a, err := parser.ParseAndMutate(root, u)
	if err != nil || a.Node == nil {
		return ""
	}
	var b strings.Builder
	if a.RenderText(&b) != nil {
		return ""
	}
	return b.String()
}

func byTrafilatura(doc []byte, u *url.URL, fallback bool) (out string) {
	defer func() {
		if recover() != nil {
			out = ""
		}
	}()
	root, err := html.Parse(bytes.NewReader(doc))
	if err != nil {
		return ""
	}
	r, err := trafilatura.ExtractDocument(root, trafilatura.Options{
		OriginalURL: u, ExcludeComments: true, EnableFallback: fallback, HtmlDateMode: trafilatura.Disabled,
	})
	if err != nil {
		return ""
	}
	return r.ContentText
}

// supported keeps the lines of a that b has, for the most part, too.
func supported(a, b string) string {
	in := map[string]bool{}
	for _, t := range triples(strings.Fields(fold(b))) {
		in[t] = true
	}
	whole := " " + strings.Join(strings.Fields(fold(b)), " ") + " "
	var out []string
	for line := range strings.SplitSeq(a, "\n") {
		line = strings.TrimSpace(line)
		ws := strings.Fields(fold(line))
		ts := triples(ws)
		if len(ts) == 0 {
			if len(ws) > 0 && strings.Contains(whole, " "+strings.Join(ws, " ")+" ") {
				out = append(out, line)
			}
			continue
		}
		found := 0
		for _, t := range ts {
			if in[t] {
				found++
			}
		}
		if float64(found) >= support*float64(len(ts)) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n\n")
}

func triples(ws []string) []string {
	var out []string
	for i := 0; i+3 <= len(ws); i++ {
		out = append(out, ws[i]+" "+ws[i+1]+" "+ws[i+2])
	}
	return out
}

func fold(s string) string { return strings.ToLower(s) }

// words counts the words of a text; a character of a script without spaces
// counts as half of one.
func words(s string) int {
	n := len(strings.Fields(s))
	wide := 0
	for _, r := range s {
		if r >= 0x2e80 && r <= 0xd7ff {
			wide++
		}
	}
	return n + wide/2
}
