package digest_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/digest"
	"newsbell/digest/schedule"
	"newsbell/news"
)

func berlin(tb testing.TB) *time.Location {
	tb.Helper()
	zone, _, err := schedule.Zone("Europe/Berlin")
	if err != nil {
		tb.Fatal(err)
	}
	return zone
}

// at is a time of 12 February 2025 in Berlin, or of a day before or after.
func at(tb testing.TB, day, hour, minute int) time.Time {
	tb.Helper()
	return time.Date(2025, time.February, 12+day, hour, minute, 0, 0, berlin(tb))
}

func story(id news.StoryID, updated time.Time, publishers ...string) news.Story {
	s := news.Story{
		ID: id, Title: fmt.Sprintf("Story %d", id), URL: fmt.Sprintf("https://example.org/%d", id),
		Lead: "The first sentence says it. The second explains.", Language: "en", Began: updated, Updated: updated,
	}
	for i, p := range publishers {
		s.Reports = append(s.Reports, news.Report{
			Publisher: strings.TrimSuffix(p, "*"), Copy: strings.HasSuffix(p, "*"),
			At: updated.Add(time.Duration(i-len(publishers)+1) * time.Minute),
		})
	}
	return s
}

func TestCompose(t *testing.T) {
	in := digest.Input{
		From: at(t, -1, 9, 0), To: at(t, 0, 9, 0), Zone: berlin(t),
		Candidates: []news.Candidate{
			{Story: story(1, at(t, 0, 8, 0), "Ansa"), Matches: 1},
			{Story: story(2, at(t, -1, 22, 0), "BBC", "Reuters", "Wire Post*", "BBC"), Matches: 2},
			{Story: story(3, at(t, 0, 8, 30), "Kyodo", "NHK", "Asahi", "Jiji"), Matches: 1, Rang: at(t, 0, 8, 28)},
			{Story: news.Story{ID: 4, Into: 2}, Matches: 1},
			{Story: story(2, at(t, -1, 22, 0), "BBC"), Matches: 1},
		},
	}
	got, ok := digest.Compose(in)
	want := news.Message{Kind: news.KindDigest, List: &news.List{
		Heading: "News digest, Wed 12 Feb 09:00",
		Intro:   "3 stories from Tue 11 Feb 09:00 to Wed 12 Feb 09:00 (Europe/Berlin).",
		Zone:    "Europe/Berlin", From: in.From, To: in.To,
		Items: []news.Item{
			{
				Story: 2, Title: "Story 2", URL: "https://example.org/2", At: at(t, -1, 22, 0),
				Summary: "The first sentence says it. The second explains.", Publishers: []string{"BBC", "Reuters", "Wire Post"},
			},
			{
				Story: 1, Title: "Story 1", URL: "https://example.org/1", At: at(t, 0, 8, 0),
				Summary: "The first sentence says it. The second explains.", Publishers: []string{"Ansa"},
			},
			{
				Story: 3, Title: "Story 3", URL: "https://example.org/3", At: at(t, 0, 8, 30),
				Note: "rang at 08:28, 2 more publishers since", Publishers: []string{"Kyodo", "NHK", "Asahi", "Jiji"},
			},
		},
	}}
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("ok %v (-want +got):\n%s", ok, diff)
	}
}

func TestCompose_rank(t *testing.T) {
	from, to := at(t, 0, 0, 0), at(t, 0, 9, 0)
	late, early := at(t, 0, 8, 0), at(t, 0, 1, 0)
	for _, tt := range []struct {
		name   string
		better news.Candidate
		worse  news.Candidate
	}{
		{"more publishers", news.Candidate{Story: story(9, early, "a", "b", "c", "d")}, news.Candidate{Story: story(1, early, "a")}},
		{"copies do not count", news.Candidate{Story: story(9, early, "a", "b")}, news.Candidate{Story: story(1, early, "a", "b*", "c*", "d*")}},
		{"newer", news.Candidate{Story: story(9, late, "a")}, news.Candidate{Story: story(1, early, "a")}},
		{"more subscriptions", news.Candidate{Story: story(9, late, "a"), Matches: 3}, news.Candidate{Story: story(1, late, "a"), Matches: 1}},
		{"not rung", news.Candidate{Story: story(9, late, "a", "b")}, news.Candidate{Story: story(1, late, "a", "b"), Rang: late}},
		{"id breaks ties", news.Candidate{Story: story(1, late, "a")}, news.Candidate{Story: story(2, late, "a")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, _ := digest.Compose(digest.Input{From: from, To: to, Candidates: []news.Candidate{tt.worse, tt.better}})
			if m.List.Items[0].Story != tt.better.Story.ID {
				t.Errorf("story %d comes first, want %d", m.List.Items[0].Story, tt.better.Story.ID)
			}
		})
	}
}

