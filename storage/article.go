package storage

import (
	"cmp"
	"context"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// Backlog gives up to limit articles that the desk must look at, in order of
// arrival: new ones, corrected ones, and those whose page came late. One whose
// page is still waited for comes later.
func (s *Store) Backlog(ctx context.Context, now time.Time, limit int) ([]news.Article, error) {
	rows, err := s.read().Backlog(ctx, db.BacklogParams{Now: millis(now), Most: int64(limit)})
	articles, err := each(rows, err, articleOf)
	return articles, wrapf(err, "read backlog")
}

// Article gives one article.
func (s *Store) Article(ctx context.Context, id news.ArticleID) (news.Article, error) {
	row, err := s.read().Article(ctx, int64(id))
	if err != nil {
		return news.Article{}, wrapf(missing(err, "article", id), "read article %d", id)
	}
	a, err := articleOf(row)
	return a, wrapf(err, "read article %d", id)
}

// ArticleByLink gives the newest article with this URL or canonical address.
func (s *Store) ArticleByLink(ctx context.Context, link string) (news.Article, error) {
	row, err := s.read().ArticleByLink(ctx, link)
	if err != nil {
		return news.Article{}, wrapf(missing(err, "article at", link), "find article %s", link)
	}
	a, err := articleOf(row)
	return a, wrapf(err, "find article %s", link)
}

// StoryArticles gives up to limit articles of a story in order of arrival.
func (s *Store) StoryArticles(ctx context.Context, id news.StoryID, limit int) ([]news.Article, error) {
	rows, err := s.read().StoryArticles(ctx, db.StoryArticlesParams{Story: int64(id), Most: int64(limit)})
	articles, err := each(rows, err, articleOf)
	return articles, wrapf(err, "read articles of story %d", id)
}

// SavePage adds to an article what its page said and ends the wait for it. The
// page's text replaces a shorter one; the rest fills what the feed left empty.
// An empty page only ends the wait. Text that comes after the desk may have
// looked is a correction: the revision grows, and the desk looks again.
func (s *Store) SavePage(ctx context.Context, p news.Page, now time.Time) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		for {
			row, err := t.Article(ctx, int64(p.Article))
			if err != nil {
				return missing(err, "article", p.Article)
			}
			n, err := t.SavePage(ctx, pageRow(row, p, now))
			if err != nil {
				return err
			}
			if n == 1 {
				return t.AddSearchTodo(ctx, row.ID)
			}
			// Corrected between the two statements, on PostgreSQL: look again.
		}
	})
	return wrapf(err, "save page of article %d", p.Article)
}

func pageRow(a db.Article, p news.Page, now time.Time) db.SavePageParams {
	r := db.SavePageParams{
		ID: a.ID, Was: a.Revision, Revision: a.Revision, Todo: a.Todo, Body: a.Body,
		Canonical: cmp.Or(p.Canonical, a.Canonical),
		Title:     cmp.Or(a.Title, p.Title),
		Lead:      cmp.Or(a.Lead, p.Lead),
		Author:    cmp.Or(a.Author, p.Author),
		Language:  cmp.Or(a.Language, p.Language),
		Image:     cmp.Or(a.Image, p.Image),
		Published: cmp.Or(a.Published, millis(p.Published)),
	}
	if len(p.Text) <= len(a.Body) {
		return r
	}
	r.Body = p.Text
	if inTime := a.Todo == 1 && a.PageDue > millis(now); !inTime {
		r.Revision, r.Todo = a.Revision+1, 1-a.Silent
	}
	return r
}

func articleRow(a news.Article) (db.CorrectArticleParams, error) {
	keys, err := encode(a.Keys)
	return db.CorrectArticleParams{
		ID: int64(a.ID), Hash: a.Hash, Url: a.URL, Canonical: a.Canonical, Title: a.Title, Lead: a.Lead,
		Author: a.Author, Language: a.Language, Section: a.Section, Image: a.Image, Publisher: a.Publisher,
		Official: flag(a.Official), Published: millis(a.Published), Updated: millis(a.Updated),
		PageDue: millis(a.PageDue), Identity: keys, Body: a.Text,
	}, err
}

func newArticleRow(a news.Article, r db.CorrectArticleParams) db.AddArticleParams {
	return db.AddArticleParams{
		Feed: int64(a.Feed), Hash: r.Hash, Url: r.Url, Canonical: r.Canonical, Title: r.Title, Lead: r.Lead,
		Author: r.Author, Language: r.Language, Section: r.Section, Image: r.Image, Publisher: r.Publisher,
		Official: r.Official, Published: r.Published, Updated: r.Updated, Arrived: millis(a.Arrived),
		Silent: flag(a.Silent), PageDue: r.PageDue, Todo: flag(!a.Silent), Identity: r.Identity, Body: r.Body,
	}
}

func articleOf(r db.Article) (news.Article, error) {
	keys, err := decode[string](r.Identity)
	return news.Article{
		ID: news.ArticleID(r.ID), Feed: news.FeedID(r.Feed), Keys: keys, Hash: r.Hash,
		URL: r.Url, Canonical: r.Canonical, Title: r.Title, Lead: r.Lead, Text: r.Body, Author: r.Author,
		Language: r.Language, Section: r.Section, Image: r.Image, Publisher: r.Publisher, Official: r.Official != 0,
		Published: instant(r.Published), Updated: instant(r.Updated), Arrived: instant(r.Arrived),
		Silent: r.Silent != 0, PageDue: instant(r.PageDue), Revision: int(r.Revision),
		Story: news.StoryID(r.Story), Development: news.DevelopmentID(r.Development),
	}, err
}
