package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
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
			Kind: string(d.Kind), Length: int64(d.Length), Style: string(d.Style),
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

// releaseNumber is the number of a digest that people did not set.
func releaseNumber(kind news.DigestKind) int64 {
	if kind == news.DigestQuiet {
		return -1
	}
	return 0
}

// SetRelease has a channel's list of what was held back come at next; the zero
// time stops it. What it covers begins at since when it is new.
func (s *Store) SetRelease(ctx context.Context, ch news.ChannelID, kind news.DigestKind, since, next time.Time) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		return t.SetRelease(ctx, db.SetReleaseParams{
			Channel: int64(ch), Number: releaseNumber(kind), NextMs: millis(next), Covered: millis(since), Created: millis(since), Kind: string(kind),
		})
	})
	return wrapf(err, "set the %s list of channel %d", kind, ch)
}

// Held gives the standing stories that a channel was not rung for, for this
// reason of the verdict, in (from, to], in order of their ids.
func (s *Store) Held(ctx context.Context, ch news.ChannelID, reason string, from, to time.Time) ([]news.Candidate, error) {
	rows, err := s.read().Held(ctx, db.HeldParams{Channel: int64(ch), Reason: reason, After: millis(from), Until: millis(to)})
	held, err := each(rows, err, func(r db.HeldRow) (news.Candidate, error) {
		return candidateOf(db.CandidatesRow{Story: r.Story, Subscriptions: r.Subscriptions, Reason: r.Reason})
	})
	return held, wrapf(err, "read what channel %d was not rung for", ch)
}

// HeldChannels gives the channels whose budget held something back since then
// and that have no list for it.
func (s *Store) HeldChannels(ctx context.Context, since time.Time) ([]news.ChannelID, error) {
	rows, err := s.read().HeldChannels(ctx, millis(since))
	ids := make([]news.ChannelID, len(rows))
	for i, r := range rows {
		ids[i] = news.ChannelID(r)
	}
	return ids, wrapf(err, "list channels with stories held back")
}

// ChannelDigests gives the digests that a channel's people set, in order of
// their numbers.
func (s *Store) ChannelDigests(ctx context.Context, ch news.ChannelID) ([]news.Digest, error) {
	rows, err := s.read().ChannelDigests(ctx, int64(ch))
	return digestsOf(rows), wrapf(err, "list digests of channel %d", ch)
}

// Digest gives one digest, also one that newsbell keeps itself.
func (s *Store) Digest(ctx context.Context, id news.DigestID) (news.Digest, error) {
	row, err := s.read().Digest(ctx, int64(id))
	return digestOf(row), wrapf(missing(err, "digest", id), "read digest %d", id)
}

