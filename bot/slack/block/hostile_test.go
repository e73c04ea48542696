package block_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"newsbell/bot/slack/block"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// hostile are texts that try to be more than text.
func hostile() []string {
	return []string{
		"<!here> <!channel> <!everyone>", "<@U123456>", "<@U123456|Boss>", "<#C123|general>", "<!subteam^S1|@all>",
		"@here @channel @everyone", "&lt;!here&gt;", "&amp;lt;!channel&amp;gt;", "&#60;!here&#62;", "\\u003c!here\\u003e",
		"<https://evil.example|click here>", "<mailto:a@evil.example|mail>", "[text](https://evil.example)",
		"*bold* _italic_ ~strike~ `code`", "```\nblock\n```", "> quote", "* list", "1. list", ":boom: :rotating_light:",
		"<!date^1392734382^{date}|x>", "a|b>c<d", "\"}],\"blocks\":[{\"type\":\"divider\"}]", "\x00\x01\x02\x1b[31m", "\u202egnp.exe\u202c",
		"\u2066isolate\u2069", "zero\u200bwidth\u200d\ufeff", "\ud7ff\ue000", "line\nbreak\r\nand\ttab\u2028\u2029", "\xff\xfe\xc0\x80",
		strings.Repeat("A", 5000), strings.Repeat("\U0001F469\u200d\U0001F469\u200d\U0001F467", 400), strings.Repeat("e\u0301\u0302\u0303", 900),
		"\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd", strings.Repeat("\u4e16\u754c", 600), strings.Repeat("&<>", 900), strings.Repeat("\"\\", 900),
		"", " ", "\u00a0", "e" + strings.Repeat("\u0300", 3000), "javascript:alert(1)", "\U0001F1FA\U0001F1E6\U0001F1EA\U0001F1FA",
	}
}

func hostileLinks() []string {
	return []string{
		"https://example.org/a", "http://example.org/a?b=<!here>&c=|x", "javascript:alert(1)", "https://u:p@evil.example/", "",
		"https://example.org/" + strings.Repeat("x", 3000), "https://example.org/" + strings.Repeat("\u00fc", 300), "https://\u0435xample.org/",
		"ftp://example.org", "https://example.org/\u202e", "https://example.org/>|<!channel>", "//example.org/x", "https://[::1]/", "\x00",
		"https://example.org/%zz", "https://" + strings.Repeat("a", 300) + ".example/",
	}
}

// A maker makes random deliveries of hostile texts.
type maker struct {
	*rand.Rand
	texts []string
	links []string
}

func newMaker(seed uint64) maker {
	return maker{rand.New(rand.NewPCG(seed, 7)), hostile(), hostileLinks()}
}

func (m maker) text() string {
	h := m.texts
	var s strings.Builder
	s.WriteString(h[m.IntN(len(h))])
	for range m.IntN(3) {
		s.WriteString(" " + h[m.IntN(len(h))])
	}
	return s.String()
}

func (m maker) link() string { return m.links[m.IntN(len(m.links))] }

func (m maker) time() time.Time {
	if m.IntN(5) == 0 {
		return time.Time{}
	}
	return time.Unix(1_700_000_000+m.Int64N(1e8), 0)
}

func (m maker) card() *news.Card {
	c := &news.Card{
		Title: m.text(), URL: m.link(), Summary: m.text(), Image: m.link(), Began: m.time(), Coverage: m.text(),
		Reason: m.text(), Corrected: m.text(), Earlier: m.link(),
	}
	for range m.IntN(20) {
		c.Reports = append(c.Reports, news.Report{Publisher: m.text(), URL: m.link(), Copy: m.IntN(3) == 0})
	}
	for range m.IntN(6) {
		c.Words = append(c.Words, m.text())
	}
	return c
}

func (m maker) list() *news.List {
	l := &news.List{Heading: m.text(), Intro: m.text(), More: m.IntN(3), Zone: []string{"", "Europe/Berlin", "../etc/passwd"}[m.IntN(3)], From: m.time(), To: m.time()}
	for range m.IntN(30) {
		l.Items = append(l.Items, news.Item{
			Title: m.text(), URL: m.link(), Summary: m.text(), Publishers: []string{m.text(), m.text(), m.text(), "x"}[:m.IntN(5)],
			At: m.time(), Note: m.text(), Section: []string{"", "World", m.text()}[m.IntN(3)],
		})
	}
	return l
}

func (m maker) note() *news.Note {
	n := &news.Note{Title: m.text(), Error: m.IntN(2) == 0}
	for range m.IntN(60) {
		n.Lines = append(n.Lines, news.Line{Text: m.text(), Code: m.IntN(2) == 0, Bold: m.IntN(2) == 0, URL: []string{"", m.link()}[m.IntN(2)]})
	}
	return n
}

func (m maker) delivery() news.Delivery {
	d := news.Delivery{ID: news.DeliveryID(m.Int64N(1e12) + 1), Target: slacktest.SampleTarget(), Revision: m.IntN(50), ParentID: "1700000000.000100"}
	kinds := []news.Kind{news.KindAlert, news.KindReply, news.KindDigest, news.KindNotice, news.KindEdit}
	d.Kind = kinds[m.IntN(len(kinds))]
	switch m.IntN(3) {
	case 0:
		d.Message.Card = m.card()
	case 1:
		d.Message.List = m.list()
	default:
		d.Message.Text = m.note()
	}
	return d
}

