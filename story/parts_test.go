package story

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/news"
)

func TestSimilar(t *testing.T) {
	list := func(terms ...term) Terms { return newTerms(terms) }
	for _, tc := range []struct {
		name   string
		a, b   Terms
		score  float64
		reason string
	}{
		{"same", list(term{1, 2, 2}, term{2, 1, 1}), list(term{1, 2, 2}, term{2, 1, 1}), 1, ReasonSimilar},
		{"nothing shared", list(term{1, 1, 1}), list(term{2, 1, 1}), 0, ReasonNothing},
		{"empty", Terms{}, list(term{1, 1, 1}), 0, ReasonNothing},
		{"bodies only", list(term{1, 1, 1}, term{2, 1, 0}), list(term{3, 1, 1}, term{2, 1, 0}), 0, ReasonHeadline},
		{"one word and a body", list(term{1, 1, 1}, term{4, 1, 1}, term{2, 1, 0}), list(term{1, 1, 1}, term{5, 1, 1}, term{2, 1, 0}), 0, ReasonHeadline},
		{"one word without bodies", list(term{1, 1, 1}, term{4, 1, 1}), list(term{1, 1, 1}, term{5, 1, 1}), 0.5, ReasonSimilar},
		{"bodies add half as much as the headline at most", list(term{1, 1, 1}, term{2, 9, 0}), list(term{1, 1, 1}, term{2, 9, 0}), 1.5 / 82, ReasonSimilar},
		{"headline found in the other's body", list(term{1, 1, 1}, term{2, 1, 1}), list(term{1, 1, 0}, term{2, 1, 0}, term{3, 1, 1}), 0.8165, ReasonSimilar},
	} {
		t.Run(tc.name, func(t *testing.T) {
			score, reason := Similar(tc.a, tc.b)
			if d := score - tc.score; d > 1e-4 || d < -1e-4 || reason != tc.reason {
				t.Errorf("got %.4f %s, want %.4f %s", score, reason, tc.score, tc.reason)
			}
		})
	}
}

func TestTerms_addKeepsTheHeaviest(t *testing.T) {
	a := newTerms([]term{{3, 1, 0}, {1, 4, 4}})
	got := a.add(newTerms([]term{{2, 3, 0}, {3, 1, 1}}), 0.5, 2)
	if want := []term{{1, 2, 2}, {2, 3, 0}}; !slices.Equal(got.list, want) {
		t.Errorf("got %v, want %v", got.list, want)
	}
	if !slices.Equal(a.list, []term{{1, 4, 4}, {3, 1, 0}}) {
		t.Error("add changed its operand")
	}
}

// TestIndex_isExact checks the lists after many changes against the terms.
func TestIndex_isExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x := newIndex()
	held := make([][]term, 30)
	for range 2000 {
		slot := r.IntN(len(held))
		var now []term
		for id := range uint32(20) {
			if r.IntN(3) == 0 {
				now = append(now, term{id: id, weight: 1})
			}
		}
		x.replace(int32(slot), held[slot], now)
		held[slot] = now
	}
	live := 0
	for slot, list := range held {
		if len(list) > 0 {
			live++
		}
		for id := range uint32(20) {
			has := slices.ContainsFunc(list, func(t term) bool { return t.id == id })
			if _, listed := slices.BinarySearch(x.lists[id], int32(slot)); listed != has {
				t.Errorf("slot %d term %d: listed %t, held %t", slot, id, listed, has)
			}
		}
	}
	if x.live != live {
		t.Errorf("got %d live, want %d", x.live, live)
	}
}

