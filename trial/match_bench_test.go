package trial

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsbell/desk"
	"newsbell/match"
	"newsbell/match/matchtest"
	"newsbell/match/query"
	"newsbell/news"
	"newsbell/storage"
	"newsbell/storage/storagetest"
	"newsbell/text"
)

// BenchmarkStart opens a desk over a million subscriptions in SQLite, up to the
// index being ready: it may take 15 s.
func BenchmarkStart(b *testing.B) {
	const subs, channels = 1_000_000, 10_000
	s, err := storage.Open(b.Context(), storage.Options{URL: filepath.Join(b.TempDir(), "newsbell.db")})
	check(b, err)
	b.Cleanup(func() { _ = s.Close() })
	for i := range channels {
		_, err := s.EnsureChannel(b.Context(), news.Channel{Target: news.Target{Platform: news.Local, Tenant: "t", Channel: strconv.Itoa(i)}})
		check(b, err)
	}
	w := matchtest.NewWorkload(b, "../../shared/data")
	tx, err := s.DB().BeginTx(b.Context(), nil)
	check(b, err)
	insert, err := tx.PrepareContext(b.Context(), `INSERT INTO subscription (channel, number, query, canonical, mode, sources, creator, created)
		VALUES (?1, ?2, ?3, '', 'every', '[]', 'u', 0)`)
	check(b, err)
	defer insert.Close() //nolint:errcheck // the commit tells
	for n := 0; n < subs; {
		typed := w.Query()
		if _, err := match.Parse(typed); err != nil {
			continue
		}
		_, err := insert.ExecContext(b.Context(), n%channels+1, n/channels+1, typed)
		check(b, err)
		n++
	}
	check(b, tx.Commit())
	for b.Loop() {
		start, used := time.Now(), cpuTime()
		d, err := desk.Open(b.Context(), desk.Options{Log: slog.New(slog.DiscardHandler), Store: s, Now: time.Now})
		check(b, err)
		b.ReportMetric(time.Since(start).Seconds(), "s(of-15)")
		b.ReportMetric((cpuTime() - used).Seconds(), "cpu-s")
		_ = d
	}
}

// BenchmarkPostgresMatch holds articles against 100,000 queries by PostgreSQL,
// as a table of tsquery with a GIN index of their anchors, and by newsbell's
// index, in turn. It wants to be 50 times as fast.
func BenchmarkPostgresMatch(b *testing.B) {
	const subs, articles = 100_000, 200
	s, err := storage.Open(b.Context(), storage.Options{URL: storagetest.Postgres(b)})
	check(b, err)
	b.Cleanup(func() { _ = s.Close() })
	w := matchtest.NewWorkload(b, "../../shared/data")
	r := rivals{index: match.NewIndex(), common: map[string]int{}}
	for _, a := range w.Short[:4000] {
		for _, k := range lexemes(a) {
			r.common[k]++
		}
	}
	r.fill(b, s, w, subs)
	for _, a := range w.Short[:4000] {
		r.index.AppendIDs(nil, match.NewDoc(a))
	}
	r.index.Tend()
	find, err := s.DB().PrepareContext(b.Context(), `SELECT id FROM standing WHERE anchors && string_to_array($1, ' ') AND CAST($2 AS tsvector) @@ asked`)
	check(b, err)
	defer find.Close() //nolint:errcheck // only read
	for b.Loop() {
		start, ours := time.Now(), 0
		var ids []news.SubscriptionID
		for _, a := range w.Short[:articles] {
			ids = r.index.AppendIDs(ids[:0], match.NewDoc(a))
			ours += len(ids)
		}
		own := time.Since(start)
		var theirs time.Duration
		found := 0
		for _, a := range w.Short[:articles] {
			words, vector := strings.Join(lexemes(a), " "), vector(a)
			start := time.Now()
			found += count(b, find, words, vector)
			theirs += time.Since(start)
		}
		if found < ours || found > ours+ours/10 { // PostgreSQL knows no NEAR: it takes more
			b.Fatalf("PostgreSQL finds %d, the index %d", found, ours)
		}
		b.ReportMetric(float64(own.Microseconds())/articles, "µs-index")
		b.ReportMetric(float64(theirs.Microseconds())/articles, "µs-postgres")
		b.ReportMetric(float64(theirs)/float64(own), "x-postgres(of-50)")
	}
}

