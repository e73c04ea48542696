package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// bench is a committer over a file with one table, whose first leader waits to
// be let go.
type bench struct {
	*testing.T
	c     *committer
	group sync.WaitGroup
	txs   sync.Map // row -> the transaction that wrote it
}

func newBench(t *testing.T) *bench {
	t.Helper()
	d, err := sql.Open("sqlite3", sqliteAddress(filepath.Join(t.TempDir(), "t.db"), writerSettings))
	if err != nil {
		t.Fatal(err)
	}
	d.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	_, err = d.ExecContext(t.Context(), `CREATE TABLE row (id INTEGER PRIMARY KEY, parent INTEGER
		REFERENCES row (id) DEFERRABLE INITIALLY DEFERRED)`)
	if err != nil {
		t.Fatal(err)
	}
	return &bench{T: t, c: &committer{db: d}}
}

// insert gives a write that inserts a row and then returns what end returns.
func (b *bench) insert(id int, end func() error) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		b.txs.Store(id, tx)
		if _, err := tx.ExecContext(ctx, "INSERT INTO row (id) VALUES (?)", id); err != nil {
			return err
		}
		return end()
	}
}

// hold begins a write that waits, as leader, for the returned function.
func (b *bench) hold() (release func()) {
	began, let := make(chan struct{}), make(chan struct{})
	b.group.Go(func() {
		err := b.c.do(b.Context(), func(context.Context, *sql.Tx) error {
			close(began)
			<-let
			return nil
		})
		if err != nil {
			b.Error(err)
		}
	})
	<-began
	return func() { close(let) }
}

// queued waits until n writes stand in the queue.
func (b *bench) queued(n int) {
	for {
		b.c.mu.Lock()
		have := len(b.c.queue)
		b.c.mu.Unlock()
		if have == n {
			return
		}
		runtime.Gosched()
	}
}

// rows gives the ids of the rows that are there.
func (b *bench) rows() string {
	b.Helper()
	rows, err := b.c.db.QueryContext(b.Context(), "SELECT id FROM row ORDER BY id")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // only read
	var ids []string
	for rows.Next() {
		var id int
		if err := rows.Scan(&id); err != nil {
			b.Fatal(err)
		}
		ids = append(ids, fmt.Sprint(id))
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return strings.Join(ids, " ")
}

func (b *bench) wantRows(want string) {
	b.Helper()
	if got := b.rows(); got != want {
		b.Errorf("got rows %q, want %q", got, want)
	}
}

func fine() error { return nil }

func TestCommitter_commitsTogetherWhatWaitsTogether(t *testing.T) {
	b := newBench(t)
	release := b.hold()
	for id := 1; id <= 5; id++ {
		b.group.Go(func() {
			if err := b.c.do(t.Context(), b.insert(id, fine)); err != nil {
				t.Error(err)
			}
		})
	}
	b.queued(5)
	release()
	b.group.Wait()
	b.wantRows("1 2 3 4 5")
	first, _ := b.txs.Load(1)
	for id := 2; id <= 5; id++ {
		if tx, _ := b.txs.Load(id); tx != first {
			t.Errorf("row %d was committed apart", id)
		}
	}
}

func TestCommitter_boundsAGroup(t *testing.T) {
	b := newBench(t)
	release := b.hold()
	const writes = 2*mostTogether + 1
	for id := range writes {
		b.group.Go(func() {
			if err := b.c.do(t.Context(), b.insert(id, fine)); err != nil {
				t.Error(err)
			}
		})
	}
	b.queued(writes)
	release()
	b.group.Wait()
	groups := make(map[any]int)
	b.txs.Range(func(_, tx any) bool { groups[tx]++; return true })
	if len(groups) != 3 {
		t.Errorf("got %d groups, want 3", len(groups))
	}
	for _, n := range groups {
		if n > mostTogether {
			t.Errorf("got a group of %d", n)
		}
	}
}

func TestCommitter_failsAlone(t *testing.T) {
	fault := errors.New("fault")
	tests := []struct {
		name string
		end  func() error
		want func(err error, panicked any) bool
	}{
		{"error", func() error { return fault }, func(err error, _ any) bool { return errors.Is(err, fault) }},
		{"panic", func() error { panic("boom") }, func(_ error, panicked any) bool {
			text, ok := panicked.(string)
			return ok && strings.HasPrefix(text, "boom") && strings.Contains(text, "commit_test.go")
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			release := b.hold()
			for id := 1; id <= 3; id++ {
				b.group.Go(func() {
					var err error
					defer func() {
						if p := recover(); id == 2 && !test.want(err, p) {
							t.Errorf("got error %v, panic %v", err, p)
						} else if id != 2 && (err != nil || p != nil) {
							t.Errorf("row %d got error %v, panic %v", id, err, p)
						}
					}()
					end := fine
					if id == 2 {
						end = test.end
					}
					err = b.c.do(t.Context(), b.insert(id, end))
				})
				b.queued(id) // so that the one that fails stands in the middle
			}
			release()
			b.group.Wait()
			b.wantRows("1 3")
		})
	}
}

// What breaks the transaction itself fails everything in it, and nothing after.
func TestCommitter_failsTogether(t *testing.T) {
	tests := []struct{ name, statement string }{
		{"commit", "INSERT INTO row (id, parent) VALUES (99, 4711)"}, // a reference that is checked at the commit
		{"savepoint", "ROLLBACK"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			release := b.hold()
			for id := 1; id <= 3; id++ {
				b.group.Go(func() {
					err := b.c.do(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
						if id == 2 {
							_, err := tx.ExecContext(ctx, test.statement)
							return err
						}
						return b.insert(id, fine)(ctx, tx)
					})
					if err == nil {
						t.Errorf("row %d was answered as committed", id)
					}
				})
				b.queued(id)
			}
			release()
			b.group.Wait()
			b.wantRows("")
			if err := b.c.do(t.Context(), b.insert(7, fine)); err != nil {
				t.Errorf("the next write: %v", err)
			}
			b.wantRows("7")
		})
	}
}

