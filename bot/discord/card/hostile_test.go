package card_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"newsbell/bot/bottest"
	"newsbell/bot/discord/card"
	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

// hostile are texts that try to be more than text.
func hostile() []string {
	return []string{
		"@everyone look", "<@123456789012345678> hello", "<@&42> role", "<#77> channel", "@here", "</news test:1>",
		"[click](https://evil.example)", "](https://evil.example)", "[a](<https://evil.example>)", "[x]: https://evil.example",
		"**bold** __under__ ~~gone~~ ||secret||", "`code` ```block```", "# heading", "-# small", "> quote", ">>> long quote", "- item",
		"1. first", "12. twelfth", "+ plus", "* star", "https://evil.example/x", "HTTP://EVIL.EXAMPLE", "<https://evil.example>",
		"<t:1700000000:R>", "<:smile:123>", "<a:wave:123>", "<id:customize>", "<mailto:a@b.example>", "line\nbreak\r\n# heading",
		"\u202Egnp.exe\u202C", "zero\u200Bwidth\u200D\u200F", "\u2066isolate\u2069", "nul\x00byte", "bad\xffutf8\xc3",
		"emoji 🚨 siren 👩‍👩‍👧 family 🇺🇦 flag ☎️ phone", "keycap 1️⃣", strings.Repeat("👨‍👩‍👧‍👦", 400), strings.Repeat("x", 9000),
		strings.Repeat("*_", 4000), strings.Repeat("e\u0301", 3000), "\\", "\\*", "\\\\[x](https://evil.example)", "",
		"   ", "שלום עולם", "مرحبا", "𝕿𝖊𝖝𝖙", "a\u2028b\u2029c", "discord.gg/evil", "||||", "```", "]]]]((((", "hthttps://tps://evil.example",
	}
}

func hostileLinks() []string {
	return []string{
		"https://a.example/x)y(z", "https://a.example/a b", "https://a.example/<script>", "javascript:alert(1)", "//a.example/",
		"https://user:pass@a.example/", "https://a.example/\u202Ex", "https://bücher.example/ü?q=ä", "http://[::1]/", "https://", "",
		"https://a.example/%zz", "https://a.example/" + strings.Repeat("y", 5000), "ftp://a.example/", "https://a.example/`*_~|",
		"https://a.example/\n# x", "https://\u0430pple.example/", "https://a.example:99999/", "data:text/html,x", "https://a.example/)](https://b.example",
	}
}

// survivors is what may not stand unescaped in text that came from outside.
// It is looked for after the escapes and newsbell's own links and times are
// taken out.
func survivors(content string) []string {
	s := regexp.MustCompile(`(?s)`+"```\n.*?\n```").ReplaceAllString(content, "")
	s = regexp.MustCompile(`\\[^0-9A-Za-z\s]`).ReplaceAllString(s, "·") // a mark: what stands around it does not meet
	s = regexp.MustCompile(`\]\(https?://[!-'+-;=?-Z_a-z~%]*\)`).ReplaceAllString(s, "]")
	s = regexp.MustCompile(`<t:\d+:R>`).ReplaceAllString(s, "")
	var found []string
	for _, bad := range []string{"@", "<", "](", "://", "`", "||", "\u202E", "\u200B", "\u2066", "\x00"} {
		if strings.Contains(s, bad) {
			found = append(found, bad)
		}
	}
	return found
}

// contents are all texts of a body that Discord reads as Markdown.
func contents(v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, sub := range v {
			out = append(out, contents(sub)...)
		}
	case map[string]any:
		for key, sub := range v {
			alt := key == "description" && v["media"] != nil // plain text
			if s, ok := sub.(string); ok && (key == "content" || key == "description" && !alt) {
				out = append(out, s)
			}
			out = append(out, contents(sub)...)
		}
	}
	return out
}

func checkBody(t *testing.T, what string, d news.Delivery, simple bool) {
	t.Helper()
	b, err := card.Render(d, simple)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if err := card.Validate(b); err != nil {
		t.Fatalf("%s: breaks a rule: %v\n%s", what, err, b)
	}
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	for _, c := range contents(v["components"]) {
		if found := survivors(c); len(found) > 0 {
			t.Fatalf("%s: %q survives in %q", what, found, c)
		}
	}
	for _, c := range contents(v["embeds"]) {
		if found := survivors(c); len(found) > 0 {
			t.Fatalf("%s: %q survives in %q", what, found, c)
		}
	}
}

// pick gives random messages made of hostile parts.
type pick struct {
	r            *rand.Rand
	texts, links []string
}

func (p pick) text() string {
	var s strings.Builder
	s.WriteString(p.texts[p.r.IntN(len(p.texts))])
	for p.r.IntN(3) == 0 {
		s.WriteString(" " + p.texts[p.r.IntN(len(p.texts))])
	}
	return s.String()
}

func (p pick) link() string {
	if p.r.IntN(2) == 0 {
		return "https://good.example/" + strings.Repeat("z", p.r.IntN(600))
	}
	return p.links[p.r.IntN(len(p.links))]
}

