package digest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/digest"
	"newsbell/news"
)

// A shelf is a store in memory with the same compare-and-set.
type shelf struct {
	mu       sync.Mutex
	digests  []news.Digest
	channels map[news.ChannelID]news.Channel
	stories  []news.Story
	runs     []news.DigestRun
	sent     []news.Delivery
	held     map[string][]news.Candidate // by reason
	feedback []news.Feedback
	looked   time.Time
	fault    func(when string) error // "before" or "after" a commit, "read"
}

func newShelf(digests ...news.Digest) *shelf {
	s := &shelf{channels: map[news.ChannelID]news.Channel{}, fault: func(string) error { return nil }}
	for i, d := range digests {
		d.ID, d.Number = news.DigestID(i+1), i+1
		if d.Channel == 0 {
			d.Channel = 1
		}
		s.digests = append(s.digests, d)
		s.channels[d.Channel] = news.Channel{
			ID: d.Channel, Target: news.Target{Platform: news.Local, Channel: fmt.Sprint(d.Channel)}, Zone: "Europe/Berlin",
		}
	}
	return s
}

func (s *shelf) DueDigests(_ context.Context, now time.Time, limit int) ([]news.Digest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []news.Digest
	for _, d := range s.digests {
		if !d.Next.IsZero() && !d.Next.After(now) && len(due) < limit {
			due = append(due, d)
		}
	}
	slices.SortStableFunc(due, func(a, b news.Digest) int { return a.Next.Compare(b.Next) })
	return due, s.fault("read")
}

func (s *shelf) NextDigest(context.Context) (time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var next time.Time
	for _, d := range s.digests {
		if !d.Next.IsZero() && (next.IsZero() || d.Next.Before(next)) {
			next = d.Next
		}
	}
	return next, nil
}

func (s *shelf) Digest(_ context.Context, id news.DigestID) (news.Digest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id < 1 || int(id) > len(s.digests) {
		return news.Digest{}, &news.Error{Code: "not_found", Message: "no such digest"}
	}
	return s.digests[id-1], nil
}

func (s *shelf) ChannelDigests(_ context.Context, ch news.ChannelID) ([]news.Digest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.digests), func(d news.Digest) bool { return d.Channel != ch || d.Kind != "" }), nil
}

func (s *shelf) Channel(_ context.Context, id news.ChannelID) (news.Channel, error) {
	ch, ok := s.channels[id]
	if !ok {
		return ch, fmt.Errorf("no channel %d", id)
	}
	return ch, nil
}

func (s *shelf) StoriesBetween(_ context.Context, from, to time.Time, limit int) ([]news.Story, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []news.Story
	for _, st := range s.stories {
		if st.Updated.After(from) && !st.Updated.After(to) && len(found) < limit {
			found = append(found, st)
		}
	}
	return found, nil
}

func (s *shelf) Matched(ctx context.Context, first, last news.ChannelID, from, to time.Time) ([]news.Matched, error) {
	stories, err := s.StoriesBetween(ctx, from, to, 1<<30)
	var matched []news.Matched
	for _, st := range stories {
		for ch := first; ch <= last; ch++ {
			if _, ok := s.channels[ch]; ok {
				matched = append(matched, news.Matched{Channel: ch, Story: st.ID, Matches: 1})
			}
		}
	}
	return matched, err
}

func (s *shelf) Stories(_ context.Context, ids []news.StoryID) ([]news.Story, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.stories), func(st news.Story) bool { return !slices.Contains(ids, st.ID) }), nil
}

func (s *shelf) Held(_ context.Context, _ news.ChannelID, reason string, from, to time.Time) ([]news.Candidate, error) {
	var found []news.Candidate
	for _, h := range s.held[reason] {
		if h.Story.Updated.After(from) && !h.Story.Updated.After(to) {
			found = append(found, h)
		}
	}
	return found, nil
}

func (s *shelf) ChannelFeedback(context.Context, news.ChannelID, time.Time) ([]news.Feedback, error) {
	return s.feedback, nil
}

