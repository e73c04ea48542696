package app

import (
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/demo"
	"newsbell/news"
)

// until lets the month pass up to a time.
func (m *month) until(t *testing.T, end time.Time) {
	t.Helper()
	for {
		next, err := m.next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if next.After(end) {
			m.clock.set(end)
			next = end
		}
		m.clock.set(next)
		if err := m.app.housekeep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := m.app.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !next.Before(end) {
			return
		}
	}
}

// say types a line and gives the answer in words.
func (m *month) say(t *testing.T, channel, line string) string {
	t.Helper()
	_, before := m.app.room.Posts(channel, 0)
	if _, err := m.app.room.Say(t.Context(), channel, "admin", line); err != nil {
		t.Fatal(err)
	}
	posts, _ := m.app.room.Posts(channel, before)
	var words strings.Builder
	for _, p := range posts {
		words.WriteString(bot.PlainText(p.Message, time.UTC) + "\n")
	}
	return strings.Join(strings.Fields(words.String()), " ")
}

// A person looks between two digests: each story comes once, in the look or in
// the digest after it. And a channel's admin sees what a budget would have let
// through.
func TestMonth_looksAndBudgets(t *testing.T) {
	m := openMonth(t)
	if err := m.app.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	const query = `calder, norvale, ostrand, saltmarsh, "veil coast", comet, satellite, volcano, earthquake, storm, river`
	for _, line := range []demo.Line{
		{Channel: "@ann", Text: "/news subscribe " + query + " when digest"},
		{Channel: "@ann", Text: "/news digest daily at 09:00 top 50"},
		{Channel: "berlin", Text: "/news subscribe " + query + " when breaking"},
	} {
		m.say(t, line.Channel, line.Text)
	}
	start := demo.MonthStart()
	asked := 0
	for _, day := range []int{2, 5, 8, 11} {
		m.until(t, start.AddDate(0, 0, day).Add(12*time.Hour))
		if day == 5 {
			m.tryBudgets(t)
		}
		if !strings.Contains(m.say(t, "@ann", "/news digest now"), "Nothing new since you last looked") {
			asked++
		}
		if again := m.say(t, "@ann", "/news digest now"); !strings.Contains(again, "Nothing new since you last looked") {
			t.Errorf("day %d: a second look says %q", day, again)
		}
	}
	m.until(t, start.AddDate(0, 0, 12).Add(10*time.Hour))
	posts, _ := m.app.room.Posts("@ann", 0)
	told, looks := map[news.StoryID]bool{}, 0
	for _, p := range posts {
		if p.Message.List == nil || p.Message.Kind != news.KindDigest {
			continue
		}
		if strings.HasPrefix(p.Message.List.Heading, "Since you last looked") {
			looks++
		}
		for _, item := range p.Message.List.Items {
			if told[item.Story] && item.Note == "" {
				t.Errorf("%s: %q was told before", p.Message.List.Heading, item.Title)
			}
			told[item.Story] = true
		}
	}
	if looks == 0 || looks != asked || len(told) < 10 {
		t.Errorf("%d looks of %d with news, %d stories", looks, asked, len(told))
	}
}

// tryBudgets changes a channel's budget after some days in which one alert
// rang.
func (m *month) tryBudgets(t *testing.T) {
	t.Helper()
	posts, _ := m.app.room.Posts("berlin", 0)
	var rang strings.Builder
	for _, p := range posts {
		if p.Message.Kind == news.KindAlert {
			rang.WriteString(p.Message.Card.Title)
		}
	}
	few, many := m.say(t, "berlin", "/news set budget 1"), m.say(t, "berlin", "/news set budget 10")
	if rang.String() == "" || !strings.Contains(few, "At 1 a day you would have had 1 alert since") || !strings.Contains(few, rang.String()) ||
		!strings.Contains(few, "3 → 1, 5 → 1, 10 → 1") || !strings.Contains(many, "At 10 a day you would have had 1 alert") {
		t.Errorf("%q rang; got %q and %q", rang.String(), few, many)
	}
}
