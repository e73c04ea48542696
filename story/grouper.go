package story

import (
	"cmp"
	"slices"
	"time"

	"newsbell/news"
	"newsbell/story/headline"
	"newsbell/story/minhash"
	"newsbell/story/noise"
	"newsbell/story/postings"
	"newsbell/story/shelf"
	"newsbell/story/terms"
)

// Options set how the grouping works; the zero value is the default.
type Options struct {
	// Threshold is the likeness from which an article joins a story; 0 means
	// 0.17. Lower is wider: more in one story, and more often wrongly.
	Threshold float64
	// Window is how long a story stays open after its last article; 0 means
	// 72 hours.
	Window time.Duration
	// Cold leaves out the built-in samples of how common words are.
	Cold bool
	// Publisher names the publisher of an article; nil means its own name, else
	// the host of its address.
	Publisher func(news.Article) string
}

const (
	defaultThreshold = 0.17
	defaultWindow    = 72 * time.Hour
	defaultHalf      = 12 * time.Hour // likeness halves with this silence
	defaultFloor     = 0.20           // of likeness, whatever the silence
	defaultMerge     = 0.24           // between centroids
	centerHalf       = 48 * time.Hour // a centroid's weight halves with this silence
	storyTerms       = 64

	// A second article that says just the same moves the centroid no further.
	same = 0.98
	// After so many publishers the headline stays.
	settled = 20
	// Reports kept for a story; further publishers are counted as articles only.
	keepReports = 200
)

// A Placement says where an article was put, and why.
type Placement struct {
	Story          news.StoryID
	Development    news.DevelopmentID
	NewStory       bool
	NewDevelopment bool
	// Merged lists the stories that this article proved to be one.
	Merged []Merge
	// Reason is the reason of [Similar] for the story that came nearest, or
	// [ReasonFirst] when none was near; Score is its likeness after time decay.
	Reason string
	Score  float64
	// Changed says that a reader would see a difference: the story's revision
	// grew.
	Changed bool
	// Copy says that the article repeats another publisher's text.
	Copy bool
	// Noise names the class of a text that is no news, "" for news.
	Noise string
}

// The reasons of a [Placement], beside those of [Similar].
const (
	ReasonFirst  = "first"   // nothing shares a rare word with it
	ReasonUnlike = "unlike"  // something does, but too little
	ReasonNoText = "no_text" // it has no word to go by
)

// A Merge says that story From proved to be story Into.
type Merge struct {
	From news.StoryID
	Into news.StoryID
}

// A Grouper holds the recent stories and places articles in them. It is for
// one goroutine.
type Grouper struct {
	threshold float64
	half      time.Duration
	floor     float64 // what is left of a likeness after any silence
	merges    float64 // likeness of two centroids from which they are one
	window    time.Duration
	publisher func(news.Article) string

	reader  *reader
	noises  *noise.Finder
	tails   headline.Tails
	index   *postings.Index
	probe   terms.Probe                   // of the article being placed
	stories map[news.StoryID]*state       // standing and merged
	devs    map[news.DevelopmentID]*state // the story of each that may still grow
	slots   []*state
	free    []int32
	shelf   shelf.Shelf
	room    []byte             // scratch of what goes on the shelf
	ages    ages[news.StoryID] // of all stories
	awake   ages[news.StoryID] // of those that are not on the shelf
	devAges ages[news.DevelopmentID]
	now     time.Time

	nextStory news.StoryID
	nextDev   news.DevelopmentID
}

// A state is a story as the grouper holds it. While nothing is told of it, its
// body is on the shelf.
type state struct {
	id      news.StoryID
	updated int64 // row.Updated in nanoseconds
	center  terms.Terms
	slot    int32
	lang    uint16
	merged  bool
	place   shelf.Place
	*body
}

// A body is what only a story needs of which something is told.
type body struct {
	row    news.Story // its Memory stays nil
	noise  int        // articles that are no news
	prints []print
	devs   []*development // those that may still grow, oldest first
}

// A print is the fingerprint of an article.
type print struct {
	article news.ArticleID
	minhash.Print
}

// background reads the built-in samples. They are part of the program and read
// by its tests; should one be damaged all the same, grouping goes on without.
func (o Options) background() *background {
	if o.Cold {
		return &background{}
	}
	if b, err := loadBackground(); err == nil {
		return b
	}
	return &background{}
}

// New gives an empty grouper.
func New(o Options) *Grouper {
	g := &Grouper{
		threshold: cmp.Or(o.Threshold, defaultThreshold),
		half:      defaultHalf,
		floor:     defaultFloor,
		merges:    defaultMerge,
		window:    cmp.Or(o.Window, defaultWindow),
		publisher: o.Publisher,
		reader:    &reader{back: o.background()},
	}
	if g.publisher == nil {
		g.publisher = publisherOf
	}
	return g.empty()
}

