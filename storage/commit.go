package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/mattn/go-sqlite3"
)

// mostTogether bounds a group, and so how long a reader of the one writing
// connection, such as River, waits for it.
const mostTogether = 256

// A committer commits together the writes that wait together. It has no
// goroutine of its own: the first to come leads. A leader waits for the
// connection, takes everything that has queued up behind it, runs each write,
// commits once, tells each how it went, and hands the lead to the next in the
// queue.
//
// A write that fails or panics fails alone. Savepoints would see to that, but
// they cost as much as a small write, and few writes fail: so a group runs
// without them, and when one of it fails it is rolled back and run once more,
// each in a savepoint. A write must therefore bear to be run twice. A commit
// that fails fails the whole group.
type committer struct {
	db *sql.DB

	mu    sync.Mutex
	queue []*write // while led, the next leader stands first
	led   bool
}

// A write is one caller's part of a group.
type write struct {
	ctx      context.Context
	run      func(context.Context, *sql.Tx) error
	turn     chan bool // true: lead; false: it is done
	leads    bool      // may no longer leave; guarded by committer.mu
	err      error
	panicked any
}

var errAbandoned = errors.New("the write ended its goroutine")

// do runs fn in a transaction and returns once that is committed or given up.
// A context that ends takes the write out of the queue; once begun, it runs to
// its end, for SQLite would answer an interruption by rolling back the group.
func (c *committer) do(ctx context.Context, run func(context.Context, *sql.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w := &write{ctx: context.WithoutCancel(ctx), run: run, turn: make(chan bool, 1), err: errAbandoned}
	lead := c.join(w)
	if !lead {
		select {
		case lead = <-w.turn:
		case <-ctx.Done():
			if c.leave(w) {
				return ctx.Err()
			}
			lead = <-w.turn
		}
	}
	if lead {
		c.lead(w)
	}
	if w.panicked != nil {
		panic(w.panicked)
	}
	return w.err
}

// join queues w and reports whether it leads.
func (c *committer) join(w *write) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append(c.queue, w)
	w.leads = !c.led
	c.led = true
	return w.leads
}

// leave takes w out of the queue, unless its turn has come.
func (c *committer) leave(w *write) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.Index(c.queue, w)
	if i < 0 || w.leads {
		return false
	}
	c.queue = slices.Delete(c.queue, i, i+1)
	return true
}

// take takes a group from the head of the queue.
func (c *committer) take() []*write {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := min(len(c.queue), mostTogether)
	group := slices.Clone(c.queue[:n])
	c.queue = slices.Delete(c.queue, 0, n)
	return group
}

// pass hands the lead on.
func (c *committer) pass() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.led = len(c.queue) > 0; c.led {
		c.queue[0].leads = true
		c.queue[0].turn <- true
	}
}

// lead commits the group that w stands at the head of.
func (c *committer) lead(w *write) {
	conn, err := c.db.Conn(w.ctx)
	group := c.take()
	defer func() {
		c.pass()
		for _, member := range group {
			if member != w {
				member.turn <- false
			}
		}
	}()
	if err == nil {
		err = once(w.ctx, conn, group)
	}
	if err == nil {
		return
	}
	for _, member := range group {
		if member.err == nil || errors.Is(member.err, errAbandoned) {
			member.err = err
		}
	}
}

// once runs and commits a group, and gives the connection back, also when a
// write ends its goroutine. Its error is the group's.
func once(ctx context.Context, conn *sql.Conn, group []*write) error {
	defer conn.Close() //nolint:errcheck // it goes back to the pool
	again, err := plainly(ctx, conn, group)
	if !again {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	return together(tx, group)
}

// plainly runs and commits a group without savepoints. When a write fails
// among others, nothing is done and again says to run them apart.
func plainly(ctx context.Context, conn *sql.Conn, group []*write) (again bool, err error) {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return false, fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	for _, w := range group {
		w.call(tx)
		switch {
		case w.err == nil && w.panicked == nil:
			if err := underway(conn); err != nil {
				return false, err
			}
		case len(group) == 1:
			return false, nil
		default:
			for _, member := range group {
				member.err, member.panicked = errAbandoned, nil
			}
			return true, nil
		}
	}
	if err := tx.Commit(); err != nil {
		return false, fmt.Errorf("commit: %w", err)
	}
	return false, nil
}

var errEnded = errors.New("the transaction ended before its commit")

// underway fails when SQLite has ended the transaction by itself, as it does
// after some errors: what followed would be committed statement by statement.
func underway(conn *sql.Conn) error {
	return conn.Raw(func(driver any) error {
		if c, ok := driver.(*sqlite3.SQLiteConn); ok && c.AutoCommit() {
			return errEnded
		}
		return nil
	})
}

// together runs and commits a group, each in a savepoint. Its error is the
// group's.
func together(tx *sql.Tx, group []*write) error {
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	for _, w := range group {
		if err := w.within(tx); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// within runs the write in a savepoint. It returns an error only if the
// transaction itself is broken.
func (w *write) within(tx *sql.Tx) error {
	if _, err := tx.ExecContext(w.ctx, "SAVEPOINT part"); err != nil {
		return fmt.Errorf("begin part: %w", err)
	}
	w.call(tx)
	end := "RELEASE part"
	if w.err != nil || w.panicked != nil {
		end = "ROLLBACK TO part; RELEASE part"
	}
	if _, err := tx.ExecContext(w.ctx, end); err != nil {
		return errors.Join(fmt.Errorf("end part: %w", err), w.err)
	}
	return nil
}

// call runs the function and catches its panic, for its owner to have.
func (w *write) call(tx *sql.Tx) {
	defer func() {
		if p := recover(); p != nil {
			w.panicked = fmt.Sprintf("%v\n\n%s", p, debug.Stack())
		}
	}()
	w.err = w.run(w.ctx, tx)
}
