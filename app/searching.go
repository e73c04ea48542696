package app

import (
	"context"
	"time"
)

// The index for searching is filled a few articles at a time, and rests four
// times as long as that took, so that polls, alerts and receipts never wait for
// it: they share the one writer. At the most it takes some 150 articles a
// second; a search takes what waits before it looks.
const (
	indexTogether  = 24
	indexShortRest = 50 * time.Millisecond
	indexLongRest  = 5 * time.Second
)

// fillIndex takes articles into the index for searching until ctx ends.
func (a *App) fillIndex(ctx context.Context) error {
	for {
		began := a.now()
		n, err := a.store.IndexArticles(ctx, indexTogether)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // that ctx ends is no failure
		}
		rest := indexLongRest
		switch {
		case err != nil:
			a.log.WarnContext(ctx, "articles not indexed", "err", err)
		case n == indexTogether:
			rest = max(indexShortRest, 4*a.now().Sub(began))
		}
		t := time.NewTimer(rest)
		select {
		case <-ctx.Done():
			t.Stop()
			return nil
		case <-t.C:
		}
	}
}
