package storage

import (
	"context"
	"database/sql"
	"errors"

	"newsbell/news"
	"newsbell/storage/db"
)

// pruneParts is how many parts of old snapshots are deleted in one transaction.
const pruneParts = 4

// SaveSnapshotPart writes a part of a snapshot of the desk, over one that an
// earlier attempt left. The last part makes the snapshot the one that counts, and
// ends the journal up to it.
func (s *Store) SaveSnapshotPart(ctx context.Context, p news.SnapshotPart) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		err := t.SaveSnapshotPart(ctx, db.SaveSnapshotPartParams{
			Entry: p.Entry, Part: int64(p.Part), Whole: flag(p.Last), Body: bytes(p.Body),
		})
		if err != nil || !p.Last {
			return err
		}
		return t.PruneJournal(ctx, p.Entry)
	})
	return wrapf(err, "save part %d of snapshot %d", p.Part, p.Entry)
}

// SnapshotPart gives a part of a snapshot, counted from 0.
func (s *Store) SnapshotPart(ctx context.Context, entry int64, part int) (news.SnapshotPart, error) {
	row, err := s.read().SnapshotPart(ctx, db.SnapshotPartParams{Entry: entry, Part: int64(part)})
	if err != nil {
		return news.SnapshotPart{}, wrapf(missing(err, "snapshot", entry), "read part %d of snapshot %d", part, entry)
	}
	return news.SnapshotPart{Entry: row.Entry, Part: int(row.Part), Last: row.Whole == 1, Body: row.Body}, nil
}

// Snapshots gives the entry of the snapshot that counts, 0 when there is none,
// and the greatest number that any snapshot or entry of the journal has.
func (s *Store) Snapshots(ctx context.Context) (whole, newest int64, err error) {
	q := s.read()
	whole, err = q.WholeSnapshot(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		whole, err = 0, nil
	}
	if err != nil {
		return 0, 0, wrapf(err, "find snapshot")
	}
	newest, err = q.NewestEntry(ctx)
	return whole, newest, wrapf(err, "find snapshot")
}

// PruneSnapshots deletes a few parts of snapshots before this one, and says
// whether there may be more.
func (s *Store) PruneSnapshots(ctx context.Context, entry int64) (more bool, err error) {
	err = s.write(ctx, func(ctx context.Context, t *txn) error {
		n, err := t.PruneSnapshots(ctx, db.PruneSnapshotsParams{Before: entry, Most: pruneParts})
		more = n == pruneParts
		return err
	})
	return more, wrapf(err, "prune snapshots before %d", entry)
}

// Journal gives up to limit entries after this one, in order.
func (s *Store) Journal(ctx context.Context, after int64, limit int) ([]news.JournalEntry, error) {
	rows, err := s.read().Journal(ctx, db.JournalParams{After: after, Most: int64(limit)})
	list, err := each(rows, err, func(r db.Journal) (news.JournalEntry, error) {
		return news.JournalEntry{Entry: r.Entry, Body: r.Body}, nil
	})
	return list, wrapf(err, "read journal after %d", after)
}

// saveJournal writes what a batch taught the desk. A batch that says nothing of
// it leaves the snapshots behind the rows: they count no more.
func saveJournal(ctx context.Context, t *txn, j news.JournalEntry) error {
	if j.Entry == 0 {
		return t.VoidSnapshots(ctx)
	}
	return t.AddJournal(ctx, db.AddJournalParams{Entry: j.Entry, Body: bytes(j.Body)})
}
