package desk_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/desk"
	"newsbell/news"
	"newsbell/storage"
)

var errDisk = errors.New("disk full")

// bench is a desk over a real store, with a clock that the test moves.
type bench struct {
	t     *testing.T
	store *storage.Store
	desk  *desk.Desk
	now   time.Time
	feeds map[string]news.Feed
	fail  bool // the next commit fails
	// language is that of what is published; "" means English.
	language string

	alerts map[news.DeliveryID]bool
	lists  map[news.DeliveryID][]string // what the lists show, by message
}

// count notes what a channel is shown: each title by the messages that hold it.
func (b *bench) count(ch news.Channel, titles map[string]int) {
	b.t.Helper()
	if b.alerts == nil {
		b.alerts, b.lists = map[news.DeliveryID]bool{}, map[news.DeliveryID][]string{}
	}
	for _, d := range b.sent(ch) {
		switch {
		case d.Message.Card != nil:
			b.alerts[d.ID] = true
			titles[d.Message.Card.Title]++
		case d.Message.List != nil:
			message := d.ID
			if d.Parent != 0 {
				message = d.Parent
			}
			for _, old := range b.lists[message] {
				titles[old]--
			}
			b.lists[message] = nil
			for _, it := range d.Message.List.Items {
				titles[it.Title]++
				b.lists[message] = append(b.lists[message], it.Title)
			}
		}
	}
}

// CommitBatch is the store's, unless the test makes it fail.
func (b *bench) CommitBatch(ctx context.Context, batch news.Batch) error {
	if b.fail {
		b.fail = false
		return errDisk
	}
	return b.store.CommitBatch(ctx, batch)
}

// faulty is a store whose commits may fail.
type faulty struct {
	*storage.Store
	b *bench
}

func (f faulty) CommitBatch(ctx context.Context, batch news.Batch) error {
	return f.b.CommitBatch(ctx, batch)
}

