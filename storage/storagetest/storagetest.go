// Package storagetest holds the suite that every engine of package storage must
// pass, and starts the PostgreSQL servers that tests need. It stands beside
// storage, for tests only.
package storagetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"newsbell/news"
	"newsbell/storage"
)

// Run holds an engine to the suite. open gives an empty store, another one at
// each call, and closes it when its test ends.
func Run(t *testing.T, open func(t *testing.T) *storage.Store) {
	t.Helper()
	tests := []struct {
		name string
		run  func(w *world)
	}{
		{"feeds are added once and updated", testFeeds},
		{"due feeds are claimed once", testClaim},
		{"concurrent claims share no feed", testClaimRace},
		{"a restart releases claimed feeds", testReleaseFeeds},
		{"a feed has one push subscription", testPushes},
		{"due hubs come in order", testDuePushes},
		{"feeds with a hub are found until subscribed", testPushable},
		{"subscriptions without a feed are given up", testRemovePushes},
		{"a push changes nothing that a poll rests on", testCommitPush},
		{"a feed is hastened, never delayed", testHasten},
		{"tenants ask for feeds", testFeedTenants},
		{"a tenant has rules", testTenantRules},
		{"a tenant sees its own feeds and everyone's", testTenantFeeds},
		{"a poll is committed whole", testPoll},
		{"a poll tells people once", testPollNotices},
		{"one identity is one article", testIdentity},
		{"concurrent polls of a feed insert once", testPollRace},
		{"a correction returns to the backlog", testCorrection},
		{"a page is waited for", testPageInTime},
		{"a page that comes late is a correction", testPageLate},
		{"odd text is stored", testOddText},
		{"a batch is committed whole", testBatch},
		{"a correction under the desk's hands is not lost", testBatchCorrected},
		{"a merged story hands its articles over", testMerge},
		{"recent stories include the newest", testRecentStories},
		{"a snapshot counts once it is whole and until a batch keeps no journal", testSnapshot},
		{"verdicts change with their reason", testVerdicts},
		{"channels are kept by target", testChannels},
		{"subscriptions are numbered", testSubscriptions},
		{"a key is delivered once", testDeliveryKey},
		{"a pending edit is replaced", testEdits},
		{"lanes are ordered by class", testLaneOrder},
		{"receipts move a delivery", testReceipts},
		{"rings are counted since a time", testRings},
		{"the local chat has a history", testLocalHistory},
		{"a suspended channel holds its lane", testSuspend},
		{"a channel that comes back gets a list for a backlog", testCatchUp},
		{"a delivery knows what its channel prefers", testDuplicates},
		{"a lane finishes only when it is empty", testFinishLane},
		{"a lane pauses only when nothing was added", testPauseLane},
		{"a restart releases lanes", testRelease},
		{"digests are kept and found when due", testDigests},
		{"a digest's slot is taken once", testSlotRace},
		{"runs of digests are committed together", testCommitRuns},
		{"a person's looks are taken once", testLooks},
		{"what broke is found with its rises", testBroke},
		{"feedback is kept, replaced and forgotten", testFeedback},
		{"what was held back is found, and its lists come", testReleases},
		{"the ledger holds every attempt", testLedger},
		{"a person settles what is in review", testReview},
		{"candidates lie in the window", testCandidates},
		{"a failing write fails alone", testFailsAlone},
		{"jobs are part of the transaction", testJobsAtomic},
		{"a key is seen once", testSeen},
		{"values are kept", testValues},
		{"the store is counted", testStats},
		{"what is old is pruned", testPrune},
		{"articles are searched, newest first", testSearch},
		{"the index for searching follows its articles", testSearchFollows},
		{"two may index at once", testIndexRace},
		{"shares of a limit never exceed it", testPaceShares},
		{"a share is what is due", testPaceDue},
		{"turns follow each other", testPaceTurns},
		{"a channel's limits are handed over", testPaceMarks},
		{"a store has one owner", testOwn},
		{"what the dead held is released when no other delivers", testJoin},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := &world{T: t, s: open(t), jobs: &recorder{}, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
			w.s.SetEnqueuer(w.jobs)
			test.run(w)
		})
	}
}

// A world is one test and its store.
type world struct {
	*testing.T
	s    *storage.Store
	jobs *recorder
	now  time.Time
}

func (w *world) ctx() context.Context { return w.Context() }

