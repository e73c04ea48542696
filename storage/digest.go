package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// AddDigest adds a digest to its channel and gives it its ID and the channel's
// next number. Numbers are not given twice.
func (s *Store) AddDigest(ctx context.Context, d news.Digest) (news.Digest, error) {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		number, err := t.NumberDigest(ctx, int64(d.Channel))
		if err != nil {
			return missing(err, "channel", d.Channel)
		}
		id, err := t.AddDigest(ctx, db.AddDigestParams{
			Channel: int64(d.Channel), Number: number, Schedule: d.Schedule, Zone: d.Zone, Query: d.Query,
			NextMs: millis(d.Next), Covered: millis(d.Covered), Creator: d.Creator, Created: millis(d.Created),
		})
		d.ID, d.Number = news.DigestID(id), int(number)
		return err
	})
	return d, wrapf(err, "add digest to channel %d", d.Channel)
}

// RemoveDigest removes a digest and gives what it was.
func (s *Store) RemoveDigest(ctx context.Context, ch news.ChannelID, number int) (d news.Digest, err error) {
	err = s.write(ctx, func(ctx context.Context, t *txn) error {
		row, err := t.RemoveDigest(ctx, db.RemoveDigestParams{Channel: int64(ch), Number: int64(number)})
		d = digestOf(row)
		return missing(err, "digest", number)
	})
	return d, wrapf(err, "remove digest %d of channel %d", number, ch)
}

// ChannelDigests gives a channel's digests in order of their numbers.
func (s *Store) ChannelDigests(ctx context.Context, ch news.ChannelID) ([]news.Digest, error) {
	rows, err := s.read().ChannelDigests(ctx, int64(ch))
	return digestsOf(rows), wrapf(err, "list digests of channel %d", ch)
}

// DueDigests gives up to limit digests whose slot has come, longest due first.
func (s *Store) DueDigests(ctx context.Context, now time.Time, limit int) ([]news.Digest, error) {
	rows, err := s.read().DueDigests(ctx, db.DueDigestsParams{Now: millis(now), Most: int64(limit)})
	return digestsOf(rows), wrapf(err, "read due digests")
}

// NextDigest is the next slot of all; the zero time when there is none.
func (s *Store) NextDigest(ctx context.Context) (time.Time, error) {
	ms, err := s.read().NextDigest(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return instant(ms), wrapf(err, "read next digest")
}

// Candidates gives the standing stories that something was decided about for
// the channel and that changed in (from, to], in order of their ids.
func (s *Store) Candidates(
	ctx context.Context, ch news.ChannelID, from, to time.Time,
) ([]news.Candidate, error) {
	rows, err := s.read().Candidates(ctx, db.CandidatesParams{
		Channel: int64(ch), After: millis(from), Until: millis(to),
	})
	candidates, err := each(rows, err, candidateOf)
	return candidates, wrapf(err, "read candidates of channel %d", ch)
}

func candidateOf(r db.CandidatesRow) (news.Candidate, error) {
	st, err := storyOf(r.Story)
	subscriptions, more := decode[news.SubscriptionID](r.Subscriptions)
	return news.Candidate{Story: st, Matches: len(subscriptions), Rang: instant(r.Rang)}, errors.Join(err, more)
}

// CommitRun takes a digest's slot: it moves the digest to its next slot, notes
// the run and writes its delivery, nil when there is nothing to say, with the
// lane job. It returns false, and does nothing, when the slot was already taken.
func (s *Store) CommitRun(ctx context.Context, run news.DigestRun, d *news.Delivery) (taken bool, err error) {
	err = s.write(ctx, func(ctx context.Context, t *txn) error {
		n, err := t.TakeSlot(ctx, db.TakeSlotParams{
			ID: int64(run.Digest), Slot: millis(run.Slot), NextMs: millis(run.Next), Covered: millis(run.To),
		})
		if taken = n == 1; err != nil || !taken {
			return err
		}
		err = t.AddRun(ctx, db.AddRunParams{
			Digest: int64(run.Digest), Slot: millis(run.Slot), WindowFrom: millis(run.From),
			WindowTo: millis(run.To), LateMs: run.Late.Milliseconds(),
		})
		if err != nil || d == nil {
			return err
		}
		return enqueue(ctx, t, []news.Delivery{*d})
	})
	return taken && err == nil, wrapf(err, "commit run of digest %d", run.Digest)
}

func digestOf(r db.Digest) news.Digest {
	return news.Digest{
		ID: news.DigestID(r.ID), Channel: news.ChannelID(r.Channel), Number: int(r.Number),
		Schedule: r.Schedule, Zone: r.Zone, Query: r.Query, Next: instant(r.NextMs), Covered: instant(r.Covered),
		Creator: r.Creator, Created: instant(r.Created),
	}
}

func digestsOf(rows []db.Digest) []news.Digest {
	digests := make([]news.Digest, len(rows))
	for i, r := range rows {
		digests[i] = digestOf(r)
	}
	return digests
}
