package bottest

import (
	"context"
	"slices"

	"newsbell/news"
)

// AddDigest implements clerk.DigestStore.
func (m *Memory) AddDigest(_ context.Context, d news.Digest) (news.Digest, error) {
	unlock, err := m.lock()
	if err != nil {
		return d, err
	}
	defer unlock()
	d.ID, d.Number = news.DigestID(m.next()), 1
	for _, have := range m.digests {
		if have.Channel == d.Channel {
			d.Number = max(d.Number, have.Number+1)
		}
	}
	m.digests = append(m.digests, d)
	return d, nil
}

// RemoveDigest implements clerk.DigestStore.
func (m *Memory) RemoveDigest(_ context.Context, ch news.ChannelID, number int) (news.Digest, error) {
	unlock, err := m.lock()
	if err != nil {
		return news.Digest{}, err
	}
	defer unlock()
	for i, d := range m.digests {
		if d.Channel == ch && d.Number == number {
			m.digests = slices.Delete(m.digests, i, i+1)
			return d, nil
		}
	}
	return news.Digest{}, absent("digest", number)
}

// ChannelDigests implements clerk.DigestStore.
func (m *Memory) ChannelDigests(_ context.Context, ch news.ChannelID) ([]news.Digest, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(m.digests), func(d news.Digest) bool { return d.Channel != ch }), nil
}

// Now implements clerk.Digests.
func (m *Memory) Now(ctx context.Context, ch news.ChannelID) error {
	have, err := m.ChannelDigests(ctx, ch)
	if err != nil {
		return err
	}
	if len(have) == 0 {
		return &news.Error{Code: "no_digest", Message: "This channel has no digest yet. Try: /news digest daily at 09:00"}
	}
	return m.Enqueue(ctx, []news.Delivery{{Channel: ch, Kind: news.KindDigest, Key: "digest/now"}})
}
