package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/desk"
	"newsbell/news"
)

// A twice is the same stream at two desks, one of which is killed now and then.
type twice struct {
	*testing.T
	whole, killed *bench
	channels      [2][]news.Channel
	r             *rand.Rand
	published     []news.Article
	step          int
}

func newTwice(t *testing.T, seed uint64) *twice {
	t.Helper()
	w := &twice{T: t, whole: newBench(t), killed: newBench(t), r: rand.New(rand.NewPCG(seed, 3))}
	for i, b := range []*bench{w.whole, w.killed} {
		b.watch(9)
		w.channels[i] = []news.Channel{
			b.channel("all", "harbour OR bridge OR трамп lang:any", news.Every),
			b.channel("breaking", "explosion OR bridge OR ferry", news.Breaking),
			b.set(b.channel("wide", "harbour lang:any", news.Every), func(s *news.Settings) { s.Width = news.Wide }),
		}
	}
	return w
}

// affair is a headline of one of some affairs, told in its own words.
func (w *twice) affair() (title, text, language string) {
	n := w.r.IntN(12)
	if n == 0 {
		return "Трамп и Путин говорили 90 минут об Украине", "Дональд Трамп и Владимир Путин говорили 90 минут в среду, сообщил Дмитрий Песков.", "ru"
	}
	if n == 1 {
		return "Trump and Putin spoke for 90 minutes about Ukraine, harbour next", "Donald Trump and Vladimir Putin spoke for 90 minutes, spokesman Dmitry Peskov said.", "en"
	}
	list := strings.Fields(words(n) + " " + words(n+40) + " explosion harbour bridge ferry")
	pick := func(k int) string {
		var out []string
		for _, i := range w.r.Perm(len(list))[:k] {
			out = append(out, list[i])
		}
		return strings.Join(out, " ")
	}
	return "Explosion " + pick(7) + " | Quay", "In Northport Ada Lindqvist said " + pick(9) + ".", "en"
}

// next publishes, or corrects, an article at both desks.
func (w *twice) next() {
	w.Helper()
	w.step++
	publisher := fmt.Sprint("P", w.r.IntN(8))
	title, text, language := w.affair()
	gap := time.Duration(w.r.IntN(25*60)) * time.Second
	old := ""
	if len(w.published) > 3 && w.r.IntN(6) == 0 {
		a := w.published[len(w.published)-1-w.r.IntN(3)]
		publisher, title, text, old = a.Publisher, "Corrected: "+a.Title, a.Lead, a.URL
	}
	for _, b := range []*bench{w.whole, w.killed} {
		b.now = b.now.Add(gap)
		b.language = language
		if old != "" {
			b.correct(publisher, old, title, text)
			continue
		}
		b.publish(publisher, title, text)
	}
	if old == "" {
		w.published = append(w.published, news.Article{Publisher: publisher, Title: title, Lead: text, URL: fmt.Sprintf("https://example.org/%s/%d", publisher, w.whole.now.UnixMilli())})
	}
}

// correct polls an article again, with another headline.
func (b *bench) correct(publisher, link, title, text string) {
	b.t.Helper()
	known, err := b.store.KnownArticles(b.t.Context(), b.feeds[publisher].ID, []string{link})
	b.check(err)
	a := known[link]
	a.Hash, a.Title, a.Lead = title+text, title, text
	_, err = b.store.CommitPoll(b.t.Context(), news.Poll{Feed: b.feeds[publisher], At: b.now, Articles: []news.Article{a}})
	b.check(err)
}

// compare checks that both desks sent the same.
func (w *twice) compare() {
	w.Helper()
	for i := range w.channels[0] {
		want, got := w.whole.sent(w.channels[0][i]), w.killed.sent(w.channels[1][i])
		if diff := cmp.Diff(want, got); diff != "" {
			w.Fatalf("step %d, channel %d (-whole +killed):\n%s", w.step, i, diff)
		}
	}
}

func (b *bench) snapshot() (out []byte) {
	b.t.Helper()
	b.check(b.desk.Save(b.t.Context()))
	entry, _, err := b.store.Snapshots(b.t.Context())
	b.check(err)
	for p := (news.SnapshotPart{Part: -1}); !p.Last; {
		p, err = b.store.SnapshotPart(b.t.Context(), entry, p.Part+1)
		b.check(err)
		out = append(out, p.Body...)
	}
	return out
}

// A desk that is killed at any moment goes on from its snapshot and its journal
// as if nothing had happened: the same stories and messages, and the same memory.
func TestDesk_killedAndRestored(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := newTwice(t, seed)
			for range 90 {
				for range 1 + w.r.IntN(3) {
					w.next()
				}
				w.whole.work()
				w.killed.work()
				switch w.r.IntN(6) {
				case 0:
					w.killed.check(w.killed.desk.Save(t.Context()))
				case 1:
					if entry, _, err := w.killed.store.Snapshots(t.Context()); err == nil && entry != 0 {
						w.killed.restart()
					}
				case 2: // killed while it writes
					ctx, cancel := context.WithCancel(t.Context())
					cancel()
					if err := w.killed.desk.Save(ctx); err == nil {
						t.Fatal("a snapshot was written in no time")
					}
				}
				w.compare()
			}
			stories, devs, err := w.whole.store.RecentStories(t.Context(), time.Time{})
			w.whole.check(err)
			killedStories, killedDevs, err := w.killed.store.RecentStories(t.Context(), time.Time{})
			w.killed.check(err)
			if diff := cmp.Diff(stories, killedStories) + cmp.Diff(devs, killedDevs); diff != "" {
				t.Errorf("the rows differ (-whole +killed):\n%s", diff)
			}
			if !bytes.Equal(w.whole.snapshot(), w.killed.snapshot()) {
				t.Error("the memories differ")
			}
		})
	}
}

