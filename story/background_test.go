package story

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"slices"
	"testing"
	"unicode/utf8"

	"newsbell/story/terms"
	"newsbell/text"
)

// TestBackground_build makes the built-in samples anew with
//
//	go test ./story -run TestBackground_build -args background
//
// It counts, over the shared news stream (stories/breaking-stream), how many
// articles of a language hold each stem in their headline or the first words of
// their lead. Only counts of five and more are kept. English and Hindi are the
// languages that the stream has enough of.
func TestBackground_build(t *testing.T) {
	if !slices.Contains(flag.Args(), "background") {
		t.Skip("run with -args background to build the files anew")
	}
	for _, lang := range []string{"en", "hi"} {
		counts := make(map[string]int)
		articles := 0
		for _, g := range sharedStories(t, "breaking-stream.jsonl.gz") {
			if Language(g.article) != lang {
				continue
			}
			articles++
			for stem := range stemsOf(lang, g.article.Title, headWords, stemsOf(lang, g.article.Text, leadWords, nil)) {
				counts[stem]++
			}
		}
		maps.DeleteFunc(counts, func(_ string, n int) bool { return n < 5 })
		var b bytes.Buffer
		if err := writeSample(&b, articles, slices.Sorted(maps.Keys(counts)), counts); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("background/"+lang+".tsv.gz", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d stems of %d articles, %d bytes", lang, len(counts), articles, b.Len())
	}
}

func stemsOf(lang, s string, words int, into map[string]bool) map[string]bool {
	if into == nil {
		into = make(map[string]bool)
	}
	for _, w := range text.Tokens(prefix(s, leadBytes)) {
		if words == 0 {
			break
		}
		if utf8.RuneCountInString(w.Text) > 1 && !text.Stop(w.Text, lang) {
			into[text.Stem(w.Text, lang)] = true
			words--
		}
	}
	return into
}

func TestBackground_load(t *testing.T) {
	b, err := loadBackground()
	if err != nil {
		t.Fatal(err)
	}
	common, rare := b.count("en", terms.ID("en", text.Stem("government", "en"))), b.count("en", terms.ID("en", text.Stem("mosque", "en")))
	if b.total("en") < 10_000 || common < 10*rare || rare == 0 {
		t.Errorf("got %d articles, government %d, mosque %d; want a sample that tells them apart", b.total("en"), common, rare)
	}
	if b.total("hi") < 2000 {
		t.Errorf("got %d Hindi articles", b.total("hi"))
	}
	if b.total("tlh") != coldArticles || b.count("tlh", 1) != 0 {
		t.Errorf("a language without a sample must count as nothing known")
	}
}

func TestSample_damaged(t *testing.T) {
	if _, err := readSample("en", []byte("not gzip")); err == nil {
		t.Error("got no error for a file that is not gzip")
	}
	var b bytes.Buffer
	if err := writeSample(&b, 3, []string{"a"}, map[string]int{"a": 2}); err != nil {
		t.Fatal(err)
	}
	s, err := readSample("en", b.Bytes())
	if err != nil || s.articles != 3 || s.counts[terms.ID("en", "a")] != 2 {
		t.Errorf("got %+v, %v; want what was written", s, err)
	}
}
