package story

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsbell/news"
)

func noon() time.Time { return time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC) }

// An entry is an article in short: minutes after noon, publisher, headline, lead.
type entry struct {
	minute           int
	publisher, title string
	lead             string
}

func (e entry) article(id int) news.Article {
	return news.Article{
		ID: news.ArticleID(id), Title: e.title, Lead: e.lead, Publisher: e.publisher, Language: "en",
		URL:     fmt.Sprintf("https://%s.example/%d", strings.ToLower(strings.ReplaceAll(e.publisher, " ", "-")), id),
		Arrived: noon().Add(time.Duration(e.minute) * time.Minute),
	}
}

func add(g *Grouper, entries ...entry) []Placement {
	var out []Placement
	for _, e := range entries {
		out = append(out, g.Add(e.article(len(out)+1)))
	}
	return out
}

// announcement is the announcement of 12 February 2025 as several publishers
// told it, in our own words, with other news between.
func announcement() []entry {
	return []entry{
		{0, "Alpha", "Trump and Putin agree to begin talks on ending Ukraine war", "President Trump said after a call with Vladimir Putin that negotiations on Ukraine would begin at once."},
		{3, "Beta", "Flooding closes main railway line in northern Italy", "Heavy rain washed out a stretch of track near Bologna, and trains are held until Friday."},
		{12, "Gamma", "Trump says he and Putin will start Ukraine peace talks", "In a phone call lasting over an hour the two presidents agreed to open negotiations about Ukraine."},
		{20, "Delta", "Putin, Trump agree on immediate negotiations over Ukraine", "The Kremlin confirmed a long phone call and said both presidents want talks on Ukraine."},
		{26, "Beta", "Central bank of Norway keeps its interest rate unchanged", "Norges Bank left its policy rate at 4.5 percent and pointed to a cut in March."},
		{41, "Beta", "Ukraine peace talks to begin after Trump-Putin call", "Negotiators were named within hours of the call between Trump and Putin."},
	}
}

func TestGrouper_sameEventSeveralPublishers(t *testing.T) {
	g := New(Options{})
	p := add(g, announcement()...)
	for _, i := range []int{2, 3, 5} {
		if p[i].Story != p[0].Story {
			t.Errorf("article %d: got story %d, want %d (score %.2f, %s)", i+1, p[i].Story, p[0].Story, p[i].Score, p[i].Reason)
		}
		if p[i].Development != p[0].Development {
			t.Errorf("article %d: got development %d, want %d", i+1, p[i].Development, p[0].Development)
		}
	}
	for _, i := range []int{1, 4} {
		if !p[i].NewStory || p[i].Reason == ReasonSimilar {
			t.Errorf("article %d: got %+v, want a story of its own", i+1, p[i])
		}
	}
	s, ok := g.Story(p[0].Story)
	if !ok || s.Articles != 4 || len(s.Reports) != 4 || news.Independent(s.Reports) != 4 {
		t.Errorf("got %d articles and reports %+v, want 4 independent publishers", s.Articles, s.Reports)
	}
	if s.Revision < 4 || !s.Began.Equal(noon()) || !s.Updated.Equal(noon().Add(41*time.Minute)) {
		t.Errorf("got revision %d, began %s, updated %s", s.Revision, s.Began, s.Updated)
	}
	d, ok := g.Development(p[0].Development)
	if !ok || len(d.Reports) != 4 || d.Story != s.ID {
		t.Errorf("got development %+v, want 4 reports", d)
	}
}

func TestGrouper_publisherCountsOnce(t *testing.T) {
	g := New(Options{})
	p := add(g,
		entry{0, "Alpha", "Volcano erupts on Reykjanes peninsula in Iceland", ""},
		entry{5, "alpha", "Iceland volcano: eruption on Reykjanes peninsula forces evacuation", ""},
		entry{6, "Beta", "Volcano on Iceland's Reykjanes peninsula erupts again", ""},
	)
	s, _ := g.Story(p[0].Story)
	if len(s.Reports) != 2 || s.Articles != 3 {
		t.Errorf("got %d reports of %d articles, want 2 of 3: %+v", len(s.Reports), s.Articles, s.Reports)
	}
	if p[1].Changed && s.Title == "Volcano erupts on Reykjanes peninsula in Iceland" {
		t.Error("a second article of the same publisher changed nothing that a reader sees")
	}
}

