package desk

import (
	"cmp"
	"slices"
	"time"

	"newsbell/alert"
	"newsbell/alert/pulse"
	"newsbell/match"
	"newsbell/news"
	"newsbell/story"
)

// settled is how long a channel's past must be before its budget sets a
// threshold; until then the number of publishers alone decides.
const settled = 24 * time.Hour

// beat tells the pulse of an article that was placed.
func (d *Desk) beat(a news.Article, p story.Placement) {
	if a.Silent {
		return
	}
	body := a.Lead
	if body == "" {
		body = a.Text
	}
	d.pulse.Add(pulse.Article{
		Story: p.Story, Development: p.Development, Text: body, Language: story.Language(a), Noise: p.Noise != "",
		Report: news.Report{
			Article: a.ID, Publisher: cmp.Or(a.Publisher, a.Link()), Title: a.Title, URL: a.Link(), At: a.Arrived, Copy: p.Copy, Official: a.Official,
		},
	})
}

// calibrate adds to the facts how hard the development breaks and the score
// from which that rings the channel, and takes note of it for the days to come.
func (d *Desk) calibrate(f *alert.Facts, c news.Channel) {
	if !slices.ContainsFunc(f.Matches, func(m alert.Match) bool { return m.Subscription.Mode == news.Breaking }) {
		return
	}
	f.Burst = d.pulse.Burst(f.Development.ID, f.Now)
	past := d.past(c.ID)
	if len(f.Burst.Reports) > 1 && f.Noise == "" && f.CanRing() {
		past.Add(f.Development.ID, f.Burst.Score, f.Now)
	}
	if past.Long(f.Now) >= settled {
		f.Threshold = past.Threshold(f.Now, f.Budget)
	}
}

func (d *Desk) past(ch news.ChannelID) *pulse.Past {
	p := d.pasts[ch]
	if p == nil {
		p = pulse.NewPast()
		d.pasts[ch] = p
	}
	return p
}

// recallPulse restores the pulse, and what each channel could have been rung
// for, from the reports of the last days: the first of each publisher.
func (d *Desk) recallPulse(stories []news.Story, developments []news.Development) error {
	p, err := pulse.New()
	if err != nil {
		return err
	}
	d.pulse, d.pasts = p, map[news.ChannelID]*pulse.Past{}
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
		if len(burst.Reports) < 2 {
			continue
		}
		for _, ch := range d.breaking(*x.dev, langs[root]) {
			d.past(ch).Add(x.dev.ID, burst.Score, x.report.At)
		}
	}
	return nil
}

// breaking gives the channels that asked for a development when it breaks.
func (d *Desk) breaking(dev news.Development, lang string) (out []news.ChannelID) {
	doc := match.NewDoc(news.Article{Title: dev.Title, Lead: dev.Lead, URL: dev.URL, Language: lang})
	for _, m := range d.index.Match(doc) {
		d.mu.Lock()
		s, ok := d.subs[m.Subscription]
		d.mu.Unlock()
		if ok && s.Mode == news.Breaking && !slices.Contains(out, m.Channel) {
			out = append(out, m.Channel)
		}
	}
	return out
}
