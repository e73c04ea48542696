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
// says of itself all the same.
func Extract(body []byte, address string) (p Page, err error) {
	if len(body) > MaxBody {
		return Page{}, ill(IllTooLarge, "the page is too large to be read")
	}
	doc := Decode(body, "")
	if len(bytes.TrimSpace(doc)) == 0 {
		return Page{}, ill(IllEmpty, "the page is empty")
	}
	if head := doc[:min(len(doc), 4096)]; bytes.Count(head, []byte{0})*50 > len(head) {
		return Page{}, ill(IllNoText, "the address gives something that is not a web page")
	}
	s := look(doc)
	ld := readLD(s.ld)
	p = describe(address, s, ld)
	if s.heavy(len(doc)) {
		p.Text, p.Rough = rough(s, ld), true
	} else {
		p.Text = agreed(doc, address)
		if words(p.Text) < article0 && words(ld.body) > words(p.Text) {
			p.Text = text.Plain(ld.body)
		}
	}
	p.Text = tidy(p.Text, p.Title)
	if p.Text == "" {
		return p, ill(IllNoText, "the page holds no article that can be read")
	}
	return p, nil
}

// rough gives a text without the extractors: the page's own copy for machines,
// else its longer paragraphs.
func rough(s *survey, ld linked) string {
	if words(ld.body) >= article0 {
		return text.Plain(text.Truncate(ld.body, 200_000))
	}
	return strings.Join(s.paras, "\n\n")
}

// agreed gives what both extractors find.
func agreed(doc []byte, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		u = &url.URL{}
	}
	a, b := byReadability(doc, u), byTrafilatura(doc, u, false)
	out := supported(a, b)
	if n := words(out); n >= article0 && float64(n) >= tooShort*float64(max(words(a), words(b))) {
		return out
	}
	full := byTrafilatura(doc, u, true)
	if float64(words(out)) < tooShort*float64(words(full)) || words(out) == 0 {
		return full
	}
	return out
}

// byReadability and byTrafilatura give plain text, a line a block; "" when the
// extractor fails, whatever the way.
func byReadability(doc []byte, u *url.URL) (out string) {
	defer func() {
		if recover() != nil {
			out = ""
		}
	}()
	root, err := html.Parse(bytes.NewReader(doc))
	if err != nil {
		return ""
	}
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