func TestFingerprint(t *testing.T) {
	words := strings.Fields("the council of the harbour town voted late on monday to close its oldest shipyard after a long dispute over wages safety and the price of steel which had doubled within two years")
	body := strings.Join(words, " ") + ". " + strings.Join(words[5:], " ") + " again."
	other := "A storm crossed the northern islands overnight and left thousands without power, while ferries stayed in port and schools closed until further notice."
	print := func(title, body string) fingerprint { return printOf(news.Article{Title: title, Text: body}) }
	long := "Council of harbour town votes to close shipyard"
	for _, tc := range []struct {
		name string
		a, b fingerprint
		want bool
	}{
		{"same", print("x", body), print("y", body), true},
		{"a few words changed", print("x", body), print("y", strings.Replace(body, "monday", "sunday", 1)), true},
		{"unlike", print(long, body), print(long, other), false},
		{"long headline without bodies", print(long, ""), print(strings.ToUpper(long), ""), true},
		{"short headline without bodies", print("Shipyard closes", ""), print("Shipyard closes", ""), false},
		{"nothing", print("", ""), print("", ""), false},
		{"Chinese", print("", strings.Repeat("特朗普与普京同意就乌克兰问题展开谈判", 2)), print("", strings.Repeat("特朗普与普京同意就乌克兰问题展开谈判", 2)+"。"), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.a.copies(tc.b); got != tc.want {
				t.Errorf("got %t, want %t", got, tc.want)
			}
		})
	}
}

func TestNoise(t *testing.T) {
	for title, want := range map[string]string{
		"Horoscope today: what the stars hold for Leo":    NoiseHoroscope,
		"India vs England 2nd Test Live Score, day three": NoiseScores,
		"Rovers 2-1 United: full time report":             NoiseScores,
		"Rovers vs United 3-0 as it happened":             NoiseScores,
		"Gold rate falls: check the price in your city":   NoisePrices,
		"Garena Free Fire redeem codes for February 12":   NoiseCodes,
		"Wordle 972 answer and hints":                     NoisePuzzle,
		"Гороскоп на сегодня":                             NoiseHoroscope,
		"Horóscopo de hoy":                                NoiseHoroscope,
		"Trump, Putin to begin Ukraine peace talks":       "",
		"Court votes 5-4 to overturn ruling":              "",
		"Earthquake of magnitude 7.8 strikes Turkey":      "",
		"": "",
		"Scoreless talks: why the coalition cannot agree on a budget": "",
	} {
		if got := Noise(title); got != want {
			t.Errorf("%q: got %q, want %q", title, got, want)
		}
	}
}

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
			g.Correct(now, was)
			s, _ := g.Story(p.Story)
			d, _ := g.Development(p.Development)
			if s.Title != tc.title2 || s.Corrected != tc.corrected || s.Lead != tc.lead {
				t.Errorf("got title %q, corrected %q, lead %q", s.Title, s.Corrected, s.Lead)
			}
			if s.Reports[0].Title != tc.title || d.Title != tc.title || d.Reports[0].Title != tc.title {
				t.Errorf("got reports %+v, development %+v", s.Reports, d)
			}
			if grew := s.Revision > before.Revision; grew != tc.grows {
				t.Errorf("revision grew: %t, want %t", grew, tc.grows)
			}
		})
	}
	t.Run("unknown story", func(*testing.T) {
		New(Options{}).Correct(base.article(1), base.article(1))
	})
}

func TestClean(t *testing.T) {
	plain := "Ukraine peace talks to begin after Trump-Putin call"
	for _, title := range []string{
		"Will Ukraine peace talks begin after Trump-Putin call?", "“We begin at once”: Trump and Putin on Ukraine talks",
		"Live updates: Ukraine peace talks to begin after call", "Ukraine peace talks to begin after Trump-Putin…", "Ukraine talks",
		"Ukraine peace talks to begin after call | The Alpha",
	} {
		if clean(title) >= clean(plain) {
			t.Errorf("%q is rated %.2f, want less than %.2f", title, clean(title), clean(plain))
		}
	}
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
	s := state{center: newTerms([]term{{7, 1, 0.5}, {3, 2, 0}}), noise: 2, prints: []fingerprint{{article: 4, title: 9, body: make([]uint16, bins)}}}
	f.Add(s.encode())
	f.Add([]byte{memoryVersion, 255, 255, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		var s state
		if !s.decode(b) {
			return
		}
		var again state
		if !again.decode(s.encode()) || again.noise != s.noise || !slices.EqualFunc(again.center.list, s.center.list, func(a, b term) bool { return a.id == b.id }) {
			t.Errorf("%x does not survive", b)
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
