package digest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"newsbell/digest"
	"newsbell/digest/schedule"
	"newsbell/news"
)

// windows checks that the runs of each digest follow each other without a gap
// and without an overlap, and that no slot ran twice.
func windows(t *testing.T, runs []news.DigestRun) {
	t.Helper()
	covered := map[news.DigestID]time.Time{}
	slots := map[string]bool{}
	for _, run := range runs {
		if before, ok := covered[run.Digest]; ok && !before.Equal(run.From) {
			t.Errorf("digest %d covered until %s, then from %s", run.Digest, before, run.From)
		}
		covered[run.Digest] = run.To
		key := fmt.Sprint(run.Digest, run.Slot.UnixMilli())
		if slots[key] || run.To.Before(run.From) {
			t.Errorf("run %+v", run)
		}
		slots[key] = true
	}
}

// once checks that a channel was told each story at most once.
func once(t *testing.T, sent []news.Delivery) (stories int) {
	t.Helper()
	told := map[string]bool{}
	for _, d := range sent {
		if d.Message.List == nil {
			continue
		}
		for _, item := range d.Message.List.Items {
			key := fmt.Sprint(d.Channel, "/", item.Story)
			if told[key] {
				t.Errorf("channel %d was told story %d twice", d.Channel, item.Story)
			}
			told[key] = true
			stories++
		}
	}
	return stories
}

func TestTrouble_zonesThatWereRenamed(t *testing.T) {
	for old, now := range map[string]string{
		"Europe/Kiev": "Europe/Kyiv", "Asia/Calcutta": "Asia/Kolkata", "US/Pacific": "America/Los_Angeles", "Asia/Rangoon": "Asia/Yangon",
	} {
		was, _, err := schedule.Zone(old)
		is, _, also := schedule.Zone(now)
		if err != nil || also != nil {
			t.Errorf("%s, %s: %v, %v", old, now, err, also)
			continue
		}
		for _, month := range []time.Month{time.January, time.July} {
			at := time.Date(2026, month, 1, 12, 0, 0, 0, time.UTC)
			if _, a := at.In(was).Zone(); a != offset(at, is) {
				t.Errorf("%s and %s differ in %s", old, now, month)
			}
		}
	}
}

func offset(at time.Time, zone *time.Location) int {
	_, seconds := at.In(zone).Zone()
	return seconds
}

func TestTrouble_overlappingSchedules(t *testing.T) {
	s, err := schedule.Parse("weekdays at 9am and daily at 9:00")
	if err != nil {
		t.Fatal(err)
	}
	for i, next := range s.Upcoming(at(t, 0, 8, 0), berlin(t), 5) {
		if want := at(t, i, 9, 0); !next.Equal(want) {
			t.Errorf("run %d at %s, want %s: once a day", i, next, want)
		}
	}
	// Two digests of a channel on one instant are two messages, each whole.
	hourly := daily(t)
	hourly.Schedule = "hourly"
	shelf := newShelf(daily(t), hourly)
	shelf.stories = []news.Story{story(1, at(t, 0, 8, 30), "a")}
	if err := digest.NewEditor(digest.Options{Store: shelf}).Round(t.Context(), at(t, 0, 9, 0)); err != nil || len(shelf.sent) != 2 {
		t.Errorf("%v, sent %d, want 2", err, len(shelf.sent))
	}
	windows(t, shelf.runs)
}

// The rules of a zone changed after the next slot was written: it comes when it
// was promised, and by the new rules from then on.
func TestTrouble_zoneDatabaseChanges(t *testing.T) {
	for _, shift := range []time.Duration{-time.Hour, time.Hour, 3 * time.Hour} {
		t.Run(shift.String(), func(t *testing.T) {
			d := daily(t)
			d.Next = d.Next.Add(shift)
			s := newShelf(d)
			start := at(t, -1, 9, 0)
			for i := range 96 {
				s.stories = append(s.stories, story(news.StoryID(i+1), start.Add(time.Duration(i)*time.Hour+time.Minute), "a"))
			}
			s.digests[0].Length = 100
			e := digest.NewEditor(digest.Options{Store: s})
			for now := start; now.Before(at(t, 3, 9, 1)); now = now.Add(10 * time.Minute) {
				if err := e.Round(t.Context(), now); err != nil {
					t.Fatal(err)
				}
			}
			windows(t, s.runs)
			if n := once(t, s.sent); n != 96 {
				t.Errorf("%d stories told, want all 96", n)
			}
			if next := s.digests[0].Next; !next.Equal(at(t, 4, 9, 0)) {
				t.Errorf("next %s, want the schedule's own time", next)
			}
		})
	}
}

