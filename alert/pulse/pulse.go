package pulse

import (
	"math"
	"slices"
	"strings"
	"time"

	"newsbell/alert/words"
	"newsbell/news"
)

const (
	window    = 2 * time.Hour  // of a burst
	memory    = 24 * time.Hour // of a story's own rate
	keepBeats = 96             // articles kept of one development
	sweepGap  = time.Hour
	leadBytes = 300 // of a text, read for signs
)

// An Article is what the pulse takes of an article and its placement.
type Article struct {
	Story       news.StoryID
	Development news.DevelopmentID
	Report      news.Report
	Text        string // the lead or the first sentences
	Language    string
	Noise       bool // a text that is no news
}

// A beat is one article of a development.
type beat struct {
	report news.Report
	words  []uint64 // of the headline
	// What the headline and the lead say of an event, as logarithms of odds; how
	// well known the names are and how often the publisher's news is shared, as
	// logarithms of factors.
	grade, lead, known, shared float64
}

// A development is what is remembered of one.
type development struct {
	story news.StoryID
	beats []beat // in order of time
	rises []news.Rise
}

// A Pulse follows the developments of the last day. It is for one goroutine.
type Pulse struct {
	lexicon *words.Lexicon
	devs    map[news.DevelopmentID]*development
	stories map[news.StoryID][]mention
	names   names
	press   press
	now     time.Time
	swept   time.Time
}

// New gives a pulse that knows nothing yet.
func New() (*Pulse, error) {
	lexicon, err := words.Load()
	if err != nil {
		return nil, err
	}
	return &Pulse{
		lexicon: lexicon,
		devs:    map[news.DevelopmentID]*development{},
		stories: map[news.StoryID][]mention{},
		names:   newNames(),
		press:   press{},
	}, nil
}

// Add takes note of an article.
func (p *Pulse) Add(a Article) {
	at := a.Report.At
	if at.After(p.now) {
		p.now = at
	}
	p.sweep()
	d := p.devs[a.Development]
	if d == nil {
		d = &development{}
		p.devs[a.Development] = d
	}
	d.story = a.Story
	b := beat{report: a.Report, words: hashes(a.Report.Title, a.Language), grade: none, lead: none}
	if !a.Noise && !a.Report.Copy {
		p.weigh(a, &b)
	}
	p.press.add(d.beats, a.Report.Publisher)
	d.beats = insert(d.beats, b)
	p.stories[a.Story] = append(p.stories[a.Story], mention{at, b.words})
}

// insert keeps the beats in order of time and drops the oldest beyond the limit.
func insert(beats []beat, b beat) []beat {
	i := len(beats)
	for i > 0 && b.report.At.Before(beats[i-1].report.At) {
		i--
	}
	beats = slices.Insert(beats, i, b)
	if len(beats) > keepBeats {
		beats = slices.Delete(beats, 0, 1)
	}
	return beats
}

// weigh says what an article's headline and lead are worth.
func (p *Pulse) weigh(a Article, b *beat) {
	lead := a.Text
	if len(lead) > leadBytes {
		lead = strings.ToValidUTF8(lead[:leadBytes], "")
	}
	b.grade = p.lexicon.Grade(p.lexicon.Read(a.Report.Title, a.Language))
	b.lead = p.lexicon.Grade(p.lexicon.Read(lead, a.Language))
	b.known = math.Log(p.names.read(a.Text, a.Language, a.Report.Publisher, a.Report.At))
	b.shared = math.Log(p.press.weight(a.Report.Publisher))
}

// Merge takes note that one story became part of another.
func (p *Pulse) Merge(from, into news.StoryID) {
	all := append(p.stories[into], p.stories[from]...)
	slices.SortStableFunc(all, func(a, b mention) int { return a.at.Compare(b.at) })
	p.stories[into] = all
	delete(p.stories, from)
}

// sweep forgets, once an hour, what is older than the memory.
func (p *Pulse) sweep() {
	if p.now.Sub(p.swept) < sweepGap {
		return
	}
	p.swept = p.now
	limit := p.now.Add(-memory)
	for id, d := range p.devs {
		if last := len(d.beats) - 1; last < 0 || d.beats[last].report.At.Before(limit) {
			delete(p.devs, id)
		}
	}
	for id, list := range p.stories {
		list = slices.DeleteFunc(list, func(m mention) bool { return m.at.Before(limit) })
		if len(list) == 0 {
			delete(p.stories, id)
		} else {
			p.stories[id] = list
		}
	}
	p.names.sweep(p.now)
}