// count reads the numbers of the queries that match, as the index gives them.
func count(b *testing.B, find *sql.Stmt, args ...any) (n int) {
	b.Helper()
	rows, err := find.QueryContext(b.Context(), args...)
	check(b, err)
	defer rows.Close() //nolint:errcheck // only read
	for rows.Next() {
		var id int64
		check(b, rows.Scan(&id))
		n++
	}
	check(b, rows.Err())
	return n
}

// rivals are the same queries in newsbell's index and in PostgreSQL.
type rivals struct {
	index  *match.Index
	common map[string]int // articles by lexeme
}

func (r rivals) fill(b *testing.B, s *storage.Store, w *matchtest.Workload, subs int) {
	b.Helper()
	ctx := b.Context()
	run := func(statement string) {
		_, err := s.DB().ExecContext(ctx, statement)
		check(b, err)
	}
	run("CREATE TABLE standing (id INT PRIMARY KEY, asked TSQUERY NOT NULL, anchors TEXT[] NOT NULL)")
	tx, err := s.DB().BeginTx(ctx, nil)
	check(b, err)
	insert, err := tx.PrepareContext(ctx, "INSERT INTO standing VALUES ($1, CAST($2 AS tsquery), string_to_array($3, ' '))")
	check(b, err)
	defer insert.Close() //nolint:errcheck // the commit tells
	for n := 1; n <= subs; {
		typed := w.Query()
		root, err := query.Parse(typed, query.StemLight)
		if err != nil {
			continue
		}
		_, insertErr := insert.ExecContext(ctx, n, tsquery(root), strings.Join(r.anchors(root), " "))
		check(b, insertErr)
		check(b, r.index.Add(news.Subscription{ID: news.SubscriptionID(n), Query: typed}))
		n++
	}
	check(b, tx.Commit())
	run("CREATE INDEX standing_anchors ON standing USING gin (anchors)")
	run("ANALYZE standing")
}

// anchors are lexemes of which every matching article has one: the rarest.
func (r rivals) anchors(n *query.Node) []string {
	switch n.Op {
	case query.Or:
		var all []string
		for _, k := range n.Kids {
			all = append(all, r.anchors(k)...)
		}
		return all
	case query.And:
		var best []string
		for _, k := range n.Kids {
			if k.Op == query.Not {
				continue
			}
			if a := r.anchors(k); best == nil || r.weight(a) < r.weight(best) {
				best = a
			}
		}
		return best
	case query.Prefix:
		return []string{"begins/" + n.Text[:3]}
	case query.Source, query.Section, query.Lang:
		return []string{filter(n)}
	default:
		words := make([]string, len(n.Terms))
		for i, t := range n.Terms {
			words[i] = text.LightStem(t.Text)
		}
		return []string{slices.MinFunc(words, func(a, b string) int { return r.common[a] - r.common[b] })}
	}
}

func (r rivals) weight(anchors []string) (n int) {
	for _, a := range anchors {
		n += r.common[a]
	}
	return n
}

func filter(n *query.Node) string { return fmt.Sprintf("filter/%d/%s", n.Op, n.Text) }

// tsquery writes a query for PostgreSQL.
func tsquery(n *query.Node) string {
	join := func(with string) string {
		parts := make([]string, len(n.Kids))
		for i, k := range n.Kids {
			parts[i] = "(" + tsquery(k) + ")"
		}
		return strings.Join(parts, with)
	}
	weight := ""
	if n.Title {
		weight = "A"
	}
	lexeme := func(s, mark string) string {
		if mark += weight; mark != "" {
			mark = ":" + mark
		}
		return "'" + strings.ReplaceAll(s, "'", "''") + "'" + mark
	}
	switch n.Op {
	case query.Not:
		return "!(" + tsquery(n.Kids[0]) + ")"
	case query.And:
		return join(" & ")
	case query.Or:
		return join(" | ")
	case query.Prefix:
		return lexeme(n.Text, "*")
	case query.Source, query.Section, query.Lang:
		return lexeme(filter(n), "")
	default:
		between := " & "
		if n.Op == query.Phrase {
			between = " <-> "
		}
		parts := make([]string, len(n.Terms))
		for i, t := range n.Terms {
			parts[i] = lexeme(text.LightStem(t.Text), "")
		}
		return strings.Join(parts, between)
	}
}

