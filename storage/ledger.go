package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// hashOf names the bytes of a request; "" for the bytes of the attempt before.
func hashOf(body []byte) string {
	if body == nil {
		return ""
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

func addAttempt(ctx context.Context, t *txn, id news.DeliveryID, a news.Attempt) error {
	return t.AddAttempt(ctx, db.AddAttemptParams{
		Delivery: int64(id), Kind: string(a.Kind), At: millis(a.At), Hash: a.Hash, State: string(a.State), Outcome: a.Outcome,
	})
}

// endAttempt writes what the request under way came to; when there is none, the
// receipt is of a probe.
func endAttempt(ctx context.Context, t *txn, r news.Receipt) error {
	n, err := t.EndAttempt(ctx, db.EndAttemptParams{Delivery: int64(r.Delivery), State: string(r.State), Outcome: r.Outcome})
	if err != nil || n > 0 {
		return err
	}
	return addAttempt(ctx, t, r.Delivery, news.Attempt{Kind: news.AttemptProbe, At: r.At, State: r.State, Outcome: r.Outcome})
}

// Attempts gives what was done for a delivery, in order.
func (s *Store) Attempts(ctx context.Context, id news.DeliveryID) ([]news.Attempt, error) {
	rows, err := s.read().Attempts(ctx, int64(id))
	attempts := make([]news.Attempt, len(rows))
	for i, r := range rows {
		attempts[i] = news.Attempt{
			Number: int(r.Number), Kind: news.AttemptKind(r.Kind), At: instant(r.At), Hash: r.Hash,
			State: news.DeliveryState(r.State), Outcome: r.Outcome,
		}
	}
	return attempts, wrapf(err, "list attempts of delivery %d", id)
}

// A Rung is a verdict to ring and the delivery that stands for it.
type Rung struct {
	Verdict  news.Verdict    // story, channel, development and time alone
	Delivery news.DeliveryID // 0 for none
}

// Rungs gives the verdicts to ring since then.
func (s *Store) Rungs(ctx context.Context, since time.Time) ([]Rung, error) {
	rows, err := s.read().LedgerVerdicts(ctx, millis(since))
	rungs := make([]Rung, len(rows))
	for i, r := range rows {
		rungs[i] = Rung{
			Verdict: news.Verdict{
				Story: news.StoryID(r.Story), Channel: news.ChannelID(r.Channel), Development: news.DevelopmentID(r.Development), Rang: true, At: instant(r.Decided),
			},
			Delivery: news.DeliveryID(r.Delivery),
		}
	}
	return rungs, wrapf(err, "list what rang")
}

// DeliveriesSince gives up to limit deliveries decided since then whose id is
// above after, by id, without Message and Body.
func (s *Store) DeliveriesSince(ctx context.Context, since time.Time, after news.DeliveryID, limit int) ([]news.Delivery, error) {
	rows, err := s.read().LedgerDeliveries(ctx, db.LedgerDeliveriesParams{Since: millis(since), After: int64(after), Most: int64(limit)})
	heads := make([]news.Delivery, len(rows))
	for i, r := range rows {
		heads[i] = deliveryOf(r.Delivery, target(r.Platform, r.Tenant, r.Address))
	}
	return heads, wrapf(err, "list deliveries")
}
