package block_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsbell/bot/slack/block"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

func TestRender_golden(t *testing.T) {
	for _, tt := range []struct {
		name   string
		d      news.Delivery
		simple bool
	}{
		{"alert", slacktest.SampleAlert(), false},
		{"alert_simple", slacktest.SampleAlert(), true},
		{"edit", slacktest.SampleEdit(), false},
		{"edit_simple", slacktest.SampleEdit(), true},
		{"reply", slacktest.SampleReply(), false},
		{"digest", slacktest.SampleDigest(), false},
		{"notice", slacktest.SampleNotice(), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, err := block.Render(tt.d, tt.simple)
			if err != nil {
				t.Fatal(err)
			}
			if err := block.Validate(body); err != nil {
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
		t.Errorf("%s differs (NEWSBELL_UPDATE=1 go test ./bot/slack/block writes it anew); got\n%s", path, got)
	}
}

// asSeen writes a message as a person sees it.
func asSeen(t *testing.T, body []byte) string {
	t.Helper()
	s, err := slacktest.Readable(body)
	if err != nil {
		t.Fatal(err)
	}
	return s
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
			d := slacktest.SampleAlert()
			tt.change(&d)
			if body, err := block.Render(d, false); err == nil {
				t.Errorf("got %s, want an error", body)
			}
		})
	}
}

func TestRender_sameBytes(t *testing.T) {
	for range 20 {
		a, errA := block.Render(slacktest.SampleDigest(), false)
		b, errB := block.Render(slacktest.SampleDigest(), false)
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
			if got := block.Linkable(tt.in); got != tt.want {
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
		if got := block.Picture(in) != ""; got != want {
			t.Errorf("Picture(%q) shown: got %v, want %v", in, got, want)
		}
	}
}

// TestChosen takes the values of menus apart, also those that no menu has.
func TestChosen(t *testing.T) {
	for value, want := range map[string][2]string{
		"mute:4711": {"mute", "4711"}, "mute": {}, "": {}, ":": {}, "why:1:2": {"why", "1:2"}, "read:": {"read", ""},
	} {
		if verb, id := block.Chosen(value); verb != want[0] || id != want[1] {
			t.Errorf("%q: got %q %q, want %q", value, verb, id, want)
		}
	}
}