// LastList is the last digest that a channel was sent.
func (s *Store) LastList(ctx context.Context, ch news.ChannelID) (news.DeliveryID, error) {
	id, err := s.read().LastList(ctx, int64(ch))
	return news.DeliveryID(id), wrapf(missing(err, "digest in channel", ch), "find the last digest of channel %d", ch)
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

// Matched gives what the channels with ids from first to last made of the
// stories that changed in (from, to], merged ones too.
func (s *Store) Matched(ctx context.Context, first, last news.ChannelID, from, to time.Time) ([]news.Matched, error) {
	fail := func(err error) ([]news.Matched, error) {
		return nil, wrapf(err, "read what channels %d to %d matched", first, last)
	}
	q := s.read()
	rings, err := q.RangBetween(ctx, db.RangBetweenParams{
		FirstChannel: int64(first), LastChannel: int64(last), After: millis(from), Until: millis(to),
	})
	if err != nil {
		return fail(err)
	}
	type key struct{ channel, story int64 }
	rang := make(map[key]int64, len(rings))
	for _, r := range rings {
		rang[key{r.Channel, r.Story}] = r.Rang
	}
	rows, err := q.Matched(ctx, db.MatchedParams{
		FirstChannel: int64(first), LastChannel: int64(last), After: millis(from), Until: millis(to),
	})
	if err != nil {
		return fail(err)
	}
	matched := make([]news.Matched, len(rows))
	for i, r := range rows {
		matched[i] = news.Matched{
			Channel: news.ChannelID(r.Channel), Story: news.StoryID(r.Story), Matches: listLength(r.Subscriptions),
			Rang: instant(rang[key{r.Channel, r.Story}]), Reason: r.Reason,
		}
	}
	return matched, nil
}

// listLength is the length of a stored list of numbers, which is not decoded
// for it: millions are counted in a row.
func listLength(stored string) int {
	if len(stored) <= len("[]") {
		return 0
	}
	return 1 + strings.Count(stored, ",")
}

// Stories gives the stories with these ids that exist, in no order.
func (s *Store) Stories(ctx context.Context, ids []news.StoryID) ([]news.Story, error) {
	var all []news.Story
	for some := range slices.Chunk(ids, idsAtOnce) {
		numbers := make([]int64, len(some))
		for i, id := range some {
			numbers[i] = int64(id)
		}
		rows, err := s.read().Stories(ctx, numbers)
		stories, err := each(rows, err, storyOf)
		if err != nil {
			return nil, wrapf(err, "read %d stories", len(ids))
		}
		all = append(all, stories...)
	}
	return all, nil
}

// idsAtOnce bounds the parameters of one statement.
const idsAtOnce = 500

func candidateOf(r db.CandidatesRow) (news.Candidate, error) {
	st, err := storyOf(r.Story)
	subscriptions, more := decode[news.SubscriptionID](r.Subscriptions)
	return news.Candidate{Story: st, Matches: len(subscriptions), Rang: instant(r.Rang), Reason: r.Reason}, errors.Join(err, more)
}

// CommitRuns takes the slots of some digests in one transaction: it moves each
// to its next slot, notes the run and writes its delivery, if it has one, with
// the lane job. Where another took the slot, taken is false and nothing is
// written. An error leaves all of them as they were.
func (s *Store) CommitRuns(ctx context.Context, runs []news.DigestResult) (taken []bool, err error) {
	err = s.write(ctx, func(ctx context.Context, t *txn) error {
		taken = make([]bool, len(runs))
		var deliveries []news.Delivery
		for i, run := range runs {
			if taken[i], err = takeSlot(ctx, t, run.DigestRun); err != nil {
				return wrapf(err, "take slot of digest %d", run.Digest)
			}
			if taken[i] && run.Delivery != nil {
				deliveries = append(deliveries, *run.Delivery)
			}
		}
		return enqueue(ctx, t, deliveries)
	})
	if err != nil {
		return nil, wrapf(err, "commit runs of %d digests", len(runs))
	}
	return taken, nil
}

func takeSlot(ctx context.Context, t *txn, run news.DigestRun) (bool, error) {
	n, err := t.TakeSlot(ctx, db.TakeSlotParams{
		ID: int64(run.Digest), Slot: millis(run.Slot), NextMs: millis(run.Next), Covered: millis(run.To),
	})
	if err != nil || n != 1 {
		return false, err
	}
	return true, t.AddRun(ctx, db.AddRunParams{
		Digest: int64(run.Digest), Slot: millis(run.Slot), WindowFrom: millis(run.From),
		WindowTo: millis(run.To), LateMs: run.Late.Milliseconds(),
	})
}

func digestOf(r db.Digest) news.Digest {
	return news.Digest{
		ID: news.DigestID(r.ID), Channel: news.ChannelID(r.Channel), Number: int(r.Number),
		Schedule: r.Schedule, Zone: r.Zone, Query: r.Query, Next: instant(r.NextMs), Covered: instant(r.Covered),
		Creator: r.Creator, Created: instant(r.Created), Kind: news.DigestKind(r.Kind), Length: int(r.Length), Style: news.Style(r.Style),
	}
}

func digestsOf(rows []db.Digest) []news.Digest {
	digests := make([]news.Digest, len(rows))
	for i, r := range rows {
		digests[i] = digestOf(r)
	}
	return digests
}
