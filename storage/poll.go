package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"newsbell/news"
	"newsbell/storage/db"
)

// mostKeys bounds the list of one query.
const mostKeys = 500

// KnownArticles finds the articles of a feed that some of these keys identify.
// Their Text is left out.
func (s *Store) KnownArticles(
	ctx context.Context, feed news.FeedID, keys []string,
) (map[string]news.Article, error) {
	known := make(map[string]news.Article)
	for part := range slices.Chunk(keys, mostKeys) {
		if err := s.knownArticles(ctx, feed, part, known); err != nil {
			return nil, wrapf(err, "find articles of feed %d", feed)
		}
	}
	return known, nil
}

func (s *Store) knownArticles(
	ctx context.Context, feed news.FeedID, keys []string, known map[string]news.Article,
) error {
	q := s.read()
	owners, err := q.KnownKeys(ctx, db.KnownKeysParams{Feed: int64(feed), Keys: keys})
	if err != nil || len(owners) == 0 {
		return err
	}
	ids := make([]int64, len(owners))
	for i, o := range owners {
		ids[i] = o.Article
	}
	slices.Sort(ids)
	rows, err := q.ArticlesWithoutText(ctx, slices.Compact(ids))
	if err != nil {
		return err
	}
	articles := make(map[int64]news.Article, len(rows))
	for _, r := range rows {
		if articles[r.ID], err = articleOf(db.Article(r)); err != nil {
			return err
		}
	}
	for _, o := range owners {
		known[o.Key] = articles[o.Article]
	}
	return nil
}

// CommitPoll writes one visit to a feed, whole: the feed as it now stands, its
// new articles (ID 0) and its corrected ones, the jobs to read the pages of
// those with PageDue, and its deliveries as Enqueue does. It returns how many
// articles are new. An article whose strongest key is taken is not: another
// poll of the same feed was faster. A correction that is already there changes
// nothing.
func (s *Store) CommitPoll(ctx context.Context, p news.Poll) (inserted int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *txn) error {
		inserted = 0
		// First of all, for on PostgreSQL it holds up a concurrent poll of this feed.
		if err := updateFeed(ctx, t, p.Feed); err != nil {
			return err
		}
		for _, a := range p.Articles {
			a.Feed = p.Feed.ID
			added, err := saveArticle(ctx, t, a)
			if err != nil {
				return wrapf(err, "save article %s", a.URL)
			}
			if added {
				inserted++
			}
		}
		return enqueue(ctx, t, p.Deliveries)
	})
	return inserted, wrapf(err, "commit poll of feed %d", p.Feed.ID)
}

// saveArticle inserts or corrects an article and reports whether it is new.
func saveArticle(ctx context.Context, t *txn, a news.Article) (bool, error) {
	row, err := articleRow(a)
	if err != nil {
		return false, err
	}
	if a.ID != 0 {
		n, err := t.CorrectArticle(ctx, row)
		if err != nil || n == 0 {
			return false, err
		}
		if err := t.AddSearchTodo(ctx, row.ID); err != nil {
			return false, err
		}
		return false, keyArticle(ctx, t, a)
	}
	if len(a.Keys) > 0 {
		switch _, err := t.KeyTaken(ctx, db.KeyTakenParams{Feed: int64(a.Feed), Key: a.Keys[0]}); {
		case err == nil:
			return false, nil
		case !errors.Is(err, sql.ErrNoRows):
			return false, err
		}
	}
	id, err := t.AddArticle(ctx, newArticleRow(a, row))
	if err != nil {
		return false, err
	}
	a.ID = news.ArticleID(id)
	if err := t.AddSearchTodo(ctx, id); err != nil {
		return false, err
	}
	return true, keyArticle(ctx, t, a)
}

// keyArticle writes the keys that are still free, and the job for the page.
func keyArticle(ctx context.Context, t *txn, a news.Article) error {
	for _, key := range a.Keys {
		if err := t.AddKey(ctx, db.AddKeyParams{Feed: int64(a.Feed), Key: key, Article: int64(a.ID)}); err != nil {
			return err
		}
	}
	if !a.PageDue.IsZero() {
		t.jobs = append(t.jobs, news.Job{Kind: news.JobPage, Article: a.ID})
	}
	return nil
}