// lexemes are an article's words, the heads of words, and what its filters ask.
func lexemes(a news.Article) []string {
	words := []string{
		filter(&query.Node{Op: query.Section, Text: a.Section}), filter(&query.Node{Op: query.Lang, Text: a.Language}),
		filter(&query.Node{Op: query.Source, Text: strings.TrimSuffix(strings.TrimPrefix(a.URL, "https://www."), "/x")}),
	}
	for _, field := range []string{a.Title, a.Lead} {
		for _, t := range text.Tokens(field) {
			words = append(words, text.LightStem(t.Text))
			if len(t.Text) >= 3 {
				words = append(words, "begins/"+t.Text[:3])
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// vector writes an article for PostgreSQL, the headline's words with weight A.
func vector(a news.Article) string {
	var b strings.Builder
	put := func(word string, at int, weight string) {
		fmt.Fprintf(&b, "'%s':%d%s ", strings.ReplaceAll(word, "'", "''"), at, weight)
	}
	at := 1
	for i, field := range []string{a.Title, a.Lead} {
		for _, t := range text.Tokens(field) {
			put(text.LightStem(t.Text), at, []string{"A", ""}[i])
			if t.Text != text.LightStem(t.Text) {
				put(t.Text, at, []string{"A", ""}[i])
			}
			at++
		}
		at += 200
	}
	for _, word := range lexemes(a) {
		if strings.HasPrefix(word, "filter/") {
			put(word, at+200, "")
		}
	}
	return b.String()
}

// BenchmarkSearch looks for words in articles with generated headlines and
// leads: NEWSBELL_BENCH_ARTICLES of them, 100,000 by default.
func BenchmarkSearch(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkSearch(b, filepath.Join(b.TempDir(), "newsbell.db")) })
	b.Run("postgres", func(b *testing.B) { benchmarkSearch(b, storagetest.Postgres(b)) })
}

func benchmarkSearch(b *testing.B, url string) {
	b.Helper()
	s, err := storage.Open(b.Context(), storage.Options{URL: url})
	check(b, err)
	b.Cleanup(func() { _ = s.Close() })
	n := number(b, "NEWSBELL_BENCH_ARTICLES", 100_000)
	s.SetKeys(match.Keys)
	before := cpuTime()
	writeArticles(b.Context(), b, s, n)
	written := cpuTime() - before
	before = cpuTime()
	for {
		done, err := s.IndexArticles(b.Context(), 20_000)
		check(b, err)
		if done == 0 {
			break
		}
	}
	b.ReportMetric(float64((cpuTime()-before).Microseconds())/float64(n), "cpu-µs/article-indexed")
	indexed := cpuTime() - before
	queries := []string{"trump", "ukraine peace talks", "the government", `"climate change" -oil`, "econom* OR bank", "earthquake OR flood OR storm", "zyzzyva"}
	worst := time.Duration(0)
	for b.Loop() {
		for _, typed := range queries {
			q, err := match.Parse(typed)
			check(b, err)
			start := time.Now()
			_, err = s.SearchArticles(b.Context(), q.In([]string{"en"}).Lookup(), 0, 100)
			check(b, err)
			worst = max(worst, time.Since(start))
		}
	}
	b.ReportMetric(float64(written.Microseconds())/float64(n), "cpu-µs/article-written")
	b.ReportMetric(float64(indexed.Microseconds())/float64(n), "cpu-µs/article-indexed")
	b.ReportMetric(float64(worst.Milliseconds()), "worst-ms")
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*len(queries)), "ms/search")
}

// writeArticles commits n articles of two languages, as polls bring them.
func writeArticles(ctx context.Context, b *testing.B, s *storage.Store, n int) {
	b.Helper()
	w := matchtest.NewWorkload(b, "../../shared/data")
	f, _, err := s.AddFeed(ctx, news.Feed{URL: "https://example.org/feed"})
	check(b, err)
	const together = 500
	for i := 0; i < n; i += together {
		poll := news.Poll{Feed: f}
		for j := i; j < min(n, i+together); j++ {
			head, lead := w.Short[j%len(w.Short)], w.Short[(j*7+j/len(w.Short))%len(w.Short)]
			key := strconv.Itoa(j)
			poll.Articles = append(poll.Articles, news.Article{
				Keys: []string{"guid:" + key}, Hash: key, URL: "https://example.org/" + key, Title: head.Title, Lead: lead.Lead,
				Language: []string{"en", "en", "en", "de"}[j%4], Publisher: "Example", Arrived: time.UnixMilli(int64(j)), Silent: true,
			})
		}
		_, err := s.CommitPoll(ctx, poll)
		check(b, err)
	}
}