func (p pick) time() time.Time {
	return discordtest.Noon().Add(time.Duration(p.r.IntN(100000)) * time.Second)
}

func (p pick) message() news.Message {
	switch p.r.IntN(3) {
	case 0:
		c := news.Card{
			Title: p.text(), URL: p.link(), Summary: p.text(), Image: p.link(), Began: p.time(), Updated: p.time(),
			Coverage: p.text(), Reason: p.text(), Words: []string{p.text()}, Corrected: p.text(), Earlier: p.link(),
		}
		for range p.r.IntN(30) {
			c.Reports = append(c.Reports, news.Report{Publisher: p.text(), URL: p.link(), Copy: p.r.IntN(2) == 0})
		}
		return news.Message{Card: &c}
	case 1:
		l := news.List{Heading: p.text(), Intro: p.text(), More: p.r.IntN(5)}
		for range p.r.IntN(20) {
			l.Items = append(l.Items, news.Item{
				Title: p.text(), URL: p.link(), Summary: p.text(), Publishers: []string{p.text(), p.text(), p.text()},
				At: p.time(), Note: p.text(), Section: p.text(),
			})
		}
		return news.Message{List: &l}
	default:
		n := news.Note{Title: p.text()}
		for range p.r.IntN(40) {
			n.Lines = append(n.Lines, news.Line{Text: p.text(), Code: p.r.IntN(2) == 0, Bold: p.r.IntN(2) == 0, URL: p.link()})
		}
		return news.Message{Text: &n}
	}
}

var messages = flag.Int("messages", 2000, "how many random messages to render") //nolint:gochecknoglobals // a test flag

// TestRender_hostile renders random messages of hostile parts.
func TestRender_hostile(t *testing.T) {
	const seed = 20260302
	p := pick{rand.New(rand.NewPCG(seed, 0)), hostile(), hostileLinks()}
	kinds := []news.Kind{news.KindAlert, news.KindReply, news.KindEdit}
	for i := range *messages {
		d := discordtest.Alert(news.DeliveryID(i+1), "c1", discordtest.Storm())
		d.Message, d.Kind, d.ParentID = p.message(), kinds[i%3], "99"
		d.Message.Kind = d.Kind
		checkBody(t, fmt.Sprintf("seed %d, message %d", seed, i), d, i%2 == 0)
	}
}

// TestRender_corpus puts each string of the corpus into each place of each kind
// of message where text from outside stands, in both forms.
func TestRender_corpus(t *testing.T) {
	all := append(bottest.Hostile(), hostile()...)
	rendered := 0
	for i, s := range all {
		c := discordtest.Storm()
		c.Title, c.Summary, c.Corrected, c.Coverage, c.Reason, c.Words = s, s, s, s, s, []string{s}
		c.Reports[0].Publisher, c.Reports[0].URL, c.Earlier, c.Image = s, s, s, s
		l := digest(2)
		for j := range l.Message.List.Items {
			it := &l.Message.List.Items[j]
			it.Title, it.Summary, it.Note, it.Section, it.Publishers, it.URL = s, s, s, s, []string{s, s}, s
		}
		l.Message.List.Heading, l.Message.List.Intro = s, s
		n := discordtest.Notice(3)
		n.Message.Text.Title = s
		n.Message.Text.Lines = []news.Line{{Text: s}, {Text: s, Code: true}, {Text: s, Bold: true}, {Text: s, URL: s}}
		called := discordtest.Alert(4, "c", c)
		called.Message.Mention = s // no id: calls nobody
		for _, d := range []news.Delivery{discordtest.Alert(1, "c", c), l, n, called} {
			for _, simple := range []bool{false, true} {
				checkBody(t, fmt.Sprintf("string %d %q", i, s), d, simple)
				rendered++
			}
		}
	}
	t.Logf("%d hostile strings in %d messages, 0 survivors", len(all), rendered)
	if len(all) < 500 {
		t.Errorf("%d strings, want at least 500", len(all))
	}
}

func FuzzRender(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s, "https://a.example/x")
	}
	for _, l := range hostileLinks() {
		f.Add("a title", l)
	}
	f.Fuzz(func(t *testing.T, s, link string) {
		c := discordtest.Storm()
		c.Title, c.Summary, c.URL, c.Reports[0].Publisher, c.Reports[0].URL, c.Corrected = s, s, link, s, link, s
		checkBody(t, "card", discordtest.Alert(1, "c", c), len(s)%2 == 0)
		d := digest(2)
		d.Message.List.Items[0].Title, d.Message.List.Items[0].URL, d.Message.List.Items[0].Note = s, link, s
		checkBody(t, "list", d, len(s)%2 == 1)
		d = discordtest.Notice(3)
		d.Message.Text.Lines[0].Text, d.Message.Text.Lines[3] = s, news.Line{Text: s, URL: link}
		checkBody(t, "note", d, false)
	})
}
