package storage_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"newsbell/news"
	"newsbell/storage"
	"newsbell/storage/storagetest"
)

// BenchmarkPolls commits 1,000 polls of one new article each, all at once.
func BenchmarkPolls(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkPolls(b, filepath.Join(b.TempDir(), "newsbell.db")) })
	b.Run("postgres", func(b *testing.B) { benchmarkPolls(b, storagetest.Postgres(b)) })
}

func benchmarkPolls(b *testing.B, url string) {
	b.Helper()
	s := open(b, storage.Options{URL: url})
	feeds := make([]news.Feed, 1000)
	var wg sync.WaitGroup
	for i := range feeds {
		wg.Go(func() {
			f, _, err := s.AddFeed(b.Context(), news.Feed{URL: fmt.Sprintf("https://feed%d.example", i)})
			if err != nil {
				b.Error(err)
			}
			feeds[i] = f
		})
	}
	wg.Wait()
	text := strings.Repeat("A sentence of some words. ", 150)
	round := 0
	for b.Loop() {
		round++
		for i, f := range feeds {
			key := fmt.Sprintf("%d/%d", i, round)
			a := news.Article{
				Keys: []string{"guid:" + key, "link:" + key, "title:" + key}, Hash: key, URL: "https://feed.example/" + key,
				Title: "Title " + key, Text: text, Arrived: time.UnixMilli(int64(round)),
			}
			wg.Go(func() {
				if _, err := s.KnownArticles(b.Context(), f.ID, a.Keys); err != nil {
					b.Error(err)
				}
				if n, err := s.CommitPoll(b.Context(), news.Poll{Feed: f, Articles: []news.Article{a}}); n != 1 || err != nil {
					b.Errorf("got %d new, %v", n, err)
				}
			})
		}
		wg.Wait()
	}
}
