package storage_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsbell/news"
	"newsbell/storage"
	"newsbell/storage/storagetest"
)

// BenchmarkSearch asks an index of NEWSBELL_BENCH_ARTICLES articles, 20,000 by
// default, for words that are rare, usual and common among them, as the search
// of package bot does: in batches, with a clause for the language, and for a
// phrase until eleven articles hold it. NEWSBELL_BENCH_STORE names a SQLite file
// or a PostgreSQL address that is kept for the next run.
func BenchmarkSearch(b *testing.B) {
	if url := os.Getenv("NEWSBELL_BENCH_STORE"); url != "" {
		benchmarkSearch(b, url)
		return
	}
	b.Run("sqlite", func(b *testing.B) { benchmarkSearch(b, filepath.Join(b.TempDir(), "newsbell.db")) })
	b.Run("postgres", func(b *testing.B) { benchmarkSearch(b, storagetest.Postgres(b)) })
}

func benchmarkSearch(b *testing.B, url string) {
	b.Helper()
	n := 20_000
	if text := os.Getenv("NEWSBELL_BENCH_ARTICLES"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	s := open(b, storage.Options{URL: url})
	s.SetKeys(archiveKeys)
	fillArchive(b, s, n)
	r := rand.New(rand.NewPCG(3, 4))
	for b.Loop() {
		for _, kind := range archiveQueries() {
			var cost, wall []time.Duration
			found := 0
			for range 200 {
				q := kind.ask(r, n)
				cpu, clock := cpuTime(), time.Now()
				found += len(lookFor(b.Context(), b, s, q))
				cost, wall = append(cost, cpuTime()-cpu), append(wall, time.Since(clock))
			}
			slices.Sort(cost)
			slices.Sort(wall)
			b.Logf("%-28s cpu ms p50 %6.1f p99 %6.1f, clock ms p50 %6.1f p99 %6.1f, found %.1f", kind.name,
				ms(cost[100]), ms(cost[198]), ms(wall[100]), ms(wall[198]), float64(found)/200)
		}
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// An archiveQuery is keys of which all must be there, and a phrase of them.
type archiveQuery struct {
	lookup news.Lookup
	phrase string
}

// archiveQueries are kinds of queries by the ranks of their words: 1 is the
// most frequent.
func archiveQueries() []struct {
	name string
	ask  func(r *rand.Rand, n int) archiveQuery
} {
	words := func(bounds ...int) func(*rand.Rand, int) archiveQuery {
		return func(r *rand.Rand, _ int) archiveQuery {
			l := news.Lookup{{"zzlen", "zzlxx"}}
			for i := 0; i < len(bounds); i += 2 {
				l = append(l, []string{archiveWord(uint64(bounds[i] + r.IntN(bounds[i+1]-bounds[i])))})
			}
			return archiveQuery{lookup: l}
		}
	}
	return []struct {
		name string
		ask  func(r *rand.Rand, n int) archiveQuery
	}{
		{"1 word, rare", words(20_000, 150_000)},
		{"1 word, usual", words(200, 5_000)},
		{"1 word, common", words(1, 20)},
		{"2 words, usual", words(200, 5_000, 200, 5_000)},
		{"2 words, common", words(1, 20, 1, 20)},
		{"2 words, rare and common", words(20_000, 150_000, 1, 20)},
		{"2 words, usual and common", words(200, 5_000, 1, 20)},
		{"4 words, usual", words(200, 5_000, 200, 5_000, 200, 5_000, 200, 5_000)},
		{"4 words, common", words(1, 60, 1, 60, 1, 60, 1, 60)},
		{"no such word", words(1_000_000, 2_000_000)},
		{"phrase of 2, of an article", func(r *rand.Rand, n int) archiveQuery {
			w := strings.Fields(archiveTitle(1 + r.IntN(n)))
			return archiveQuery{news.Lookup{{"zzlen", "zzlxx"}, {w[2]}, {w[3]}}, w[2] + " " + w[3]}
		}},
		{"phrase of 2, common", func(r *rand.Rand, _ int) archiveQuery {
			v, w := archiveWord(uint64(1+r.IntN(40))), archiveWord(uint64(1+r.IntN(40)))
			return archiveQuery{news.Lookup{{"zzlen", "zzlxx"}, {v}, {w}}, v + " " + w}
		}},
		{"prefix of 3 letters", func(r *rand.Rand, _ int) archiveQuery {
			return archiveQuery{lookup: news.Lookup{{"zzlen", "zzlxx"}, {archiveWord(uint64(200 + r.IntN(5_000)))[:3] + "*"}}}
		}},
	}
}

// lookFor finds the newest eleven articles, as package bot looks for them.
func lookFor(ctx context.Context, b *testing.B, s *storage.Store, q archiveQuery) (found []news.Article) {
	b.Helper()
	const batch, most = 100, 2000
	before := news.ArticleID(0)
	for looked := 0; looked < most && len(found) < 11; looked += batch {
		some, err := s.SearchArticles(ctx, q.lookup, before, batch)
		if err != nil {
			b.Fatal(err)
		}
		for _, a := range some {
			before = a.ID
			if q.phrase == "" || strings.Contains(a.Title+" | "+a.Lead, q.phrase) {
				found = append(found, a)
			}
		}
		if len(some) < batch {
			break
		}
	}
	return found
}

// fillArchive writes articles up to number n that are not there yet, and
// indexes them as a start on an old store does.
func fillArchive(b *testing.B, s *storage.Store, n int) {
	b.Helper()
	f, _, err := s.AddFeed(b.Context(), news.Feed{URL: "https://example.org/feed"})
	if err != nil {
		b.Fatal(err)
	}
	var has, before int
	one := func(query string, into ...any) {
		b.Helper()
		if err := s.DB().QueryRowContext(b.Context(), query).Scan(into...); err != nil {
			b.Fatal(err)
		}
	}
	one("SELECT COALESCE(MAX(id), 0) FROM article", &has)
	for has < n {
		poll := news.Poll{Feed: f}
		for len(poll.Articles) < min(1000, n-has) {
			i := has + 1 + len(poll.Articles)
			key := strconv.Itoa(i)
			poll.Articles = append(poll.Articles, news.Article{
				Keys: []string{"guid:" + key}, Hash: key, URL: "https://example.org/" + key, Publisher: "Example", Silent: true,
				Title: archiveTitle(i), Lead: archiveText(i, 1, 26), Arrived: time.UnixMilli(int64(i)), Language: []string{"en", "en", "en", "de"}[i%4],
			})
		}
		added, err := s.CommitPoll(b.Context(), poll)
		if err != nil || added == 0 {
			b.Fatal(added, err)
		}
		has += added
	}
	size := map[string]string{
		storage.SQLite:   "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)",
		storage.Postgres: "SELECT pg_total_relation_size('article_search')",
	}[s.Engine()]
	one(size, &before)
	cpu, indexed := cpuTime(), 0
	for {
		done, err := s.IndexArticles(b.Context(), 20_000)
		if err != nil {
			b.Fatal(err)
		}
		if done == 0 {
			break
		}
		indexed += done
		b.Logf("%d indexed, %.1f s of processor time", indexed, (cpuTime() - cpu).Seconds())
	}
	if indexed == 0 {
		return
	}
	var after int
	one(size, &after)
	b.Logf("%.0f articles indexed a second of processor time, %d bytes an article", float64(indexed)/(cpuTime()-cpu).Seconds(), (after-before)/indexed)
}

// archiveKeys are the keys of an article: its language, a source and its words.
func archiveKeys(a news.Article) []string {
	keys := append([]string{"zzl" + cmp.Or(a.Language, "xx"), fmt.Sprintf("zzs%08x", a.ID%1000)}, strings.Fields(a.Title+" "+a.Lead)...)
	slices.Sort(keys)
	return slices.Compact(keys)
}

func archiveTitle(i int) string { return archiveText(i, 0, 9) }

// archiveText writes words whose frequencies fall as those of a language do.
func archiveText(i, part, words int) string {
	r := rand.New(rand.NewPCG(uint64(i), uint64(part)))
	z := rand.NewZipf(r, 1.07, 3, 200_000)
	var b strings.Builder
	for n := range words {
		if n > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(archiveWord(z.Uint64() + 1))
	}
	return b.String()
}

// archiveWord is the word of a rank, spelled so that neighbours in rank are none
// in the alphabet.
func archiveWord(rank uint64) string {
	const onsets, vowels = "bdfgklmnprstvz", "aeiou"
	var b strings.Builder
	for n := rank*2_654_435_761%(1<<32) + 1; n > 0; n /= 70 {
		b.WriteByte(onsets[n%14])
		b.WriteByte(vowels[n/14%5])
	}
	return b.String()
}
