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
// its own, which Watch watches.
func (s *Store) Own(ctx context.Context) (release func(), err error) {
	if s.engine == Postgres {
		return s.ownServer(ctx)
	}
	return lockFile(s.url + ".lock")
}

func (s *Store) ownServer(ctx context.Context) (func(), error) {
	conn, err := s.lockConn(ctx)
	if err != nil {
		return nil, wrapf(err, "own store")
	}
	got, err := tryLock(ctx, conn, ownerLock)
	if err != nil {
		giveUp(conn)
		return nil, wrapf(err, "own store")
	}
	if !got {
		_ = conn.Close()
		return nil, owned("the PostgreSQL database")
	}
	return s.locks.hold(ctx, conn, "SELECT pg_advisory_unlock($1)", ownerLock), nil
}

// Join makes this process one of those that deliver, until leave is called or
// the process ends. When no other one is there, alone is run first, and others
// that join wait for it: what is found then was left by the dead. SQLite has
// one process, which owns it; there alone is simply run.
func (s *Store) Join(ctx context.Context, alone func(context.Context) error) (leave func(), err error) {
	if s.engine != Postgres {
		return func() {}, alone(ctx)
	}
	conn, err := s.lockConn(ctx)
	if err != nil {
		return nil, wrapf(err, "join couriers")
	}
	if err := join(ctx, conn, alone); err != nil {
		giveUp(conn)
		return nil, wrapf(err, "join couriers")
	}
	return s.locks.hold(ctx, conn, "SELECT pg_advisory_unlock_shared($1)", couriersLock), nil
}

// lockConn gives a connection for a lock. Its server notices within eleven
// seconds that our machine is gone, and gives the lock to another process; the
// server's own setting is commonly two hours. We notice earlier: see Watch.
func (s *Store) lockConn(ctx context.Context) (*sql.Conn, error) {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return nil, err
	}
	_, err = conn.ExecContext(ctx, "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3")
	if err != nil {
		giveUp(conn)
		return nil, err
	}
	return conn, nil
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