func TestGrouper_wireCopyIsNotIndependent(t *testing.T) {
	wire := strings.Repeat("The prime minister of Ruritania resigned on Monday after the coalition lost a vote in parliament over the harbour budget. "+
		"Party leaders meet on Tuesday to choose a successor, officials in the capital said. ", 2)
	entries := []entry{
		{0, "Alpha", "Prime minister of Ruritania resigns after lost vote", wire},
		{4, "Beta", "Prime minister of Ruritania resigns after lost vote", strings.Replace(wire, "Monday", "Monday evening", 1)},
		{9, "Gamma", "Ruritania's prime minister steps down after defeat in parliament", "A lost vote on the harbour budget ended the government of Ruritania on Monday, eleven months after it took office."},
	}
	g := New(Options{})
	p := add(g, entries...)
	s, _ := g.Story(p[0].Story)
	if len(s.Reports) != 3 || news.Independent(s.Reports) != 2 || !s.Reports[1].Copy || !p[1].Copy {
		t.Errorf("got reports %+v, want the second to be a copy", s.Reports)
	}
	if dev, _ := g.Development(p[1].Development); len(dev.Reports) < 2 || !dev.Reports[1].Copy {
		t.Errorf("got reports %+v of the development, want the second to be a copy", dev.Reports)
	}
	again := entries[0]
	again.minute = 11
	if p := g.Add(again.article(9)); p.Copy {
		t.Error("a publisher's own text, sent again, is taken for a copy")
	}
}

func TestGrouper_boilerplateDoesNotGroup(t *testing.T) {
	syllables := strings.Fields("ba ko ri mu te lo sa ni du fe pa go hi ju ze vo wa xe ly qu")
	word := func(pool string, n int) string { return pool + syllables[n%20] + syllables[n/20] + "n" }
	boiler := "This item is part of the regular service of the house and was prepared by the desk for readers of all editions. " +
		"Reproduction is permitted with attribution. For questions write to the desk at any time of the day."
	g := New(Options{})
	stories := make(map[news.StoryID]bool)
	for i := range 1000 {
		// Any two headlines share at most one word, as in a Latin square.
		x, y := i%32, i/32
		title := fmt.Sprint(word("mar", x), " number", i, " ", word("tel", y), " edition", i, " ", word("vor", (x+y)%37))
		e := entry{i / 20, fmt.Sprint("Paper ", i), title, title + ". " + boiler}
		stories[g.Add(e.article(i+1)).Story] = true
	}
	if len(stories) != 1000 {
		t.Errorf("got %d stories of 1,000 unlike headlines, want 1,000", len(stories))
	}
}

func TestGrouper_mergeLeavesRedirect(t *testing.T) {
	g := New(Options{})
	p := add(g,
		entry{0, "Alpha", "Brennford chemical plant explosion injures twelve workers", ""},
		entry{27 * 60, "Beta", "Investigators search Brennford plant for cause of blast", ""},
		entry{27*60 + 20, "Gamma", "Brennford chemical plant explosion: investigators search for cause, twelve workers injured", ""},
	)
	if p[0].Story == p[1].Story || len(p[2].Merged) != 1 {
		t.Fatalf("got %+v, want two stories that the third article proves to be one", p)
	}
	if got, want := p[2].Merged[0], (Merge{From: p[1].Story, Into: p[0].Story}); got != want {
		t.Fatalf("got merge %+v, want %+v: the older story stays", got, want)
	}
	from, _ := g.Story(p[1].Story)
	into, _ := g.Story(p[0].Story)
	if from.Into != into.ID || g.Find(from.ID) != into.ID {
		t.Errorf("got redirect %d, want %d", from.Into, into.ID)
	}
	if p[2].Story != into.ID || into.Articles != 3 || len(into.Reports) != 3 {
		t.Errorf("got %d articles, %d reports, want 3 and 3", into.Articles, len(into.Reports))
	}
	if d, _ := g.Development(p[1].Development); d.Story != into.ID {
		t.Errorf("the development of the merged story belongs to %d, want %d", d.Story, into.ID)
	}
}

