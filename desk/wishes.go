package desk

import (
	"time"

	"newsbell/alert"
	"newsbell/news"
	"newsbell/text"
)

// wish adds to the facts what the channel's settings and its people want.
func (t *turn) wish(f *alert.Facts, c news.Channel, sent told) {
	f.Width = c.Settings.Width
	q := c.Settings.Quiet
	f.Quiet = alert.Night{On: alert.Quiet(q, zone(q.Zone, c.Zone), t.now), Breakthrough: c.Settings.Breakthrough, Held: sent.held}
	d := t.desk
	d.mu.Lock()
	list := d.said[c.ID]
	d.mu.Unlock()
	var words map[string]bool
	for _, s := range list {
		if !s.Until.IsZero() && !s.Until.After(t.now) {
			continue
		}
		switch s.Kind {
		case news.Mute:
			f.Said.Muted = f.Said.Muted || d.same(s.Story, f.Story.ID)
		case news.Follow:
			f.Said.Followed = f.Said.Followed || d.same(s.Story, f.Story.ID)
		case news.Fewer:
			if words == nil {
				words = text.ContentWords(f.Story.Title, f.Story.Language)
			}
			f.Said.Fewer = f.Said.Fewer || text.Likeness(words, set(s.Words)) > news.FewerLike
		}
	}
}

// same says that a story is the one that was spoken of, or what it became.
func (d *Desk) same(spoken, now news.StoryID) bool {
	return spoken == now || d.grouper.Find(spoken) == now
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// zone is the first of these that this machine knows, else UTC.
func zone(names ...string) *time.Location {
	for _, name := range names {
		if loc, err := time.LoadLocation(name); err == nil && name != "" {
			return loc
		}
	}
	return time.UTC
}
