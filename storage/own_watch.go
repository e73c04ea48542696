package storage

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"time"

	"newsbell/news"
)

// The connections of locks are asked so often, and must answer within so long.
// Both together stay below the time after which the server gives up a silent
// connection, see lockConn.
const (
	lockEvery  = 2 * time.Second
	lockWithin = 5 * time.Second
)

// locks are those that this process holds, each by a session of its own.
type locks struct {
	mu   sync.Mutex
	held []*sql.Conn
}

// hold keeps a lock until release is called, once, also when ctx has ended.
func (l *locks) hold(ctx context.Context, conn *sql.Conn, unlock string, key int64) (release func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = append(l.held, conn)
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.held = slices.DeleteFunc(l.held, func(c *sql.Conn) bool { return c == conn })
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lockWithin)
		defer cancel()
		if _, err := conn.ExecContext(ctx, unlock, key); err != nil {
			giveUp(conn)
			return
		}
		_ = conn.Close()
	}
}

// Watch watches over the locks of Own and Join until ctx ends, which is no
// error. When the server has ended the session of one, or does not answer for
// some seconds, the lock is lost and another process may hold it already: Watch
// returns a *news.Error with the code "lost_storage", and the caller stops all
// that the lock allowed. A lock file is held as long as the process lives.
func (s *Store) Watch(ctx context.Context) error {
	if s.engine != Postgres {
		<-ctx.Done()
		return nil
	}
	tick := time.NewTicker(lockEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := s.locks.ask(ctx); err != nil {
				return &news.Error{Code: "lost_storage", Message: fmt.Sprintf(
					"the lock on the PostgreSQL database is lost, for its connection ended or does not answer (%v): "+
						"another newsbell may work with the database now, so this one stops; start it again", err)}
			}
		}
	}
}

// ask asks each lock's session whether it lives. ctx may end meanwhile: a
// question that is broken off would end the session.
func (l *locks) ask(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lockWithin)
	defer cancel()
	for _, conn := range l.held {
		if err := conn.PingContext(ctx); err != nil {
			return err
		}
	}
	return nil
}
