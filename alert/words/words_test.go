package words

import "testing"

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
		{"a toll", "en", "At least 14 people killed as bridge collapses", func(s Signs) bool { return s.Grave == 2 && s.Toll == 1 }},
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
		{"Chinese", "zh", "沿海发生强烈地震 总统宣布紧急状态", func(s Signs) bool { return s.Grave == 2 && s.Role == 1 && s.Event == 1 }},
		{"Japanese", "ja", "首相が辞任を発表", func(s Signs) bool { return s.Grave == 1 && s.Role == 1 && s.Event == 1 }},
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
