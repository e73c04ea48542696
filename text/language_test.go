package text_test

import (
	"strings"
	"testing"

	uax29 "github.com/clipperhouse/uax29/v2/words"

	"newsbell/text"
)

// TestTokens_languages reads a headline in each of the languages that stories
// are grouped in, and the stems of its words that tell something. Where the
// words begin and end is held against the word boundaries of Unicode (UAX #29).
func TestTokens_languages(t *testing.T) {
	for _, tt := range []struct{ lang, in, words, stems string }{
		{"en", "Ministers delayed the ferries' repairs", "ministers|delayed|the|ferries|repairs", "minist|delay|ferri|repair"},
		{"de", "Die Bürgermeisterin eröffnet neue Brücken über die Saale", "die|burgermeisterin|eroffnet|neue|brucken|uber|die|saale", "burgermeisterin|eroffnet|neu|bruck|saal"},
		{"fr", "Les pompiers évacuent l’école après un incendie", "les|pompiers|evacuent|l|ecole|apres|un|incendie", "pompi|evacuent|ecol|incend"},
		{"es", "Los bomberos desalojan las escuelas de Málaga", "los|bomberos|desalojan|las|escuelas|de|malaga", "bomber|desaloj|escuel|malag"},
		{"pt", "Governo anuncia novas eleições após demissões", "governo|anuncia|novas|eleicoes|apos|demissoes", "govern|anunc|nov|eleica|demissa"},
		{"it", "I vigili chiudono le scuole dopo l’alluvione", "i|vigili|chiudono|le|scuole|dopo|l|alluvione", "vigil|chiud|scuol|alluvion"},
		{"ru", "Пожарные закрыли школы после наводнения", "пожарные|закрыли|школы|после|наводнения", "пожарн|закр|школ|наводнен"},
		{"uk", "Рятувальники закрили школи після повені у Львові", "рятувальники|закрили|школи|після|повені|у|львові", "рятувальник|закрил|школ|повен|льв"},
		{"ar", "الوزراء يغلقون المدارس بعد الفيضانات", "الوزراء|يغلقون|المدارس|بعد|الفيضانات", "وزراء|يغلق|مدارس|فيضان"},
		{"zh", "洪水后学校关闭", "洪|水|后|学|校|关|闭", "洪水|水后|后学|学校|校关|关闭"},
		{"ja", "洪水で学校が休校", "洪|水|で|学|校|が|休|校", "洪水|水で|で学|学校|校が|が休|休校"},
	} {
		t.Run(tt.lang, func(t *testing.T) {
			var got, stems []string
			before := text.Token{}
			edges := boundaries(tt.in)
			for _, w := range text.Tokens(tt.in) {
				got = append(got, w.Text)
				if w.CJK && before.CJK && before.End == w.Start {
					stems = append(stems, before.Text+w.Text)
				}
				before = w
				if len([]rune(w.Text)) > 1 && !text.Stop(w.Text, tt.lang) {
					stems = append(stems, text.Stem(w.Text, tt.lang))
				}
				if !w.CJK && w.Text != "l" && !strings.HasPrefix(tt.in[max(0, w.Start-len("’")):], "’") && (!edges[w.Start] || !edges[w.End]) {
					t.Errorf("%q: %q is no word to Unicode", tt.in, w.Text)
				}
			}
			if s := strings.Join(got, "|"); s != tt.words {
				t.Errorf("words of %q: got %s, want %s", tt.in, s, tt.words)
			}
			if s := strings.Join(stems, "|"); s != tt.stems {
				t.Errorf("stems of %q: got %s, want %s", tt.in, s, tt.stems)
			}
		})
	}
}

func boundaries(s string) map[int]bool {
	edges, at := map[int]bool{0: true}, 0
	for w := uax29.FromString(s); w.Next(); {
		at += len(w.Value())
		edges[at] = true
	}
	return edges
}

// TestStem_forms checks that the forms of a word are one.
func TestStem_forms(t *testing.T) {
	for _, tt := range []struct{ lang, forms string }{
		{"en", "election elections"},
		{"de", "Regierung Regierungen"},
		{"de", "Wahl Wahlen"},
		{"nl", "verkiezing verkiezingen"},
		{"da", "valget valg"},
		{"it", "governo governi"},
		{"pt", "eleição eleições"},
		{"pt", "ministro ministros ministra"},
		{"ru", "путин путина путиным путину"},
		{"uk", "Україна України Україні Україну Україною"},
		{"uk", "російський російського російські російською"},
		{"ar", "حكومة الحكومة والحكومة للحكومة بالحكومة"},
		{"ar", "مفاوضات المفاوضات"},
		{"ar", "أمريكي أمريكية الأمريكية"},
	} {
		want := ""
		for form := range strings.FieldsSeq(tt.forms) {
			got := text.Stem(text.Fold(form), tt.lang)
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%s: %s has the stem %s, want %s", tt.lang, form, got, want)
			}
		}
	}
	for _, tt := range [][2]string{{"ar", "الا"}, {"ar", "وهم"}, {"uk", "мова"}, {"pt", "aes"}, {"tlh", "qapla"}} {
		if got := text.Stem(tt[1], tt[0]); len([]rune(got)) < 2 {
			t.Errorf("Stem(%q) leaves %q", tt[1], got)
		}
	}
}

// TestStemFamily checks that a language and its family are stemmed alike.
func TestStemFamily(t *testing.T) {
	for _, lang := range append(text.StemLanguages(), "be", "nb", "nn", "tlh", "") {
		family := text.StemFamily(lang)
		for _, w := range []string{"ministrations", "regierungen", "наводнения", "україною", "والمفاوضات", "demissoes", "valget"} {
			if a, b := text.Stem(w, lang), text.Stem(w, family); a != b {
				t.Errorf("%s: %q in %q, %q in its family %q", w, a, lang, b, family)
			}
		}
	}
}
