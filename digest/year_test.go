package digest_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"newsbell/digest"
	"newsbell/digest/schedule"
	"newsbell/news"
)

// A year with hundreds of crashes before and after commits, restarts late and
// clocks that stand still: every story is told once, in windows without gaps.
func TestEditor_Round_yearOfCrashes(t *testing.T) {
	const seed = 8
	rnd := rand.New(rand.NewPCG(seed, seed))
	var all []news.Digest
	phrases := []string{"daily at 02:30", "weekdays at 9am and sundays at 7pm", "every 6 hours", "0 3 1,15 * mon"}
	start := at(t, 0, 0, 0)
	for i := range 12 {
		phrase := phrases[i%len(phrases)]
		when, err := schedule.Parse(phrase)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, news.Digest{
			Channel: news.ChannelID(i + 1), Schedule: phrase, Zone: "Europe/Berlin",
			Next: when.Next(start, berlin(t)), Covered: start, Length: 1000,
		})
	}
	s := newShelf(all...)
	for i := range 1500 {
		s.stories = append(s.stories, story(news.StoryID(i+1), start.Add(time.Duration(i)*6*time.Hour), "a"))
	}
	crashes := 0
	s.fault = func(string) error {
		if rnd.IntN(25) == 0 {
			crashes++
			return errors.New("killed")
		}
		return nil
	}
	end := start.AddDate(1, 0, 0)
	for now := start; now.Before(end); now = now.Add(time.Duration(1+rnd.IntN(12)) * time.Hour) {
		// A crash ends the process; the next one has another Editor.
		_ = digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), now)
	}
	s.fault = func(string) error { return nil }
	if err := digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), end); err != nil {
		t.Fatal(err)
	}
	if crashes < 200 {
		t.Errorf("only %d crashes", crashes)
	}
	covered := map[news.DigestID]time.Time{}
	for _, run := range s.runs {
		if before, ok := covered[run.Digest]; ok && !before.Equal(run.From) {
			t.Fatalf("digest %d covered until %s, then from %s", run.Digest, before, run.From)
		}
		covered[run.Digest] = run.To
	}
	told := map[string]bool{}
	for _, d := range s.sent {
		for _, item := range d.Message.List.Items {
			key := fmt.Sprint(d.Channel, "/", item.Story)
			if told[key] {
				t.Fatalf("channel and story %s told twice", key)
			}
			told[key] = true
		}
	}
	for _, d := range s.digests {
		for _, st := range s.stories {
			want := st.Updated.After(start) && !st.Updated.After(covered[d.ID])
			if told[fmt.Sprint(d.Channel, "/", st.ID)] != want {
				t.Fatalf("channel %d, story %d of %s: told is %v", d.Channel, st.ID, st.Updated, !want)
			}
		}
	}
}

func TestEditor_Round_manyEditors(t *testing.T) {
	var all []news.Digest
	for i := range 1100 {
		d := daily(t)
		d.Channel = news.ChannelID(i + 1)
		all = append(all, d)
	}
	s := newShelf(all...)
	s.stories = []news.Story{story(1, at(t, 0, 8, 0), "a")}
	var group sync.WaitGroup
	for range 2 { // more digests than both read at once
		group.Go(func() {
			if err := digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), at(t, 0, 9, 0)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(s.sent) != 1100 || len(s.runs) != 1100 {
		t.Errorf("%d deliveries, %d runs; want 1100 each", len(s.sent), len(s.runs))
	}
}
