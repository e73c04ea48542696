package digest

import (
	"context"
	"sync"
	"time"

	"newsbell/news"
)

// A reading gathers candidates and shares between the digests of one round what
// they have in common.
type reading struct {
	store   Stories
	matches func(query string, s news.Story) bool

	mu      sync.Mutex
	stories map[window][]news.Story
	found   map[search][]news.Story
	zones   map[string]*time.Location
}

// A window is a span of time, in nanoseconds.
type window struct{ from, to int64 }

// A search is a query over a window.
type search struct {
	window
	query string
}

// candidates reads what a digest may carry: the stories that the channel's
// subscriptions match, or those that its own query matches.
func (r *reading) candidates(ctx context.Context, d news.Digest, from, to time.Time) ([]news.Candidate, error) {
	candidates, err := r.store.Candidates(ctx, d.Channel, from, to)
	if err != nil || d.Query == "" {
		return candidates, err
	}
	rang := make(map[news.StoryID]time.Time, len(candidates))
	for _, c := range candidates {
		rang[c.Story.ID] = c.Rang
	}
	stories, err := r.search(ctx, d.Query, from, to)
	if err != nil {
		return nil, err
	}
	candidates = make([]news.Candidate, len(stories))
	for i, s := range stories {
		candidates[i] = news.Candidate{Story: s, Matches: 1, Rang: rang[s.ID]}
	}
	return candidates, nil
}

// search finds the stories of a window that a query matches, once for all
// digests with the same query and window.
func (r *reading) search(ctx context.Context, query string, from, to time.Time) ([]news.Story, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w := window{from.UnixNano(), to.UnixNano()}
	key := search{w, query}
	if found, ok := r.found[key]; ok {
		return found, nil
	}
	stories, ok := r.stories[w]
	if !ok {
		var err error
		if stories, err = r.store.StoriesBetween(ctx, from, to, storyLimit); err != nil {
			return nil, err
		}
		if r.stories == nil {
			r.stories, r.found = map[window][]news.Story{}, map[search][]news.Story{}
		}
		r.stories[w] = stories
	}
	found := []news.Story{}
	for _, s := range stories {
		if r.matches != nil && r.matches(query, s) {
			found = append(found, s)
		}
	}
	r.found[key] = found
	return found, nil
}

// zone finds a zone, once for all digests in it.
func (r *reading) zone(name string) (*time.Location, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if zone, ok := r.zones[name]; ok {
		return zone, nil
	}
	zone, _, err := Zone(name)
	if err != nil {
		return nil, err
	}
	if r.zones == nil {
		r.zones = map[string]*time.Location{}
	}
	r.zones[name] = zone
	return zone, nil
}
