package text_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/google/go-cmp/cmp"

	"newsbell/text"
)

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain stays", "Rates rise again", "Rates rise again"},
		{"white space collapses", "  Rates\t\n rise\u00a0 again ", "Rates rise again"},
		{"controls go", "Ra\x00tes\x1b[31m", "Rates[31m"},
		{"zero width goes", "Ra\u200bt\ufeffes\u00ad", "Rates"},
		{"bidi controls go", "abc\u202egnp.exe\u2066x\u2069", "abcgnp.exex"},
		{"letters are composed", "Cafe\u0301", "Café"},
		{"bad bytes go", "a\xff\xfeb", "ab"},
		{"line separators are spaces", "a\u2028b\u2029c", "a b c"},
		{"only rubbish", "\u200b \n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := text.Clean(tt.in); got != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestFold(t *testing.T) {
	tests := []struct{ in, want string }{
		{"already folded", "already folded"},
		{"ÉCOLE Żółć Straße GROẞ Ærø Łódź", "ecole zolc strasse gross aero lodz"},
		{"İstanbul ılık", "istanbul ilik"},
		{"Ёлка Йод Київ", "елка йод київ"},
		{"ｆｕｌｌ Ｗｉｄｔｈ ﬁne", "full width fine"},
		{"“Quoted” ‘word’ – dash", `"quoted" 'word' - dash`},
		{"ΣΊΣΥΦΟΣ", "σισυφοσ"},
		{"مُحَمَّد", "محمد"},
		{"ガザ", "ガザ"},
		{"Việt Nam", "viet nam"},
		{"sof\u00adt", "soft"},
	}
	for _, tt := range tests {
		if got := text.Fold(tt.in); got != tt.want {
			t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func words(s string) string {
	var w []string
	for _, t := range text.Tokens(s) {
		w = append(w, t.Text)
	}
	return strings.Join(w, "|")
}

func TestTokens_words(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Trump, Putin to begin talks", "trump|putin|to|begin|talks"},
		{"Trump's plan; the leaders’ plan", "trump|plan|the|leaders|plan"},
		{"AT&T pays 3.5 bn, or 1,000,000.50", "at&t|pays|3.5|bn|or|1000000.50"},
		{"1,2,3 and 12,34", "1|2|3|and|12|34"},
		{"e-mail U.S. bbc.co.uk", "e|mail|u|s|bbc|co|uk"},
		{"don't we’re O'Brien", "don't|we're|o|brien"},
		{"l'Europe d’Emmanuel", "l|europe|d|emmanuel"},
		{"C++ and C# and Disney+", "c++|and|c#|and|disney"},
		{"中国 GDP 増加", "中|国|gdp|増|加"},
		{"한국 뉴스", "한|국|뉴|스"},
		{"กิน", "กิ|น"},
		{"8:30 50% $5", "8|30|50|5"},
		{"Ukra\u00adine Ze\u200blensky", "ukraine|zelensky"},
		{"Cafe\u0301 Zoë", "cafe|zoe"},
		{"#StopWar @nasa 🚀", "stopwar|nasa"},
		{"covid-19 5G", "covid|19|5g"},
		{"It's Let's", "it|let"},
		{"'s", "s"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := words(tt.in); got != tt.want {
			t.Errorf("Tokens(%q) = %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestTokens_places(t *testing.T) {
	got := text.Tokens("Él's 3.5 国!")
	want := []text.Token{
		{Text: "el", Start: 0, End: 3, Upper: true},
		{Text: "3.5", Start: 6, End: 9, Num: true},
		{Text: "国", Start: 10, End: 13, CJK: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tokens (-want +got):\n%s", diff)
	}
}

func TestLightStem(t *testing.T) {
	same := [][]string{
		{"chip", "chips"},
		{"company", "companies"},
		{"movie", "movies"},
		{"box", "boxes"},
		{"church", "churches"},
		{"crash", "crashes"},
		{"class", "classes"},
		{"house", "houses"},
		{"virus", "viruses"},
		{"hero", "heroes"},
		{"tax", "taxes"},
		{"axe", "axes"},
		{"headache", "headaches"},
		{"excuse", "excuses"},
		{"woman", "women"},
		{"child", "children"},
		{"tie", "ties"},
		{"shoe", "shoes"},
		{"bus", "buses"},
		{"price", "prices"},
		{"trump", "trump's"},
		{"photo", "photos"},
		{"judge", "judges"},
	}
	for _, group := range same {
		for _, w := range group[1:] {
			if a, b := text.LightStem(group[0]), text.LightStem(w); a != b {
				t.Errorf("%s -> %s, %s -> %s: want the same", group[0], a, w, b)
			}
		}
	}
	apart := [][2]string{
		{"university", "universe"},
		{"news", "new"},
		{"us", "u"},
		{"paris", "pari"},
		{"ios", "io"},
		{"iran", "iranian"},
		{"bus", "bu"},
		{"glass", "glas"},
		{"organ", "organise"},
		{"gas", "ga"},
		{"iphone", "ipad"},
		{"general", "generals'"},
		{"lens", "len"},
		{"election", "elect"},
	}
	for _, p := range apart {
		if a, b := text.LightStem(p[0]), text.LightStem(p[1]); a == b {
			t.Errorf("%s and %s both -> %s: want them apart", p[0], p[1], a)
		}
	}
}

func TestLightStem_idempotent(t *testing.T) {
	for _, w := range []string{"companies", "movies", "boxes", "analyses", "businesses", "women", "series", "species"} {
		if once := text.LightStem(w); text.LightStem(once) != once {
			t.Errorf("%s -> %s -> %s", w, once, text.LightStem(once))
		}
	}
}

func TestStem(t *testing.T) {
	tests := []struct{ word, lang, want string }{
		{"universities", "en", "univers"},
		{"running", "en", "run"},
		{"noticias", "es", "notici"},
		{"running", "xx", "running"},
		{"ab", "en", "ab"},
	}
	var cache text.Stems
	for _, tt := range tests {
		if got := text.Stem(tt.word, tt.lang); got != tt.want {
			t.Errorf("Stem(%q, %q) = %q, want %q", tt.word, tt.lang, got, tt.want)
		}
		for range 2 {
			if got := cache.Stem(tt.word, tt.lang); got != tt.want {
				t.Errorf("Stems.Stem(%q, %q) = %q, want %q", tt.word, tt.lang, got, tt.want)
			}
		}
	}
}

func TestTruncate(t *testing.T) {
	tests := []struct {
		name string
		in   string
		max  int
		want string
	}{
		{"short", "short", 10, "short"},
		{"exact", "exact", 5, "exact"},
		{"at a word", "peace talks begin today", 19, "peace talks begin…"},
		{"long word", "supercalifragilistic", 6, "super…"},
		{"nothing left", "abc", 0, ""},
		{"negative", "abc", -4, ""},
		{"only the ellipsis", "abc", 1, "…"},
		{"flag stays whole", "ab🇺🇦🇺🇦", 4, "ab…"},
		{"family stays whole", "a👩‍👩‍👧‍👦b", 5, "a…"},
		{"accent stays on", "cafe\u0301 x", 5, "caf…"},
		{"comma goes", "one two, three", 10, "one two…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := text.Truncate(tt.in, tt.max); got != tt.want {
				t.Errorf("Truncate(%q, %d) = %q, want %q", tt.in, tt.max, got, tt.want)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"paragraphs", "<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three"},
		{"inline", "The <b>bo</b>ld <a href=x>link</a>.", "The bold link."},
		{"script and style", "a<script>alert('<p>')</script><style>p{}</style>b", "ab"},
		{"breaks", "one<br>two<br/><br/>three", "one\ntwo\n\nthree"},
		{"source lines", "<p>one\n two\r\n\tthree</p>", "one two three"},
		{"no tags keep paragraphs", "one\n\n\ntwo &lt; three", "one\n\ntwo < three"},
		{"list", "<ul><li>a</li><li>b</li></ul>", "a\n\nb"},
		{"unclosed", "<p>text <b>more <a href=\"x", "text more"},
		{"comment", "a<!-- <p>b</p> -->c", "ac"},
		{"cells", "<table><tr><td>a</td><td>b</td></tr></table>", "a b"},
		{"nested hidden", "<svg><svg>x</svg>y</svg>z", "z"},
		{"bidi", "<p>a\u202eb</p>", "ab"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := text.Plain(tt.in); got != tt.want {
				t.Errorf("Plain(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestSentences(t *testing.T) {
	tests := []struct {
		name, in, lang string
		want           []string
	}{
		{"two", "Rates rose. Markets fell.", "en", []string{"Rates rose.", "Markets fell."}},
		{"title", "Mr. Smith met Gov. Jones. They spoke.", "en", []string{"Mr. Smith met Gov. Jones.", "They spoke."}},
		{"country inside", "The U.S. Senate voted.", "en", []string{"The U.S. Senate voted."}},
		{"country at the end", "He left the U.S. The Senate voted.", "en", []string{"He left the U.S.", "The Senate voted."}},
		{"initials", "J. K. Rowling wrote. It sold.", "en", []string{"J. K. Rowling wrote.", "It sold."}},
		{"month", "On Jan. 6 it began. It ended.", "en", []string{"On Jan. 6 it began.", "It ended."}},
		{"decimal", "It rose 3.5 per cent. Then fell.", "en", []string{"It rose 3.5 per cent.", "Then fell."}},
		{"company", "Acme Inc. Chairman Li resigned.", "en", []string{"Acme Inc. Chairman Li resigned."}},
		{"quote", "“Stop.” He left.", "en", []string{"“Stop.”", "He left."}},
		{"chinese", "今天下雨。明天晴！", "zh", []string{"今天下雨。", "明天晴！"}},
		{"german ordinal", "Am 3. Mai kam er. Er ging.", "de", []string{"Am 3. Mai kam er.", "Er ging."}},
		{"lines", "Headline\nBody text", "en", []string{"Headline", "Body text"}},
		{"empty", " \n ", "en", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, text.Sentences(tt.in, tt.lang)); diff != "" {
				t.Errorf("Sentences(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestScript(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Hello wörld", "latin"},
		{"Привет мир", "cyrillic"},
		{"مرحبا", "arabic"},
		{"中国经济 GDP", "han"},
		{"東京で地震", "kana"},
		{"한국 뉴스", "hangul"},
		{"ไทย", "other"},
		{"123 !", "other"},
	}
	for _, tt := range tests {
		if got := text.Script(tt.in); got != tt.want {
			t.Errorf("Script(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestStop(t *testing.T) {
	for _, p := range [][2]string{
		{"the", "en"},
		{"said", "en"},
		{"der", "de"},
		{"les", "fr"},
		{"и", "ru"},
		{"de", "nl"},
		{"che", "it"},
		{"nao", "pt"},
		{"para", "es"},
		{"och", "sv"},
	} {
		if !text.Stop(p[0], p[1]) {
			t.Errorf("Stop(%q, %q) = false", p[0], p[1])
		}
	}
	for _, p := range [][2]string{{"ukraine", "en"}, {"the", "xx"}, {"krieg", "de"}} {
		if text.Stop(p[0], p[1]) {
			t.Errorf("Stop(%q, %q) = true", p[0], p[1])
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\u202eb\xff e\u0301")
	f.Fuzz(func(t *testing.T, s string) {
		got := text.Clean(s)
		if !utf8.ValidString(got) || text.Clean(got) != got {
			t.Errorf("Clean(%q) = %q: not valid or not a fixpoint (%q)", s, got, text.Clean(got))
		}
		for _, r := range got {
			if unicode.IsControl(r) || r >= 0x202A && r <= 0x202E {
				t.Errorf("Clean(%q) = %q holds %U", s, got, r)
			}
		}
		if f := text.Fold(s); text.Fold(f) != f {
			t.Errorf("Fold(%q) = %q, then %q", s, f, text.Fold(f))
		}
		_ = text.Sentences(s, "en")
	})
}

func FuzzPlain(f *testing.F) {
	f.Add("<p>a<br>b<script>x")
	f.Add("a &amp; b\n\nc")
	f.Fuzz(func(t *testing.T, s string) {
		if got := text.Plain(s); strings.Contains(got, "\n\n\n") || strings.TrimSpace(got) != got {
			t.Errorf("Plain(%q) = %q", s, got)
		}
	})
}

func FuzzTruncate(f *testing.F) {
	f.Add("a👩‍👩‍👧‍👦b c", 5)
	f.Add("00000000000000000000000000000000000\u06dd  000000", 43) // a sign that takes the blank behind it into its grapheme
	f.Fuzz(func(t *testing.T, s string, limit int) {
		got := text.Truncate(s, limit)
		if n := utf8.RuneCountInString(got); n > max(limit, 0) {
			t.Fatalf("Truncate(%q, %d) = %q: %d runes", s, limit, got, n)
		}
		head, cut := strings.CutSuffix(got, "…")
		if !cut || got == s {
			return
		}
		rest := s
		for g := graphemes.FromString(s); len(head) > 0 && g.Next(); {
			if !strings.HasPrefix(head, g.Value()) {
				t.Fatalf("Truncate(%q, %d) = %q cuts %q", s, limit, got, g.Value())
			}
			head, rest = head[len(g.Value()):], rest[len(g.Value()):]
		}
	})
}

func FuzzTokens(f *testing.F) {
	f.Add("Trump's l’Europe 1,000 AT&T 中国 กิน")
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, k := range text.Tokens(s) {
			if k.Text == "" || k.Start < last || k.End <= k.Start || k.End > len(s) {
				t.Fatalf("Tokens(%q): %+v after %d", s, k, last)
			}
			last = k.End
			if again := text.Tokens(k.Text); len(again) != 1 || again[0].Text != k.Text {
				t.Fatalf("Tokens(%q) gives %q, which gives %+v", s, k.Text, again)
			}
			_ = text.LightStem(k.Text)
			for _, lang := range []string{"en", "es", "fr", "ru", "sv", "no", "hu"} {
				_ = text.Stem(k.Text, lang)
				_ = text.Stop(k.Text, lang)
			}
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	s := strings.Repeat("Officials in Kyiv said on Tuesday that the peace talks, long delayed, would begin next week. ", 30)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	var buf []text.Token
	for b.Loop() {
		buf = text.AppendTokens(buf[:0], s)
	}
}
