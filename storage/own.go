package storage

import (
	"context"
	"database/sql/driver"
	"fmt"

	"newsbell/news"
)

// ownerLock is the key of the owner's advisory lock: "newsbell" in ASCII.
const ownerLock = 0x6e65777362656c6c

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
	var got bool
	err = conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", int64(ownerLock)).Scan(&got)
	if err != nil {
		_ = conn.Close()
		return nil, wrapf(err, "own store")
	}
	if !got {
		_ = conn.Close()
		return nil, owned("the PostgreSQL database")
	}
	ctx = context.WithoutCancel(ctx)
	return func() {
		_, err := conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", int64(ownerLock))
		if err != nil {
			// The lock ends with its session, so that must not go back to the pool.
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		}
		_ = conn.Close()
	}, nil
}

// owned says who is in the way.
func owned(what string) error {
	return &news.Error{Code: "owned_storage", Message: fmt.Sprintf(
		"%s is in use by another newsbell: stop that one, or give this one another storage.url", what)}
}
