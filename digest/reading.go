package digest

import (
	"context"
	"slices"
	"sync"
	"time"

	"newsbell/digest/schedule"
	"newsbell/news"
)

// A reading gathers candidates and shares between the digests of one round what
// they have in common: each story is read once.
type reading struct {
	store   Stories
	matches func(query string, s news.Story) bool

	mu      sync.Mutex
	matched map[want][]news.Matched
	known   map[news.StoryID]news.Story
	stories map[window][]news.Story
	found   map[search][]news.Story
	zones   map[string]*time.Location
}

// A window is a span of time, in nanoseconds.
type window struct{ from, to int64 }

func windowOf(from, to time.Time) window { return window{from.UnixNano(), to.UnixNano()} }

// A search is a query over a window.
type search struct {
	window
	query string
}

// A want is a channel's need of what it matched in a window.
type want struct {
	window
	channel news.ChannelID
}

// nearby is how far apart two channels' ids may lie to be read together.
const nearby = 64

// prefetch reads at once what the channels of some jobs matched. What it cannot
// read is read again, and its fault told, when it is needed.
func (r *reading) prefetch(ctx context.Context, jobs []job) {
	r.matched = map[want][]news.Matched{}
	channels := map[window][]news.ChannelID{}
	times := map[window]news.DigestRun{}
	for _, j := range jobs {
		if j.open && j.err == nil && j.digest.Kind == news.DigestScheduled {
			w := windowOf(j.run.From, j.run.To)
			channels[w], times[w] = append(channels[w], j.digest.Channel), j.run
		}
	}
	for w, all := range channels {
		slices.Sort(all)
		for len(all) > 0 {
			n := 1
			for n < len(all) && all[n]-all[n-1] <= nearby {
				n++
			}
			some, run := all[:n], times[w]
			all = all[n:]
			matched, err := r.store.Matched(ctx, some[0], some[n-1], run.From, run.To)
			if err != nil {
				continue
			}
			for _, ch := range some {
				r.matched[want{w, ch}] = nil
			}
			for _, m := range matched {
				key := want{w, m.Channel}
				if list, asked := r.matched[key]; asked {
					r.matched[key] = append(list, m)
				}
			}
		}
	}
}

// candidates reads what a digest may carry: the stories that the channel's
// subscriptions match, or those that its own query matches.
func (r *reading) candidates(ctx context.Context, d news.Digest, from, to time.Time) ([]news.Candidate, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	matched, ok := r.matched[want{windowOf(from, to), d.Channel}]
	if !ok {
		var err error
		if matched, err = r.store.Matched(ctx, d.Channel, d.Channel, from, to); err != nil {
			return nil, err
		}
	}
	if d.Query != "" {
		return r.asked(ctx, d.Query, matched, from, to)
	}
	if err := r.know(ctx, matched); err != nil {
		return nil, err
	}
	candidates := make([]news.Candidate, 0, len(matched))
	for _, m := range matched {
		// One that changed while it was read belongs to a later window.
		if s, ok := r.known[m.Story]; ok && s.Into == 0 && s.Updated.After(from) && !s.Updated.After(to) {
			candidates = append(candidates, news.Candidate{Story: s, Matches: m.Matches, Rang: m.Rang, Reason: m.Reason})
		}
	}
	return candidates, nil
}

// asked gives the stories that a digest's own query matches.
func (r *reading) asked(ctx context.Context, query string, matched []news.Matched, from, to time.Time) ([]news.Candidate, error) {
	known := make(map[news.StoryID]news.Matched, len(matched))
	for _, m := range matched {
		known[m.Story] = m
	}
	stories, err := r.search(ctx, query, from, to)
	if err != nil {
		return nil, err
	}
	candidates := make([]news.Candidate, len(stories))
	for i, s := range stories {
		candidates[i] = news.Candidate{Story: s, Matches: 1, Rang: known[s.ID].Rang, Reason: known[s.ID].Reason}
	}
	return candidates, nil
}

// know reads the stories that the round has not read yet.
func (r *reading) know(ctx context.Context, matched []news.Matched) error {
	var unknown []news.StoryID
	for _, m := range matched {
		if _, ok := r.known[m.Story]; !ok {
			unknown = append(unknown, m.Story)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	stories, err := r.store.Stories(ctx, unknown)
	if err != nil {
		return err
	}
	if r.known == nil {
		r.known = map[news.StoryID]news.Story{}
	}
	for _, s := range stories {
		s.Memory = nil // of the grouping
		r.known[s.ID] = s
	}
	return nil
}

// search finds the stories of a window that a query matches, once for all
// digests with the same query and window.
func (r *reading) search(ctx context.Context, query string, from, to time.Time) ([]news.Story, error) {
	w := windowOf(from, to)
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
	zone, _, err := schedule.Zone(name)
	if err != nil {
		return nil, err
	}
	if r.zones == nil {
		r.zones = map[string]*time.Location{}
	}
	r.zones[name] = zone
	return zone, nil
}
