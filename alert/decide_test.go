package alert

import (
	"fmt"
	"testing"
	"time"

	"newsbell/news"
)

func noon() time.Time { return time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC) }

// reports makes reports of publishers A, B, C … at minutes after noon.
func reports(minutes ...int) []news.Report {
	var list []news.Report
	for i, m := range minutes {
		list = append(list, news.Report{
			Article: news.ArticleID(i + 1), Publisher: string(rune('A' + i)), At: noon().Add(time.Duration(m) * time.Minute),
		})
	}
	return list
}

// facts are of a story with these reports, seen now by a channel with one
// subscription of the mode; many publishers are watched.
func facts(mode news.Mode, now int, list []news.Report) Facts {
	f := Facts{
		Now:     noon().Add(time.Duration(now) * time.Minute),
		Story:   news.Story{ID: 7, Began: noon(), Reports: list, Revision: len(list)},
		Matches: []Match{{Subscription: news.Subscription{ID: 1, Mode: mode}, Words: []string{"ukraine"}}},
		Budget:  5, Watched: 100,
	}
	f.Development = news.Development{ID: 70, Story: 7, Began: noon(), Reports: list}
	return f
}

// sent says that the development 70 rang m minutes after noon at a revision.
func (f Facts) sent(m, revision int) Facts {
	at := noon().Add(time.Duration(m) * time.Minute)
	f.Sent = Sent{Message: 3, At: at, Why: news.ReadPhrase("3 publishers in 20 min: A, B and C."), Revision: revision, Developments: []news.DevelopmentID{70}, Rang: at}
	return f
}

// next is a second development of the story, with reports of its own.
func (f Facts) next(list []news.Report) Facts {
	f.Development = news.Development{ID: 71, Story: 7, Began: list[0].At, Reports: list}
	return f
}

func with(f Facts, change func(*Facts)) Facts {
	change(&f)
	return f
}