func (w *world) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// feed adds a feed.
func (w *world) feed(url string) news.Feed {
	w.Helper()
	f, added, err := w.s.AddFeed(w.ctx(), news.Feed{URL: url, Publisher: "Example", Origin: news.OriginFile})
	w.check(err)
	if !added {
		w.Fatalf("feed %s was there already", url)
	}
	return f
}

// poll commits articles of a feed and returns how many were new.
func (w *world) poll(f news.Feed, articles ...news.Article) int {
	w.Helper()
	n, err := w.s.CommitPoll(w.ctx(), news.Poll{Feed: f, Articles: articles, At: w.now})
	w.check(err)
	return n
}

// article is a new article with one key.
func (w *world) article(key string) news.Article {
	return news.Article{
		Keys: []string{key}, Hash: "hash of " + key, URL: "https://example.org/" + key,
		Title: "Title of " + key, Lead: "Lead of " + key, Publisher: "Example", Arrived: w.now,
	}
}

func (w *world) backlog() []news.Article {
	w.Helper()
	articles, err := w.s.Backlog(w.ctx(), w.now, 1000)
	w.check(err)
	return articles
}

// channel adds an active channel.
func (w *world) channel(name string) news.Channel {
	w.Helper()
	c, err := w.s.EnsureChannel(w.ctx(), news.Channel{
		Target: news.Target{Platform: news.Local, Tenant: "local", Channel: name}, Name: name, Budget: -1, Created: w.now,
	})
	w.check(err)
	return c
}

// alert is a delivery about a story.
func (w *world) alert(c news.Channel, key string, story news.StoryID) news.Delivery {
	return news.Delivery{
		Channel: c.ID, Key: key, Kind: news.KindAlert, Story: story, Created: w.now,
		Message: news.Message{Kind: news.KindAlert, Card: &news.Card{Story: story, Title: key}},
	}
}

// enqueue writes deliveries and gives the channel's lane.
func (w *world) enqueue(deliveries ...news.Delivery) {
	w.Helper()
	w.check(w.s.Enqueue(w.ctx(), deliveries))
}

func (w *world) lane(c news.Channel) []news.Delivery {
	w.Helper()
	heads, err := w.s.Lane(w.ctx(), c.ID, 100)
	w.check(err)
	return heads
}

func (w *world) delivery(id news.DeliveryID) news.Delivery {
	w.Helper()
	d, err := w.s.Delivery(w.ctx(), id)
	w.check(err)
	return d
}

// send takes a delivery from pending to sent.
func (w *world) send(id news.DeliveryID, message string) {
	w.Helper()
	w.check(w.s.BeginSend(w.ctx(), id, []byte("body"), "nonce", w.now))
	w.check(w.s.Record(w.ctx(), news.Receipt{Delivery: id, State: news.Sent, MessageID: message, At: w.now}))
}

// wantKeys compares the keys of a lane.
func (w *world) wantKeys(got []news.Delivery, want ...string) {
	w.Helper()
	var keys []string
	for _, d := range got {
		keys = append(keys, d.Key)
	}
	if !slices.Equal(keys, want) {
		w.Errorf("got lane %q, want %q", keys, want)
	}
}

// wantCode wants a *news.Error with this code.
func (w *world) wantCode(err error, code string) {
	w.Helper()
	if e, ok := errors.AsType[*news.Error](err); !ok || e.Code != code {
		w.Errorf("got error %v, want one with code %s", err, code)
	}
}

// A recorder stands for package jobs. It writes each job into the store, so
// that a job's transaction can be told.
type recorder struct {
	mu   sync.Mutex
	jobs []news.Job
	fail error
}

func (r *recorder) Enqueue(ctx context.Context, tx *sql.Tx, jobs []news.Job) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, j := range jobs {
		text := fmt.Sprintf("INSERT INTO seen (key, at) VALUES ('job/%s/%d/%d', 0) ON CONFLICT (key) DO NOTHING",
			j.Kind, j.Channel, j.Article)
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	r.jobs = append(r.jobs, jobs...)
	return r.fail
}

// take gives the jobs since the last call, in a short form.
func (r *recorder) take() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var parts []string
	for _, j := range r.jobs {
		if j.Kind == news.JobLane {
			parts = append(parts, fmt.Sprintf("%s lane %d", j.Platform, j.Channel))
		} else {
			parts = append(parts, fmt.Sprintf("page %d", j.Article))
		}
	}
	r.jobs = nil
	return strings.Join(parts, ", ")
}

// together runs f n times at once and returns the errors.
func together(n int, f func(i int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}
