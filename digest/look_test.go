package digest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"newsbell/digest"
	"newsbell/news"
)

// LookedUntil implements digest.Looks.
func (s *shelf) LookedUntil(context.Context, news.ChannelID) (time.Time, error) { return s.looked, nil }

// CommitLook implements digest.Looks, all or nothing.
func (s *shelf) CommitLook(_ context.Context, look news.Look) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.fault("before"); err != nil {
		return false, err
	}
	if !s.looked.Equal(look.Was) {
		return false, nil
	}
	for _, d := range look.Digests {
		if !s.digests[d.ID-1].Covered.Equal(d.Covered) {
			return false, nil
		}
	}
	s.looked = look.To
	for _, d := range look.Digests {
		if d.Covered.Before(look.To) {
			s.digests[d.ID-1].Covered = look.To
		}
	}
	s.sent = append(s.sent, look.Delivery)
	return true, s.fault("after")
}

func TestEditor_Look(t *testing.T) {
	s := newShelf(daily(t))
	s.stories = []news.Story{
		story(1, at(t, -1, 9, 0), "a"), // in the digest of the day before
		story(2, at(t, -1, 20, 0), "a"),
		story(3, at(t, 0, 7, 0), "a"),
		story(4, at(t, 0, 8, 0), "a"),
		story(5, at(t, 0, 10, 0), "a"),
	}
	e := digest.NewEditor(digest.Options{Store: s, Settle: 7 * time.Second})
	look := func(now time.Time) string {
		t.Helper()
		n := len(s.sent)
		some, since, err := e.Look(t.Context(), 1, now)
		switch {
		case err != nil:
			t.Fatal(err)
		case some != (len(s.sent) > n):
			t.Fatalf("some %v, but %d were sent", some, len(s.sent)-n)
		case !some:
			return "nothing since " + since.In(berlin(t)).Format("15:04:05")
		}
		return ids(s.sent[n])
	}
	if got := look(at(t, 0, 7, 30)); got != "3 2" {
		t.Errorf("the first look: got %q, want what came since the last digest", got)
	}
	if h := s.sent[0].Message.List.Heading; h != "Since you last looked, Wed 12 Feb 07:29" {
		t.Errorf("heading %q", h)
	}
	if got := look(at(t, 0, 7, 31)); got != "nothing since 07:29:53" {
		t.Errorf("a look a minute later: got %q", got)
	}
	if err := e.Round(t.Context(), at(t, 0, 9, 1)); err != nil || len(s.sent) != 2 || ids(s.sent[1]) != "4" {
		t.Errorf("%v, the digest at nine: got %q, want what came since the look", err, ids(s.sent[len(s.sent)-1]))
	}
	if got := look(at(t, 0, 11, 0)); got != "5" {
		t.Errorf("a look after the digest: got %q", got)
	}
	windows(t, s.runs)
	if n := once(t, s.sent); n != 4 {
		t.Errorf("told %d stories, want 4", n)
	}
}

// What is not grouped yet at the moment of a look is in the next one.
func TestEditor_Look_endsWhereAllIsGrouped(t *testing.T) {
	s := newShelf(daily(t))
	s.stories = []news.Story{story(1, at(t, 0, 7, 0), "a")}
	e := digest.NewEditor(digest.Options{Store: s, Settle: 7 * time.Second})
	if some, _, err := e.Look(t.Context(), 1, at(t, 0, 7, 30)); err != nil || !some {
		t.Fatal(some, err)
	}
	s.stories = append(s.stories, story(2, at(t, 0, 7, 30).Add(-3*time.Second), "a")) // arrived before, written after
	if some, _, err := e.Look(t.Context(), 1, at(t, 0, 8, 0)); err != nil || !some || ids(s.sent[1]) != "2" {
		t.Errorf("%v, %v: the story that was still being grouped was never told", some, err)
	}
}

