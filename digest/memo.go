package digest

import (
	"sync"

	"newsbell/news"
	"newsbell/text"
)

// A memo keeps, for the digests of one round, what must be worked out of a
// story, which many of them carry. A nil memo keeps nothing. It is for stories
// that do not change while it is used.
type memo struct {
	mu    sync.Mutex
	facts map[news.StoryID]*facts
}

// facts are worked out one by one, when they are asked for.
type facts struct {
	independent int
	words       map[string]bool
	brief       string
	briefed     bool
}

// of runs look on a story's facts, alone.
func (m *memo) of(s news.Story, look func(f *facts)) {
	if m == nil {
		look(&facts{})
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.facts[s.ID]
	if f == nil {
		if m.facts == nil {
			m.facts = map[news.StoryID]*facts{}
		}
		f = &facts{}
		m.facts[s.ID] = f
	}
	look(f)
}

// independent counts a story's independent publishers.
func (m *memo) independent(s news.Story) (n int) {
	m.of(s, func(f *facts) {
		if f.independent == 0 {
			f.independent = news.Independent(s.Reports)
		}
		n = f.independent
	})
	return n
}

// words are those of a story's headline; nobody may change them.
func (m *memo) words(s news.Story) (w map[string]bool) {
	m.of(s, func(f *facts) {
		if f.words == nil {
			f.words = text.ContentWords(s.Title, s.Language)
		}
		w = f.words
	})
	return w
}

// brief is the beginning of a story's lead.
func (m *memo) brief(s news.Story) (b string) {
	m.of(s, func(f *facts) {
		if !f.briefed {
			f.brief, f.briefed = brief(s.Lead, s.Language), true
		}
		b = f.brief
	})
	return b
}
