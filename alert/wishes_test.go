package alert

import (
	"testing"

	"newsbell/news"
)

// What a channel's settings and people change of a decision.
func TestDecide_wishes(t *testing.T) {
	three, one := reports(0, 8, 20), reports(0)
	night := func(f Facts, breakthrough int, held news.DevelopmentID) Facts {
		return with(f, func(f *Facts) { f.Quiet = Night{On: true, Breakthrough: breakthrough, Held: held} })
	}
	morning := func(f Facts) Facts { return with(f, func(f *Facts) { f.Quiet.Held = 70 }) }
	followed := func(f Facts) Facts { return with(f, func(f *Facts) { f.Said.Followed = true }) }
	fewer := func(f Facts) Facts { return with(f, func(f *Facts) { f.Said.Fewer = true }) }
	muted := func(f Facts) Facts { return with(f, func(f *Facts) { f.Said.Muted = true }) }
	tight := func(f Facts) Facts { return with(f, func(f *Facts) { f.Width = news.Tight }) }
	scored := func(f Facts, score float64) Facts {
		return with(f, func(f *Facts) { f.Burst, f.Threshold = Burst{Score: score, Reports: f.Story.Reports}, 3 })
	}
	for _, tc := range []struct {
		name   string
		f      Facts
		action Action
		reason Reason
	}{
		{"quiet hours hold", night(facts(news.Breaking, 25, three), 0, 0), Hold, QuietHours},
		{"every too", night(facts(news.Every, 1, one), 0, 0), Hold, QuietHours},
		{"they hold no more than would ring", night(facts(news.Breaking, 1, one), 0, 0), None, NotCorroborated},
		{"what is held stays so", night(facts(news.Breaking, 300, three), 0, 70), Hold, QuietHours},
		{"many publishers break through", night(facts(news.Breaking, 25, three), 3, 0), Alert, Corroborated},
		{"also what was held", night(facts(news.Breaking, 25, three), 3, 70), Alert, Corroborated},
		{"not enough of them do not", night(facts(news.Breaking, 25, three), 4, 0), Hold, QuietHours},
		{"in the morning it has been listed", morning(facts(news.Breaking, 25, three)), None, Listed},
		{"but what comes then rings", morning(facts(news.Breaking, 725, three).next(reports(700, 705, 710))), Alert, Corroborated},
		{"a message still grows at night", night(facts(news.Breaking, 25, three).sent(21, 2), 0, 0), Edit, Growing},
		{"muted", muted(facts(news.Breaking, 25, three)), None, Muted},
		{"muted after it rang", muted(facts(news.Breaking, 25, three).sent(21, 2)), None, Muted},
		{"muted at night", night(muted(facts(news.Breaking, 25, three)), 0, 70), None, Muted},
		{"followed: one publisher's development rings", followed(facts(news.Breaking, 95, three).sent(21, 3).next(reports(90))), Reply, Followed},
		{"followed: an old message is linked to", followed(facts(news.Breaking, 500, three).sent(21, 3).next(reports(495))), Alert, Followed},
		{"followed: the same development does not", followed(facts(news.Breaking, 95, three).sent(21, 2)), Edit, Growing},
		{"tight: a development is a story of its own", tight(facts(news.Every, 95, three).sent(21, 3).next(reports(90))), Alert, FirstReport},
		{"normal: it is not", facts(news.Every, 95, three).sent(21, 2).next(reports(90)), Edit, Growing},
		{"fewer: one publisher is not enough", fewer(facts(news.Every, 1, one)), None, FewerLikeThis},
		{"fewer: two are", fewer(facts(news.Every, 10, reports(0, 8))), Alert, FirstReport},
		{"fewer: three publishers are too few", fewer(facts(news.Breaking, 25, three)), None, NotCorroborated},
		{"fewer: a higher score is asked for", fewer(scored(facts(news.Breaking, 25, three), 4)), None, FewerLikeThis},
		{"fewer: and found", fewer(scored(facts(news.Breaking, 25, three), 5)), Alert, Corroborated},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := Decide(tc.f)
			if d.Action != tc.action || d.Reason != tc.reason || d.Detail.String() == "" {
				t.Errorf("got %s, %s (%s), want %s, %s", d.Action, d.Reason, d.Detail, tc.action, tc.reason)
			}
		})
	}
}

// What is held at night must not hold back what the message shows of the story.
func TestDecide_heldDevelopmentStillGrows(t *testing.T) {
	f := facts(news.Breaking, 95, reports(0, 8, 20, 95)).sent(21, 3).next(reports(90))
	f.Quiet = Night{On: true, Held: f.Development.ID}
	if d := Decide(f); d.Action != Hold || d.Reason != QuietHours || !d.AlsoEdit {
		t.Errorf("got %s, %s, also an edit: %t; want a hold and an edit", d.Action, d.Reason, d.AlsoEdit)
	}
}
