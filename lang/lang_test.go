package lang_test

import (
	"testing"
	"time"

	"newsbell/lang"
	"newsbell/news"
)

func TestVoice_Say(t *testing.T) {
	at := news.Moment{Time: time.Date(2025, 2, 12, 17, 5, 0, 0, time.UTC), Layout: "Mon 2 Jan 15:04"}
	stories := func(n int) news.Phrase { return news.Count(n, "%d story", "%d stories") }
	for _, tc := range []struct {
		name, tag string
		say       news.Phrase
		want      string
	}{
		{"English one", "en", stories(1), "1 story"},
		{"English many", "en", stories(3), "3 stories"},
		{"German one", "de", stories(1), "1 Story"},
		{"German many", "de", stories(1300), "1.300 Storys"},
		{"French none is one", "fr", stories(0), "0 sujet"},
		{"Ukrainian one", "uk", stories(21), "21 сюжет"},
		{"Ukrainian few", "uk", stories(3), "3 сюжети"},
		{"Ukrainian many", "uk", stories(11), "11 сюжетів"},
		{"Spanish many", "es", stories(2), "2 noticias"},
		{"a moment", "de", news.Say("since %s", at), "seit Mi, 12. Feb. 17:05"},
		{"a moment with a month's own name", "uk", news.Say("since %s", at), "з ср 12 лют. 17:05"},
		{"phrases within", "fr", news.Say("%d publishers in %s: %s.", 3, news.Say("%d min", 16), news.Say("%s and %s", "A, B", "C")), "3 médias en 16 min : A, B et C."},
		{"a clause", "de", news.Say("It did not ring: %s.", news.Say("Somebody muted it here.").Clause()), "Keine Meldung: Hier hat es jemand stummgeschaltet."},
		{"texts of feeds stay", "de", news.Say("Muted: %s", "Nothing found"), "Stummgeschaltet: Nothing found"},
		{"unknown to the catalogue", "de", news.Count(1, "%d gnu", "%d gnus"), "1 gnu"},
		{"a language that is not spoken", "tlh", stories(2), "2 stories"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := lang.In(tc.tag).Say(tc.say); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			if got := lang.In(tc.tag).Say(news.ReadPhrase(tc.say.Encode())); tc.say.Args == nil && got != tc.want {
				t.Errorf("kept in a store: got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestPhrase_stored says the same of a phrase that was kept in a store.
func TestPhrase_stored(t *testing.T) {
	p := news.Say("%s; below this channel's threshold for %s a day.", news.Say("%d publishers in %s: %s.", 2, news.Say("%d min", 5), "A <b> 100%").Clause(), news.Count(5, "%d alert", "%d alerts"))
	for _, tag := range lang.All() {
		voice := lang.In(tag)
		if got, want := voice.Say(news.ReadPhrase(p.Encode())), voice.Say(p); got != want {
			t.Errorf("%s: got %q, want %q", tag, got, want)
		}
	}
	for _, plain := range []string{"asked for", "100% sure", ""} {
		if got := news.ReadPhrase(plain).String(); got != plain {
			t.Errorf("got %q, want %q", got, plain)
		}
	}
}

func TestPick(t *testing.T) {
	for _, tc := range []struct {
		locales []string
		want    string
	}{
		{[]string{"de-AT"}, "de"}, {[]string{"pt-BR", "fr_FR"}, "fr"}, {[]string{"es-419"}, "es"}, {[]string{"", "UK"}, "uk"}, {[]string{"pl"}, ""}, {nil, ""},
	} {
		if got := lang.Pick(tc.locales...); got != tc.want {
			t.Errorf("%q: got %q, want %q", tc.locales, got, tc.want)
		}
	}
	if got := lang.Accepted("pl;q=0.9, de-CH;q=0.8, en;q=0.7"); got != "de" {
		t.Errorf("a browser that wants Polish, then German: got %q", got)
	}
}

func TestVoice_Message(t *testing.T) {
	m := news.Message{Text: &news.Note{Title: "Nothing found", Says: news.Say("Nothing found"), Lines: []news.Line{{Text: "a headline"}}}}
	got := lang.In("de").Message(m)
	if got.Language != "de" || got.Text.Title != "Nichts gefunden" || got.Text.Lines[0].Text != "a headline" || m.Text.Title != "Nothing found" {
		t.Errorf("got %+v %+v of %+v", got, got.Text, m.Text)
	}
}

func BenchmarkVoice_Say(b *testing.B) {
	voice := lang.In("uk")
	p := news.Say("%d publishers in %s: %s.", 3, news.Say("%d min", 16), news.Say("%s and %s", "A, B", "C"))
	for b.Loop() {
		_ = voice.Say(p)
	}
}
