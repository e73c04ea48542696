package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"newsbell/news"
)

// The keys of the advisory locks: "newsbell" in ASCII, and the next number.
const (
	ownerLock    = 0x6e65777362656c6c // of the one process that decides
	couriersLock = ownerLock + 1      // shared by the processes that deliver
)

// Own makes this process the store's owner until release is called or the
// process ends. A second owner is refused with a *news.Error. SQLite uses a
// lock file beside the database, PostgreSQL a session lock on a connection of
// its own.
func (s *Store) Own(ctx context.Context) (release func(), err error) {
	if s.engine == Postgres {
		return s.ownServer(ctx)
	}
	return lockFile(s.url + ".lock")
}

func (s *Store) ownServer(ctx context.Context) (func(), error) {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return nil, wrapf(err, "own store")
	}
	got, err := tryLock(ctx, conn, ownerLock)
	if err != nil {
		_ = conn.Close()
		return nil, wrapf(err, "own store")
	}
	if !got {
		_ = conn.Close()
		return nil, owned("the PostgreSQL database")
	}
	return func() { unlock(ctx, conn, "SELECT pg_advisory_unlock($1)", ownerLock) }, nil
}

// Join makes this process one of those that deliver, until leave is called or
// the process ends. When no other one is there, alone is run first, and others
// that join wait for it: what is found then was left by the dead. SQLite has
// one process, which owns it; there alone is simply run.
func (s *Store) Join(ctx context.Context, alone func(context.Context) error) (leave func(), err error) {
	if s.engine != Postgres {
		return func() {}, alone(ctx)
	}
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return nil, wrapf(err, "join couriers")
	}
	if err := join(ctx, conn, alone); err != nil {
		giveUp(conn)
		return nil, wrapf(err, "join couriers")
	}
	return func() { unlock(ctx, conn, "SELECT pg_advisory_unlock_shared($1)", couriersLock) }, nil
}

// join holds the lock alone while alone runs, and shares it from then on.
func join(ctx context.Context, conn *sql.Conn, alone func(context.Context) error) error {
	got, err := tryLock(ctx, conn, couriersLock)
	if err != nil {
		return err
	}
	if got {
		if err := alone(ctx); err != nil {
			return err
		}
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock_shared($1)", int64(couriersLock)); err != nil || !got {
		return err
	}
	_, err = conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", int64(couriersLock))
	return err
}

func tryLock(ctx context.Context, conn *sql.Conn, key int64) (got bool, err error) {
	err = conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", key).Scan(&got)
	return got, err
}

// unlock gives a lock back, and its connection, also when ctx has ended.
func unlock(ctx context.Context, conn *sql.Conn, statement string, key int64) {
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), statement, key); err != nil {
		giveUp(conn)
		return
	}
	_ = conn.Close()
}

// giveUp ends a session, and its locks with it: it must not go back to the pool.
func giveUp(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = conn.Close()
}

// owned says who is in the way.
func owned(what string) error {
	return &news.Error{Code: "owned_storage", Message: fmt.Sprintf(
		"%s is in use by another newsbell: stop that one, or give this one another storage.url", what)}
}