func (s *shelf) HeldChannels(context.Context, time.Time) ([]news.ChannelID, error) {
	for _, d := range s.digests {
		if d.Kind == news.DigestDay {
			return nil, nil
		}
	}
	return []news.ChannelID{1}, nil
}

func (s *shelf) SetRelease(_ context.Context, ch news.ChannelID, kind news.DigestKind, since, next time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.digests = append(s.digests, news.Digest{ID: news.DigestID(len(s.digests) + 1), Channel: ch, Kind: kind, Covered: since, Next: next})
	return nil
}

// CommitRuns has its faults before or after the commit of all, as a process
// that is killed has.
func (s *shelf) CommitRuns(_ context.Context, runs []news.DigestResult) ([]bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.fault("before"); err != nil {
		return nil, err
	}
	taken := make([]bool, len(runs))
	for i, run := range runs {
		d := &s.digests[int(run.Digest)-1]
		if taken[i] = d.Next.Equal(run.Slot); !taken[i] {
			continue
		}
		d.Next, d.Covered = run.Next, run.To
		s.runs = append(s.runs, run.DigestRun)
		if run.Delivery != nil {
			s.sent = append(s.sent, *run.Delivery)
		}
	}
	return taken, s.fault("after")
}

// daily is a digest at nine in Berlin that has covered until the day before.
func daily(t *testing.T) news.Digest {
	t.Helper()
	return news.Digest{Schedule: "daily at 09:00", Zone: "Europe/Berlin", Next: at(t, 0, 9, 0), Covered: at(t, -1, 9, 0)}
}

func TestEditor_Round(t *testing.T) {
	s := newShelf(daily(t))
	s.stories = []news.Story{
		story(1, at(t, -1, 9, 0), "a"), // in the digest before
		story(2, at(t, -1, 9, 1), "a"),
		story(3, at(t, 0, 9, 0), "a"),
		story(4, at(t, 0, 9, 1), "a"), // in the next one
	}
	e := digest.NewEditor(digest.Options{Store: s})
	if err := e.Round(t.Context(), at(t, 0, 8, 59)); err != nil || len(s.runs) != 0 {
		t.Fatalf("a minute early: %v, %d runs", err, len(s.runs))
	}
	for range 2 { // the second finds nothing left
		if err := e.Round(t.Context(), at(t, 0, 9, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.sent) != 1 || len(s.runs) != 1 {
		t.Fatalf("%d deliveries, %d runs; want 1, 1", len(s.sent), len(s.runs))
	}
	d, run := s.sent[0], s.runs[0]
	if got := ids(d); got != "3 2" {
		t.Errorf("stories %q, want %q", got, "3 2")
	}
	if d.Key != "digest/1/1739347200000" || d.Kind != news.KindDigest || d.State != news.Pending || d.Target.Platform != news.Local {
		t.Errorf("delivery %+v", d)
	}
	want := news.DigestRun{
		Digest: 1, Slot: at(t, 0, 9, 0), From: at(t, -1, 9, 0), To: at(t, 0, 9, 0), Next: at(t, 1, 9, 0),
	}
	if diff := cmp.Diff(want, run); diff != "" {
		t.Errorf("run (-want +got):\n%s", diff)
	}
}

// ids lists the stories of a delivery in order.
func ids(d news.Delivery) string {
	var list []string
	for _, item := range d.Message.List.Items {
		list = append(list, fmt.Sprint(item.Story))
	}
	return strings.Join(list, " ")
}

func TestEditor_Round_newestMissedSlotOnly(t *testing.T) {
	s := newShelf(daily(t))
	s.stories = []news.Story{story(1, at(t, 0, 8, 0), "a"), story(2, at(t, 2, 8, 0), "a"), story(3, at(t, 3, 10, 0), "a")}
	e := digest.NewEditor(digest.Options{Store: s})
	if err := e.Round(t.Context(), at(t, 3, 12, 0)); err != nil {
		t.Fatal(err)
	}
	if len(s.sent) != 1 || ids(s.sent[0]) != "2 1" {
		t.Fatalf("sent %+v", s.sent)
	}
	run := s.runs[0]
	if !run.Slot.Equal(at(t, 0, 9, 0)) || !run.To.Equal(at(t, 3, 9, 0)) || !run.Next.Equal(at(t, 4, 9, 0)) || run.Late != 3*time.Hour {
		t.Errorf("run %+v", run)
	}
	if !strings.Contains(s.sent[0].Message.List.Intro, "comes 3 h late") {
		t.Errorf("intro %q", s.sent[0].Message.List.Intro)
	}
}

func TestEditor_Round_onTheNextSlot(t *testing.T) {
	s := newShelf(daily(t))
	if err := digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), at(t, 1, 9, 0)); err != nil {
		t.Fatal(err)
	}
	if run := s.runs[0]; !run.To.Equal(at(t, 1, 9, 0)) || !run.Next.Equal(at(t, 2, 9, 0)) || run.Late != 0 {
		t.Errorf("run %+v", run)
	}
}

