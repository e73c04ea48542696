package summary

import (
	"bytes"
	"strings"
	"testing"

	"newsbell/text"
)

// call is what three publishers say of one event, in our own words.
func call() []Source {
	return []Source{
		{Title: "Trump and Putin agree to begin talks on Ukraine", Publisher: "Alpha", Language: "en", Text: "WASHINGTON (AP) — President Trump and Vladimir Putin agreed on Wednesday to begin talks on ending the war in Ukraine.\n\n" +
			"They spoke for an hour and a half. European leaders asked for a seat at the table."},
		{Title: "Ukraine talks to begin after Trump-Putin call", Publisher: "Beta", Language: "en", Text: "Talks on ending the war in Ukraine are to begin at once, President Trump said after a call with Vladimir Putin.\n\n" +
			"Trump later rang President Zelensky in Kyiv. Oil fell by two percent."},
		{Title: "Kremlin confirms call with Trump", Publisher: "Gamma", Language: "en", Text: "The Kremlin confirmed that the two presidents spoke by telephone on Wednesday.\n\nIt said that Putin had invited Trump to Moscow."},
	}
}

func TestStory_isExtractive(t *testing.T) {
	articles := call()
	for words := range 80 {
		got := Story(articles, words)
		if n := count(got); n > words {
			t.Errorf("%d words: got %d: %q", words, n, got)
		}
		for _, s := range text.Sentences(got, "en") {
			stands := false
			for _, a := range articles {
				stands = stands || strings.Contains(a.Text, strings.TrimSuffix(s, ellipsis))
			}
			if !stands {
				t.Errorf("%d words: %q stands in no source", words, s)
			}
			if words >= 20 && strings.HasSuffix(s, ellipsis) {
				t.Errorf("%d words: %q is cut", words, s)
			}
		}
	}
}

func TestStory_choosesWhatIsCentral(t *testing.T) {
	got := Story(call(), 45)
	for _, want := range []string{"begin", "Ukraine", "Trump"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	for _, not := range []string{"AP", "Oil fell", "They spoke", "It said"} {
		if strings.Contains(got, not) {
			t.Errorf("%q has %q", got, not)
		}
	}
}

func TestStory_repeatsNothing(t *testing.T) {
	a := call()[0]
	b := a
	b.Publisher, b.Text = "Copy", strings.Replace(a.Text, "on Wednesday", "on Wednesday night", 1)
	got := Story([]Source{a, b, {Title: "x"}, a}, 60)
	if n := strings.Count(got, "agreed on Wednesday"); n != 1 {
		t.Errorf("got %q, want the news once", got)
	}
}

func TestStory_fewSources(t *testing.T) {
	a := call()[0]
	if got, want := Story([]Source{a}, 30), Lead(a.Title, a.Text, "en", 30); got != want || got == "" {
		t.Errorf("got %q, want the lead %q", got, want)
	}
	if got := Story(nil, 30); got != "" {
		t.Errorf("got %q of nothing", got)
	}
	fragment := Source{Title: "A", Text: "The president said that talks would begin at the", Language: "en"}
	other := Source{Title: "B", Text: "Talks on ending the war in Ukraine would begin soon under", Language: "en"}
	if got := Story([]Source{fragment, other}, 30); !strings.HasSuffix(got, ellipsis) {
		t.Errorf("got %q, want a cut fragment for want of a sentence", got)
	}
}

func TestInspect(t *testing.T) {
	in := "\ufeff" + `{"id":"a","articles":[{"title":"T","text":"Talks < war & peace began on Friday in Riyadh.","publisher":"P"}]}` + "\n\n" +
		`{"id":7,"articles":[]}` + "\n"
	var out bytes.Buffer
	if err := Inspect(strings.NewReader(in), &out, 60); err != nil {
		t.Fatal(err)
	}
	want := `{"id":"a","summary":"Talks < war & peace began on Friday in Riyadh."}` + "\n" + `{"id":7,"summary":""}` + "\n"
	if out.String() != want {
		t.Errorf("got %s, want %s", out.String(), want)
	}
}

func TestInspect_badLine(t *testing.T) {
	for name, line := range map[string]string{"no JSON": "x", "no articles": `{"id":1}`, "a list": "[]"} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			err := Inspect(strings.NewReader(`{"id":1,"articles":[]}`+"\n"+line+"\n"), &out, 60)
			if err == nil || !strings.HasPrefix(err.Error(), "read line 2:") {
				t.Errorf("got %v, want an error that names line 2", err)
			}
		})
	}
}
