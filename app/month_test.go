package app

import (
	"cmp"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/demo"
	"newsbell/digest/schedule"
	"newsbell/jobs"
	"newsbell/news"
)

// monthFile shows the month; NEWSBELL_UPDATE=1 writes it.
const monthFile = "docs/examples/month.txt"

// monthLines are what the month's channels type before it begins.
func monthLines() []demo.Line {
	return []demo.Line{
		{Channel: "berlin", Text: "/news set zone Europe/Berlin"},
		{Channel: "berlin", Text: `/news subscribe calder, norvale, ostrand, saltmarsh, "veil coast" when breaking`},
		{Channel: "berlin", Text: "/news quiet 22:00-07:00"},
		{Channel: "berlin", Text: "/news set breakthrough 5"},
		{Channel: "berlin", Text: "/news set quiet_day on"},
		{Channel: "berlin", Text: "/news digest daily at 09:00"},
		{Channel: "newyork", Text: "/news set zone America/New_York"},
		{Channel: "newyork", Text: "/news subscribe comet, satellite, volcano, earthquake, storm, calder, river when digest"},
		{Channel: "newyork", Text: "/news digest weekdays at 8am and sundays at 7pm top 5 as headlines"},
	}
}

// A month is the real program in simulated time: a round whenever something can
// happen, the polls' thirty seconds after an article.
type month struct {
	*simulation
	pieces []demo.Piece
	lists  []listed
}

// A listed is a digest as it was sent.
type listed struct {
	channel string
	list    news.List
}

// openMonth starts newsbell around the month's newsroom.
func openMonth(t *testing.T) *month {
	t.Helper()
	pieces, err := demo.Month()
	if err != nil {
		t.Fatal(err)
	}
	m := &month{simulation: &simulation{clock: &clock{t: demo.MonthStart()}}, pieces: pieces}
	room := httptest.NewServer(&demo.Newsroom{Publishers: demo.Publishers(), Pieces: pieces, Now: m.clock.now})
	t.Cleanup(room.Close)
	m.open(t, strings.TrimPrefix(room.URL, "http://"), nil, "berlin", "newyork")
	return m
}

// play lets the month pass.
func (m *month) play(ctx context.Context) error {
	if err := m.app.Step(ctx); err != nil {
		return err
	}
	for _, line := range monthLines() {
		if _, err := m.app.room.Say(ctx, line.Channel, "admin", line.Text); err != nil {
			return fmt.Errorf("say %q: %w", line.Text, err)
		}
	}
	busy := demo.Line{Channel: "newyork", Text: "/news digest more"}
	asks := time.Date(2025, time.March, 20, 12, 30, 0, 0, time.UTC)
	for {
		next, err := m.next(ctx)
		if err != nil || next.After(demo.MonthEnd()) {
			return err
		}
		if !next.Before(asks) && busy.Text != "" {
			m.clock.set(asks)
			if _, err := m.app.room.Say(ctx, busy.Channel, "reader", busy.Text); err != nil {
				return fmt.Errorf("say %q: %w", busy.Text, err)
			}
			busy.Text = ""
		}
		m.clock.set(next)
		if err := m.app.housekeep(ctx); err != nil {
			return err
		}
		if err := m.app.Step(ctx); err != nil {
			return err
		}
	}
}

// next is when something can happen: an article is out, a digest or a job is
// due, or six hours have passed.
func (m *month) next(ctx context.Context) (time.Time, error) {
	now := m.clock.now()
	next := now.Add(6 * time.Hour)
	sooner := func(at time.Time) {
		if at.Before(next) {
			next = at
		}
	}
	for _, p := range m.pieces {
		if at := demo.Start().Add(p.At + 30*time.Second); at.After(now) {
			sooner(at)
			break
		}
	}
	slot, err := m.app.store.NextDigest(ctx)
	if err != nil {
		return next, err
	}
	if !slot.IsZero() {
		sooner(slot.Add(digestSettle))
	}
	if q, ok := m.app.queue.(*jobs.Manual); ok {
		if due, waits := q.Next(); waits {
			sooner(due)
		}
	}
	if !next.After(now) {
		next = now.Add(time.Second)
	}
	return next, nil
}

