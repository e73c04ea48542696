package slack_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsbell/bot/slack"
	"newsbell/news"
)

func TestRender_golden(t *testing.T) {
	for _, tt := range []struct {
		name   string
		d      news.Delivery
		simple bool
	}{
		{"alert", sampleAlert(), false},
		{"alert_simple", sampleAlert(), true},
		{"edit", sampleEdit(), false},
		{"edit_simple", sampleEdit(), true},
		{"reply", sampleReply(), false},
		{"digest", sampleDigest(), false},
		{"notice", sampleNotice(), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, err := slack.Render(tt.d, tt.simple)
			if err != nil {
				t.Fatal(err)
			}
			if err := slack.Validate(body); err != nil {
				t.Fatal(err)
			}
			var pretty bytes.Buffer
			if err := json.Indent(&pretty, body, "", "  "); err != nil {
				t.Fatal(err)
			}
			golden(t, tt.name+".txt", asSeen(t, body))
			golden(t, tt.name+".json", pretty.String()+"\n")
		})
	}
}

// golden compares with a file of testdata; NEWSBELL_UPDATE=1 writes it anew.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("NEWSBELL_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (NEWSBELL_UPDATE=1 go test ./bot/slack writes it anew); got\n%s", path, got)
	}
}

// asSeen writes a message as a person sees it: the notification, then the
// blocks.
func asSeen(t *testing.T, body []byte) string {
	t.Helper()
	var m struct {
		Text   string `json:"text"`
		Blocks []leaf `json:"blocks"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	out.WriteString("-- notification --\n" + m.Text + "\n")
	if len(m.Blocks) > 0 {
		out.WriteString("-- message --\n")
	}
	for _, b := range m.Blocks {
		out.WriteString(strings.TrimRight(b.show(), "\n") + "\n")
	}
	return out.String()
}

type leaf struct {
	Type      string          `json:"type"`
	URL       string          `json:"url"`
	Text      json.RawMessage `json:"text"`
	Fallback  string          `json:"fallback"`
	Offset    int             `json:"offset"`
	Alt       string          `json:"alt_text"`
	Value     string          `json:"value"`
	Accessory *leaf           `json:"accessory"`
	Elements  []leaf          `json:"elements"`
	Style     json.RawMessage `json:"style"`
}

func (l leaf) words() string {
	var s string
	if json.Unmarshal(l.Text, &s) == nil {
		return s
	}
	var o struct {
		Text string `json:"text"`
	}
	if json.Unmarshal(l.Text, &o) != nil {
		return ""
	}
	return o.Text
}

func (l leaf) all(sep string) string {
	parts := make([]string, 0, len(l.Elements))
	for _, e := range l.Elements {
		parts = append(parts, e.show())
	}
	return strings.Join(parts, sep)
}

func (l leaf) show() string {
	switch l.Type {
	case "header":
		return "# " + l.words()
	case "section":
		out := l.words()
		if l.Accessory != nil {
			out += "\n(image: " + l.Accessory.Alt + ")"
		}
		return out
	case "context":
		return "  " + l.all(" ")
	case "actions":
		return "[" + l.all("] [") + "]"
	case "rich_text":
		return l.all("\n")
	case "rich_text_section":
		return l.all("")
	case "rich_text_preformatted":
		return "    " + strings.ReplaceAll(l.all(""), "\n", "\n    ")
	case "rich_text_list":
		var out strings.Builder
		for i, e := range l.Elements {
			fmt.Fprintf(&out, "%d. %s\n", l.Offset+i+1, strings.ReplaceAll(e.show(), "\n", "\n   "))
		}
		return out.String()
	case "link":
		return l.words() + " <" + l.URL + ">"
	case "date":
		return l.Fallback
	default:
		return l.words()
	}
}

func TestRender_refuses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*news.Delivery)
	}{
		{"another platform", func(d *news.Delivery) { d.Target.Platform = news.Discord }},
		{"no channel", func(d *news.Delivery) { d.Target.Channel = "" }},
		{"edit of nothing", func(d *news.Delivery) { d.Kind = news.KindEdit }},
		{"reply to nothing", func(d *news.Delivery) { d.Kind = news.KindReply }},
		{"empty", func(d *news.Delivery) { d.Message = news.Message{} }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := sampleAlert()
			tt.change(&d)
			if body, err := slack.Render(d, false); err == nil {
				t.Errorf("got %s, want an error", body)
			}
		})
	}
}

func TestRender_sameBytes(t *testing.T) {
	for range 20 {
		a, errA := slack.Render(sampleDigest(), false)
		b, errB := slack.Render(sampleDigest(), false)
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Fatalf("two renderings differ:\n%s\n%s (%v, %v)", a, b, errA, errB)
		}
	}
}

func TestLinkable(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "https://example.org/a?b=c&d=e#f", "https://example.org/a?b=c&d=e#f"},
		{"upper case scheme", "HTTPS://Example.org/", "https://example.org/"},
		{"ends the link", "https://example.org/a|b>c<d\"e", "https://example.org/a%7Cb%3Ec%3Cd%22e"},
		{"space", "https://example.org/a b", "https://example.org/a%20b"},
		{"other scheme", "javascript:alert(1)", ""},
		{"data", "data:text/html,x", ""},
		{"user", "https://good.example@evil.example/", ""},
		{"no host", "https:///a", ""},
		{"relative", "/a", ""},
		{"look-alike host", "https://ехample.org/", "https://xn--ample-ywe6i.org/"},
		{"control", "https://example.org/\x01", ""},
		{"ipv6", "http://[::1]:8080/x", "http://[::1]:8080/x"},
		{"too long", "https://example.org/" + strings.Repeat("a", 2000), ""},
		{"empty", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := slack.Linkable(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPicture(t *testing.T) {
	for in, want := range map[string]bool{
		"https://img.example.com/a.jpg":  true,
		"http://img.example.com/a.jpg":   false,
		"https://10.0.0.8/a.jpg":         false,
		"https://intranet/a.jpg":         false,
		"https://wiki.corp.internal/a":   false,
		"https://img.example.com/a.webp": false,
		"https://[::1]/a.png":            false,
		"":                               false,
	} {
		if got := slack.Picture(in) != ""; got != want {
			t.Errorf("Picture(%q) shown: got %v, want %v", in, got, want)
		}
	}
}
