package storagetest

import (
	"bytes"

	"newsbell/news"
)

// wantSnapshot checks which snapshot counts and which number is the greatest.
func (w *world) wantSnapshot(whole, newest int64) {
	w.Helper()
	gotWhole, gotNewest, err := w.s.Snapshots(w.ctx())
	w.check(err)
	if gotWhole != whole || gotNewest != newest {
		w.Errorf("snapshot %d counts and %d is the newest entry, want %d and %d", gotWhole, gotNewest, whole, newest)
	}
}

func (w *world) part(entry int64, part int, last bool, body string) {
	w.Helper()
	w.check(w.s.SaveSnapshotPart(w.ctx(), news.SnapshotPart{Entry: entry, Part: part, Last: last, Body: []byte(body)}))
}

func (w *world) journal(entry int64) {
	w.Helper()
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{Journal: news.JournalEntry{Entry: entry, Body: []byte{0, byte(entry)}}}))
}

func testSnapshot(w *world) {
	w.wantSnapshot(0, 0)
	w.part(1, 0, false, "\x00a")
	w.journal(2)
	w.wantSnapshot(0, 2)
	w.part(1, 1, true, "b")
	w.wantSnapshot(1, 2)
	w.journal(3)
	for n := range 9 {
		w.part(3, n, false, "never ended")
	}
	w.part(3, 0, false, "c")
	w.wantSnapshot(1, 3)
	w.part(3, 1, true, "d")
	w.wantSnapshot(3, 3)
	w.journal(4)
	list, err := w.s.Journal(w.ctx(), 3, 10)
	w.check(err)
	if len(list) != 1 || list[0].Entry != 4 || !bytes.Equal(list[0].Body, []byte{0, 4}) {
		w.Errorf("got journal %v, want entry 4", list)
	}
	if list, err = w.s.Journal(w.ctx(), 0, 10); err != nil || len(list) != 1 {
		w.Errorf("got %d entries, %v: want those before the snapshot gone", len(list), err)
	}
	p, err := w.s.SnapshotPart(w.ctx(), 3, 1)
	w.check(err)
	if string(p.Body) != "d" || !p.Last {
		w.Errorf("got %+v", p)
	}
	more, err := w.s.PruneSnapshots(w.ctx(), 3)
	w.check(err)
	_, err = w.s.SnapshotPart(w.ctx(), 1, 0)
	w.wantCode(err, "not_found")
	if p, err = w.s.SnapshotPart(w.ctx(), 3, 0); err != nil || more || string(p.Body) != "c" {
		w.Errorf("got %q, %v, more %t: want the snapshot that counts kept", p.Body, err, more)
	}
	if err := w.s.CommitBatch(w.ctx(), news.Batch{Journal: news.JournalEntry{Entry: 4}}); err == nil {
		w.Error("entry 4 was written twice: a second desk is at work and nobody noticed")
	}
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{}))
	w.wantSnapshot(0, 4)
}
