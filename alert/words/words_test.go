package words

import (
	"strings"
	"testing"
)

func TestLexicon_Read(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if l.Languages() != 11 {
		t.Errorf("got %d languages, want 11", l.Languages())
	}
	for _, tt := range []struct {
		name, lang, title string
		want              func(Signs) bool
	}{
		{"a death", "en", "Singer of the old harbour songs passes away at 81", func(s Signs) bool { return s.Grave == 1 && s.Weak == 0 }},
		{"a toll", "en", "At least 14 people killed as bridge collapses", func(s Signs) bool { return s.Grave == 1 && s.Mention == 1 && s.Toll == 1 }},
		{"an age is no toll", "en", "Poet dies, 81, at home", func(s Signs) bool { return s.Grave == 1 && s.Toll == 0 }},
		{"dozens", "en", "Dozens dead after ferry sinks", func(s Signs) bool { return s.Toll == 1 }},
		{"an office", "en", "Prime minister resigns", func(s Signs) bool { return s.Role >= 1 && s.Grave == 1 }},
		{"a question", "en", "Will the minister resign?", func(s Signs) bool { return s.Weak > 0 }},
		{"a list", "en", "7 ways to sleep better", func(s Signs) bool { return s.Weak >= 2 && s.Grave+s.Event == 0 }},
		{"a guide", "en", "How to choose a phone", func(s Signs) bool { return s.Weak > 0 }},
		{"shopping", "en", "Best deals on the new iPhone", func(s Signs) bool { return s.Weak > 1 && s.Noise == 1 }},
		{"German", "de", "Ministerin tritt zurück", func(s Signs) bool { return s.Grave == 1 && s.Role >= 1 }},
		{"German toll", "de", "Mindestens 12 Tote bei Erdbeben", func(s Signs) bool { return s.Grave == 2 && s.Toll == 1 }},
		{"French", "fr", "Séisme : au moins 40 morts dans la capitale", func(s Signs) bool { return s.Grave == 2 && s.Toll == 1 }},
		{"Spanish", "es", "Renuncia el primer ministro", func(s Signs) bool { return s.Grave == 1 && s.Role >= 1 }},
		{"Portuguese", "pt", "Morre o ex-presidente aos 90 anos", func(s Signs) bool { return s.Grave == 1 && s.Role >= 1 }},
		{"Italian", "it", "Terremoto nel centro: crolla una chiesa", func(s Signs) bool { return s.Grave == 2 }},
		{"Russian", "ru", "Премьер-министр подал в отставку", func(s Signs) bool { return s.Grave >= 1 && s.Role >= 1 }},
		{"Ukrainian", "uk", "Вибух у порту: семеро загиблих", func(s Signs) bool { return s.Grave == 2 }},
		{"Arabic", "ar", "زلزال قوي يضرب الساحل", func(s Signs) bool { return s.Grave == 1 }},
		{"Chinese", "zh", "沿海发生强烈地震 总统宣布紧急状态", func(s Signs) bool { return s.Grave == 2 && s.Role == 1 && s.Minor == 1 }},
		{"Japanese", "ja", "首相が辞任を発表", func(s Signs) bool { return s.Grave == 1 && s.Role == 1 && s.Minor == 1 }},
		{"what hangs on another clause is only mentioned", "en", "Queue at the harbour after ferry sinks", func(s Signs) bool { return s.Grave == 0 && s.Mention == 1 }},
		{"and in German", "de", "Warteschlangen nach Erdbeben", func(s Signs) bool { return s.Grave == 0 && s.Mention == 1 }},
		{"and in French", "fr", "Files d'attente après un séisme", func(s Signs) bool { return s.Grave == 0 && s.Mention == 1 }},
		{"and in Russian", "ru", "Очереди после взрыва", func(s Signs) bool { return s.Grave == 0 && s.Mention == 1 }},
		{"a state acts", "es", "Francia cierra la frontera", func(s Signs) bool { return s.State == 1 && s.Minor == 1 }},
		{"no list for the language", "sw", "Waziri afa", func(s Signs) bool { return s == Signs{} }},
		{"nothing", "en", "", func(s Signs) bool { return s == Signs{} }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := l.Read(tt.title, tt.lang); !tt.want(got) {
				t.Errorf("%q: got %+v", tt.title, got)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	l, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("7 dead in fire", "en")
	f.Add("地震", "zh")
	f.Fuzz(func(t *testing.T, title, lang string) {
		if got := l.Read(title, lang); got.Toll > 1 {
			t.Errorf("got %+v", got)
		}
	})
}

func TestParse_faults(t *testing.T) {
	for _, raw := range []string{"word before any section", "[mistyped]\nword"} {
		if _, err := parse(raw); err == nil {
			t.Errorf("%q: got no error", raw)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	l, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		l.Read("At least 14 people killed as bridge collapses in the capital, minister says", "en")
	}
}

// TestLists_haveEverySection holds that each of the languages says what the
// weights are learned for.
func TestLists_haveEverySection(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for lang := range strings.FieldsSeq("en de fr es pt it ru uk ar zh ja") {
		words := l.langs[lang]
		if words == nil {
			t.Errorf("%s has no list", lang)
			continue
		}
		has := map[section]int{}
		note := func(in section) {
			for _, bit := range sections() {
				if in&bit != 0 {
					has[bit]++
				}
			}
		}
		for _, in := range words.words {
			note(in)
		}
		for _, list := range []map[string][]phrase{words.starts, words.phrases, {"": words.within}} {
			for _, some := range list {
				for _, p := range some {
					note(p.in)
				}
			}
		}
		least := map[section]int{grave: 80, event: 30, minor: 18, weak: 25, soft: 10, role: 15, mention: 5, state: 40, noise: 8, toll: 4, count: 3}
		if lang == "zh" || lang == "ja" {
			least[link] = 0
		} else {
			least[link] = 8
		}
		for bit, n := range least {
			if has[bit] < n {
				t.Errorf("%s: section %v has %d words, want at least %d", lang, bit, has[bit], n)
			}
		}
	}
}