func newBench(t *testing.T) *bench {
	t.Helper()
	store, err := storage.Open(t.Context(), storage.Options{URL: filepath.Join(t.TempDir(), "desk.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	b := &bench{t: t, store: store, now: time.Date(2025, 2, 12, 17, 0, 0, 0, time.UTC), feeds: map[string]news.Feed{}}
	b.restart()
	return b
}

// restart opens a new desk over the same rows.
func (b *bench) restart() {
	b.t.Helper()
	d, err := desk.Open(b.t.Context(), desk.Options{
		Log: slog.New(slog.DiscardHandler), Store: faulty{b.store, b}, Now: func() time.Time { return b.now }, Budget: 5,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.desk = d
}

func (b *bench) check(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// channel makes a channel with one subscription.
func (b *bench) channel(name, query string, mode news.Mode) news.Channel {
	b.t.Helper()
	ch, err := b.store.EnsureChannel(b.t.Context(), news.Channel{
		Target: news.Target{Platform: news.Local, Tenant: "local", Channel: name}, Name: name, Budget: -1,
		State: news.ChannelActive, Created: b.now,
	})
	b.check(err)
	b.check(b.desk.SetChannel(ch))
	sub, err := b.store.AddSubscription(b.t.Context(), news.Subscription{
		Channel: ch.ID, Query: query, Canonical: query, Mode: mode, Created: b.now,
	})
	b.check(err)
	b.check(b.desk.Add(sub))
	return ch
}

// publish stores an article of a publisher, as a poll would.
func (b *bench) publish(publisher, title, text string) {
	b.t.Helper()
	f, ok := b.feeds[publisher]
	if !ok {
		var err error
		f, _, err = b.store.AddFeed(b.t.Context(), news.Feed{
			URL: "https://" + strings.ToLower(strings.ReplaceAll(publisher, " ", "-")) + ".example/feed", Publisher: publisher,
			Language: "en", Origin: news.OriginFile, Seen: true,
		})
		b.check(err)
		b.feeds[publisher] = f
	}
	link := fmt.Sprintf("https://example.org/%s/%d", strings.ReplaceAll(publisher, " ", "-"), b.now.UnixMilli())
	_, err := b.store.CommitPoll(b.t.Context(), news.Poll{Feed: f, At: b.now, Articles: []news.Article{{
		Keys: []string{link}, Hash: title + text, URL: link, Canonical: link, Title: title, Lead: text, Text: text, Language: cmp.Or(b.language, "en"),
		Publisher: publisher, Published: b.now, Arrived: b.now,
	}}})
	b.check(err)
}

// work lets the desk handle what waits.
func (b *bench) work() {
	b.t.Helper()
	for {
		n, err := b.desk.Round(b.t.Context(), b.now)
		b.check(err)
		if n == 0 {
			return
		}
	}
}

// sent gives the deliveries of a channel in order, and marks them as sent.
func (b *bench) sent(ch news.Channel) (out []news.Delivery) {
	b.t.Helper()
	rows, err := b.store.Lane(b.t.Context(), ch.ID, 1000)
	b.check(err)
	for _, r := range rows {
		d, err := b.store.Delivery(b.t.Context(), r.ID)
		b.check(err)
		out = append(out, d)
		b.check(b.store.BeginSend(b.t.Context(), d.ID, []byte("x"), "n", b.now))
		b.check(b.store.Record(b.t.Context(), news.Receipt{
			Delivery: d.ID, State: news.Sent, MessageID: fmt.Sprint("m", d.ID), At: b.now,
		}))
	}
	slices.SortFunc(out, func(a, b news.Delivery) int { return int(a.ID - b.ID) })
	return out
}

func kinds(ds []news.Delivery) string {
	out := make([]string, len(ds))
	for i, d := range ds {
		out[i] = string(d.Kind)
	}
	return strings.Join(out, " ")
}

const (
	talks1 = "Trump says he and Putin agreed to begin talks on ending the Ukraine war"
	talks2 = "Trump and Putin agree to start Ukraine peace talks immediately"
	talks3 = "Putin and Trump to begin talks about Ukraine war, White House says"
	text1  = "The American president said on Wednesday that he and the Russian president had agreed to begin talks on the war in Ukraine at once."
	text2  = "Donald Trump and Vladimir Putin spoke by telephone for ninety minutes and agreed to open peace negotiations on Ukraine, officials said."
	text3  = "Negotiating teams are to meet soon, the White House announced after Trump and Putin agreed on talks to end the fighting in Ukraine."
)

func TestDesk_oneMessageThatGrows(t *testing.T) {
	for _, restart := range []bool{false, true} {
		t.Run(fmt.Sprintf("restart %t", restart), func(t *testing.T) {
			b := newBench(t)
			every := b.channel("every", "ukraine", news.Every)
			breaking := b.channel("breaking", "ukraine talks", news.Breaking)
			steps := []struct{ publisher, title, text, every, breaking string }{
				{"Harbour Wire", talks1, text1, "alert", ""},
				{"The Meridian", talks2, text2, "edit", ""},
				{"Capital Ledger", talks3, text3, "edit", "alert"},
			}
			// Enough publishers are watched that a story needs three.
			for n := range 6 {
				_, _, err := b.store.AddFeed(t.Context(), news.Feed{
					URL: fmt.Sprintf("https://p%d.example/feed", n), Publisher: fmt.Sprint("P", n), Language: "en", Origin: news.OriginFile,
				})
				b.check(err)
			}
			for _, s := range steps {
				b.now = b.now.Add(7 * time.Minute)
				b.publish(s.publisher, s.title, s.text)
				b.work()
				if got := kinds(b.sent(every)); got != s.every {
					t.Errorf("after %s every is sent %q, want %q", s.publisher, got, s.every)
				}
				got := b.sent(breaking)
				if kinds(got) != s.breaking {
					t.Errorf("after %s breaking is sent %q, want %q", s.publisher, kinds(got), s.breaking)
				}
				if len(got) == 1 && !strings.Contains(got[0].Message.Card.Reason, "3 publishers") {
					t.Errorf("the reason is %q, want it to tell of 3 publishers", got[0].Message.Card.Reason)
				}
				if restart {
					b.restart()
				}
			}
		})
	}
}

func TestDesk_failedCommitLosesNothing(t *testing.T) {
	b := newBench(t)
	ch := b.channel("every", "ukraine", news.Every)
	b.publish("Harbour Wire", talks1, text1)
	b.fail = true
	if _, err := b.desk.Round(t.Context(), b.now); !errors.Is(err, errDisk) {
		t.Fatalf("the round says %v, want the store's error", err)
	}
	b.work()
	if got := kinds(b.sent(ch)); got != "alert" {
		t.Errorf("sent %q, want one alert", got)
	}
	stories, _, err := b.store.RecentStories(t.Context(), b.now.Add(-time.Hour))
	b.check(err)
	if len(stories) != 1 || stories[0].Articles != 1 {
		t.Errorf("stories %+v, want one of one article: the failed round is forgotten", stories)
	}
}

func TestDesk_subscriptionCountsFromTheNextArticle(t *testing.T) {
	b := newBench(t)
	early := b.channel("early", "ferry", news.Every)
	b.publish("Echo", "Ferry stays in harbour because of ice", "The ferry stayed in harbour on Wednesday because of drifting ice.")
	b.work()
	late := b.channel("late", "ferry", news.Every)
	b.now = b.now.Add(time.Hour)
	b.publish("Echo", "Ferry collides with pier near lighthouse", "A ferry struck a pier near the lighthouse on Thursday; nobody was hurt.")
	b.work()
	if got := kinds(b.sent(early)); got != "alert alert" {
		t.Errorf("early is sent %q, want both", got)
	}
	if got := kinds(b.sent(late)); got != "alert" {
		t.Errorf("late is sent %q, want the second only", got)
	}
	b.desk.Remove(2)
	b.now = b.now.Add(time.Hour)
	b.publish("Echo", "Ferry fares rise after council vote", "The council voted on Friday to raise the fares of the ferry by a tenth.")
	b.work()
	if got := kinds(b.sent(late)); got != "" {
		t.Errorf("after its end the subscription is sent %q", got)
	}
}

// words are unlike each other, for headlines that belong to nothing.
func words(n int) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	var b strings.Builder
	for i := range 5 {
		x := n*31 + i*977
		for range 3 {
			b.WriteByte(consonants[x%14])
			b.WriteByte(vowels[x/14%5])
			x = x/7 + 1013*(i+1) + n
		}
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

func TestDesk_floodIsListedNotLost(t *testing.T) {
	b := newBench(t)
	ch := b.channel("every", "bulletin", news.Every)
	const stories = 75
	titles := map[string]int{}
	for n := range stories {
		b.now = b.now.Add(10 * time.Second)
		title := words(n * 17)
		titles[title] = 0
		b.publish("Echo", title, "Bulletin "+words(n*17+5)+" "+words(n*17+9)+".")
		if n%7 == 0 {
			b.work()
			b.count(ch, titles)
		}
	}
	b.work()
	b.count(ch, titles)
	// A listed story that grows is not shown again, also when there is room.
	b.now = b.now.Add(90 * time.Minute)
	last := words((stories - 1) * 17)
	b.publish("Another Echo", last, "Bulletin "+words((stories-1)*17+5)+" "+words((stories-1)*17+9)+", and more.")
	b.work()
	b.count(ch, titles)
	for title, n := range titles {
		if n != 1 {
			t.Errorf("%q is shown %d times, want once", title, n)
		}
	}
	if n := len(b.alerts); n != 60 {
		t.Errorf("%d alerts, want 60 and lists", n)
	}
}