func TestEditor_Round_yearsMissed(t *testing.T) {
	d := daily(t)
	d.Schedule = "every minute"
	s := newShelf(d)
	now := at(t, 0, 9, 0).AddDate(20, 0, 0).Add(30 * time.Second)
	if err := digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	if run := s.runs[0]; !run.To.Equal(now.Add(-30*time.Second)) || !run.Next.Equal(now.Add(30*time.Second)) {
		t.Errorf("run %+v", run)
	}
}

func TestEditor_Round_emptyIsNotSent(t *testing.T) {
	s := newShelf(daily(t))
	if err := digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), at(t, 0, 9, 0)); err != nil {
		t.Fatal(err)
	}
	if len(s.sent) != 0 || len(s.runs) != 1 || !s.digests[0].Covered.Equal(at(t, 0, 9, 0)) {
		t.Errorf("sent %d, runs %d, covered %s", len(s.sent), len(s.runs), s.digests[0].Covered)
	}
}

func TestEditor_Round_ownQuery(t *testing.T) {
	d := daily(t)
	d.Query = "even"
	s := newShelf(d, d, daily(t))
	for i := range 4 {
		s.stories = append(s.stories, story(news.StoryID(i+1), at(t, 0, 8, i), "a"))
	}
	asked := 0
	e := digest.NewEditor(digest.Options{Store: s, Matches: func(query string, st news.Story) bool {
		asked++
		return query == "even" && st.ID%2 == 0
	}})
	if err := e.Round(t.Context(), at(t, 0, 9, 0)); err != nil {
		t.Fatal(err)
	}
	if len(s.sent) != 3 || ids(s.sent[0]) != "4 2" || ids(s.sent[1]) != "4 2" || ids(s.sent[2]) != "4 3 2 1" {
		t.Errorf("sent %+v", s.sent)
	}
	if asked != 4 {
		t.Errorf("equal queries over one window: asked %d times, want 4", asked)
	}
	if h := s.sent[0].Message.List.Heading; h != "News digest about even, Wed 12 Feb 09:00" {
		t.Errorf("heading %q", h)
	}
}

func TestEditor_Round_settles(t *testing.T) {
	s := newShelf(daily(t))
	s.stories = []news.Story{story(1, at(t, 0, 9, 0), "a")}
	e := digest.NewEditor(digest.Options{Store: s, Settle: 5 * time.Second})
	for _, step := range []struct {
		after time.Duration
		runs  int
	}{{4 * time.Second, 0}, {5 * time.Second, 1}} {
		if err := e.Round(t.Context(), at(t, 0, 9, 0).Add(step.after)); err != nil || len(s.runs) != step.runs {
			t.Errorf("after %s: %d runs, %v; want %d", step.after, len(s.runs), err, step.runs)
		}
	}
	if !s.runs[0].To.Equal(at(t, 0, 9, 0)) {
		t.Errorf("the window ends at %s", s.runs[0].To)
	}
}

