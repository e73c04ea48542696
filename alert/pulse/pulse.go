package pulse

import (
	"math"
	"slices"
	"strings"
	"time"

	"newsbell/alert"
	"newsbell/alert/words"
	"newsbell/news"
)

const (
	window    = 2 * time.Hour  // of a burst
	memory    = 24 * time.Hour // of a story's own rate
	keepBeats = 96             // articles kept of one development
	sweepGap  = time.Hour

	closeBonus  = 0.6  // for publishers at the same minute
	closeHalf   = 30.0 // minutes in which that falls to 1/e
	moreBonus   = 0.35 // a doubling of articles beyond the publishers
	olderWeight = 0.3  // of a development's articles before the burst
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
	weight float64
}

// A development is what is remembered of one.
type development struct {
	story news.StoryID
	beats []beat // in order of time
}

// A Pulse follows the developments of the last day. It is for one goroutine.
type Pulse struct {
	lexicon *words.Lexicon
	devs    map[news.DevelopmentID]*development
	stories map[news.StoryID][]time.Time
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
		stories: map[news.StoryID][]time.Time{},
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
	b := beat{report: a.Report}
	if !a.Noise && !a.Report.Copy {
		b.weight = p.weigh(a)
	}
	p.press.add(d.beats, a.Report.Publisher)
	d.beats = insert(d.beats, b)
	p.stories[a.Story] = append(p.stories[a.Story], at)
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

// weigh says what an article's headline is worth.
func (p *Pulse) weigh(a Article) float64 {
	known := p.names.read(a.Text, a.Language, a.Report.Publisher, a.Report.At)
	return Weight(p.lexicon.Read(a.Report.Title, a.Language)) * known * p.press.weight(a.Report.Publisher)
}

// Weight says what the signs of a headline are worth, about 1 for a grave
// event told plainly.
func Weight(s words.Signs) float64 {
	w := 0.3
	switch {
	case s.Grave > 1:
		w = 1.2
	case s.Grave > 0:
		w = 1
	case s.Event > 0:
		w = 0.75
	}
	w *= math.Pow(0.55, float64(min(s.Weak, 2)))
	if s.Role > 0 {
		w *= 1.2
	}
	if s.Local > 0 && s.Role+s.Toll == 0 {
		w *= 0.75
	}
	if s.Toll > 0 {
		w *= 1.25
	}
	if s.Noise > 0 {
		w *= 0.35
	}
	return w
}

// Merge takes note that one story became part of another.
func (p *Pulse) Merge(from, into news.StoryID) {
	all := append(p.stories[into], p.stories[from]...)
	slices.SortFunc(all, time.Time.Compare)
	p.stories[into] = all
	delete(p.stories, from)
}

// Burst scores a development as it stands now.
func (p *Pulse) Burst(id news.DevelopmentID, now time.Time) alert.Burst {
	d := p.devs[id]
	if d == nil {
		return alert.Burst{}
	}
	best := map[string]int{} // publisher -> place in the list
	var b alert.Burst
	var weights []float64
	articles, older, top := 0, 0, 0.0
	for _, x := range d.beats {
		switch age := now.Sub(x.report.At); {
		case age < 0 || age > memory:
			continue
		case age > window:
			older++
			continue
		}
		articles++
		if x.report.Copy {
			continue
		}
		name := strings.ToLower(x.report.Publisher)
		if i, ok := best[name]; ok {
			weights[i] = max(weights[i], x.weight)
			if x.weight > top {
				top, b.Title = x.weight, x.report.Title
			}
			continue
		}
		if x.weight > top {
			top, b.Title = x.weight, x.report.Title
		}
		best[name] = len(weights)
		weights = append(weights, x.weight)
		b.Reports = append(b.Reports, x.report)
	}
	n := len(weights)
	if n == 0 {
		return b
	}
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	mean := sum / float64(n)
	b.Score = sum + moreBonus*mean*math.Log2(float64(1+articles-n))
	if n > 1 {
		apart := b.Reports[n-1].At.Sub(b.Reports[0].At).Minutes()
		b.Score *= 1 + closeBonus*math.Exp(-apart/closeHalf)
	} else {
		b.Score /= 2
	}
	b.Score *= math.Sqrt(mean) / (1 + olderWeight*float64(older)/float64(articles))
	b.Score /= p.busy(d.story, now, articles)
	return b
}

// busy is by how much a burst of so many articles falls behind what the story
// had in two hours of the day before; 1 when it does not.
func (p *Pulse) busy(id news.StoryID, now time.Time, articles int) float64 {
	before := 0
	for _, at := range p.stories[id] {
		if age := now.Sub(at); age > window && age <= memory {
			before++
		}
	}
	usual := float64(before)*float64(window)/float64(memory) + 0.5
	mine := float64(articles) / 2
	if usual <= mine {
		return 1
	}
	return 1 + math.Log2(usual/mine)
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
		list = slices.DeleteFunc(list, func(at time.Time) bool { return at.Before(limit) })
		if len(list) == 0 {
			delete(p.stories, id)
		} else {
			p.stories[id] = list
		}
	}
	p.names.sweep(p.now)
}