// What a desk told in one language is still known after a restart.
func TestDesk_twinsSurviveARestart(t *testing.T) {
	b := newBench(t)
	ch := b.channel("every", "trump OR трамп lang:any", news.Every)
	tell := func(publisher, language, title, text string) []news.Delivery {
		b.now = b.now.Add(10 * time.Minute)
		b.language = language
		b.publish(publisher, title, text)
		b.work()
		return b.sent(ch)
	}
	tell("Harbour Wire", "en", "Trump and Putin spoke for 90 minutes about Ukraine, Kremlin says", "Donald Trump and Vladimir Putin spoke for 90 minutes on Wednesday, spokesman Dmitry Peskov said.")
	b.check(b.desk.Save(t.Context()))
	tell("Beispiel RU", "ru", "Трамп и Путин говорили 90 минут об Украине", "Дональд Трамп и Владимир Путин говорили 90 минут в среду, сообщил Дмитрий Песков.")
	b.restart()
	got := tell("The Meridian", "en", "Trump and Putin spoke for 90 minutes, Kremlin confirms Ukraine call", "Donald Trump and Vladimir Putin spoke for 90 minutes, Dmitry Peskov confirmed.")
	if kinds(got) != "edit" {
		t.Fatalf("got %s, want an edit", kinds(got))
	}
	reports := got[0].Message.Card.Reports
	if last := reports[len(reports)-1]; !strings.HasSuffix(last.Publisher, "[RU]") {
		t.Errorf("got last report %+v, want the line in Russian", last)
	}
}

// A snapshot that cannot be read costs a warning and nothing else.
func TestDesk_snapshotThatCannotBeRead(t *testing.T) {
	for name, spoil := range map[string]func(b *bench, entry int64){
		"damaged": func(b *bench, entry int64) {
			p, err := b.store.SnapshotPart(b.t.Context(), entry, 0)
			b.check(err)
			p.Body[len(p.Body)/2] ^= 1
			b.check(b.store.SaveSnapshotPart(b.t.Context(), p))
		},
		"of another version": func(b *bench, entry int64) {
			b.check(b.store.SaveSnapshotPart(b.t.Context(), news.SnapshotPart{Entry: entry, Last: true, Body: []byte("something else altogether")}))
		},
		"behind the journal": func(b *bench, entry int64) {
			b.check(b.store.CommitBatch(b.t.Context(), news.Batch{Journal: news.JournalEntry{Entry: entry + 2}}))
		},
		"behind the rows": func(b *bench, _ int64) {
			b.check(b.store.CommitBatch(b.t.Context(), news.Batch{}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			ch := b.channel("every", "ukraine", news.Every)
			b.publish("Harbour Wire", talks1, text1)
			b.work()
			first := b.sent(ch)
			b.check(b.desk.Save(t.Context()))
			entry, _, err := b.store.Snapshots(t.Context())
			b.check(err)
			spoil(b, entry)
			var log bytes.Buffer
			b.desk, err = desk.Open(t.Context(), desk.Options{
				Log: slog.New(slog.NewTextHandler(&log, nil)), Store: b.store, Now: func() time.Time { return b.now }, Budget: 5,
			})
			b.check(err)
			if warned := strings.Contains(log.String(), "snapshot cannot be used"); warned != (name != "behind the rows") {
				t.Errorf("the log says %q", log.String())
			}
			b.now = b.now.Add(time.Minute)
			b.publish("The Meridian", talks2, text2)
			b.work()
			if got := b.sent(ch); kinds(got) != "edit" || got[0].Parent != first[0].ID {
				t.Errorf("got %s, want an edit of the first message", kinds(got))
			}
			// The next snapshot counts again.
			b.check(b.desk.Save(t.Context()))
			b.restart()
			if whole, _, err := b.store.Snapshots(t.Context()); err != nil || whole <= entry {
				t.Errorf("snapshot %d counts, %v", whole, err)
			}
		})
	}
}

// Run writes the snapshot by itself, beside its rounds, and ends with it.
func TestDesk_runWritesSnapshots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.now = time.Now()
		var err error
		b.desk, err = desk.Open(t.Context(), desk.Options{Log: slog.New(slog.DiscardHandler), Store: b.store, Now: time.Now, Budget: 5})
		b.check(err)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- b.desk.Run(ctx) }()
		b.publish("Harbour Wire", talks1, text1)
		b.desk.Wake()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		first, _, err := b.store.Snapshots(ctx)
		b.check(err)
		b.now = time.Now()
		b.publish("The Meridian", talks2, text2)
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		second, _, err := b.store.Snapshots(ctx)
		b.check(err)
		if first == 0 || second <= first {
			t.Errorf("got snapshots %d and %d", first, second)
		}
		cancel()
		b.check(<-done)
	})
}