func TestCompose_words(t *testing.T) {
	one := []news.Candidate{{Story: story(1, at(t, 0, 8, 0), "a", "b"), Rang: at(t, 0, 7, 59)}}
	for _, tt := range []struct {
		name          string
		in            digest.Input
		heading, text string
		note          string
	}{
		{
			"one day",
			digest.Input{From: at(t, 0, 6, 0), To: at(t, 0, 9, 0)},
			"News digest, Wed 12 Feb 09:00", "1 story from 06:00 to 09:00 (Europe/Berlin).", "rang at 07:59, 1 more publisher since",
		},
		{
			"a little late",
			digest.Input{From: at(t, 0, 6, 0), To: at(t, 0, 9, 0), Late: 4 * time.Minute},
			"News digest, Wed 12 Feb 09:00", "1 story from 06:00 to 09:00 (Europe/Berlin).", "rang at 07:59, 1 more publisher since",
		},
		{
			"late",
			digest.Input{From: at(t, 0, 6, 0), To: at(t, 0, 9, 0), Late: 3*time.Hour + 10*time.Minute},
			"News digest, Wed 12 Feb 09:00",
			"1 story from 06:00 to 09:00 (Europe/Berlin). This digest was due at 09:00 and comes 3 h 10 min late.",
			"rang at 07:59, 1 more publisher since",
		},
		{
			"days late",
			digest.Input{From: at(t, 0, 6, 0), To: at(t, 1, 9, 0), Late: 80 * time.Hour},
			"News digest, Thu 13 Feb 09:00",
			"1 story from Wed 12 Feb 06:00 to Thu 13 Feb 09:00 (Europe/Berlin). This digest was due at 09:00 and comes 3 days late.",
			"rang on Wed at 07:59, 1 more publisher since",
		},
		{
			"about",
			digest.Input{From: at(t, 0, 6, 0), To: at(t, 9, 9, 0), About: "kyiv OR moscow", OnDemand: true},
			"News so far about kyiv OR moscow, Fri 21 Feb 09:00",
			"1 story from Wed 12 Feb 06:00 to Fri 21 Feb 09:00 (Europe/Berlin).",
			"rang on 12 Feb at 07:59, 1 more publisher since",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.in.Zone, tt.in.Candidates = berlin(t), one
			m, ok := digest.Compose(tt.in)
			if !ok {
				t.Fatal("empty")
			}
			if m.List.Heading != tt.heading || m.List.Intro != tt.text || m.List.Items[0].Note != tt.note {
				t.Errorf("got\n%s\n%s\n%s\nwant\n%s\n%s\n%s",
					m.List.Heading, m.List.Intro, m.List.Items[0].Note, tt.heading, tt.text, tt.note)
			}
		})
	}
}

func TestCompose_lengthAndSections(t *testing.T) {
	in := digest.Input{From: at(t, -1, 9, 0), To: at(t, 0, 9, 0), Style: news.Sections}
	for i := range 20 {
		s := story(news.StoryID(i+1), at(t, 0, 8, 59-i), "a")
		s.Section = []string{"World", "", "Sport"}[i%3]
		in.Candidates = append(in.Candidates, news.Candidate{Story: s})
	}
	m, _ := digest.Compose(in)
	var sections []string
	for _, item := range m.List.Items {
		sections = append(sections, item.Section)
	}
	want := []string{"World", "World", "World", "Sport", "Sport", "", "", ""}
	if m.List.More != 12 || !slices.Equal(sections, want) {
		t.Errorf("more %d, sections %q; want 12, %q", m.List.More, sections, want)
	}
	in.Max = 50
	if m, _ = digest.Compose(in); m.List.More != 0 || len(m.List.Items) != 20 {
		t.Errorf("%d stories and %d more", len(m.List.Items), m.List.More)
	}
}

func TestCompose_empty(t *testing.T) {
	if m, ok := digest.Compose(digest.Input{Candidates: []news.Candidate{{Story: news.Story{ID: 1, Into: 2}}}}); ok {
		t.Errorf("composed %+v from nothing", m)
	}
}

func TestCompose_longLead(t *testing.T) {
	s := story(1, at(t, 0, 8, 0), "a")
	s.Lead = "Short one. This one has " + strings.Repeat("word ", 45) + "end. Never shown."
	m, _ := digest.Compose(digest.Input{To: at(t, 0, 9, 0), Candidates: []news.Candidate{{Story: s}}})
	if got := m.List.Items[0].Summary; got != "Short one." {
		t.Errorf("summary %q", got)
	}
}

// many makes n stories in random order.
func many(tb testing.TB, n int) []news.Candidate {
	tb.Helper()
	rnd := rand.New(rand.NewPCG(1, 2))
	candidates := make([]news.Candidate, n)
	for i := range candidates {
		names := make([]string, 1+rnd.IntN(12))
		for j := range names {
			names[j] = fmt.Sprintf("Publisher %d", rnd.IntN(40))
		}
		c := news.Candidate{Story: story(news.StoryID(i+1), at(tb, 0, 0, rnd.IntN(540)), names...), Matches: 1 + rnd.IntN(4)}
		if rnd.IntN(5) == 0 {
			c.Rang = c.Story.Began
		}
		candidates[i] = c
	}
	return candidates
}

func TestCompose_orderDoesNotMatter(t *testing.T) {
	in := digest.Input{From: at(t, 0, 0, 0), To: at(t, 0, 9, 0), Zone: berlin(t), Candidates: many(t, 300)}
	want, _ := digest.Compose(in)
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		rnd.Shuffle(len(in.Candidates), func(i, j int) {
			in.Candidates[i], in.Candidates[j] = in.Candidates[j], in.Candidates[i]
		})
		if got, _ := digest.Compose(in); !reflect.DeepEqual(got, want) {
			t.Fatalf("another order gives another digest:\n%s", cmp.Diff(want, got))
		}
	}
}

func BenchmarkCompose_5000(b *testing.B) {
	in := digest.Input{From: at(b, 0, 0, 0), To: at(b, 0, 9, 0), Zone: berlin(b), Candidates: many(b, 5000)}
	for b.Loop() {
		digest.Compose(in)
	}
}
