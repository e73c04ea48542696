package storage

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"newsbell/news"
	"newsbell/storage/db"
)

// A Keys gives the keys by which an article is found: letters and digits, no
// spaces.
type Keys func(news.Article) []string

// SetKeys sets what articles are found by; without it none is found.
func (s *Store) SetKeys(k Keys) { s.keys.Store(&k) }

// A search brings the index up to date itself, with so many articles at most.
const (
	searchCatchUp   = 2000
	indexedTogether = 50
)

// SearchArticles gives up to limit articles that fit a lookup, newest first,
// with ids below before (0: from the newest on). What changed since the last
// IndexArticles is taken into the index first, the newest of it when it is
// much.
func (s *Store) SearchArticles(
	ctx context.Context, l news.Lookup, before news.ArticleID, limit int,
) ([]news.Article, error) {
	if before == 0 { // a first look
		if _, err := s.IndexArticles(ctx, searchCatchUp); err != nil {
			return nil, err
		}
		before = 1<<63 - 1
	}
	ids, err := s.searched(ctx, l, int64(before), limit)
	if err != nil || len(ids) == 0 {
		return nil, wrapf(err, "search articles")
	}
	var articles []news.Article
	for part := range slices.Chunk(ids, mostKeys) {
		rows, err := s.read().Articles(ctx, part)
		some, err := each(rows, err, articleOf)
		if err != nil {
			return nil, wrapf(err, "read %d articles", len(part))
		}
		articles = append(articles, some...)
	}
	slices.SortFunc(articles, func(a, b news.Article) int { return cmp.Compare(b.ID, a.ID) })
	return articles, nil
}

// searched asks the index.
func (s *Store) searched(ctx context.Context, l news.Lookup, before int64, limit int) ([]int64, error) {
	text, args := "SELECT id FROM article WHERE id < ?1 ORDER BY id DESC LIMIT ?2", []any{before, limit}
	switch {
	case len(l) == 0:
	case s.engine == Postgres:
		// Found first: the planner would rather walk the articles backwards until
		// enough of them fit, all of them when few do.
		text = `WITH fit AS MATERIALIZED (SELECT article FROM article_search WHERE words @@ CAST(?3 AS tsquery) AND article < ?1)
			SELECT article FROM fit ORDER BY article DESC LIMIT ?2`
		args = append(args, expression(l, " | ", " & ", func(key string, all bool) string {
			if all {
				return "'" + key + "':*"
			}
			return "'" + key + "'"
		}))
	default:
		text = "SELECT docid FROM article_search WHERE words MATCH ?3 AND docid < ?1 ORDER BY docid DESC LIMIT ?2"
		args = append(args, expression(l, " OR ", " AND ", func(key string, all bool) string {
			if all {
				return `"` + key + `*"`
			}
			return `"` + key + `"`
		}))
	}
	rows, err := s.wrap(s.readers).QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // only read
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// expression writes a lookup in an engine's own language.
func expression(l news.Lookup, or, and string, key func(key string, all bool) string) string {
	clauses := make([]string, len(l))
	for i, c := range l {
		keys := make([]string, len(c))
		for j, k := range c {
			bare, all := strings.CutSuffix(k, "*")
			keys[j] = key(keyText(bare), all)
		}
		clauses[i] = "(" + strings.Join(keys, or) + ")"
	}
	return strings.Join(clauses, and)
}

// keyText drops from a key what has a meaning in an engine's language.
func keyText(key string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"'*\\ ()&|!:<>\x00", r) {
			return -1
		}
		return r
	}, key)
}

// IndexArticles takes up to limit articles that are new, changed or lost their
// text into the index for searching, newest first, and reports how many. It is
// called now and then; what it writes is small enough to hold up no one.
func (s *Store) IndexArticles(ctx context.Context, limit int) (int, error) {
	keys := s.keys.Load()
	if keys == nil {
		return 0, nil
	}
	waiting, err := s.read().SearchTodo(ctx, 1)
	if err != nil || len(waiting) == 0 {
		return 0, wrapf(err, "look for articles to index")
	}
	done := 0
	for done < limit {
		n, some := 0, min(indexedTogether, limit-done)
		err := s.commit(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
			n, err = s.index(ctx, tx, *keys, some)
			return err
		})
		if err != nil {
			return done, wrapf(err, "index articles")
		}
		if done += n; n < some {
			break
		}
	}
	return done, nil
}

// index takes some articles into the index. Their rows on the list are deleted
// first: a transaction that changes one of them waits, or was waited for.
func (s *Store) index(ctx context.Context, tx *sql.Tx, keys Keys, most int) (int, error) {
	wrapped := s.wrap(tx)
	q := db.New(wrapped)
	ids, err := q.TakeSearchTodo(ctx, int64(most))
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	rows, err := q.Articles(ctx, ids)
	articles, err := each(rows, err, articleOf)
	if err != nil {
		return 0, err
	}
	for _, a := range articles {
		if err := s.indexOne(ctx, wrapped, int64(a.ID), strings.Join(keys(a), " ")); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// indexOne replaces what the index says of an article.
func (s *Store) indexOne(ctx context.Context, tx db.DBTX, id int64, words string) error {
	if s.engine == Postgres {
		_, err := tx.ExecContext(ctx, `INSERT INTO article_search (article, words)
			VALUES (?1, array_to_tsvector(array_remove(string_to_array(?2, ' '), '')))
			ON CONFLICT (article) DO UPDATE SET words = excluded.words`, id, words)
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM article_search WHERE docid = ?1", id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO article_search (docid, words) VALUES (?1, ?2)", id, words)
	return err
}
