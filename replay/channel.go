package replay

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"newsbell/alert"
	"newsbell/alert/pulse"
	"newsbell/news"
	"newsbell/story"
)

// A channel is one that asked for everything when it breaks.
type channel struct {
	write   func(Event) error
	budget  int
	grouper *story.Grouper
	pulse   *pulse.Pulse
	past    *pulse.Past
	sent    map[news.StoryID]alert.Sent
	rang    []time.Time
	clock   dataClock
	waiting []incoming // read ahead, to tell a wrong clock from a gap

	began, now                time.Time
	articles, stories, alerts int
}

func newChannel(budget int, write func(Event) error) (*channel, error) {
	p, err := pulse.New()
	if err != nil {
		return nil, err
	}
	return &channel{
		write: write, budget: budget, grouper: story.New(story.Options{}), pulse: p, past: pulse.NewPast(),
		sent: map[news.StoryID]alert.Sent{},
	}, nil
}

// take accepts the next article.
func (r *channel) take(in incoming) error {
	r.waiting = append(r.waiting, in)
	if len(r.waiting) <= readAhead {
		return nil
	}
	return r.next()
}

// end handles what waits and tells the sums.
func (r *channel) end() error {
	for len(r.waiting) > 0 {
		if err := r.next(); err != nil {
			return err
		}
	}
	return r.write(Event{
		Event: "end", Articles: r.articles, Stories: r.stories, Alerts: r.alerts, Seconds: int64(r.now.Sub(r.began) / time.Second),
	})
}

// next handles the article that waits longest.
func (r *channel) next() error {
	in := r.waiting[0]
	r.now = r.clock.tick(r.waiting)
	r.waiting = r.waiting[1:]
	r.articles++
	if r.articles == 1 {
		r.began = r.now
	}
	a := in.article
	a.ID, a.Arrived = news.ArticleID(r.articles), r.now
	p := r.grouper.Add(a)
	if p.NewStory {
		r.stories++
	}
	if err := r.write(Event{Event: "article", Article: in.name, Story: id(p.Story), Development: id(p.Development)}); err != nil {
		return err
	}
	for _, m := range p.Merged {
		r.stories--
		if err := r.merge(m); err != nil {
			return err
		}
	}
	r.pulse.Add(pulse.Article{
		Story: p.Story, Development: p.Development, Text: a.Text, Language: story.Language(a), Noise: p.Noise != "",
		Report: news.Report{Article: a.ID, Publisher: publisher(a), Title: a.Title, URL: a.Link(), At: r.now, Copy: p.Copy},
	})
	return r.judge(in.name, p)
}

// merge moves what is known of one story to the other.
func (r *channel) merge(m story.Merge) error {
	r.pulse.Merge(m.From, m.Into)
	if s, ok := r.sent[m.From]; ok {
		if into, ok := r.sent[m.Into]; !ok || s.Rang.After(into.Rang) {
			s.Developments = append(s.Developments, into.Developments...)
			r.sent[m.Into] = s
		}
		delete(r.sent, m.From)
	}
	return r.write(Event{Event: "merge", From: id(m.From), Into: id(m.Into)})
}

// judge decides whether the article makes its story ring.
func (r *channel) judge(name string, p story.Placement) error {
	burst := r.pulse.Burst(p.Development, r.now)
	if p.Noise != "" || !burst.CanBreak() {
		return nil // most articles: spare them the copies of their story
	}
	st, ok := r.grouper.Story(p.Story)
	dev, known := r.grouper.Development(p.Development)
	if !ok || !known {
		return nil
	}
	for len(r.rang) > 0 && r.now.Sub(r.rang[0]) >= 24*time.Hour {
		r.rang = r.rang[1:]
	}
	f := alert.Facts{
		Now: r.now, Story: st, Development: dev, Noise: p.Noise, Sent: r.sent[p.Story], Budget: r.budget, Today: len(r.rang),
		Matches: []alert.Match{{Subscription: news.Subscription{ID: 1, Mode: news.Breaking}}},
		Burst:   burst, Threshold: r.past.Threshold(r.now, r.budget),
	}
	if f.CanRing() {
		r.past.Add(p.Development, burst.Score, r.now)
	}
	d := alert.Decide(f)
	if d.Action != alert.Alert && d.Action != alert.Reply {
		return nil
	}
	return r.ring(name, d, st, dev, burst)
}

// ring tells of an alert and remembers it.
func (r *channel) ring(name string, d alert.Decision, st news.Story, dev news.Development, burst alert.Burst) error {
	s := r.sent[st.ID]
	if d.Action == alert.Alert {
		s.Message, s.At, s.Why = 1, r.now, d.Why
	}
	s.Developments, s.Rang, s.Revision = append(s.Developments, dev.ID), r.now, st.Revision
	r.sent[st.ID] = s
	r.rang = append(r.rang, r.now)
	r.alerts++
	publishers := make([]string, 0, len(burst.Reports))
	for _, rep := range burst.Reports {
		publishers = append(publishers, rep.Publisher)
	}
	return r.write(Event{
		Event: "alert", Article: name, Story: id(st.ID), At: r.now, Title: burst.Title, Publishers: publishers, Reason: d.Why.String(),
	})
}

// publisher is the article's publisher, or where it stands.
func publisher(a news.Article) string {
	if a.Publisher != "" {
		return a.Publisher
	}
	u, err := url.Parse(a.URL)
	if err != nil || u.Host == "" {
		return "unknown publisher"
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

func id[T ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }
