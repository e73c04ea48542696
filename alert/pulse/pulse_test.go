package pulse

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"newsbell/alert"
	"newsbell/news"
)

func noon() time.Time { return time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC) }

// press gives a pulse one article a minute count, each of its own publisher.
func newPulse(t *testing.T) *Pulse {
	t.Helper()
	p, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *Pulse) tell(dev int64, publisher, title string, minute int) float64 {
	at := noon().Add(time.Duration(minute) * time.Minute)
	p.Add(Article{
		Story: 1, Development: news.DevelopmentID(dev), Language: "en",
		Report: news.Report{Publisher: publisher, Title: title, At: at},
	})
	return p.Burst(news.DevelopmentID(dev), at).Score
}

func TestPulse_score(t *testing.T) {
	const grave, plain, weak = "Explosion kills 14 at harbour", "Harbour master speaks", "Opinion: what the harbour needs"
	two := func(a, b string, minutes int) float64 {
		p := newPulse(t)
		p.tell(1, "A", a, 0)
		return p.tell(1, "B", b, minutes)
	}
	for _, tt := range []struct {
		name       string
		more, less float64
	}{
		{"grave beats plain", two(grave, grave, 10), two(plain, plain, 10)},
		{"plain beats weak", two(plain, plain, 10), two(weak, weak, 10)},
		{"close beats far", two(grave, grave, 5), two(grave, grave, 100)},
		{"within two hours only", two(grave, grave, 100), two(grave, grave, 130)},
	} {
		if tt.more <= tt.less {
			t.Errorf("%s: got %.2f and %.2f", tt.name, tt.more, tt.less)
		}
	}
}

func TestPulse_titleIsTheClearest(t *testing.T) {
	p := newPulse(t)
	p.tell(1, "A", "What we know of the harbour", 0)
	p.tell(1, "B", "Explosion kills 14 at harbour", 3)
	p.tell(1, "C", "Why the harbour matters", 5)
	if got := p.Burst(1, noon().Add(5*time.Minute)).Title; got != "Explosion kills 14 at harbour" {
		t.Errorf("got %q", got)
	}
}

func TestPulse_newWordsInABusyStory(t *testing.T) {
	score := func(title string) float64 {
		p := newPulse(t)
		for i := range 40 {
			p.tell(2, fmt.Sprint("P", i), "Army attacked the northern harbour", -600+10*i)
		}
		p.tell(1, "A", title, 0)
		return p.tell(1, "B", title, 5)
	}
	if known, fresh := score("Army attacked the northern harbour"), score("Army attacked the southern bridge"); fresh <= known {
		t.Errorf("new words score %.2f, known ones %.2f", fresh, known)
	}
}

func TestPulse_onePublisherIsOne(t *testing.T) {
	p := newPulse(t)
	for i := range 50 {
		p.tell(1, []string{"Wire", "WIRE"}[i%2], "Explosion kills 14 at harbour", i)
	}
	if n := len(p.Burst(1, noon().Add(50*time.Minute)).Reports); n != 1 {
		t.Errorf("got %d publishers, want 1", n)
	}
	p.Add(Article{Development: 1, Story: 1, Report: news.Report{Publisher: "Copyist", Copy: true, At: noon().Add(50 * time.Minute)}})
	if n := len(p.Burst(1, noon().Add(50*time.Minute)).Reports); n != 1 {
		t.Errorf("with a copy: got %d publishers, want 1", n)
	}
}

func TestPulse_aSagaIsHeldAgainstItsOwnRate(t *testing.T) {
	calm, busy := newPulse(t), newPulse(t)
	for i := range 200 {
		busy.tell(2, fmt.Sprint("P", i), "Talks go on", -1300+5*i)
	}
	calm.tell(1, "A", "Explosion kills 14 at harbour", 0)
	busy.tell(1, "A", "Explosion kills 14 at harbour", 0)
	if c, b := calm.tell(1, "B", "Explosion kills 14", 5), busy.tell(1, "B", "Explosion kills 14", 5); b >= c {
		t.Errorf("in a busy story %.2f, want less than %.2f", b, c)
	}
}

func TestPulse_forgets(t *testing.T) {
	p := newPulse(t)
	p.tell(1, "A", "Explosion kills 14 at harbour", 0)
	p.tell(2, "B", "Ferry leaves", 26*60)
	if len(p.devs) != 1 || len(p.stories) != 1 {
		t.Errorf("%d developments and %d stories are left, want 1 and 1", len(p.devs), len(p.stories))
	}
	if b := p.Burst(77, noon()); b.Score != 0 || b.Reports != nil {
		t.Errorf("an unknown development: got %+v", b)
	}
}

