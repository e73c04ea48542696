package desk

import (
	"cmp"
	"slices"

	"newsbell/alert"
	"newsbell/alert/pulse"
	"newsbell/match"
	"newsbell/news"
	"newsbell/story"
)

// settled is how long a channel's past must be before its budget sets a
// threshold.
const settled = alert.Settled

// calibrate adds to the facts how hard the development breaks and the score
// from which that rings the channel, and takes note of it for the days to come.
func (t *turn) calibrate(f *alert.Facts, c news.Channel) {
	if !slices.ContainsFunc(f.Matches, func(m alert.Match) bool { return m.Subscription.Mode == news.Breaking }) {
		return
	}
	f.Burst = t.desk.pulse.Burst(f.Development.ID, f.Now)
	if f.Noise == "" && (f.Burst.CanBreak() || slices.ContainsFunc(f.Burst.Reports, func(r news.Report) bool { return r.Official })) {
		t.rise(rise{f.Development.ID, f.Burst.Score})
	}
	f.Threshold = t.look(look{
		channel: c.ID, dev: f.Development.ID, score: f.Burst.Score, budget: f.Budget,
		candidate: f.Burst.CanBreak() && f.Noise == "" && f.CanRing(),
	})
}

// recallPulse restores the pulse, and what each channel could have been rung
// for, from the reports of the last days: the first of each publisher.
func (d *Desk) recallPulse(stories []news.Story, developments []news.Development) {
	p := d.pulse
	langs := map[news.StoryID]string{}
	for _, s := range stories {
		langs[s.ID] = s.Language
	}
	type told struct {
		dev    *news.Development
		report news.Report
	}
	var all []told
	for i := range developments {
		for _, r := range developments[i].Reports {
			all = append(all, told{&developments[i], r})
		}
	}
	slices.SortFunc(all, func(a, b told) int {
		return cmp.Or(a.report.At.Compare(b.report.At), cmp.Compare(a.report.Article, b.report.Article))
	})
	for _, x := range all {
		root := d.grouper.Find(x.dev.Story)
		p.Add(pulse.Article{
			Story: root, Development: x.dev.ID, Report: x.report, Text: x.dev.Lead, Language: langs[root],
			Noise: story.Noise(x.report.Title) != "",
		})
		burst := p.Burst(x.dev.ID, x.report.At)
		if !burst.CanBreak() {
			continue
		}
		for _, ch := range d.breaking(*x.dev, langs[root]) {
			d.past(ch).Add(x.dev.ID, burst.Score, x.report.At)
		}
	}
	for _, dev := range developments {
		p.Recall(dev.ID, dev.Rises)
	}
}

// breaking gives the channels that asked for a development when it breaks.
func (d *Desk) breaking(dev news.Development, lang string) (out []news.ChannelID) {
	doc := match.NewDoc(news.Article{Title: dev.Title, Lead: dev.Lead, URL: dev.URL, Language: lang})
	for _, m := range d.index.MatchIDs(doc) {
		d.mu.Lock()
		s, ok := d.subs[m.Subscription]
		d.mu.Unlock()
		if ok && s.Mode == news.Breaking && !slices.Contains(out, m.Channel) {
			out = append(out, m.Channel)
		}
	}
	return out
}
