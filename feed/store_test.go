package feed_test

import (
	"context"
	"sync"
	"time"

	"newsbell/news"
)

// memory is a store in memory that keeps what the watcher relies on.
type memory struct {
	mu       sync.Mutex
	feeds    map[news.FeedID]news.Feed
	articles []news.Article
	polls    []news.Poll
}

func newMemory(feeds ...news.Feed) *memory {
	m := &memory{feeds: map[news.FeedID]news.Feed{}}
	for n, f := range feeds {
		f.ID = news.FeedID(n + 1)
		m.feeds[f.ID] = f
	}
	return m
}

func (m *memory) ClaimFeeds(_ context.Context, now time.Time, lease time.Duration, limit int) ([]news.Feed, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var due []news.Feed
	for id := news.FeedID(1); int(id) <= len(m.feeds) && len(due) < limit; id++ {
		f := m.feeds[id]
		if f.Ended || f.NextPoll.After(now) {
			continue
		}
		due = append(due, f)
		f.NextPoll = now.Add(lease)
		m.feeds[id] = f
	}
	return due, nil
}

func (m *memory) NextPoll(context.Context) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var next time.Time
	for _, f := range m.feeds {
		if !f.Ended && (next.IsZero() || f.NextPoll.Before(next)) {
			next = f.NextPoll
		}
	}
	return next, nil
}

func (m *memory) KnownArticles(_ context.Context, feed news.FeedID, keys []string) (map[string]news.Article, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.known(feed, keys), nil
}

func (m *memory) known(feed news.FeedID, keys []string) map[string]news.Article {
	want := map[string]bool{}
	for _, k := range keys {
		want[k] = true
	}
	known := map[string]news.Article{}
	for _, a := range m.articles {
		for _, k := range a.Keys {
			if a.Feed == feed && want[k] {
				known[k] = a
			}
		}
	}
	return known
}

func (m *memory) CommitPoll(_ context.Context, p news.Poll) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.feeds[p.Feed.ID] = p.Feed
	m.polls = append(m.polls, p)
	inserted := 0
	for _, a := range p.Articles {
		if a.ID == 0 {
			a.ID = news.ArticleID(len(m.articles) + 1)
			m.articles = append(m.articles, a)
			inserted++
			continue
		}
		m.articles[a.ID-1] = a
	}
	return inserted, nil
}

func (m *memory) feed(id news.FeedID) news.Feed {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.feeds[id]
}

// loud lists the headlines of the articles that are news.
func (m *memory) loud() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	for _, a := range m.articles {
		if !a.Silent {
			out = append(out, a.Title)
		}
	}
	return out
}