// The story that stays takes over all that the other one knew, and both rows have
// changed.
func TestGrouper_mergeTakesOver(t *testing.T) {
	g := New(Options{})
	tell := func(minute int, publisher, title string) *state {
		return g.stories[g.Add(entry{minute, publisher, title, ""}.article(int(g.nextStory)*100+minute)).Story]
	}
	older := tell(60, "Alpha", "Volcano erupts on Reykjanes peninsula in Iceland")
	middle := tell(61, "Beta", "Flooding closes main railway line in northern Italy")
	younger := tell(62, "Gamma", "Central bank of Norway keeps its interest rate unchanged")
	for i, name := range []string{"Delta", "Epsilon", "Zeta"} {
		tell(70+i, name, "Central bank of Norway keeps interest rate unchanged")
	}
	younger.row.Began = noon() // from a first poll
	before, was := younger.row.Revision, older.row.Revision
	if before <= was+1 {
		t.Fatalf("the younger story is at revision %d, want more than %d", before, was+1)
	}
	g.merge(younger, middle)
	g.merge(older, middle)
	row, ok := g.Story(older.id)
	if !ok || row.Revision <= before+1 || !row.Began.Equal(noon()) || !row.Updated.Equal(noon().Add(72*time.Minute)) {
		t.Errorf("got revision %d, from %s to %s; want more than %d, from the first report to the last", row.Revision, row.Began, row.Updated, before+1)
	}
	if len(row.Reports) != 6 || !slices.IsSortedFunc(row.Reports, func(a, b news.Report) int { return a.At.Compare(b.At) }) {
		t.Errorf("got reports %+v, want six in order of time", row.Reports)
	}
	gone, ok := g.Story(younger.id)
	if !ok || gone.Into != middle.id || gone.Revision <= before {
		t.Errorf("got %+v, want a redirect of a later revision than %d", gone, before)
	}
	if got := g.Find(younger.id); got != older.id {
		t.Errorf("two merges on: got story %d, want %d", got, older.id)
	}
}

func TestAddReport(t *testing.T) {
	at := func(m int) time.Time { return noon().Add(time.Duration(m) * time.Minute) }
	wire := news.Report{Publisher: "Alpha", At: at(5), Copy: true}
	own := news.Report{Publisher: "Beta", At: at(10)}
	for _, tt := range []struct {
		name    string
		rep     news.Report
		want    []news.Report
		changed bool
	}{
		{"the last", news.Report{Publisher: "Gamma", At: at(11)}, []news.Report{wire, own, {Publisher: "Gamma", At: at(11)}}, true},
		{"one that was waited for", news.Report{Publisher: "Gamma", At: at(1)}, []news.Report{{Publisher: "Gamma", At: at(1)}, wire, own}, true},
		{"the same publisher again", news.Report{Publisher: "BETA", At: at(11)}, []news.Report{wire, own}, false},
		{"a copy after its own text", news.Report{Publisher: "Beta", At: at(11), Copy: true}, []news.Report{wire, own}, false},
		{"its own text after a copy", news.Report{Publisher: "Alpha", At: at(11)}, []news.Report{{Publisher: "Alpha", At: at(5)}, own}, true},
		{"by its official feed", news.Report{Publisher: "Beta", At: at(11), Official: true}, []news.Report{wire, {Publisher: "Beta", At: at(10), Official: true}}, false},
	} {
		got, changed := addReport([]news.Report{wire, own}, tt.rep)
		if !slices.Equal(got, tt.want) || changed != tt.changed {
			t.Errorf("%s: got %+v, changed: %t; want %+v, %t", tt.name, got, changed, tt.want, tt.changed)
		}
	}
}

