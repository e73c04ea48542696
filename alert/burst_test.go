package alert

import (
	"testing"
	"time"

	"newsbell/news"
)

// scored are facts with a score, against the threshold 2.
func scored(score float64, list []news.Report) Facts {
	f := facts(news.Breaking, 20, list)
	f.Burst, f.Threshold = Burst{Score: score, Reports: list}, 2
	return f
}

// trusted are facts of one report.
func trusted(score, grade float64, record Record) Facts {
	f := scored(score, reports(0))
	f.Burst.Grade, f.Burst.Record = grade, record
	return f
}

func TestDecide_byScore(t *testing.T) {
	two := reports(0, 8)
	for _, tc := range []struct {
		name   string
		f      Facts
		action Action
		reason Reason
	}{
		{"above the threshold", scored(2.5, two), Alert, Corroborated},
		{"below it", scored(1.9, two), None, BelowThreshold},
		{"one publisher never", scored(99, reports(0)), None, NotCorroborated},
		{"unless what it tells is taken up by others", trusted(2.5, 0.3, Record{100, 20}), Alert, TrustedAlone},
		{"but not below the threshold", trusted(1.9, 0.3, Record{100, 20}), None, NotCorroborated},
		{"nor with a vague headline", trusted(9, 0.1, Record{100, 20}), None, NotCorroborated},
		{"nor when others seldom do", trusted(9, 0.3, Record{100, 19}), None, NotCorroborated},
		{"nor when little is known of it", trusted(9, 0.3, Record{19, 19}), None, NotCorroborated},
		{"nor when fewer were asked for", with(trusted(9, 0.3, Record{100, 20}), func(f *Facts) { f.Said.Fewer = true }), None, NotCorroborated},
		{"its budget counts, too", with(trusted(2.3, 0.3, Record{100, 20}), func(f *Facts) { f.Today = 5 }), Hold, BudgetSpent},
		{"an official one does", with(scored(0, reports(0)), func(f *Facts) { f.Burst.Reports[0].Official = true }), Alert, Official},
		{"noise never", with(scored(99, two), func(f *Facts) { f.Noise = "prices" }), None, IsNoise},
		{"budget spent", with(scored(2.3, two), func(f *Facts) { f.Today = 5 }), Hold, BudgetSpent},
		{"far above may exceed it", with(scored(9, two), func(f *Facts) { f.Today = 5 }), Alert, Corroborated},
		{"but not for ever", with(scored(9, two), func(f *Facts) { f.Today = 10 }), Hold, BudgetSpent},
		{"a budget of none", with(scored(9, two), func(f *Facts) { f.Budget = 0 }), Hold, BudgetSpent},
		{"told anew after what rang", scored(9, reports(50, 55)).sent(0, 2).next(reports(-10, 50, 55)).at(60), Reply, Corroborated},
		{"told before what rang", scored(9, reports(-10, -5)).sent(0, 2).next(reports(-10, -5)).at(60), None, Unchanged},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if d := Decide(tc.f); d.Action != tc.action || d.Reason != tc.reason || d.Detail.String() == "" {
				t.Errorf("got %s %s (%s), want %s %s", d.Action, d.Reason, d.Detail, tc.action, tc.reason)
			}
		})
	}
}

// at moves the facts to m minutes after noon.
func (f Facts) at(m int) Facts {
	f.Now = noon().Add(time.Duration(m) * time.Minute)
	return f
}

func TestDetail_namesTheThreshold(t *testing.T) {
	const want = "2 publishers in 8 min: A and B; below this channel's threshold for 5 alerts a day."
	if got := Decide(scored(1, reports(0, 8))).Detail.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDetail_saysWhyOneIsTrusted(t *testing.T) {
	const want = "1 publisher so far: A; others took up 31 of the last 100 developments it told of."
	if got := Decide(trusted(3, 1, Record{100, 31})).Why.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestThreshold(t *testing.T) {
	now := noon()
	past := func(n int, score func(int) float64) (list []Candidate) {
		for i := range n {
			list = append(list, Candidate{At: now.Add(-time.Duration(i) * 72 * time.Hour / time.Duration(n)), Score: score(i)})
		}
		return list
	}
	rising := past(300, func(i int) float64 { return 3 + float64(i)/100 })
	long := now.Add(-30 * 24 * time.Hour)
	five, one := Threshold(rising, long, now, 5), Threshold(rising, long, now, 1)
	if five >= one {
		t.Errorf("a budget of 5 gives %.2f, one of 1 gives %.2f; want less", five, one)
	}
	if got := Threshold(rising[:3], long, now, 5); got >= five {
		t.Errorf("few candidates: got %.2f, want less than %.2f", got, five)
	}
	if got := Threshold(nil, now, now, 5); got != usual {
		t.Errorf("no past: got %.2f, want %.2f", got, usual)
	}
	if got := Threshold(rising, long, now, -1); got != lowest {
		t.Errorf("no limit: got %.2f, want %.2f", got, lowest)
	}
	ahead := past(1, func(int) float64 { return 1 })
	for i := range 20 {
		ahead = append(ahead, Candidate{At: now.Add(time.Duration(i+1) * time.Minute), Score: 1000})
	}
	if got := Threshold(ahead, long, now, 1); got >= five {
		t.Errorf("candidates of the future count: %.2f", got)
	}
}
