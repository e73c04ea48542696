package story

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/news"
	"newsbell/story/names"
)

func inLanguage(e entry, id int, lang string) news.Article {
	a := e.article(id)
	a.Language = lang
	return a
}

func TestGrouper_twin(t *testing.T) {
	g := New(Options{})
	english := g.Add(inLanguage(entry{0, "Alpha", "Strong quake near Petropavlovsk injures 47", "Tremors near Petropavlovsk in Kamchatka on Tuesday hurt 47 people, governor Solodov said."}, 1, "en"))
	g.Add(inLanguage(entry{20, "Beta", "Flughafen Petropavlovsk bekommt neue Landebahn", "Die Bahn wird 47 Meter breit."}, 2, "de"))
	russian := g.Add(inLanguage(entry{50, "Гамма", "Землетрясение у Петропавловска: пострадали 47 человек", "Подземные толчки произошли на Камчатке, заявил губернатор Солодов."}, 3, "ru"))
	twin, reason, ok := g.Twin(russian.Story)
	if !ok || twin != english.Story || reason != names.ReasonNumbers {
		t.Errorf("got %d, %q, %t; want %d", twin, reason, ok, english.Story)
	}
	late := g.Add(inLanguage(entry{50 + 180, "Delta", "Terremoto en Petropavlovsk: 47 heridos", "El sismo de Kamchatka dejó 47 heridos, dijo el gobernador Solodov."}, 4, "es"))
	if twin, _, ok := g.Twin(late.Story); ok {
		t.Errorf("got twin %d of a story three hours later", twin)
	}
	if _, _, ok := g.Twin(99); ok {
		t.Error("got a twin of an unknown story")
	}
}

func TestGrouper_related(t *testing.T) {
	g := New(Options{})
	p := add(g,
		entry{0, "Alpha", "Brennford chemical plant explosion injures twelve workers", "Twelve workers were injured when a tank exploded at the Brennford chemical plant."},
		entry{1100, "Beta", "Mayor of Brennford promises stricter rules for industry", "After the explosion factories will be inspected twice a year, he told residents at a meeting."},
		entry{1110, "Gamma", "Norway keeps its interest rate unchanged", "The central bank of Norway left its rate alone."},
	)
	if p[0].Story == p[1].Story {
		t.Fatalf("the two are one story already: %.3f", p[1].Score)
	}
	if got := g.Related(p[0].Story); !slices.Equal(got, []news.StoryID{p[1].Story}) {
		t.Errorf("got %v, want story %d (likeness when it came %.3f, %s)", got, p[1].Story, p[1].Score, p[1].Reason)
	}
	if got := g.Related(p[2].Story); len(got) != 0 {
		t.Errorf("got %v, want none", got)
	}
}

// TestGrouper_badNeighbours checks that what is odd leaves the stories beside it
// as they are.
func TestGrouper_badNeighbours(t *testing.T) {
	year := 365 * 24 * time.Hour
	for _, tc := range []struct {
		name string
		n    int
		odd  func(i int) news.Article
	}{
		{"nothing in them", 500, func(int) news.Article { return news.Article{Arrived: noon()} }},
		{"no date", 200, func(i int) news.Article {
			return news.Article{Title: fmt.Sprint("Undated item number ", i), Language: "en"}
		}},
		{"a megabyte of a name", 3, func(int) news.Article {
			return news.Article{Title: strings.Repeat("Putin ", 1<<17), Text: strings.Repeat("Trump Ukraine talks ", 1<<16), Publisher: "Spam", Arrived: noon()}
		}},
		{"10,000 equal headlines", 10_000, func(int) news.Article {
			return news.Article{Title: "Cure for tired feet in Ukraine found", Publisher: "Spam", Language: "en", Arrived: noon()}
		}},
		{"1,000 an hour of one publisher", 1000, func(i int) news.Article {
			return news.Article{Title: fmt.Sprintf("Trump Putin talks deal offer %d of %d", i, i*7), Publisher: "Spam", Language: "en", Arrived: noon().Add(time.Duration(i) * 3600 * time.Millisecond)}
		}},
		{"published next year", 50, func(i int) news.Article {
			return news.Article{Title: fmt.Sprint("Trump and Putin agree on talks ", i), Publisher: "Clock", Language: "en", Silent: i%2 == 0, Published: noon().Add(year), Arrived: noon()}
		}},
		{"runes and emoji", 100, func(i int) news.Article {
			return news.Article{Title: strings.Repeat("ᚠᚢᚦ😀", i+1), Arrived: noon()}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := New(Options{Cold: true})
			for i := range tc.n {
				a := tc.odd(i)
				a.ID = news.ArticleID(1000 + i)
				g.Add(a)
			}
			p := add(g, announcement()...)
			if p[1].Story == p[4].Story || p[1].Story == p[0].Story {
				t.Errorf("other news fell together: %+v", p)
			}
			if p[2].Story != p[0].Story || p[3].Story != p[0].Story || p[5].Story != p[0].Story {
				t.Errorf("the story of four fell apart: %d %d %d %d", p[0].Story, p[2].Story, p[3].Story, p[5].Story)
			}
			d, _ := g.Development(p[0].Development)
			odd := 0
			for _, r := range d.Reports {
				if r.Article >= 1000 {
					odd++
				}
			}
			if odd > 1 {
				t.Errorf("got %d odd publishers in the development, want one at most: %+v", odd, d.Reports)
			}
		})
	}
}

// TestGrouper_saga checks that a long affair does not swallow what only shares
// its oldest words, and goes on with what is said of it now.
func TestGrouper_saga(t *testing.T) {
	g := New(Options{})
	id := 0
	put := func(hour int, title string) Placement {
		id++
		return g.Add(entry{hour * 60, fmt.Sprint("Paper ", id), title, ""}.article(id))
	}
	first := put(0, "Harbour strike begins in Mangalia as dockers walk out")
	for hour := range 10 {
		put(4+hour*20, "Mangalia harbour strike: dockers reject pay offer")
	}
	for hour := range 12 {
		put(210+hour*20, "Mangalia ferry blockade: fishermen join dockers against fuel tax")
	}
	now := put(452, "Fuel tax: fishermen keep Mangalia ferry blockade")
	if now.NewStory {
		t.Errorf("the affair lost what is said of it now: %+v", now)
	}
	if other := put(453, "Teachers walk out as school strike begins in Porto"); other.Story == first.Story || other.Story == now.Story {
		t.Errorf("the affair swallowed another strike: %+v", other)
	}
}
