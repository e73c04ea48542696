package trial

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"newsbell/digest"
	"newsbell/digest/schedule"
	"newsbell/news"
	"newsbell/storage"
)

// The size of TestYear.
const (
	yearRestarts = 500
	yearStories  = 1500
)

// mortal is a store whose process is killed now and then, just before or just
// after a commit.
type mortal struct {
	*storage.Store
	killed func(after bool) bool
}

var errKilled = errors.New("killed")

func (m mortal) CommitRuns(ctx context.Context, runs []news.DigestResult) ([]bool, error) {
	if m.killed(false) {
		return nil, errKilled
	}
	taken, err := m.Store.CommitRuns(ctx, runs)
	if err == nil && m.killed(true) {
		return nil, errKilled
	}
	return taken, err
}

// TestYear runs twelve digests for a simulated year on a real SQLite file. The
// process is started anew 500 times, a part of them after it was killed around
// a commit; no story is missed and none is told twice.
func TestYear(t *testing.T) {
	if testing.Short() {
		t.Skip("a year takes half a minute")
	}
	y := newYear(t)
	restarts, kills, dead := 0, 0, false
	killed := func(bool) bool {
		dead = dead || y.rnd.IntN(12) == 0 // a dead process commits nothing more
		return dead
	}
	end := y.start.AddDate(1, 0, 0)
	step := end.Sub(y.start) / (2 * yearRestarts)
	told := 0
	for now := y.start; now.Before(end); now = now.Add(time.Duration(1 + y.rnd.Int64N(int64(2*step)))) {
		for told < yearStories && !y.updated(told).After(now) {
			y.tell(t, told)
			told++
		}
		err := digest.NewEditor(digest.Options{Store: mortal{y.store, killed}}).Round(t.Context(), now)
		if err != nil && !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		if dead || y.rnd.IntN(2) == 0 {
			if dead {
				kills++
			}
			dead = false
			restarts++
			y.reopen(t)
		}
	}
	for ; told < yearStories; told++ {
		y.tell(t, told)
	}
	for ; restarts < yearRestarts; restarts++ {
		y.reopen(t)
	}
	if err := digest.NewEditor(digest.Options{Store: y.store}).Round(t.Context(), end); err != nil {
		t.Fatal(err)
	}
	missed, doubled, sent := y.count(t)
	t.Logf("%d restarts, %d of them kills around a commit: %d digests, %d missed, %d doubled", restarts, kills, sent, missed, doubled)
	if missed != 0 || doubled != 0 || kills < 50 {
		t.Errorf("%d missed, %d doubled, %d kills", missed, doubled, kills)
	}
}

// A year is a store that is opened again and again.
type year struct {
	path     string
	store    *storage.Store
	rnd      *rand.Rand
	start    time.Time
	channels []news.ChannelID
}

func newYear(t *testing.T) *year {
	t.Helper()
	y := &year{
		path: filepath.Join(t.TempDir(), "newsbell.db"), rnd: rand.New(rand.NewPCG(8, 30)),
		start: time.Date(2025, time.February, 11, 23, 0, 0, 0, time.UTC),
	}
	y.reopen(t)
	t.Cleanup(func() {
		if err := y.store.Close(); err != nil {
			t.Error(err)
		}
	})
	phrases := []string{"daily at 02:30", "weekdays at 9am and sundays at 7pm", "every 6 hours", "0 3 1,15 * mon"}
	zones := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe"}
	for i := range 12 {
		ch, err := y.store.EnsureChannel(t.Context(), news.Channel{
			Target: news.Target{Platform: news.Local, Channel: fmt.Sprint(i)}, State: news.ChannelActive, Created: y.start,
		})
		if err != nil {
			t.Fatal(err)
		}
		when, err := schedule.Parse(phrases[i%len(phrases)])
		if err != nil {
			t.Fatal(err)
		}
		zone, name, err := schedule.Zone(zones[i%len(zones)])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := y.store.AddDigest(t.Context(), news.Digest{
			Channel: ch.ID, Schedule: when.String(), Zone: name, Next: when.Next(y.start, zone), Covered: y.start, Length: yearStories,
		}); err != nil {
			t.Fatal(err)
		}
		y.channels = append(y.channels, ch.ID)
	}
	return y
}

// reopen starts the process anew.
func (y *year) reopen(t *testing.T) {
	t.Helper()
	if y.store != nil {
		if err := y.store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if y.store, err = storage.Open(t.Context(), storage.Options{URL: y.path}); err != nil {
		t.Fatal(err)
	}
}

// updated is when a story of the year is told.
func (y *year) updated(n int) time.Time {
	return y.start.Add(time.Duration(n+1) * (364 * 24 * time.Hour / yearStories))
}

// tell writes a story that every channel matches.
func (y *year) tell(t *testing.T, n int) {
	t.Helper()
	at := y.updated(n)
	b := news.Batch{At: at, Stories: []news.Story{{
		ID: news.StoryID(n + 1), Title: fmt.Sprint("Story ", n+1), URL: fmt.Sprint("https://example.org/", n+1), Language: "en", Began: at, Updated: at,
	}}}
	for _, ch := range y.channels {
		b.Verdicts = append(b.Verdicts, news.Verdict{Story: news.StoryID(n + 1), Channel: ch, Subscriptions: []news.SubscriptionID{1}, Reason: "digest_mode", At: at})
	}
	if err := y.store.CommitBatch(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

// count compares what was told with what should have been.
func (y *year) count(t *testing.T) (missed, doubled, sent int) {
	t.Helper()
	for _, ch := range y.channels {
		digests, err := y.store.ChannelDigests(t.Context(), ch)
		if err != nil {
			t.Fatal(err)
		}
		told := map[news.StoryID]int{}
		for _, m := range y.messages(t, ch) {
			sent++
			for _, item := range m.List.Items {
				told[item.Story]++
			}
		}
		for n := range yearStories {
			times := told[news.StoryID(n+1)]
			if times > 1 {
				doubled++
			}
			if due := !y.updated(n).After(digests[0].Covered); due != (times > 0) {
				missed++
			}
		}
	}
	return missed, doubled, sent
}

// messages are what was written for a channel.
func (y *year) messages(t *testing.T, ch news.ChannelID) (list []news.Message) {
	t.Helper()
	rows, err := y.store.DB().QueryContext(t.Context(), "SELECT x.message FROM delivery d JOIN content x ON x.delivery = d.id WHERE d.channel = ?", ch)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var raw []byte
		var m news.Message
		if err := rows.Scan(&raw); err != nil {
			t.Fatal(err)
		}
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