// The machine's clock jumps hours forth and back: what was covered is not
// covered again, and nothing is left out.
func TestTrouble_clockJumps(t *testing.T) {
	hourly := daily(t)
	hourly.Schedule, hourly.Length = "hourly", 1000
	day := daily(t)
	day.Channel, day.Length = 2, 1000
	s := newShelf(hourly, day)
	start := at(t, -1, 9, 0)
	e := digest.NewEditor(digest.Options{Store: s})
	now := start
	for i := range 120 {
		now = now.Add(time.Hour)
		switch {
		case i%17 == 5:
			now = now.Add(7 * time.Hour)
		case i%17 == 9:
			now = now.Add(-7 * time.Hour)
		case i%40 == 20:
			now = now.Add(-2 * time.Hour)
		}
		// Stories have the true time of the clock, and stay before what is covered
		// only if the clock was wrong.
		s.stories = append(s.stories, story(news.StoryID(i+1), now.Add(-time.Minute), "a"))
		if err := e.Round(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	windows(t, s.runs)
	once(t, s.sent)
	if !s.digests[0].Next.After(s.digests[0].Covered) {
		t.Errorf("next %s is not after %s", s.digests[0].Next, s.digests[0].Covered)
	}
}

// A broken shelf refuses runs with a certain digest, as a store does whose
// channel was deleted between composing and committing.
type broken struct {
	*shelf
	digest news.DigestID
	most   int
}

func (b *broken) CommitRuns(ctx context.Context, runs []news.DigestResult) ([]bool, error) {
	b.most = max(b.most, len(runs))
	for _, run := range runs {
		if run.Digest == b.digest {
			return nil, errors.New("no such channel")
		}
	}
	return b.shelf.CommitRuns(ctx, runs)
}

func TestTrouble_channelDeletedMeanwhile(t *testing.T) {
	var all []news.Digest
	for i := range 5 {
		d := daily(t)
		d.Channel = news.ChannelID(i + 1)
		all = append(all, d)
	}
	s := &broken{shelf: newShelf(all...), digest: 3}
	s.stories = []news.Story{story(1, at(t, 0, 8, 0), "a")}
	err := digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), at(t, 0, 9, 0))
	if err == nil || err.Error() != "take digest 3: no such channel" || len(s.sent) != 4 {
		t.Errorf("%v, sent %d; want the other four", err, len(s.sent))
	}
	windows(t, s.runs)
}

func TestTrouble_tenThousandInOneMinute(t *testing.T) {
	all := slices.Repeat([]news.Digest{daily(t)}, 10_000)
	for i := range all {
		all[i].Channel = news.ChannelID(i + 1)
	}
	s := &broken{shelf: newShelf(all...)}
	s.stories = []news.Story{story(1, at(t, 0, 8, 0), "a")}
	if err := digest.NewEditor(digest.Options{Store: s}).Round(t.Context(), at(t, 0, 9, 0)); err != nil {
		t.Fatal(err)
	}
	if len(s.sent) != len(all) || s.most != 100 {
		t.Errorf("%d sent, %d in one transaction; want all, 100 together", len(s.sent), s.most)
	}
	windows(t, s.runs)
	once(t, s.sent)
}

func TestCompose_notesOfStoriesThatGoOn(t *testing.T) {
	old := story(1, at(t, 0, 8, 0), "a", "b", "c")
	old.Began = at(t, -2, 14, 0)
	old.Reports[0].At = old.Began
	held := news.Candidate{Story: story(2, at(t, 0, 3, 0), "a"), Matches: 1, Reason: "quiet_hours"}
	in := digest.Input{From: at(t, -1, 9, 0), To: at(t, 0, 9, 0), Zone: berlin(t), Candidates: []news.Candidate{{Story: old, Matches: 1}, held}}
	m, _ := digest.Compose(in)
	first, second := m.List.Items[0], m.List.Items[1]
	if first.Note != "going on since Mon 10 Feb 14:00, 2 more publishers" || first.Summary == "" {
		t.Errorf("a story that began before the window: note %q, summary %q", first.Note, first.Summary)
	}
	if second.Note != "held in quiet hours" || second.Summary != "" {
		t.Errorf("a story that was held: note %q, summary %q", second.Note, second.Summary)
	}
	in.Kind = news.DigestQuiet
	if m, _ = digest.Compose(in); m.List.Items[1].Note != "" || m.List.Items[1].Summary == "" {
		t.Errorf("on the list of quiet hours itself: %+v", m.List.Items[1])
	}
}
