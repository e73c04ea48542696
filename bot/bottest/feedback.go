package bottest

import (
	"context"
	"slices"
	"time"

	"newsbell/news"
)

// SetRelease implements clerk.DigestStore.
func (m *Memory) SetRelease(_ context.Context, ch news.ChannelID, kind news.DigestKind, since, next time.Time) error {
	unlock, err := m.lock()
	if err != nil {
		return err
	}
	defer unlock()
	for i, r := range m.releases {
		if r.Channel == ch && r.Kind == kind {
			m.releases[i].Next = next
			return nil
		}
	}
	m.releases = append(m.releases, news.Digest{Channel: ch, Kind: kind, Covered: since, Next: next})
	return nil
}

// Releases are the lists of what is held back, as they were set.
func (m *Memory) Releases() []news.Digest {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.releases)
}

// AddFeedback implements clerk.FeedbackStore.
func (m *Memory) AddFeedback(_ context.Context, f news.Feedback) (news.Feedback, error) {
	unlock, err := m.lock()
	if err != nil {
		return f, err
	}
	defer unlock()
	m.feedback = slices.DeleteFunc(m.feedback, func(old news.Feedback) bool { return old.Channel == f.Channel && old.Story == f.Story })
	f.ID = news.FeedbackID(len(m.feedback) + 1)
	m.feedback = append(m.feedback, f)
	return f, nil
}

// RemoveFeedback implements clerk.FeedbackStore.
func (m *Memory) RemoveFeedback(_ context.Context, ch news.ChannelID, id news.FeedbackID) error {
	unlock, err := m.lock()
	if err != nil {
		return err
	}
	defer unlock()
	before := len(m.feedback)
	m.feedback = slices.DeleteFunc(m.feedback, func(f news.Feedback) bool { return f.Channel == ch && f.ID == id })
	if len(m.feedback) == before {
		return absent("feedback", id)
	}
	return nil
}

// ChannelFeedback implements clerk.FeedbackStore.
func (m *Memory) ChannelFeedback(_ context.Context, ch news.ChannelID, now time.Time) ([]news.Feedback, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(m.feedback), func(f news.Feedback) bool {
		return f.Channel != ch || !f.Until.IsZero() && !f.Until.After(now)
	}), nil
}

// Rest implements clerk.Digests: every digest left one story out.
func (m *Memory) Rest(context.Context, news.ChannelID, news.DeliveryID) (news.Message, error) {
	return news.Message{Kind: news.KindNotice, List: &news.List{Heading: "The rest", Items: []news.Item{{Story: 12, Title: "A story left out"}}}}, nil
}