// text is everything that was said in the channels, as it stands at the end.
func (m *month) text(t *testing.T, newsroom string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("A month of two channels of the local chat, in simulated time: the articles are those of demo/month.txt.\n" +
		"Clocks change in New York on 9 March and in Berlin on the 30th; the 16th is silent, the 20th is busy.\n" +
		"Written by: NEWSBELL_UPDATE=1 go test ./app -run TestMonth\n")
	for _, channel := range m.app.room.Channels() {
		posts, _ := m.app.room.Posts(channel, 0)
		zone := zoneOfChannel(t, channel)
		fmt.Fprintf(&b, "\n\n=== #%s, times of %s ===\n", channel, zone)
		for _, p := range posts {
			head := p.At.In(zone).Format("Mon 2 Jan 15:04")
			if p.Line != "" {
				fmt.Fprintf(&b, "\n%s  %s> %s\n", head, p.Author, p.Line)
				continue
			}
			if p.Edits > 0 {
				head += fmt.Sprintf(", edited until %s", p.Edited.In(zone).Format("15:04"))
			}
			fmt.Fprintf(&b, "\n%s  newsbell\n%s\n", head, indent(bot.PlainText(p.Message, zone)))
			if p.Message.Kind == news.KindDigest && p.Message.List != nil {
				m.lists = append(m.lists, listed{channel, *p.Message.List})
			}
		}
	}
	return strings.ReplaceAll(b.String(), newsroom, "http://newsroom.example")
}

func zoneOfChannel(t *testing.T, channel string) *time.Location {
	t.Helper()
	zone, _, err := schedule.Zone(map[string]string{"berlin": "Europe/Berlin", "newyork": "America/New_York"}[channel])
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestMonth runs two channels for a month of the demo's newsroom and holds what
// they were told against the file that shows it.
func TestMonth(t *testing.T) {
	m := openMonth(t)
	if err := m.play(t.Context()); err != nil {
		t.Fatal(err)
	}
	newsroom := "http://" + strings.Split(m.app.cfg.Feed[0].URL, "/")[2]
	got := m.text(t, newsroom)
	path := filepath.Join("..", filepath.FromSlash(monthFile))
	if os.Getenv("NEWSBELL_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what the month is; NEWSBELL_UPDATE=1 go test ./app -run TestMonth writes it; first difference:\n%s", monthFile, firstDifference(string(want), got))
	}
	m.holds(t)
}

// holds checks what must be true of the month, whatever its texts.
func (m *month) holds(t *testing.T) {
	t.Helper()
	slots := map[string][]time.Time{}
	for _, l := range m.lists {
		slots[l.channel] = append(slots[l.channel], l.list.To)
	}
	for channel, all := range slots {
		if len(all) < 20 {
			t.Errorf("only %d lists in #%s", len(all), channel)
		}
		if !slices.IsSortedFunc(all, time.Time.Compare) {
			t.Errorf("the lists of #%s are out of order", channel)
		}
	}
	gaps, runs, err := windowGaps(t.Context(), m.app)
	if err != nil || gaps != 0 || runs < 55 {
		t.Errorf("%d runs with %d gaps or overlaps of their windows, %v", runs, gaps, err)
	}
}

// windowGaps counts the runs of digests, and those that do not begin where the
// one before them ended.
func windowGaps(ctx context.Context, a *App) (gaps, runs int, err error) {
	rows, err := a.store.DB().QueryContext(ctx, "SELECT digest, window_from, window_to FROM digest_run ORDER BY digest, slot")
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = cmp.Or(err, rows.Close(), rows.Err()) }()
	ended := map[int64]int64{}
	for rows.Next() {
		var id, from, to int64
		if err := rows.Scan(&id, &from, &to); err != nil {
			return gaps, runs, err
		}
		if before, ok := ended[id]; ok && before != from {
			gaps++
		}
		ended[id] = to
		runs++
	}
	return gaps, runs, nil
}

// firstDifference shows the first lines that differ.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("%d lines instead of %d", len(g), len(w))
}

func indent(text string) string {
	return "      " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n      ")
}
