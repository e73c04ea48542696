package app

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsbell/desk"
	"newsbell/digest"
	"newsbell/news"
	"newsbell/storage"
)

// streamQuery is what the stream's channel asks for: words of many subjects.
const streamQuery = "ukraine, russia, india, covid, election, court, police, storm, olympics, stocks, market, school, game, minister, president"

// A stream is a channel's month over real articles: the desk and the editor on
// a real store, in the articles' time.
type stream struct {
	store   *storage.Store
	desk    *desk.Desk
	editor  *digest.Editor
	feed    news.Feed
	channel news.Channel
	began   time.Time
	now     time.Time
	due     time.Time // of the next digest
	waiting []news.Article
}

// TestScoreMonth runs a channel with a daily digest over the shared stream and
// prints what it was told.
func TestScoreMonth(t *testing.T) {
	scored(t)
	s := openStream(t)
	f, err := os.Open(filepath.Join("..", "..", "shared", "data", "stories", "breaking-stream.jsonl.gz"))
	if err != nil {
		t.Skip("shared test data not present")
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	articles := 0
	for lines.Scan() {
		var in streamed
		must(t, json.Unmarshal(lines.Bytes(), &in))
		s.take(t, in)
		articles++
	}
	s.flush(t)
	end := s.now.Add(48 * time.Hour)
	for s.now.Before(end) {
		s.until(t, s.now.Add(time.Hour))
	}
	stories, digests, repeats, missed := s.count(t)
	t.Logf("breaking-stream.jsonl.gz (%d articles, %.0f days): %d digests with %d stories, %d repeats, %d missed",
		articles, s.now.Sub(s.began).Hours()/24, digests, stories, repeats, missed)
	if repeats != 0 || missed != 0 || digests < 30 {
		t.Errorf("%d digests, %d repeats, %d missed", digests, repeats, missed)
	}
}

func openStream(t *testing.T) *stream {
	t.Helper()
	store, err := storage.Open(t.Context(), storage.Options{URL: filepath.Join(t.TempDir(), "stream.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	s := &stream{store: store, began: time.Date(2022, time.February, 1, 0, 0, 0, 0, time.UTC)}
	s.now, s.due = s.began, s.began
	s.channel, err = store.EnsureChannel(t.Context(), news.Channel{
		Target: news.Target{Platform: news.Local, Channel: "stream"}, Zone: "America/New_York", State: news.ChannelActive, Created: s.began,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = store.AddSubscription(t.Context(), news.Subscription{
		Channel: s.channel.ID, Query: streamQuery, Canonical: streamQuery, Mode: news.DigestOnly, Created: s.began,
	}); err != nil {
		t.Fatal(err)
	}
	if _, err = store.AddDigest(t.Context(), news.Digest{
		Channel: s.channel.ID, Schedule: "daily at 09:00", Zone: "America/New_York", Covered: s.began,
		Next: s.began.Add(14 * time.Hour), Length: 1 << 20,
	}); err != nil {
		t.Fatal(err)
	}
	if s.feed, _, err = store.AddFeed(t.Context(), news.Feed{URL: "https://stream.example/feed", Language: "en"}); err != nil {
		t.Fatal(err)
	}
	if s.desk, err = desk.Open(t.Context(), desk.Options{Store: store, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return s.now }}); err != nil {
		t.Fatal(err)
	}
	s.editor = digest.NewEditor(digest.Options{Store: store, Settle: digestSettle})
	return s
}

// A streamed is one line of the shared stream.
type streamed struct {
	ID, Title, Text, URL, Publisher, Language string
	Published, Arrived                        time.Time
}

// take accepts the next article; those of ten minutes are handled together.
func (s *stream) take(t *testing.T, in streamed) {
	t.Helper()
	at := in.Arrived
	if at.Before(s.now) {
		at = s.now
	}
	// What arrived before a digest is due is grouped before it, as in life.
	if len(s.waiting) > 0 && (at.Sub(s.waiting[0].Arrived) > 10*time.Minute || len(s.waiting) >= 200 || !at.Before(s.due)) {
		s.flush(t)
	}
	s.waiting = append(s.waiting, news.Article{
		Keys: []string{"id:" + in.ID}, Hash: in.ID, Feed: s.feed.ID, Title: strings.Join(strings.Fields(in.Title), " "), Text: in.Text, URL: in.URL,
		Publisher: in.Publisher, Language: cmp.Or(in.Language, "en"), Published: in.Published, Arrived: at,
	})
}

// flush lets the desk handle what waits.
func (s *stream) flush(t *testing.T) {
	t.Helper()
	if len(s.waiting) == 0 {
		return
	}
	s.until(t, s.waiting[len(s.waiting)-1].Arrived)
	if _, err := s.store.CommitPoll(t.Context(), news.Poll{Feed: s.feed, Articles: s.waiting, At: s.now}); err != nil {
		t.Fatal(err)
	}
	s.waiting = nil
	for {
		n, err := s.desk.Round(t.Context(), s.now)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// until lets the digests up to a time come, each at its own.
func (s *stream) until(t *testing.T, at time.Time) {
	t.Helper()
	for {
		next, err := s.store.NextDigest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.due = next.Add(digestSettle)
		if next.IsZero() || s.due.After(at) {
			break
		}
		if err := s.editor.Round(t.Context(), s.due); err != nil {
			t.Fatal(err)
		}
	}
	s.now = at
}

// count reads what was told. A repeat is a story that a digest lists although
// nothing came to it since the last one that did.
func (s *stream) count(t *testing.T) (stories, digests, repeats, missed int) {
	t.Helper()
	told := map[news.StoryID]time.Time{}
	for _, m := range messagesOf(t.Context(), t, s.store) {
		if m.List == nil {
			continue
		}
		digests++
		for _, it := range m.List.Items {
			stories++
			if before, again := told[it.Story]; again && !it.At.After(before) {
				repeats++
			}
			told[it.Story] = m.List.To
		}
	}
	own, err := s.store.ChannelDigests(t.Context(), s.channel.ID)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.store.Candidates(t.Context(), s.channel.ID, s.began, own[0].Covered)
	if err != nil {
		t.Fatal(err)
	}
	s.credit(t, told)
	for _, c := range all {
		if told[c.Story.ID].Before(c.Story.Updated) {
			missed++
			t.Logf("missed: story %d of %s, updated %s, last told %s, %d reports", c.Story.ID, c.Story.Began, c.Story.Updated, told[c.Story.ID], len(c.Story.Reports))
		}
	}
	return stories, digests, repeats, missed
}

// credit counts what was told of a story as told of the one that it was merged
// into.
func (s *stream) credit(t *testing.T, told map[news.StoryID]time.Time) {
	t.Helper()
	for id, at := range told {
		for st, err := s.store.Story(t.Context(), id); ; st, err = s.store.Story(t.Context(), st.Into) {
			if err != nil {
				t.Fatal(err)
			}
			if st.Into == 0 {
				break
			}
			if told[st.Into].Before(at) {
				told[st.Into] = at
			}
		}
	}
}

// messagesOf reads the messages of a store's deliveries in order.
func messagesOf(ctx context.Context, t *testing.T, store *storage.Store) (list []news.Message) {
	t.Helper()
	rows, err := store.DB().QueryContext(ctx, "SELECT message FROM content ORDER BY delivery")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			t.Fatal(err)
		}
		var m news.Message
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// scored skips a test that takes minutes over the shared stream: make score
// runs it.
func scored(t *testing.T) {
	t.Helper()
	if os.Getenv("NEWSBELL_SCORE") == "" {
		t.Skip("a score over the shared stream: make score runs it")
	}
}