// TestRender_hostile renders random hostile messages; NEWSBELL_MESSAGES sets
// how many.
func TestRender_hostile(t *testing.T) {
	n := 500
	if s := os.Getenv("NEWSBELL_MESSAGES"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	m := newMaker(0)
	for seed := range n {
		m.Rand = rand.New(rand.NewPCG(uint64(seed), 7))
		d := m.delivery()
		for _, simple := range []bool{false, true} {
			body, err := block.Render(d, simple)
			if err == nil {
				err = harmless(body)
			}
			if err != nil {
				t.Fatalf("seed %d simple %v: %v\n%s", seed, simple, err, body)
			}
			if !marked(body, d.ID, simple || d.Message.Text != nil) {
				t.Fatalf("seed %d simple %v: delivery id is missing\n%s", seed, simple, body)
			}
		}
	}
}

// harmless checks what Validate cannot know: that no character survived that
// changes how the text around it is shown.
func harmless(body []byte) error {
	if err := block.Validate(body); err != nil {
		return err
	}
	var bad error
	visit(body, func(s string) {
		for _, r := range s {
			if r != '\n' && (unicode.IsControl(r) || strings.ContainsRune("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff", r)) {
				bad = &news.Error{Code: "hostile", Message: "a control character survived: " + strconv.Quote(s)}
			}
		}
	})
	return bad
}

// visit calls f with each string in a JSON document.
func visit(raw []byte, f func(string)) {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			f(v)
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(v)
}

// marked tells whether the delivery's id stands in the metadata and, unless
// there are no buttons, as the value of one.
func marked(body []byte, id news.DeliveryID, noButtons bool) bool {
	var m struct {
		Metadata struct {
			Payload struct{ D string } `json:"event_payload"`
		}
		Blocks []slacktest.Leaf
	}
	if json.Unmarshal(body, &m) != nil || m.Metadata.Payload.D != strconv.FormatInt(int64(id), 10) {
		return false
	}
	for _, b := range m.Blocks {
		for _, e := range b.Elements {
			noButtons = noButtons || e.Type == "button" && e.Value == m.Metadata.Payload.D
		}
	}
	return noButtons
}

func FuzzRender(f *testing.F) {
	for _, h := range hostile() {
		f.Add(h, h, "https://example.org/"+h)
	}
	f.Fuzz(func(t *testing.T, title, summary, link string) {
		d := slacktest.SampleAlert()
		d.Message.Card = &news.Card{
			Title: title, Summary: summary, URL: link, Image: link, Corrected: title, Reason: summary, Words: []string{title},
			Reports: []news.Report{{Publisher: title, URL: link}}, Earlier: link, Began: slacktest.SampleBegan(),
		}
		for _, simple := range []bool{false, true} {
			body, err := block.Render(d, simple)
			if err == nil {
				err = harmless(body)
			}
			if err != nil {
				t.Fatalf("simple %v: %v\n%s", simple, err, body)
			}
		}
	})
}

// TestLiteral holds that nothing Slack gives a meaning to is left.
func TestLiteral(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"a & b", "a &amp; b"},
		{"<!here>", "&lt;!here&gt;"},
		{"&lt;!here&gt;", "&amp;lt;!here&amp;gt;"},
		{"*b* _i_ ~s~ `c`", "\u2217b\u2217 \uff3fi\uff3f \u223cs\u223c \u02cbc\u02cb"},
	} {
		if got := block.Literal(tt.in); got != tt.want {
			t.Errorf("Literal(%q): got %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestValidate_refuses(t *testing.T) {
	const head = `{"channel":"C1","unfurl_links":false,"unfurl_media":false,`
	long := strings.Repeat("a", 3001)
	for name, body := range map[string]string{
		"not JSON":        `{`,
		"no channel":      `{"text":"x","unfurl_links":false,"unfurl_media":false}`,
		"no text":         head + `"blocks":[]}`,
		"previews":        `{"channel":"C1","text":"x"}`,
		"long text":       head + `"text":"` + long + `"}`,
		"raw mention":     head + `"text":"<!here>"}`,
		"raw ampersand":   head + `"text":"a & b"}`,
		"link_names":      head + `"text":"x","link_names":true}`,
		"markdown":        head + `"text":"x","markdown_text":"y"}`,
		"too many blocks": head + `"text":"x","blocks":[` + strings.Repeat(`{"type":"context","elements":[{"type":"plain_text","text":"x"}]},`, 40) + `{"type":"context","elements":[{"type":"plain_text","text":"x"}]}]}`,
		"long header":     head + `"text":"x","blocks":[{"type":"header","text":{"type":"plain_text","text":"` + long[:151] + `"}}]}`,
		"mrkdwn":          head + `"text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"x"}}]}`,
		"user mention":    head + `"text":"x","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"user","user_id":"U1"}]}]}]}`,
		"broadcast":       head + `"text":"x","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"broadcast","range":"here"}]}]}]}`,
		"empty rich text": head + `"text":"x","blocks":[{"type":"rich_text","elements":[]}]}`,
		"empty leaf":      head + `"text":"x","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}]}`,
		"script link":     head + `"text":"x","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"link","url":"javascript:x","text":"y"}]}]}]}`,
		"image block":     head + `"text":"x","blocks":[{"type":"image","image_url":"https://x.example/a","alt_text":"a"}]}`,
		"image, no alt":   head + `"text":"x","blocks":[{"type":"context","elements":[{"type":"image","image_url":"https://x.example/a"}]}]}`,
		"long button":     head + `"text":"x","blocks":[{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"` + long[:76] + `"}}]}]}`,
		"same block_id":   head + `"text":"x","blocks":[{"type":"context","block_id":"b","elements":[{"type":"plain_text","text":"x"}]},{"type":"context","block_id":"b","elements":[{"type":"plain_text","text":"x"}]}]}`,
		"large metadata":  head + `"text":"x","metadata":{"event_type":"x","event_payload":{"d":"` + long + `"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			if block.Validate([]byte(body)) == nil {
				t.Errorf("accepted %s", body)
			}
		})
	}
}