func TestDecide(t *testing.T) {
	three, two := reports(0, 8, 20), reports(0, 8)
	for _, tc := range []struct {
		name   string
		f      Facts
		action Action
		reason Reason
	}{
		{"three publishers", facts(news.Breaking, 20, three), Alert, Corroborated},
		{"two are too few", facts(news.Breaking, 20, two), None, NotCorroborated},
		{"two are enough where few are watched", with(facts(news.Breaking, 20, two), func(f *Facts) { f.Watched = 4 }), Alert, Corroborated},
		{"one is never enough", with(facts(news.Breaking, 20, reports(0)), func(f *Facts) { f.Watched = 1 }), None, NotCorroborated},
		{"a wire copy does not count", with(facts(news.Breaking, 20, reports(0, 8, 20)), func(f *Facts) { f.Story.Reports[2].Copy = true }), None, NotCorroborated},
		{"too far apart", facts(news.Breaking, 130, reports(0, 8, 130)), None, NotCorroborated},
		{"exactly two hours", facts(news.Breaking, 120, reports(0, 8, 120)), Alert, Corroborated},
		{"too old", facts(news.Breaking, 361, reports(0, 350, 355, 361)), None, TooOld},
		{"noise never breaks", with(facts(news.Breaking, 20, three), func(f *Facts) { f.Noise = "live_scores" }), None, IsNoise},
		{"an official source rings alone", with(facts(news.Breaking, 0, reports(0)), func(f *Facts) { f.Story.Reports[0].Official = true }), Alert, Official},
		{"an official copy does not", with(facts(news.Breaking, 0, reports(0)), func(f *Facts) {
			f.Story.Reports[0].Official, f.Story.Reports[0].Copy = true, true
		}), None, NotCorroborated},
		{"an official source rings for its young story", with(facts(news.Breaking, 20, reports(0)).next(reports(20)), func(f *Facts) {
			f.Story.Reports[0].Official = true
		}), Alert, Official},
		{"a report of the future does not count", facts(news.Breaking, 15, three), None, NotCorroborated},
		{"story corroborates a young development", facts(news.Breaking, 20, three).next(reports(20)), Alert, Corroborated},
		{"no subscription", with(facts(news.Breaking, 20, three), func(f *Facts) { f.Matches = nil }), None, NoMatch},
		{"digest only", facts(news.DigestOnly, 20, three), None, DigestOnly},
		{"known before", with(facts(news.Every, 0, three), func(f *Facts) { f.Silent = true }), None, KnownBefore},
		{"merged away", with(facts(news.Every, 0, three), func(f *Facts) { f.Story.Into = 2 }), None, Merged},
		{"budget spent", with(facts(news.Breaking, 20, three), func(f *Facts) { f.Today = 5 }), Hold, BudgetSpent},
		{"budget of none", with(facts(news.Breaking, 20, three), func(f *Facts) { f.Budget = 0 }), Hold, BudgetSpent},
		{"no budget", with(facts(news.Breaking, 20, three), func(f *Facts) { f.Budget, f.Today = -1, 900 }), Alert, Corroborated},
		{"budget is not for what does not break", with(facts(news.Breaking, 20, two), func(f *Facts) { f.Today = 5 }), None, NotCorroborated},

		{"every rings at once", facts(news.Every, 0, reports(0)), Alert, FirstReport},
		{"every rings for an old story new to the channel", facts(news.Every, 900, reports(0, 900)), Alert, FirstReport},
		{"every rings for noise that was asked for", with(facts(news.Every, 0, reports(0)), func(f *Facts) { f.Noise = "prices" }), Alert, FirstReport},
		{"every has a flood guard", with(facts(news.Every, 0, reports(0)), func(f *Facts) { f.Hour = 60 }), Hold, FloodGuard},
		{"every ignores the budget", with(facts(news.Every, 0, reports(0)), func(f *Facts) { f.Today = 50 }), Alert, FirstReport},
		{"every once only", facts(news.Every, 30, reports(0)).sent(0, 1), None, AlreadyRang},
		{"every grows by edits", facts(news.Every, 30, two).sent(0, 1), Edit, Growing},
		{"every grows though a development breaks", facts(news.Every, 90, reports(0, 80, 85, 90)).sent(0, 1).next(reports(80, 85, 90)), Edit, Growing},
		{"both modes, breaking", with(facts(news.Every, 20, three), both), Alert, Corroborated},
		{"both modes, budget spent", with(facts(news.Every, 20, three), func(f *Facts) { both(f); f.Today = 5 }), Alert, FirstReport},

		{"growth is an edit", facts(news.Breaking, 30, reports(0, 8, 20, 30)).sent(20, 3), Edit, Growing},
		{"growth counts for a silent article", with(facts(news.Breaking, 30, reports(0, 8, 20, 30)).sent(20, 3), func(f *Facts) { f.Silent = true }), Edit, Growing},
		{"nothing new", facts(news.Breaking, 30, three).sent(20, 3), None, AlreadyRang},
		{"a small development that changes nothing", facts(news.Breaking, 90, three).sent(20, 3).next(reports(90)), None, Unchanged},
		{"a development that breaks replies", facts(news.Breaking, 90, three).sent(20, 3).next(reports(80, 85, 90)), Reply, Corroborated},
		{"hours later it is a new alert", facts(news.Breaking, 420, three).sent(20, 3).next(reports(400, 410, 420)), Alert, Corroborated},
		{"too soon after the last", facts(news.Breaking, 45, three).sent(20, 3).next(reports(25, 35, 45)), None, Unchanged},
		{"too soon after a reply", with(facts(news.Breaking, 110, three).sent(20, 3).next(reports(95, 100, 110)), func(f *Facts) { f.Sent.Rang = noon().Add(90 * time.Minute) }), None, Unchanged},
		{"a silent article rings for no development", with(facts(news.Breaking, 90, three).sent(20, 3).next(reports(80, 85, 90)), func(f *Facts) { f.Silent = true }), None, Unchanged},
		{"part of what rang", facts(news.Breaking, 90, three).sent(20, 3).next(reports(10, 85, 90)), None, Unchanged},
		{"a held reply", with(facts(news.Breaking, 90, three).sent(20, 3).next(reports(80, 85, 90)), func(f *Facts) { f.Today = 5 }), Hold, BudgetSpent},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := Decide(tc.f)
			if d.Action != tc.action || d.Reason != tc.reason {
				t.Errorf("got %s %s (%s), want %s %s", d.Action, d.Reason, d.Detail, tc.action, tc.reason)
			}
			if d.Detail.String() == "" {
				t.Error("the decision has no reason in words")
			}
			if rings := d.Action == Alert || d.Action == Reply || d.Action == Hold; rings != (d.Mode != "") {
				t.Errorf("got mode %q for %s", d.Mode, d.Action)
			}
		})
	}
}