func TestNames_knownNamesWeighMore(t *testing.T) {
	n := newNames()
	for i := range 200 {
		n.read("The minister Ada Lindqvist spoke.", "en", fmt.Sprint("P", i), noon())
	}
	famous := n.read("On Monday Ada Lindqvist resigned.", "en", "Q", noon())
	nobody := n.read("On Monday Bo Unheard resigned.", "en", "Q", noon())
	if famous <= nobody {
		t.Errorf("got %.2f for the known name, %.2f for the other", famous, nobody)
	}
	n.sweep(noon().Add(200 * 24 * time.Hour))
	if len(n.known) != 0 {
		t.Errorf("%d names are left after half a year", len(n.known))
	}
}

func TestNames_aPublisherThatRepeatsItselfAddsNothing(t *testing.T) {
	n := newNames()
	for range 500 {
		n.read("The great Cy Loudmouth again.", "en", "Spam", noon())
	}
	for k, x := range n.known {
		if x.mentions > 1 {
			t.Errorf("name %d has %.0f mentions, want 1", k, x.mentions)
		}
	}
}

func TestPast_theHighestCounts(t *testing.T) {
	p := NewPast()
	p.Add(1, 9, noon())
	p.Add(1, 2, noon().Add(time.Hour))
	if got, want := p.best[1], (alert.Candidate{At: noon(), Score: 9}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestPulse_rises(t *testing.T) {
	p := newPulse(t)
	p.tell(1, "A", "Explosion kills 14 at harbour", 0)
	p.Note(1, 2, noon())
	p.Note(1, 2.01, noon().Add(time.Minute)) // hardly more
	p.Note(1, 1, noon().Add(2*time.Minute))
	p.Note(1, 3, noon().Add(3*time.Minute))
	p.Note(77, 3, noon()) // unknown
	want := []news.Rise{{At: noon(), Score: 2}, {At: noon().Add(3 * time.Minute), Score: 3}}
	got := p.Rises(1)
	if !slices.Equal(got, want) || p.Rises(77) != nil {
		t.Fatalf("got %v and %v, want %v", got, p.Rises(77), want)
	}
	got[0].Score = 99
	if !slices.Equal(p.Rises(1), want) {
		t.Error("the caller's copy is the pulse's own")
	}
	for i := range 2 * keepRises {
		p.Note(1, math.Exp2(float64(3+i)), noon().Add(time.Hour))
	}
	if got := p.Rises(1); len(got) != keepRises || got[keepRises-1].Score != math.Exp2(2+2*keepRises) {
		t.Errorf("got %d rises up to %v, want %d up to the highest", len(got), got[len(got)-1], keepRises)
	}
}

func TestPast_thresholdFollowsTheChannel(t *testing.T) {
	narrow, wide := NewPast(), NewPast()
	for h := range 72 {
		at := noon().Add(time.Duration(h-72) * time.Hour)
		for i := range 10 {
			wide.Add(news.DevelopmentID(h*10+i), float64(h%24)+float64(i)/10, at)
		}
		if h%12 == 0 {
			narrow.Add(news.DevelopmentID(h), 2, at)
		}
	}
	n, w := narrow.Threshold(noon(), 5), wide.Threshold(noon(), 5)
	if n >= 2.2 || w < 10 {
		t.Errorf("narrow %.2f, wide %.2f: want little things to ring the one and only the biggest the other", n, w)
	}
	if more := wide.Threshold(noon(), 50); more >= w {
		t.Errorf("a budget of 50 gives %.2f, want less than %.2f", more, w)
	}
	if got := narrow.Long(noon()); got != 72*time.Hour {
		t.Errorf("the past is %v long", got)
	}
	if got := NewPast().Threshold(noon(), 5); got != alert.Threshold(nil, noon(), noon(), 5) {
		t.Errorf("without a past: got %.2f", got)
	}
}

func BenchmarkPulse(b *testing.B) {
	p, err := New()
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		i++
		at := noon().Add(time.Duration(i) * time.Second)
		dev := news.DevelopmentID(i / 3)
		p.Add(Article{
			Story: news.StoryID(dev), Development: dev, Language: "en", Text: "A fire at the harbour of Northport, Mayor Ada Lindqvist said.",
			Report: news.Report{Publisher: "P" + string(rune('a'+i%20)), Title: "Fire at Northport harbour", At: at},
		})
		p.Burst(dev, at)
	}
}

func TestPulse_recordOfOnePublisher(t *testing.T) {
	p := newPulse(t)
	for i := range 30 {
		dev := int64(100 + i)
		p.tell(dev, "A", "Explosion kills 14 at harbour", -600+10*i)
		if i%3 == 0 {
			p.tell(dev, "B", "Harbour explosion kills 14", -599+10*i)
			p.tell(dev, "C", "Blast at harbour kills 14", -598+10*i)
		}
	}
	score := p.tell(1, "A", "Earthquake kills 20 in Japan", 0)
	b := p.Burst(1, noon())
	if want := (alert.Record{Told: 31, Shared: 10}); b.Record != want || !b.Trusted() {
		t.Errorf("got %+v, trusted %v; want %+v, trusted", b.Record, b.Trusted(), want)
	}
	if two := p.tell(1, "B", "Earthquake in Japan kills 20", 4); two <= score {
		t.Errorf("one publisher scores %.2f, two %.2f", score, two)
	}
	if b := p.Burst(1, noon().Add(4*time.Minute)); b.Record != (alert.Record{}) || b.Trusted() || !b.CanBreak() {
		t.Errorf("of two publishers: got %+v", b)
	}
}

// Copies and further articles of one publisher are no sign that others take up
// what it tells.
func TestPress_onlyIndependentOthersShare(t *testing.T) {
	by := func(name string, copied bool) beat {
		return beat{report: news.Report{Publisher: name, Copy: copied}}
	}
	for _, tt := range []struct {
		name  string
		beats []beat
		want  map[string]alert.Record
	}{
		{"alone", nil, map[string]alert.Record{"A": {Told: 1}}},
		{"one other", []beat{by("B", false)}, map[string]alert.Record{"A": {Told: 1}, "B": {}}},
		{"two others", []beat{by("B", false), by("C", false)}, map[string]alert.Record{"A": {Told: 1, Shared: 1}, "B": {Shared: 1}, "C": {Shared: 1}}},
		{"one twice", []beat{by("B", false), by("b", false)}, map[string]alert.Record{"A": {Told: 1}, "B": {}}},
		{"a copy", []beat{by("B", false), by("C", true)}, map[string]alert.Record{"A": {Told: 1}, "B": {}}},
		{"shared before", []beat{by("B", false), by("C", false), by("D", false)}, map[string]alert.Record{"A": {Told: 1, Shared: 1}, "B": {}, "C": {}, "D": {}}},
		{"its own again", []beat{by("a", false), by("B", false), by("C", false)}, map[string]alert.Record{"A": {}, "B": {}, "C": {}}},
	} {
		p := press{}
		p.add(tt.beats, "A")
		for name, want := range tt.want {
			if got := p.record(name); got != want {
				t.Errorf("%s: got %+v for %s, want %+v", tt.name, got, name, want)
			}
		}
	}
}

// What comes later than the moment of the question is not there yet, and a copy
// makes nobody better known.
func TestPulse_neitherTheFutureNorCopies(t *testing.T) {
	p := newPulse(t)
	p.tell(1, "A", "Explosion kills 14 at harbour", 0)
	p.tell(1, "B", "Harbour explosion kills 14", 10)
	if b := p.Burst(1, noon().Add(5*time.Minute)); len(b.Reports) != 1 {
		t.Errorf("got %d reports before the second came, want 1", len(b.Reports))
	}
	p.Add(Article{
		Story: 2, Development: 2, Language: "en", Text: "The mayor Ada Lindqvist spoke.",
		Report: news.Report{Publisher: "C", Title: "Mayor speaks", At: noon(), Copy: true},
	})
	if len(p.names.known) != 0 {
		t.Errorf("%d names are known from a copy, want none", len(p.names.known))
	}
}

func TestPress_oldRecordsCountLess(t *testing.T) {
	p := press{}
	for range 400 {
		p.add(nil, "A")
	}
	for range 200 {
		p.add([]beat{{report: news.Report{Publisher: "B"}}, {report: news.Report{Publisher: "C"}}}, "A")
	}
	if r := p.record("A"); r.Told > 400 || 5*r.Shared < 2*r.Told {
		t.Errorf("got %+v, want at most 400 and the later ones to count more", r)
	}
}
