package summary

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLead(t *testing.T) {
	talks := "President Trump said on Wednesday that talks on Ukraine would begin at once."
	call := "He had spoken with Vladimir Putin for an hour and a half."
	for _, tc := range []struct {
		name, title, body, lang, want string
		words                         int
	}{
		{name: "whole sentences that fit", body: talks + " " + call + " The Kremlin confirmed it.", words: 26, want: talks + " " + call},
		{name: "all of it", body: talks + " " + call, words: 60, want: talks + " " + call},
		{name: "nothing", body: "", words: 60, want: ""},
		{name: "no words", body: talks, words: 0, want: ""},
		{name: "dateline and agency", body: "WASHINGTON (Reuters) - " + talks, words: 60, want: talks},
		{name: "place and date", body: "BERLIN, Feb 12 — " + talks, words: 60, want: talks},
		{name: "agency alone", body: "(AP) — " + talks, words: 60, want: talks},
		{name: "two datelines", body: "LONDON (AP) — PARIS — " + talks, words: 60, want: talks},
		{name: "a dash that is no dateline", body: "The talks — the first in three years — begin on Friday in Riyadh.", words: 60, want: "The talks — the first in three years — begin on Friday in Riyadh."},
		{name: "brackets that name no agency", body: "Berlin (after weeks of rain) - The river rose again.", words: 60, want: "Berlin (after weeks of rain) - The river rose again."},
		{name: "title repeated", title: "Talks on Ukraine to begin", body: "Talks on Ukraine to begin.\n\n" + talks, words: 60, want: talks},
		{name: "heading", body: "What we know\n\n" + talks, words: 60, want: talks},
		{name: "byline and notices", body: "By Jane Doe and John Roe\n\nSign up for our morning mail.\n\nRead more: what it means\n\n" + talks + "\n\nReporting by Jane Doe.", words: 60, want: talks},
		{name: "a sentence may name who reports", body: "Reports by inspectors say the bridge was unsafe for a decade.", words: 60, want: "Reports by inspectors say the bridge was unsafe for a decade."},
		{name: "abbreviations", body: "U.S. officials met Dr. Lee in St. Paul at 5 p.m. on Monday. They left.", words: 13, want: "U.S. officials met Dr. Lee in St. Paul at 5 p.m. on Monday."},
		{name: "first too long", body: strings.Repeat("and more words ", 12) + "follow. " + talks, words: 14, want: talks},
		{name: "cut fragment left out", body: talks + " The Kremlin said that", words: 60, want: talks},
		{name: "ellipsis left out", body: talks + " The Kremlin said that…", words: 60, want: talks},
		{name: "quotation of two sentences kept whole", body: talks + " “We agreed to work together. There is no time.” They met.", words: 60, want: talks + " “We agreed to work together. There is no time.” They met."},
		{name: "abbreviation in brackets", body: "The bill was brought in by Jane Roe (D-Mass.) The vote is on Friday. " + talks, words: 60, want: "The bill was brought in by Jane Roe (D-Mass.) The vote is on Friday. " + talks},
		{name: "abbreviation in brackets at the end", body: talks + " The bill was brought in by Jane Roe (D-Mass.)", words: 60, want: talks},
		{name: "unbalanced quotation left out", body: talks + " “We agreed to work together. They met.", words: 60, want: talks + " They met."},
		{name: "only a fragment", body: "The president said that talks on Ukraine would begin at the", words: 60, want: "The president said that talks on Ukraine would begin…"},
		{name: "only too long", body: "The president said that talks on Ukraine would begin at once, after a call that lasted an hour and more.", words: 12, want: "The president said that talks on Ukraine would begin…"},
		{name: "German", lang: "de", body: "BERLIN (dpa) - Der Kanzler reist am 12. Februar nach Kiew. Er trifft dort den Präsidenten.", words: 60, want: "Der Kanzler reist am 12. Februar nach Kiew. Er trifft dort den Präsidenten."},
		{name: "Russian", lang: "ru", body: "Президенты договорились начать переговоры. Читайте также: что известно", words: 60, want: "Президенты договорились начать переговоры."},
		{name: "Chinese", lang: "zh", body: "两国总统同意就乌克兰问题展开谈判。谈判将于周五开始。", words: 60, want: "两国总统同意就乌克兰问题展开谈判。谈判将于周五开始。"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			lang := tc.lang
			if lang == "" {
				lang = "en"
			}
			got := Lead(tc.title, tc.body, lang, tc.words)
			// Sentences of a script without spaces are joined with one.
			if strings.ReplaceAll(got, "。 ", "。") != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestCount(t *testing.T) {
	for s, want := range map[string]int{"": 0, "one": 1, "two  words": 2, "谈判开始": 2, "GPT 模型 now": 3} {
		if got := count(s); got != want {
			t.Errorf("%q: got %d, want %d", s, got, want)
		}
	}
}

func FuzzLead(f *testing.F) {
	f.Add("Talks begin", "LONDON (AP) — Talks began. \"Now,\" he said…\n\nRead more", 10)
	f.Add("", "谈判开始。\xff(", 1)
	f.Add("0", "0", -51)
	f.Fuzz(func(t *testing.T, title, body string, words int) {
		words %= 100
		got := Lead(title, body, "en", words)
		if count(got) > max(0, words) {
			t.Errorf("got %d words of %d: %q", count(got), words, got)
		}
		if utf8.ValidString(body) && !utf8.ValidString(got) {
			t.Errorf("got invalid text %q", got)
		}
		if again := Lead(title, body, "en", words); again != got {
			t.Errorf("got %q and %q", got, again)
		}
	})
}