func both(f *Facts) {
	f.Matches = append(f.Matches, Match{Subscription: news.Subscription{ID: 2, Mode: news.Breaking}, Words: []string{"ukraine", "putin"}})
}

func TestDecide_namesWhatMatches(t *testing.T) {
	d := Decide(with(facts(news.Every, 20, reports(0, 8, 20)), both))
	if got, want := fmt.Sprintln(d.Subscriptions, d.Words, d.Mode, d.Revision), "[1 2] [ukraine putin] breaking 3\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDecide_newAlertLinksToTheEarlier(t *testing.T) {
	late := Decide(facts(news.Breaking, 420, reports(0, 8, 20)).sent(20, 3).next(reports(400, 410, 420)))
	soon := Decide(facts(news.Breaking, 90, reports(0, 8, 20, 90)).sent(20, 3).next(reports(80, 85, 90)))
	if !late.Earlier || late.AlsoEdit || soon.Earlier || !soon.AlsoEdit {
		t.Errorf("got %+v and %+v, want a link in the first and an edit beside the second", late, soon)
	}
}

func TestDecide_editKeepsWhyItRang(t *testing.T) {
	f := facts(news.Breaking, 30, reports(0, 8, 20, 30)).sent(20, 3)
	if d := Decide(f); d.Why.String() != f.Sent.Why.String() || d.Revision != 4 {
		t.Errorf("got %q at revision %d, want what the message said, at 4", d.Why, d.Revision)
	}
}

func TestDecide_doesNotChangeItsFacts(t *testing.T) {
	list := reports(20, 8, 0) // out of order
	Decide(facts(news.Breaking, 20, list))
	if list[0].Publisher != "A" || list[2].Publisher != "C" {
		t.Error("the reports were put in another order")
	}
}

