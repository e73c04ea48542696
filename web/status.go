package web

import (
	"cmp"
	"context"
	"slices"
	"time"

	"newsbell/news"
)

// A Status tells how newsbell is.
type Status interface {
	Feeds(ctx context.Context) ([]news.Feed, error)
	Channels(ctx context.Context) ([]news.Channel, error)
	// RecentDeliveries gives the last ones, newest first; their messages may be
	// missing.
	RecentDeliveries(ctx context.Context, limit int) ([]news.Delivery, error)
	// ReviewDeliveries gives those that a person must decide about, newest first.
	ReviewDeliveries(ctx context.Context, limit int) ([]news.Delivery, error)
	Stats(ctx context.Context, now time.Time) (Stats, error)
}

// Stats counts what the store holds. It is laid out like storage.Stats, so that
// one converts to the other.
type Stats struct {
	Feeds         int
	FeedsIll      int
	Articles      int
	ArticlesNew   int // arrived within 24 hours
	Backlog       int // articles that the desk has not looked at
	Stories       int
	Channels      int
	Subscriptions int
	Deliveries    map[news.DeliveryState]int
	OldestOpen    time.Duration // age of the oldest delivery that is not finished; 0 when there is none
}

// A Check says whether a part of newsbell is ready; a nil error means yes.
type Check struct {
	Name string
	Run  func(ctx context.Context) error
}

// A lane is the open deliveries of one channel.
type lane struct {
	Target news.Target
	Name   string
	Open   int
	Oldest time.Time // when the oldest of them was decided
	State  news.ChannelState
	Why    string // why the channel is not active
}

// lanes collects the channels with open deliveries among those given and the
// channels that cannot be written to, the busiest first.
func lanes(channels []news.Channel, ds []news.Delivery) []lane {
	var out []lane
	for _, ch := range channels {
		l := lane{Target: ch.Target, Name: ch.Name, State: ch.State, Why: ch.StateWhy}
		for _, d := range ds {
			if d.Channel != ch.ID || !open(d.State) {
				continue
			}
			l.Open++
			if l.Oldest.IsZero() || d.Created.Before(l.Oldest) {
				l.Oldest = d.Created
			}
		}
		if l.Open > 0 || ch.State == news.ChannelSuspended || ch.State == news.ChannelEnded {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b lane) int { return cmp.Compare(b.Open, a.Open) })
	return out
}

// open reports whether something is still to be done about a delivery.
func open(s news.DeliveryState) bool {
	switch s {
	case news.Sent, news.Dropped:
		return false
	case news.Pending, news.Sending, news.Retry, news.Unknown, news.Review, news.Suspended:
	}
	return true
}