func TestEditor_Round_faults(t *testing.T) {
	t.Run("one digest alone", func(t *testing.T) {
		lost := daily(t)
		lost.Channel = 7
		s := newShelf(lost, daily(t))
		delete(s.channels, 7)
		s.stories = []news.Story{story(1, at(t, 0, 8, 0), "a")}
		err := digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), at(t, 0, 9, 0))
		if err == nil || err.Error() != "take digest 1: no channel 7" || len(s.sent) != 1 {
			t.Errorf("got %v, sent %d", err, len(s.sent))
		}
	})
	t.Run("a zone that is no more", func(t *testing.T) {
		d := daily(t)
		d.Zone = "Europe/Atlantis"
		s := newShelf(d)
		s.stories = []news.Story{story(1, at(t, 0, 8, 0), "a")}
		if err := digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), at(t, 0, 9, 0)); err != nil {
			t.Fatal(err)
		}
		if len(s.sent) != 1 || s.sent[0].Kind != news.KindNotice || s.sent[0].Message.Text.Title != "Digest 1 cannot run" {
			t.Fatalf("sent %+v", s.sent)
		}
		if !s.digests[0].Covered.Equal(at(t, -1, 9, 0)) || !s.digests[0].Next.Equal(at(t, 1, 9, 0)) {
			t.Errorf("the window moved: %+v", s.digests[0])
		}
	})
	t.Run("a channel that has ended", func(t *testing.T) {
		s := newShelf(daily(t))
		s.stories = []news.Story{story(1, at(t, 0, 8, 0), "a")}
		s.channels[1] = news.Channel{ID: 1, State: news.ChannelEnded}
		if err := digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), at(t, 0, 9, 0)); err != nil || len(s.sent) != 0 || len(s.runs) != 1 {
			t.Errorf("%v, sent %d, runs %d", err, len(s.sent), len(s.runs))
		}
	})
	t.Run("a clock that went back", func(t *testing.T) {
		d := daily(t)
		d.Covered = at(t, 5, 9, 0)
		s := newShelf(d)
		s.stories = []news.Story{story(1, at(t, 0, 8, 0), "a")}
		if err := digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), at(t, 0, 9, 0)); err != nil || len(s.sent) != 0 {
			t.Errorf("%v, sent %d", err, len(s.sent))
		}
		if !s.digests[0].Covered.Equal(at(t, 5, 9, 0)) {
			t.Errorf("covered went back to %s", s.digests[0].Covered)
		}
	})
}

func TestEditor_Run(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := newShelf(news.Digest{Schedule: "hourly", Zone: "UTC", Next: start.Add(time.Hour), Covered: start})
		for i := range 6 {
			s.stories = append(s.stories, story(news.StoryID(i+1), start.Add(time.Duration(i)*time.Hour+time.Minute), "a"))
		}
		ctx, cancel := context.WithCancel(t.Context())
		e := digest.NewEditor(digest.Options{Store: s, Clock: time.Now})
		done := make(chan error)
		go func() { done <- e.Run(ctx) }()

		time.Sleep(time.Hour) // of the bubble's clock
		synctest.Wait()
		if len(s.sent) != 1 || !s.sent[0].Created.Equal(start.Add(time.Hour)) {
			t.Fatalf("after an hour: %+v", s.sent)
		}
		s.mu.Lock()
		s.digests[0].Next = start.Add(time.Hour + time.Second)
		s.mu.Unlock()
		time.Sleep(time.Second)
		synctest.Wait()
		if len(s.runs) != 1 {
			t.Fatal("the change was seen without a wake-up")
		}
		e.Wake()
		synctest.Wait()
		if len(s.runs) != 2 {
			t.Fatal("the wake-up did nothing")
		}
		s.mu.Lock()
		s.fault = func(string) error { return errors.New("disk full") }
		s.mu.Unlock()
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		s.mu.Lock()
		s.fault = func(string) error { return nil }
		s.mu.Unlock()
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if len(s.runs) != 3 {
			t.Errorf("%d runs after the fault, want 3", len(s.runs))
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run returned %v", err)
		}
	})
}
