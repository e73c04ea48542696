package digest_test

import (
	"strings"
	"testing"
	"time"

	"newsbell/digest"
	"newsbell/news"
)

func TestRelease(t *testing.T) {
	quiet := func(from, to int, zone string) news.Channel {
		return news.Channel{Zone: "Europe/Berlin", Settings: news.Settings{Quiet: news.Quiet{From: from, To: to, Zone: zone}}}
	}
	now := at(t, 0, 12, 0)
	for _, tt := range []struct {
		name string
		kind news.DigestKind
		ch   news.Channel
		want time.Time
	}{
		{"the morning after", news.DigestQuiet, quiet(22*60, 7*60, ""), at(t, 1, 7, 0)},
		{"the same day", news.DigestQuiet, quiet(11*60, 14*60+30, ""), at(t, 0, 14, 30)},
		{"a zone of their own", news.DigestQuiet, quiet(22*60, 7*60, "Asia/Tokyo"), at(t, 0, 23, 0)},
		{"switched off", news.DigestQuiet, quiet(0, 0, ""), now},
		{"the day's end", news.DigestDay, news.Channel{Zone: "Europe/Berlin"}, at(t, 0, 20, 0)},
		{"the day's end without a zone", news.DigestDay, news.Channel{}, at(t, 0, 21, 0)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := digest.Release(tt.kind, tt.ch, now)
			if err != nil || !got.Equal(tt.want) {
				t.Errorf("got %v, %v, want %v", got, err, tt.want)
			}
		})
	}
	if _, err := digest.Release(news.DigestDay, news.Channel{Zone: "Mars/Base"}, now); err == nil {
		t.Error("a zone that is none: got no error")
	}
}

// heldAt is a story that was held at a time.
func heldAt(id news.StoryID, at time.Time) news.Candidate {
	return news.Candidate{Story: story(id, at, "a", "b"), Matches: 1}
}

func TestRound_releasesWhatQuietHoursHeld(t *testing.T) {
	s := newShelf(news.Digest{Kind: news.DigestQuiet, Covered: at(t, -1, 22, 0), Next: at(t, 0, 7, 0)})
	ch := s.channels[1]
	ch.Settings.Quiet = news.Quiet{From: 22 * 60, To: 7 * 60}
	s.channels[1] = ch
	s.held = map[string][]news.Candidate{"quiet_hours": {heldAt(1, at(t, 0, 3, 0)), heldAt(2, at(t, 0, 8, 0))}}
	e := digest.NewEditor(digest.Options{Store: s})
	for range 2 {
		if err := e.Round(t.Context(), at(t, 0, 7, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.sent) != 1 || len(s.sent[0].Message.List.Items) != 1 || s.sent[0].Message.List.Items[0].Story != 1 ||
		!strings.HasPrefix(s.sent[0].Message.List.Heading, "Held in quiet hours") {
		t.Fatalf("got %+v, want one list with story 1", s.sent)
	}
	if d := s.digests[0]; !d.Next.Equal(at(t, 1, 7, 0)) || !d.Covered.Equal(at(t, 0, 7, 0)) {
		t.Errorf("got next %v, covered %v", d.Next, d.Covered)
	}
	// Switched off in the middle: what was held comes at once, and then no more.
	ch.Settings.Quiet = news.Quiet{}
	s.channels[1], s.digests[0].Next = ch, at(t, 0, 9, 0)
	if err := e.Round(t.Context(), at(t, 0, 9, 0)); err != nil {
		t.Fatal(err)
	}
	if len(s.sent) != 2 || s.sent[1].Message.List.Items[0].Story != 2 || !s.digests[0].Next.IsZero() {
		t.Errorf("got %d lists, next %v; want the rest and the end", len(s.sent), s.digests[0].Next)
	}
}

func TestTend_listsWhatTheBudgetHeldBack(t *testing.T) {
	for _, tt := range []struct {
		name  string
		query string // of the channel's own digest; "-" for no digest
		want  int
	}{
		{"no digest", "-", 1},
		{"a digest about something", "ukraine", 1},
		{"a digest of all", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newShelf(news.Digest{Query: tt.query, Schedule: "daily at 09:00", Zone: "UTC", Next: at(t, 1, 9, 0), Covered: at(t, 0, 9, 0)})
			if tt.query == "-" {
				s.digests[0].Channel = 2 // another's
			}
			s.held = map[string][]news.Candidate{"budget_spent": {heldAt(1, at(t, 0, 15, 0))}}
			e := digest.NewEditor(digest.Options{Store: s})
			for range 2 {
				if err := e.Tend(t.Context(), at(t, 0, 16, 0)); err != nil {
					t.Fatal(err)
				}
			}
			if len(s.digests) != 2 || !s.digests[1].Next.Equal(at(t, 0, 20, 0)) {
				t.Fatalf("got digests %+v, want one list at the day's end", s.digests)
			}
			if err := e.Round(t.Context(), at(t, 0, 20, 0)); err != nil {
				t.Fatal(err)
			}
			if len(s.sent) != tt.want {
				t.Errorf("got %d lists, want %d", len(s.sent), tt.want)
			}
		})
	}
}

func TestRound_quietDay(t *testing.T) {
	s := newShelf(news.Digest{Schedule: "daily at 09:00", Zone: "Europe/Berlin", Next: at(t, 0, 9, 0), Covered: at(t, -1, 9, 0)})
	e := digest.NewEditor(digest.Options{Store: s})
	if err := e.Round(t.Context(), at(t, 0, 9, 0)); err != nil || len(s.sent) != 0 {
		t.Fatalf("got %v, %v, want silence", s.sent, err)
	}
	ch := s.channels[1]
	ch.Settings.QuietDay = true
	s.channels[1] = ch
	if err := e.Round(t.Context(), at(t, 1, 9, 0)); err != nil || len(s.sent) != 1 || !s.sent[0].Message.Silent {
		t.Errorf("got %v, %v, want it said", s.sent, err)
	}
}
