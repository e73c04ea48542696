package app

import (
	"context"

	"newsbell/news"
)

// readPage is the page job: it reads an article's page and saves what it says.
// A page that cannot be read leaves the article as its feed told it.
func (a *App) readPage(ctx context.Context, id news.ArticleID) error {
	article, err := a.store.Article(ctx, id)
	if err != nil {
		return err
	}
	f, err := a.store.Feed(ctx, article.Feed)
	if err != nil {
		return err
	}
	// A page may lie in a private network only when its feed does itself.
	private := f.Private && a.client.IsPrivate(ctx, f.URL)
	page, err := a.reader.ReadPage(ctx, article, private)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		a.log.InfoContext(ctx, "page not read", "article", int64(id), "err", err)
		page = news.Page{}
	}
	page.Article = id
	if err := a.store.SavePage(ctx, page, a.now()); err != nil {
		return err
	}
	a.desk.Wake()
	return nil
}

// housekeep does each minute's upkeep.
func (a *App) housekeep(ctx context.Context) error {
	a.desk.Tend()
	if err := a.editor.Tend(ctx, a.now()); err != nil {
		return err
	}
	if _, err := a.store.SweepLanes(ctx); err != nil {
		return err
	}
	return a.store.Prune(ctx, a.now())
}

// settle carries out what the operator decided about a delivery in review.
func (a *App) settle(ctx context.Context, id news.DeliveryID, post bool) error {
	a.log.InfoContext(ctx, "delivery settled by the operator", "delivery", int64(id), "reason", map[bool]string{true: "post", false: "drop"}[post])
	return a.store.SettleReview(ctx, id, post, a.now())
}