func TestDetail(t *testing.T) {
	six := reports(0, 1, 2, 3, 4, 5)
	for _, tc := range []struct {
		f    Facts
		want string
	}{
		{facts(news.Breaking, 38, reports(0, 8, 38)), "3 publishers in 38 min: A, B and C."},
		{facts(news.Breaking, 0, reports(0, 0, 0)), "3 publishers within a minute: A, B and C."},
		{facts(news.Breaking, 65, reports(0, 1, 65)), "3 publishers in 1 h 5 min: A, B and C."},
		{facts(news.Breaking, 5, six), "6 publishers in 5 min: A, B, C, D and 2 more."},
		{facts(news.Breaking, 5, reports(0)), "1 independent publisher within two hours; breaking takes three."},
		{facts(news.Every, 5, reports(0)), "You asked for every story; first report by A."},
		{facts(news.Every, 5, reports(0, 1)), "You asked for every story; 2 publishers report this one."},
		{facts(news.Every, 5, nil), "You asked for every story; first report by a publisher."},
		{facts(news.Breaking, 3000, reports(0)), "The first report is 2 days old; only news younger than 6 hours breaks."},
		{with(facts(news.Breaking, 5, six), func(f *Facts) { f.Noise = "live_scores" }), "It is no news but a regular item (live scores)."},
		{with(facts(news.Breaking, 5, six), func(f *Facts) { f.Budget, f.Today = 1, 1 }), "The channel has had its 1 alert of 24 hours; it goes to the next digest."},
		{with(facts(news.Breaking, 5, six), func(f *Facts) { f.Budget = 0 }), "Breaking alerts are off in this channel; it goes to the next digest."},
		{facts(news.Breaking, 30, six).sent(20, 3), "Now reported by 6 publishers."},
		{with(facts(news.Breaking, 30, six).sent(20, 3), func(f *Facts) { f.Story.Corrected = "Old" }), "The headline was changed."},
	} {
		if got := Decide(tc.f).Detail.String(); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

func TestDefaultMode(t *testing.T) {
	for _, tc := range []struct {
		bound, watched int
		mode           news.Mode
		why            string
	}{
		{0, 100, news.Breaking, "when 3 publishers report it within two hours"},
		{0, 4, news.Breaking, "when 2 publishers report it within two hours"},
		{0, 1, news.Every, "for every new story, because only 1 publisher is watched in its languages and breaking takes two"},
		{0, 0, news.Every, "for every new story, because no publisher is watched in its languages and breaking takes two"},
		{1, 100, news.Every, "for every new story, because the query is bound to 1 publisher and breaking takes three"},
		{2, 100, news.Every, "for every new story, because the query is bound to 2 publishers and breaking takes three"},
		{2, 4, news.Breaking, "when 2 publishers report it within two hours"},
		{3, 100, news.Breaking, "when 3 publishers report it within two hours"},
	} {
		mode, why := DefaultMode(tc.bound, tc.watched)
		if mode != tc.mode || why.String() != tc.why {
			t.Errorf("DefaultMode(%d, %d): got %s %q, want %s %q", tc.bound, tc.watched, mode, why, tc.mode, tc.why)
		}
	}
}

func TestEditAfter(t *testing.T) {
	now := noon()
	for _, tc := range []struct{ last, want time.Time }{
		{time.Time{}, now},
		{now.Add(-time.Hour), now},
		{now.Add(-5 * time.Second), now.Add(10 * time.Second)},
	} {
		if got := EditAfter(tc.last, now); !got.Equal(tc.want) {
			t.Errorf("last %s: got %s, want %s", tc.last, got, tc.want)
		}
	}
}

func TestCoverage(t *testing.T) {
	copied := reports(0, 10, 34, 34)
	copied[2].Copy, copied[3].Copy = true, true
	for _, tc := range []struct {
		list []news.Report
		want string
	}{
		{nil, ""},
		{reports(5), ""},
		{reports(0, 10, 34, 12), "1 → 4 publishers in 34 min"},
		{reports(0, 0), "1 → 2 publishers within a minute"},
		{copied, "1 → 4 publishers in 34 min (2 repeat another's text)"},
	} {
		if got := Coverage(tc.list).String(); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

func TestCard(t *testing.T) {
	f := facts(news.Breaking, 90, reports(0, 8, 20)).sent(20, 3).next(reports(80, 85, 90))
	f.Story.Title, f.Story.Lead, f.Story.URL = "Talks begin", "Talks began on Wednesday.", "https://a.example/1"
	f.Story.Corrected, f.Development.Title, f.Development.Lead = "Talks near", "Envoys named", "Envoys were named."
	d := Decide(f)
	if c := Card(f.Story, f.Development, d, "", news.Phrase.String); c.Title != "Envoys named" || c.Summary != "Envoys were named." || c.Corrected != "" || len(c.Reports) != 3 || !c.Began.Equal(noon().Add(80*time.Minute)) {
		t.Errorf("a reply shows the development; got %+v", c)
	}
	d.Action = Alert
	c := Card(f.Story, f.Development, d, "", news.Phrase.String)
	if c.Title != "Talks begin" || c.Summary != f.Story.Lead || c.Corrected != "Talks near" || c.Coverage != "1 → 3 publishers in 20 min" || c.Reason != d.Why.String() || c.Words[0] != "ukraine" {
		t.Errorf("got %+v", c)
	}
	if c := Card(f.Story, f.Development, d, "Short.", news.Phrase.String); c.Summary != "Short." {
		t.Errorf("got summary %q", c.Summary)
	}
}
