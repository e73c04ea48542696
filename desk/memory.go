package desk

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"newsbell/alert/pulse"
	"newsbell/news"
	"newsbell/story"
)

// A memory is what the desk knows beyond what a question to the rows would tell.
// It is changed by the methods below and by nothing else: what they were given
// stands in the journal, and gives the same memory again.
type memory struct {
	grouper *story.Grouper
	pulse   *pulse.Pulse
	pasts   map[news.ChannelID]*pulse.Past
	floods  map[news.ChannelID]flood
	merged  map[news.StoryID][]news.StoryID // standing story -> those merged into it
	twins   map[news.StoryID][]news.StoryID // story -> those that tell of it in another language
}

func newMemory() (memory, error) {
	p, err := pulse.New()
	return memory{
		grouper: story.New(story.Options{}), pulse: p, pasts: map[news.ChannelID]*pulse.Past{}, floods: map[news.ChannelID]flood{},
		merged: map[news.StoryID][]news.StoryID{}, twins: map[news.StoryID][]news.StoryID{},
	}, err
}

// place puts an article into its story, or takes note of its correction.
func (m *memory) place(e story.Entry) story.Placement {
	a := &e.Article
	if a.Story != 0 {
		m.grouper.Correct(e)
		return story.Placement{Story: m.grouper.Find(a.Story), Development: a.Development}
	}
	p := m.grouper.Place(e)
	for _, j := range p.Merged {
		m.merged[j.Into] = append(append(m.merged[j.Into], j.From), m.merged[j.From]...)
		delete(m.merged, j.From)
		m.pulse.Merge(j.From, j.Into)
	}
	if !a.Silent {
		m.beat(e, p)
	}
	return p
}

// beat tells the pulse of an article that was placed.
func (m *memory) beat(e story.Entry, p story.Placement) {
	a := &e.Article
	m.pulse.Add(pulse.Article{
		Story: p.Story, Development: p.Development, Text: e.Body(), Language: story.Language(*a), Noise: p.Noise != "",
		Report: news.Report{
			Article: a.ID, Publisher: cmp.Or(a.Publisher, a.Link()), Title: a.Title, URL: a.Link(), At: a.Arrived, Copy: p.Copy, Official: a.Official,
		},
	})
}

// A rise is a development that reached a score.
type rise struct {
	dev   news.DevelopmentID
	score float64
}

func (m *memory) rise(r rise, now time.Time) { m.pulse.Note(r.dev, r.score, now) }

// A look is at a development that a channel could be rung for.
type look struct {
	channel   news.ChannelID
	dev       news.DevelopmentID
	score     float64
	candidate bool // it counts for the threshold
	budget    int
}

// look takes note of it and gives the channel's threshold, 0 while its past is
// too short to have one.
func (m *memory) look(l look, now time.Time) float64 {
	past := m.pasts[l.channel]
	if l.candidate {
		past = m.past(l.channel)
		past.Add(l.dev, l.score, now)
	}
	if past == nil || past.Long(now) < settled {
		return 0
	}
	return past.Threshold(now, l.budget)
}

// moves says whether a look changes the memory.
func (m *memory) moves(l look, now time.Time) bool {
	past := m.pasts[l.channel]
	if past == nil {
		return l.candidate
	}
	return l.candidate && past.Adds(l.dev, l.score, now) || past.Long(now) >= settled && past.Chooses(now, l.budget)
}

// past is a channel's; it begins with the first candidate.
func (m *memory) past(ch news.ChannelID) *pulse.Past {
	p := m.pasts[ch]
	if p == nil {
		p = pulse.NewPast()
		m.pasts[ch] = p
	}
	return p
}

// A pair is a story and one that tells of another in another language.
type pair struct{ of, id news.StoryID }

func (m *memory) twin(t pair) {
	if !slices.Contains(m.twins[t.of], t.id) {
		m.twins[t.of] = append(m.twins[t.of], t.id)
	}
}

// tidy forgets what belongs to stories that are closed.
func (m *memory) tidy() {
	closed := func(id news.StoryID, _ []news.StoryID) bool { return !m.grouper.Has(id) }
	maps.DeleteFunc(m.merged, closed)
	maps.DeleteFunc(m.twins, closed)
}