func TestGrouper_developmentsWithinStory(t *testing.T) {
	g := New(Options{})
	p := add(g,
		entry{0, "Alpha", "Mangalia mine collapse traps forty miners", "Rescuers are digging towards forty miners after the Mangalia mine collapse."},
		entry{10, "Beta", "Forty miners trapped after collapse at Mangalia mine", "Rescuers work at the Mangalia mine where forty miners are trapped."},
		entry{20 * 60, "Alpha", "Owner of Mangalia mine arrested over collapse that trapped miners", "Police arrested the owner of the Mangalia mine."},
		entry{20*60 + 5, "Beta", "Police arrest Mangalia mine owner after collapse", "The owner of the Mangalia mine was arrested by police."},
	)
	if p[2].Story != p[0].Story || p[3].Story != p[0].Story {
		t.Fatalf("got stories %d %d %d, want one", p[0].Story, p[2].Story, p[3].Story)
	}
	if p[2].Development == p[1].Development || p[3].Development != p[2].Development {
		t.Errorf("got developments %d %d %d, want the arrest to be a second one", p[1].Development, p[2].Development, p[3].Development)
	}
	if _, ok := g.Development(p[0].Development); ok {
		t.Error("the first development can still grow after 20 hours")
	}
}

func TestGrouper_forgetsSilentStories(t *testing.T) {
	g := New(Options{})
	first := g.Add(entry{0, "Alpha", "Volcano erupts on Reykjanes peninsula in Iceland", ""}.article(1))
	later := entry{4 * 24 * 60, "Beta", "Volcano erupts on Reykjanes peninsula in Iceland", ""}
	p := g.Add(later.article(2))
	if p.Story == first.Story {
		t.Error("a story silent for four days took another article")
	}
	if _, ok := g.Story(first.Story); ok || len(g.stories) != 1 || len(g.devs) != 1 || g.index.Live() != 1 {
		t.Errorf("got %d stories, %d developments, %d indexed; want 1 each", len(g.stories), len(g.devs), g.index.Live())
	}
}

func TestGrouper_silentArticlesCountFromPublication(t *testing.T) {
	g := New(Options{})
	a := entry{0, "Alpha", "Volcano erupts on Reykjanes peninsula in Iceland", ""}.article(1)
	a.Silent, a.Published = true, noon().Add(-30*time.Hour)
	b := entry{0, "Beta", "Glacier museum opens in Oslo", ""}.article(2)
	b.Silent = true
	s, _ := g.Story(g.Add(a).Story)
	u, _ := g.Story(g.Add(b).Story)
	if !s.Reports[0].At.Equal(a.Published) || !u.Began.Equal(noon().Add(-24*time.Hour)) {
		t.Errorf("got %s and %s, want the publication and a day before arrival", s.Reports[0].At, u.Began)
	}
}

func TestGrouper_badInput(t *testing.T) {
	year := 365 * 24 * 60
	for _, tc := range []struct {
		name string
		e    entry
	}{
		{"nothing", entry{}},
		{"no title", entry{lead: "Something happened in the harbour of Lima this morning."}},
		{"stop words", entry{title: "And so it is what it was"}},
		{"invalid text", entry{title: "\xff\xfe\x00 \xc3("}},
		{"long", entry{title: strings.Repeat("word ", 50_000), lead: strings.Repeat("ü", 500_000)}},
		{"unknown script", entry{title: "ᚠᚢᚦᚨᚱᚲ ᚷᚹᚺᚾ"}},
		{"Chinese", entry{title: "特朗普与普京同意就乌克兰问题展开谈判"}},
		{"past", entry{minute: -year, title: "Volcano erupts in Iceland"}},
		{"future", entry{minute: year, title: "Volcano erupts in Iceland"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := New(Options{})
			p := g.Add(tc.e.article(1))
			if !p.NewStory || p.Story != 1 || p.Development != 1 {
				t.Errorf("got %+v, want the first story", p)
			}
			if q := g.Add(announcement()[1].article(2)); q.Story == p.Story {
				t.Error("it took an article that shares nothing with it")
			}
		})
	}
}

func TestGrouper_spamMovesNothing(t *testing.T) {
	g := New(Options{})
	for i := range 10_000 {
		g.Add(entry{i / 100, "Spam", "Buy the amazing cure for tired feet now", ""}.article(i + 1))
	}
	s, _ := g.Story(1)
	if len(g.stories) != 1 || len(s.Reports) != 1 || s.Revision != 1 || s.Articles != 10_000 {
		t.Errorf("got %d stories, %d reports, revision %d, %d articles", len(g.stories), len(s.Reports), s.Revision, s.Articles)
	}
	if p := add(g, announcement()...); p[0].Story == 1 || p[2].Story != p[0].Story {
		t.Errorf("spam disturbs other stories: %+v", p)
	}
}

// TestGrouper_loadGoesOn checks that a restart changes nothing: what is placed
// after it, and the rows, are the same to the bit.
func TestGrouper_loadGoesOn(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		list := drawStream(r)
		n := len(list)
		cut := rapid.IntRange(1, n-1).Draw(r, "restart")
		whole, rows := New(Options{}), &rowStore{stories: map[news.StoryID]news.Story{}, devs: map[news.DevelopmentID]news.Development{}}
		for _, a := range list[:cut] {
			rows.save(whole, whole.Add(a))
		}
		again := New(Options{})
		again.Load(rows.all())
		for i, a := range list[cut:] {
			want, got := whole.Add(a), again.Add(a)
			if diff := cmp.Diff(want, got); diff != "" {
				r.Fatalf("article %d after restart at %d (-whole +restarted):\n%s", cut+i+1, cut, diff)
			}
			ws, _ := whole.Story(want.Story)
			gs, _ := again.Story(got.Story)
			wd, _ := whole.Development(want.Development)
			gd, _ := again.Development(got.Development)
			if diff := cmp.Diff(ws, gs) + cmp.Diff(wd, gd); diff != "" {
				r.Fatalf("rows after article %d differ (-whole +restarted):\n%s", cut+i+1, diff)
			}
		}
	})
}

// A rowStore keeps the rows as the desk would.
type rowStore struct {
	stories map[news.StoryID]news.Story
	devs    map[news.DevelopmentID]news.Development
}

func (r *rowStore) save(g *Grouper, p Placement) {
	ids := []news.StoryID{p.Story}
	for _, m := range p.Merged {
		ids = append(ids, m.From, m.Into)
	}
	for _, id := range ids {
		if s, ok := g.Story(id); ok {
			r.stories[id] = s
		}
	}
	if d, ok := g.Development(p.Development); ok {
		r.devs[d.ID] = d
	}
}

func (r *rowStore) all() (stories []news.Story, devs []news.Development) {
	for _, s := range r.stories {
		stories = append(stories, s)
	}
	for _, d := range r.devs {
		devs = append(devs, d)
	}
	return stories, devs
}

// drawStream draws articles of a few affairs, some hours apart.
func drawStream(r *rapid.T) []news.Article {
	subjects := []string{"Volcano Iceland eruption", "Trump Putin Ukraine talks", "mine collapse Mangalia", "Norway interest rate", "flooding Italy railway", "horoscope for Leo"}
	words := strings.Fields("police rescue begin again after night vote court fire minister agreement delay report crowd harbour price leader plan")
	n := rapid.IntRange(2, 60).Draw(r, "articles")
	list := make([]news.Article, n)
	minute := 0
	for i := range list {
		minute += rapid.IntRange(0, 300).Draw(r, "gap")
		var title strings.Builder
		title.WriteString(rapid.SampledFrom(subjects).Draw(r, "subject"))
		for range rapid.IntRange(0, 4).Draw(r, "words") {
			title.WriteString(" " + rapid.SampledFrom(words).Draw(r, "word"))
		}
		lead := strings.Repeat(rapid.SampledFrom(words).Draw(r, "lead")+" "+title.String()+" ", 4)
		list[i] = entry{minute, fmt.Sprint("Paper", rapid.IntRange(1, 5).Draw(r, "paper")), title.String(), lead}.article(i + 1)
	}
	return list
}