// empty gives a grouper with the same settings and no stories.
func (g *Grouper) empty() *Grouper {
	index := postings.New()
	return &Grouper{
		threshold: g.threshold,
		half:      g.half,
		floor:     g.floor,
		merges:    g.merges,
		window:    g.window,
		publisher: g.publisher,
		reader:    newReader(g.reader.back, index),
		noises:    noise.New(),
		index:     index,
		stories:   make(map[news.StoryID]*state),
		devs:      make(map[news.DevelopmentID]*state),
		nextStory: 1,
		nextDev:   1,
	}
}

// Reserve tells which ids are taken by rows that Load was not given: the next
// story and development have greater ones.
func (g *Grouper) Reserve(s news.StoryID, d news.DevelopmentID) {
	g.nextStory = max(g.nextStory, s+1)
	g.nextDev = max(g.nextDev, d+1)
}

// Add places an article. Its time is that of its arrival; a silent one, known
// at a feed's first poll, counts from when it was published. An article must be
// added once: its row says whether it was.
func (g *Grouper) Add(a news.Article) Placement { return g.Place(Take(a)) }

// Place is Add for an article that was taken already.
func (g *Grouper) Place(e Entry) Placement {
	if a := e.Article; a.Arrived.After(g.now) {
		g.now = a.Arrived
	}
	g.forget()
	r := g.read(e)
	g.probe.Set(r.terms)
	p := Placement{Noise: r.noise}
	s, second := g.nearest(r, &p)
	if s != nil && !g.wake(s) {
		s = nil
	}
	if second != nil && !g.wake(second) {
		second = nil
	}
	if s == nil {
		s = g.open(r)
		p.NewStory, p.Changed = true, true
	} else {
		was := s.row.Revision
		g.join(s, r, &p)
		if second != nil {
			p.Merged = []Merge{g.merge(s, second)}
			if s.merged {
				s = second
			}
		}
		p.Changed = s.row.Revision != was || len(p.Merged) > 0
	}
	r.report.Copy = p.Copy
	d, opened := g.develop(s, r)
	s.follow(d)
	p.Story, p.Development, p.NewDevelopment = s.row.ID, d.row.ID, opened
	return p
}

// Story gives a story as it stands; one that was merged says into which. It
// reports false for one that is unknown or closed.
func (g *Grouper) Story(id news.StoryID) (news.Story, bool) {
	s, ok := g.stories[id]
	if !ok {
		return news.Story{}, false
	}
	b, ok := g.look(s)
	if !ok {
		return news.Story{}, false
	}
	row := b.row
	row.Reports = slices.Clone(row.Reports)
	if !s.merged {
		row.Memory = b.encode(s.center)
	}
	return row, true
}

// Development gives a development as it stands. It reports false for one that
// is unknown or can no longer grow.
func (g *Grouper) Development(id news.DevelopmentID) (news.Development, bool) {
	s, ok := g.devs[id]
	if !ok {
		return news.Development{}, false
	}
	b, ok := g.look(s)
	if !ok {
		return news.Development{}, false
	}
	d := b.development(id)
	if d == nil {
		return news.Development{}, false
	}
	row := d.row
	row.Reports = slices.Clone(row.Reports)
	row.Memory = d.encode()
	return row, true
}

// Find follows merges: it gives the id of the story that stands for id.
func (g *Grouper) Find(id news.StoryID) news.StoryID {
	for {
		s, ok := g.stories[id]
		if !ok || !s.merged {
			return id
		}
		b, ok := g.look(s)
		if !ok {
			return id
		}
		id = b.row.Into
	}
}

// Has says whether a story is open, also one that was merged.
func (g *Grouper) Has(id news.StoryID) bool { return g.stories[id] != nil }

// Stories counts the standing stories.
func (g *Grouper) Stories() int { return g.index.Live() }

// Next gives the ids that the next story and development will have.
func (g *Grouper) Next() (news.StoryID, news.DevelopmentID) { return g.nextStory, g.nextDev }

// Noise names the class of a story that is mostly no news, "" for news.
func (g *Grouper) Noise(id news.StoryID) string {
	s, ok := g.stories[id]
	if !ok {
		return ""
	}
	b, ok := g.look(s)
	if !ok || 2*b.noise < b.row.Articles {
		return ""
	}
	if class := Noise(b.row.Title); class != "" {
		return class
	}
	return NoiseOther
}