func TestCommitter_leavesTheQueueWhenItsContextEnds(t *testing.T) {
	b := newBench(t)
	release := b.hold()
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() { left <- b.c.do(ctx, b.insert(1, fine)) }()
	b.queued(1)
	b.group.Go(func() {
		if err := b.c.do(t.Context(), b.insert(2, fine)); err != nil {
			t.Error(err)
		}
	})
	b.queued(2)
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it left", err)
	}
	release()
	b.group.Wait()
	b.wantRows("2")
	if err := b.c.do(ctx, b.insert(3, fine)); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context got %v", err)
	}
}

func TestCommitter_endsWhatItBegan(t *testing.T) {
	b := newBench(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := b.c.do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		cancel()
		return b.insert(1, ctx.Err)(ctx, tx)
	})
	if err != nil {
		t.Errorf("got %v, want that a write under way is not interrupted", err)
	}
	b.wantRows("1")
}

// A write that has been given the lead may not leave: nobody else would lead.
func TestCommitter_keepsALeader(t *testing.T) {
	c := &committer{}
	first, second := &write{turn: make(chan bool, 1)}, &write{turn: make(chan bool, 1)}
	if !c.join(first) || c.join(second) {
		t.Error("not the first to come leads")
	}
	if c.leave(first) {
		t.Error("the leader left")
	}
	c.queue = c.queue[1:]
	c.pass()
	if c.leave(second) || !<-second.turn {
		t.Error("the next leader left")
	}
	c.queue = nil
	c.pass()
	if c.led {
		t.Error("an empty queue is led")
	}
}

func TestCommitter_survivesCancellations(t *testing.T) {
	b := newBench(t)
	for id := range 400 {
		b.group.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			if id%2 == 0 {
				go cancel()
			} else {
				defer cancel()
			}
			if err := b.c.do(ctx, b.insert(id, fine)); err != nil && id%2 == 1 {
				t.Error(err)
			}
		})
	}
	b.group.Wait()
	if got := len(strings.Fields(b.rows())); got < 200 {
		t.Errorf("got %d rows, want all that were not cancelled", got)
	}
	if b.c.led || len(b.c.queue) != 0 {
		t.Errorf("at rest it is led: %v, with %d in the queue", b.c.led, len(b.c.queue))
	}
}

func TestCommitter_survivesAGoroutineThatEnds(t *testing.T) {
	b := newBench(t)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = b.c.do(t.Context(), func(context.Context, *sql.Tx) error {
			runtime.Goexit()
			return nil
		})
	}()
	<-ended
	if err := b.c.do(t.Context(), b.insert(1, fine)); err != nil {
		t.Error(err)
	}
	b.wantRows("1")
}
