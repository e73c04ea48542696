package story

import (
	"slices"
	"testing"
	"time"

	"newsbell/news"
	"newsbell/story/minhash"
	"newsbell/story/terms"
)

func TestGrouper_noise(t *testing.T) {
	g := New(Options{})
	p := add(g,
		entry{0, "Alpha", "Horoscope today: what the stars hold for Leo and Virgo", ""},
		entry{1, "Beta", "Horoscope today: stars hold surprises for Leo and Virgo", ""},
		entry{2, "Gamma", "Volcano erupts on Reykjanes peninsula in Iceland", ""},
	)
	if got := g.Noise(p[0].Story); got != NoiseHoroscope {
		t.Errorf("got %q, want %q", got, NoiseHoroscope)
	}
	if got := g.Noise(p[2].Story) + g.Noise(99); got != "" {
		t.Errorf("got %q, want none", got)
	}
}

func TestGrouper_correct(t *testing.T) {
	base := entry{0, "Alpha", "Ten hurt in Brennford plant explosion", "Ten people were hurt in Brennford."}
	for _, tc := range []struct {
		name, title, lead string
		title2, corrected string
		grows             bool
	}{
		{"another headline", "Twelve hurt in Brennford plant explosion", base.lead, "Twelve hurt in Brennford plant explosion", base.title, true},
		{"spelling only", "Ten hurt in Brennford Plant explosion!", base.lead, "Ten hurt in Brennford Plant explosion!", "", true},
		{"lead only", base.title, "Twelve people were hurt in Brennford.", base.title, "", true},
		{"nothing", base.title, base.lead, base.title, "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := New(Options{})
			was := base.article(1)
			p := g.Add(was)
			before, _ := g.Story(p.Story)
			was.Story, was.Development = p.Story, p.Development
			now := was
			now.Title, now.Lead = tc.title, tc.lead
			g.Correct(Take(now))
			s, _ := g.Story(p.Story)
			d, _ := g.Development(p.Development)
			if s.Title != tc.title2 || s.Corrected != tc.corrected || s.Lead != tc.lead {
				t.Errorf("got title %q, corrected %q, lead %q", s.Title, s.Corrected, s.Lead)
			}
			if s.Reports[0].Title != tc.title || d.Title != tc.title || d.Lead != tc.lead || d.Reports[0].Title != tc.title {
				t.Errorf("got reports %+v, development %+v", s.Reports, d)
			}
			if grew := s.Revision > before.Revision; grew != tc.grows {
				t.Errorf("revision grew: %t, want %t", grew, tc.grows)
			}
		})
	}
	t.Run("unknown story", func(*testing.T) {
		New(Options{}).Correct(Take(base.article(1)))
	})
}

func TestGrouper_headlineBecomesTheCentralOne(t *testing.T) {
	g := New(Options{})
	p := add(g,
		entry{0, "Alpha", "Live: talks?", "Trump and Putin agree to begin talks on ending the war in Ukraine."},
		entry{1, "Beta", "Trump and Putin agree to begin talks on Ukraine", "Trump and Putin agree to begin talks on ending the war in Ukraine, officials say."},
		entry{2, "Gamma", "Trump and Putin agree to begin Ukraine talks", "The presidents Trump and Putin agree to begin talks on Ukraine."},
	)
	s, _ := g.Story(p[1].Story)
	if p[0].Story != p[1].Story || s.Title != "Trump and Putin agree to begin talks on Ukraine" {
		t.Errorf("got %q of stories %d and %d", s.Title, p[0].Story, p[1].Story)
	}
}

func TestGrouper_languagesStayApart(t *testing.T) {
	g := New(Options{})
	a, b := entry{0, "Alpha", "Boris Palmer Tübingen", ""}.article(1), entry{0, "Beta", "Boris Palmer Tübingen", ""}.article(2)
	b.Language = "de"
	if g.Add(a).Story == g.Add(b).Story {
		t.Error("articles of two languages are in one story")
	}
}

func TestLanguage(t *testing.T) {
	for title, want := range map[string]string{
		"Talks begin": "en", "Переговоры начались": "ru", "بدأت المحادثات": "ar", "会谈开始": "zh", "協議が始まる": "ja", "회담 시작": "ko",
	} {
		if got := Language(news.Article{Title: title}); got != want {
			t.Errorf("%q: got %q, want %q", title, got, want)
		}
	}
}

func TestGrouper_reserve(t *testing.T) {
	g := New(Options{})
	g.Reserve(41, 17)
	g.Reserve(3, 3)
	if p := g.Add(announcement()[0].article(1)); p.Story != 42 || p.Development != 18 {
		t.Errorf("got %d and %d, want 42 and 18", p.Story, p.Development)
	}
}

func TestGrouper_loadSkipsDamagedRows(t *testing.T) {
	g := New(Options{})
	g.Load([]news.Story{{ID: 5, Title: "x", Memory: []byte("nonsense"), Updated: noon()}, {ID: 6, Updated: noon()}},
		[]news.Development{{ID: 9, Story: 5}, {ID: 4, Story: 77}})
	if p := g.Add(announcement()[0].article(1)); p.Story != 7 || p.Development != 10 {
		t.Errorf("got %d and %d, want 7 and 10", p.Story, p.Development)
	}
}

func FuzzMemory(f *testing.F) {
	b := body{noise: 2, prints: []print{{article: 4, Print: minhash.Print{Title: 9, Body: make([]byte, minhash.Bins)}}}}
	f.Add(b.encode(terms.New([]terms.Part{{ID: 7, Weight: 1, Title: 0.5}, {ID: 3, Weight: 2}})))
	f.Add([]byte{memoryVersion, 255, 255, 255})
	f.Fuzz(func(t *testing.T, memory []byte) {
		var b, again body
		center, ok := b.decode(memory)
		if !ok {
			return
		}
		second, ok := again.decode(b.encode(center))
		if !ok || again.noise != b.noise || !slices.Equal(second.List, center.List) {
			t.Errorf("%x does not survive", memory)
		}
	})
}

func TestDecay(t *testing.T) {
	if got := decay(-2*time.Hour, time.Hour); got != 0.25 {
		t.Errorf("got %v, want a quarter for an article that comes two half-lives out of order", got)
	}
	if fade(-time.Hour) != 1 || fade(centerHalf) != 0.5 {
		t.Error("a centroid must not grow by an article out of order")
	}
}
