package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"newsbell/news"
)

// watch makes the number of watched publishers large.
func (b *bench) watch(n int) {
	b.t.Helper()
	for i := range n {
		_, _, err := b.store.AddFeed(b.t.Context(), news.Feed{
			URL: fmt.Sprintf("https://w%d.example/feed", i), Publisher: fmt.Sprint("W", i), Language: "en", Origin: news.OriginFile,
		})
		b.check(err)
	}
}

// small is a headline of something that is no event, as one of two publishers
// puts it.
func small(n, publisher int) string {
	return words(n) + []string{" at the harbour", " seen in harbour"}[publisher]
}

func TestDesk_badInputRingsNobody(t *testing.T) {
	b := newBench(t)
	ch := b.channel("breaking", "explosion OR ferry", news.Breaking)
	b.watch(8)
	for i := range 30 { // one publisher that cries wolf, in the same words and in others
		b.now = b.now.Add(time.Minute)
		b.publish("Spam", "Explosion kills many at ferry port", "")
		b.publish("SPAM", fmt.Sprintf("Explosion number %d kills many", i), "Again.")
	}
	for i := range 5 { // routine, and nothing at all
		b.now = b.now.Add(time.Minute)
		b.publish(fmt.Sprint("H", i), "Horoscope today: an explosion of feelings", "")
		b.publish(fmt.Sprint("E", i), "", "")
	}
	b.work()
	if got := b.sent(ch); len(got) != 0 {
		t.Errorf("sent %q: %+v", kinds(got), got[0].Message.Card)
	}
}

func TestDesk_knownAtTheFirstPollRingsNobody(t *testing.T) {
	b := newBench(t)
	ch := b.channel("every", "ukraine", news.Every)
	f, _, err := b.store.AddFeed(t.Context(), news.Feed{URL: "https://old.example/feed", Publisher: "Old", Language: "en", Origin: news.OriginFile})
	b.check(err)
	_, err = b.store.CommitPoll(t.Context(), news.Poll{Feed: f, At: b.now, Articles: []news.Article{{
		Keys: []string{"1"}, Hash: "1", URL: "https://old.example/1", Title: talks1, Lead: text1, Language: "en", Publisher: "Old",
		Published: b.now.Add(-time.Hour), Arrived: b.now, Silent: true,
	}}})
	b.check(err)
	b.work()
	if got := kinds(b.sent(ch)); got != "" {
		t.Errorf("sent %q", got)
	}
}

func TestDesk_thresholdOfTheChannel(t *testing.T) {
	b := newBench(t)
	ch := b.channel("breaking", "harbour", news.Breaking)
	b.watch(8)
	// A day in which two publishers tell of something small every hour.
	for h := range 30 {
		b.now = b.now.Add(time.Hour)
		for i := range 2 {
			b.publish(fmt.Sprint("P", i), small(h*17, i), "The harbour had "+words(h*17+5+i)+".")
		}
		b.work()
	}
	b.sent(ch)
	b.now = b.now.Add(3 * time.Hour)
	for i, title := range []string{"Explosion kills 14 at grain silo of the harbour", "Harbour: 14 killed in explosion at grain silo"} {
		b.now = b.now.Add(5 * time.Minute)
		b.publish(fmt.Sprint("P", i), title, "An explosion at the grain silo of the harbour killed fourteen people.")
		b.work()
	}
	got := b.sent(ch)
	if kinds(got) != "alert" || !strings.HasPrefix(got[0].Message.Card.Reason, "2 publishers in 5 min") {
		t.Fatalf("sent %q %+v, want two publishers to be enough for this", kinds(got), got)
	}
	b.restart() // the past is rebuilt from the rows
	b.now = b.now.Add(time.Hour)
	for i := range 2 {
		b.publish(fmt.Sprint("P", i), small(991, i), "The harbour had "+words(997+i)+".")
	}
	b.work()
	if got := kinds(b.sent(ch)); strings.Contains(got, "alert") {
		t.Errorf("after a restart a small thing is sent as %q", got)
	}
}
