package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"

	"newsbell/news"
	"newsbell/storage/db"
)

// Every setting stands in the address, so that each connection has it. FULL is
// what makes a commit survive a power cut; the driver's own default in WAL mode
// does not. immediate takes the write lock at the start: a transaction that
// reads first and then writes would otherwise fail when another wrote between.
const (
	writerSettings = "_journal_mode=WAL&_synchronous=FULL&_busy_timeout=10000&_txlock=immediate" +
		"&_foreign_keys=on&_cache_size=-4096&_stmt_cache_size=128"
	readerSettings = "mode=ro&_query_only=1&_busy_timeout=10000&_cache_size=-1024&_stmt_cache_size=32"
	readerCount    = 4
)

func (s *Store) openSQLite(ctx context.Context, check checkFunc) error {
	s.engine = SQLite
	s.wrap = func(d db.DBTX) db.DBTX { return d }
	if err := s.checkFile(ctx, check); err != nil {
		return err
	}
	var err error
	if s.writer, err = sql.Open("sqlite3", sqliteAddress(s.url, writerSettings)); err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	if err = s.migrate(ctx); err != nil {
		return err
	}
	if s.readers, err = sql.Open("sqlite3", sqliteAddress(s.url, readerSettings)); err != nil {
		return err
	}
	s.readers.SetMaxOpenConns(readerCount)
	s.readers.SetMaxIdleConns(readerCount)
	s.commit = (&committer{db: s.writer}).do
	return nil
}

// checkFile creates the file, readable by its owner alone, or looks at the one
// that is there without being able to change it.
func (s *Store) checkFile(ctx context.Context, check checkFunc) error {
	if s.url == "" || strings.Contains(s.url, ":memory:") {
		return &news.Error{Code: "bad_storage", Message: "storage.url must name a file or a postgres:// address"}
	}
	f, err := os.OpenFile(s.url, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return &news.Error{Code: "bad_storage", Message: fmt.Sprintf("cannot open the database: %v", err)}
	}
	info, err := f.Stat()
	if err = errors.Join(err, f.Close()); err != nil || info.Size() == 0 {
		return err
	}
	reader, err := sql.Open("sqlite3", sqliteAddress(s.url, readerSettings))
	if err != nil {
		return err
	}
	defer reader.Close() //nolint:errcheck // nothing was written
	return s.refuse(ctx, reader, check)
}

// sqliteAddress writes a file name so that none of its characters is taken for
// a setting.
func sqliteAddress(file, settings string) string {
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + settings
}
