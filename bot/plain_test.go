package bot_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/news"
)

func TestPlainText(t *testing.T) {
	for name, m := range messages() {
		t.Run(name, func(t *testing.T) {
			got := bot.PlainText(m, time.FixedZone("CET", 3600))
			file := filepath.Join("testdata", "plain", name+".txt")
			if os.Getenv("UPDATE_GOLDEN") != "" {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got:\n%s\nwant (%s):\n%s", got, file, want)
			}
		})
	}
}

// messages are one of each kind that people read.
func messages() map[string]news.Message {
	at := func(minutes int) time.Time { return bottest.Now().Add(time.Duration(minutes) * time.Minute) }
	card := news.Card{
		Title: "Trump and Putin agree to start talks on ending the war in Ukraine", URL: "https://wire.example/talks",
		Summary: "The presidents of the United States and Russia spoke by telephone for about ninety minutes. Both sides said that their teams would begin negotiations at once.",
		Reports: []news.Report{
			{Publisher: "Example Wire", At: at(-28)},
			{Publisher: "Daily Example", At: at(-20)},
			{Publisher: "Radio Example", At: at(-15), Copy: true},
			{Publisher: "Foreign Ministry", At: at(-9), Official: true},
		},
		Began: at(-28), Updated: at(-9), Coverage: "1 -> 4 publishers in 19 min",
		Reason: "3 independent publishers in 19 minutes", Words: []string{"ukraine", "peace talks"},
	}
	grown := card
	grown.Corrected, grown.Earlier = "Trump and Putin speak on the phone", "https://chat.example/m1"
	hostile := news.Card{Title: "\u202eevil\u200b @everyone\n*bold* <script>", URL: "https://example.org/", Summary: strings.Repeat("長", 200)}
	items := []news.Item{
		{Title: "A first story that many tell of", URL: "https://wire.example/1", Summary: "It began in the morning.", Publishers: []string{"A", "B", "C", "D", "E", "F"}, At: at(-500), Note: "rang at 09:12", Section: "World"},
		{Title: "A second story", URL: "https://wire.example/2", Publishers: []string{"A"}, At: at(-90), Section: "Science"},
	}
	return map[string]news.Message{
		"alert":   {Kind: news.KindAlert, Card: &card},
		"reply":   {Kind: news.KindReply, Card: &card},
		"edit":    {Kind: news.KindEdit, Card: &grown},
		"hostile": {Kind: news.KindAlert, Card: &hostile},
		"digest":  {Kind: news.KindDigest, List: &news.List{Heading: "Daily digest", Intro: "2 of 14 stories.", Items: items, More: 12, Zone: "America/New_York", From: at(-1440), To: at(0)}},
		"note": {Kind: news.KindNotice, Text: &news.Note{Title: "I cannot read that query", Error: true, Lines: []news.Line{
			{Text: "a closing parenthesis is missing"}, {Text: "(ukraine talks", Code: true}, {Text: "^", Code: true}, {Text: "How queries work", URL: "https://example.org/help"},
		}}},
	}
}

func FuzzPlainText(f *testing.F) {
	f.Add("a title", "\x1b[31mred\x07", 3)
	f.Fuzz(func(t *testing.T, title, body string, n int) {
		m := news.Message{
			Kind: news.KindAlert,
			Card: &news.Card{Title: title, Summary: body, Reports: []news.Report{{Publisher: title}}},
			List: &news.List{Heading: title, Items: []news.Item{{Title: body, Publishers: []string{body, title}}}, More: n},
			Text: &news.Note{Title: body, Lines: []news.Line{{Text: title, Code: true}, {Text: body}}},
		}
		got := bot.PlainText(m, nil)
		if !utf8.ValidString(got) {
			t.Fatalf("not UTF-8: %q", got)
		}
		if i := strings.IndexFunc(got, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || r == '\u202e' }); i >= 0 {
			t.Fatalf("a control character at byte %d of %q", i, got)
		}
	})
}
