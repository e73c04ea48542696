package summary

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"newsbell/text"
)

// TestStory_badInput: whatever the articles are, the summary is short, made
// of what stands in them, and comes from those that have something to say.
func TestStory_badInput(t *testing.T) {
	good := call()
	many := make([]Source, 10_000)
	for i := range many {
		many[i] = Source{Title: good[0].Title, Text: good[0].Text, Publisher: fmt.Sprint("Copy ", i), Language: "en"}
	}
	huge := strings.Repeat("The river rose again over night and the lower town was cut off. ", 1<<14)
	for _, tc := range []struct {
		name string
		list []Source
		want string // a part of it
	}{
		{"no text", append([]Source{{Title: "Talks on Ukraine", Publisher: "Empty", Language: "en"}, {Text: " \n\n "}}, good...), "Ukraine"},
		{"nothing but no text", []Source{{Title: "A"}, {Title: "B"}}, ""},
		{"no title", []Source{{Text: good[0].Text, Publisher: "A"}, {Text: good[1].Text, Publisher: "B"}}, "Ukraine"},
		{"a megabyte", []Source{{Text: huge, Publisher: "A", Language: "en"}, {Text: huge + "x", Publisher: "B"}}, "river"},
		{"a megabyte without a full stop", []Source{{Text: strings.Repeat("word ", 1<<18), Publisher: "A", Language: "en"}, good[0], good[1]}, "Ukraine"},
		{"ten thousand identical titles and texts", append(many, good[1]), "Ukraine"},
		{"unknown scripts", []Source{{Text: "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᏂᏴᏫᏯ ᏗᎦᎵᏍᏙᏗ ᎠᎴ ᎠᏂᎪᏪᎵ ᎤᎾᏙᏢᏅᎢ.", Publisher: "A"}, {Text: "ꦧꦱ ꦗꦮ ꦏꦭꦼꦧꦼꦠ꧀ ꦧꦱ ꦲꦮꦶꦠ꧀ ꦏꦁ.", Publisher: "B"}}, ""},
		{"Chinese and Thai", []Source{{Text: "两国总统同意就乌克兰问题展开谈判。谈判将于周五开始。", Publisher: "A", Language: "zh"}, {Text: "两国总统周三通电话,同意开始谈判。", Publisher: "B", Language: "zh"}}, "谈判"},
		{"bytes that are no text", []Source{{Text: "\xff\xfe\x00 The talks began on Friday in the old town hall.", Publisher: "A"}, good[0]}, "talks"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := Story(tc.list, 60)
			if count(got) > 60 || !utf8.ValidString(got) || !strings.Contains(got, tc.want) {
				t.Errorf("got %d words, want at most 60 with %q: %q", count(got), tc.want, got)
			}
			if again := Story(tc.list, 60); again != got {
				t.Errorf("got %q, then %q", got, again)
			}
		})
	}
}

// TestStory_differentPublishers: one publisher tells it best in two sentences,
// yet another is heard; one that adds nothing is not.
func TestStory_differentPublishers(t *testing.T) {
	list := []Source{
		{Publisher: "A", Language: "en", Title: "Bridge and harbour closed after storm", Text: "The old bridge was closed after the storm on Monday. Harbour and airport stay shut until the wind drops."},
		{Publisher: "B", Language: "en", Title: "Harbour and airport shut until wind drops", Text: "The storm closed the harbour and the airport, the port office said on Monday."},
		{Publisher: "C", Language: "en", Title: "Old bridge closed after storm, harbour and airport shut", Text: "Many pupils stayed at home because few teachers could come."},
	}
	got := Story(list, 60)
	var heard strings.Builder
	for _, a := range list {
		n := 0
		for _, s := range text.Sentences(a.Text, "en") {
			if strings.Contains(got, s) {
				n++
			}
		}
		if n > 0 {
			heard.WriteString(a.Publisher)
		}
	}
	if heard.String() != "AB" {
		t.Errorf("heard %s in %q, want A and B", heard.String(), got)
	}
	if n := len(text.Sentences(got, "en")); n < 2 || n > 3 {
		t.Errorf("got %d sentences, want 2 or 3: %q", n, got)
	}
	for i := range list {
		list[i].Publisher = "A"
	}
	if got := Story(list, 60); !strings.Contains(got, "old bridge") {
		t.Errorf("one publisher: got %q", got)
	}
}

func TestGuess(t *testing.T) {
	for want, s := range map[string]string{
		"en": "The president said that talks would begin on Friday.",
		"de": "Der Kanzler hat mit dem Präsidenten über die Lage gesprochen.",
		"ru": "Президент и премьер не договорились о том, как это будет.",
		"":   "谈判开始",
	} {
		if got := guess(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

func FuzzStory(f *testing.F) {
	f.Add("Talks begin", "LONDON (AP) — Talks began on Friday in the old hall. \"Now. Then,\" he said…", "谈判开始。\xff(", 10)
	f.Fuzz(func(t *testing.T, title, one, two string, words int) {
		words %= 300
		list := []Source{{Title: title, Text: one, Publisher: "A"}, {Text: two, Publisher: "B"}}
		got := Story(list, words)
		if count(got) > max(0, words) {
			t.Errorf("got %d words of %d: %q", count(got), words, got)
		}
		if again := Story(list, words); again != got {
			t.Errorf("got %q and %q", got, again)
		}
	})
}

func BenchmarkStory(b *testing.B) {
	paragraph := "The ministers met for %d hours on Friday and agreed that the bridge in district %d must be closed at once. "
	list := make([]Source, 8)
	for i := range list {
		list[i] = Source{Title: "Ministers close bridge", Publisher: fmt.Sprint(i), Language: "en"}
		for j := range 30 {
			list[i].Text += fmt.Sprintf(paragraph, i+j, j*(i+3))
			if j%3 == 2 {
				list[i].Text += "\n\n"
			}
		}
	}
	b.ReportAllocs()
	start := cpuTime(b)
	for b.Loop() {
		Story(list, 60)
	}
	b.ReportMetric(float64((cpuTime(b)-start).Microseconds())/float64(b.N), "cpu-µs/op")
}

func cpuTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