func TestEditor_Look_coversDigestsWithTheirOwnQuery(t *testing.T) {
	own := daily(t)
	own.Query, own.Covered = "x", at(t, -2, 9, 0)
	s := newShelf(daily(t), own)
	s.stories = []news.Story{story(1, at(t, -2, 10, 0), "a"), story(2, at(t, -2, 11, 0), "a"), story(3, at(t, 0, 7, 0), "a")}
	s.stories[0].Title = "x one"
	e := digest.NewEditor(digest.Options{Store: s, Matches: func(q string, st news.Story) bool { return strings.HasPrefix(st.Title, q) }})
	if some, _, err := e.Look(t.Context(), 1, at(t, 0, 8, 0)); err != nil || !some || ids(s.sent[0]) != "3 1" {
		t.Errorf("%v %v: got %q, want each digest's own news since it came", some, err, ids(s.sent[0]))
	}
	for _, d := range s.digests {
		if !d.Covered.Equal(at(t, 0, 8, 0)) {
			t.Errorf("digest %d covers until %v", d.ID, d.Covered)
		}
	}
}

func TestEditor_Look_withoutDigests(t *testing.T) {
	s := newShelf(daily(t))
	s.digests = nil
	s.stories = []news.Story{story(1, at(t, -1, 7, 0), "a"), story(2, at(t, -1, 9, 0), "a")}
	e := digest.NewEditor(digest.Options{Store: s})
	if some, _, err := e.Look(t.Context(), 1, at(t, 0, 8, 0)); err != nil || !some || ids(s.sent[0]) != "2" {
		t.Fatalf("%v %v: want the last day", some, err)
	}
	m, more, err := e.Rest(t.Context(), s.sent[0], at(t, 0, 9, 0))
	if err != nil || more {
		t.Errorf("nothing was left out: got %+v, %v", m, err)
	}
	for i := range 12 {
		s.stories = append(s.stories, story(news.StoryID(i+10), at(t, 0, 9, i), "a"))
	}
	if some, _, err := e.Look(t.Context(), 1, at(t, 0, 10, 0)); err != nil || !some || s.sent[1].Message.List.More != 4 {
		t.Fatalf("%v %v: %+v", some, err, s.sent[1].Message.List)
	}
	if m, more, err = e.Rest(t.Context(), s.sent[1], at(t, 0, 10, 1)); err != nil || !more || len(m.List.Items) != 4 {
		t.Errorf("%v %v: got %+v, want the four others", more, err, m.List)
	}
}

// However looks, digests and crashes fall together, a person is told each story
// once.
func TestEditor_Look_amongDigestsAndCrashes(t *testing.T) {
	const seed = 31
	rnd := rand.New(rand.NewPCG(seed, seed))
	d := daily(t)
	d.Schedule, d.Next, d.Covered, d.Length = "every 3 hours", at(t, 0, 3, 0), at(t, 0, 0, 0), 1000
	s := newShelf(d)
	start := at(t, 0, 0, 0)
	for i := range 600 {
		s.stories = append(s.stories, story(news.StoryID(i+1), start.Add(time.Duration(i+1)*20*time.Minute), "a"))
	}
	faults := 0
	s.fault = func(when string) error {
		if when != "read" && rnd.IntN(6) == 0 {
			faults++
			return errors.New("killed")
		}
		return nil
	}
	now := start
	for now.Before(start.Add(200 * time.Hour)) {
		now = now.Add(time.Duration(1+rnd.IntN(240)) * time.Minute)
		e := digest.NewEditor(digest.Options{Store: s, Settle: 7 * time.Second})
		for range rnd.IntN(3) {
			_, _, _ = e.Look(t.Context(), 1, now)
		}
		_ = e.Round(t.Context(), now)
	}
	s.fault = func(string) error { return nil }
	end := start.Add(210 * time.Hour)
	if err := digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), end); err != nil {
		t.Fatal(err)
	}
	if n := once(t, s.sent); n != 600 || faults < 20 {
		t.Errorf("told %d stories of 600 (%d faults): %s", n, faults, fmt.Sprint(len(s.sent), " messages"))
	}
}
