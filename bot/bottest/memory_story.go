package bottest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"newsbell/news"
)

// ArticleByLink implements clerk.StoryStore.
func (m *Memory) ArticleByLink(_ context.Context, link string) (news.Article, error) {
	unlock, err := m.lock()
	if err != nil {
		return news.Article{}, err
	}
	defer unlock()
	for _, a := range m.Articles {
		if a.URL == link || a.Canonical == link {
			return a, nil
		}
	}
	return news.Article{}, absent("article", link)
}

// Story implements clerk.StoryStore.
func (m *Memory) Story(_ context.Context, id news.StoryID) (news.Story, error) {
	unlock, err := m.lock()
	if err != nil {
		return news.Story{}, err
	}
	defer unlock()
	for _, st := range m.Stories {
		if st.ID == id {
			return st, nil
		}
	}
	return news.Story{}, absent("story", id)
}

// StoriesBetween implements clerk.StoryStore.
func (m *Memory) StoriesBetween(_ context.Context, from, to time.Time, limit int) ([]news.Story, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	found := slices.DeleteFunc(slices.Clone(m.Stories), func(st news.Story) bool {
		return !st.Updated.After(from) || st.Updated.After(to)
	})
	slices.SortFunc(found, func(a, b news.Story) int { return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(b.ID, a.ID)) })
	return found[:min(limit, len(found))], nil
}

// Verdict implements clerk.Verdicts; what is judged counts for every channel.
func (m *Memory) Verdict(_ context.Context, id news.StoryID, _ news.ChannelID) (news.Verdict, bool, error) {
	unlock, err := m.lock()
	if err != nil {
		return news.Verdict{}, false, err
	}
	defer unlock()
	i := slices.IndexFunc(m.Judged, func(v news.Verdict) bool { return v.Story == id })
	if i < 0 {
		return news.Verdict{}, false, nil
	}
	return m.Judged[i], true, nil
}

// Delivery implements clerk.RecordStore.
func (m *Memory) Delivery(_ context.Context, id news.DeliveryID) (news.Delivery, error) {
	unlock, err := m.lock()
	if err != nil {
		return news.Delivery{}, err
	}
	defer unlock()
	i := slices.IndexFunc(m.Deliveries, func(d news.Delivery) bool { return d.ID == id })
	if i < 0 {
		return news.Delivery{}, absent("delivery", id)
	}
	d := m.Deliveries[i]
	for _, ch := range m.channels {
		if ch.ID == d.Channel && d.Target == (news.Target{}) {
			d.Target = ch.Target
		}
	}
	return d, nil
}

// StoryDeliveries implements clerk.RecordStore.
func (m *Memory) StoryDeliveries(_ context.Context, ids []news.StoryID) ([]news.Delivery, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(m.Deliveries), func(d news.Delivery) bool { return !slices.Contains(ids, d.Story) }), nil
}

// Candidates implements clerk.RecordStore.
func (m *Memory) Candidates(_ context.Context, _ news.ChannelID, from, to time.Time) ([]news.Candidate, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(m.Cands), func(c news.Candidate) bool {
		return !c.Story.Updated.After(from) || c.Story.Updated.After(to)
	}), nil
}
