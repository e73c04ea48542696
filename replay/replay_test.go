package replay

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"newsbell/news"
)

// replayOf replays lines as JSON.
func replayOf(t *testing.T, lines string, budget int) (out string, err error) {
	t.Helper()
	var b strings.Builder
	err = Run(t.Context(), strings.NewReader(lines), "in.jsonl", budget, JSON(&b))
	return b.String(), err
}

// blast is one event as four publishers tell it, ten minutes apart.
func blast() string {
	var b strings.Builder
	at := time.Date(2025, 5, 6, 10, 0, 0, 0, time.UTC)
	for i, title := range []string{
		"Explosion at Northport harbour kills 14", "14 killed in explosion at Northport harbour",
		"Northport harbour explosion: at least 14 dead", "Explosion kills 14 at harbour of Northport",
	} {
		fmt.Fprintf(&b, `{"id":"a%d","title":%q,"text":"An explosion at the harbour of Northport killed fourteen people.","publisher":"P%d","language":"en","arrived":%q,"extra":[1]}`+"\n",
			i, title, i, at.Add(time.Duration(i)*10*time.Minute).Format(time.RFC3339))
	}
	return b.String()
}

func TestReplay_ringsOnce(t *testing.T) {
	out, err := replayOf(t, blast(), Budget)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out, `"event":"alert"`); n != 1 {
		t.Errorf("got %d alerts, want one:\n%s", n, out)
	}
	if !strings.HasPrefix(out, `{"event":"article","article":"a0","story":"1","development":"1"}`+"\n") {
		t.Errorf("the first line is %q", strings.SplitN(out, "\n", 2)[0])
	}
	if !strings.HasSuffix(out, `{"event":"end","articles":4,"stories":1,"alerts":1,"seconds":1800}`+"\n") {
		t.Errorf("got %s", out)
	}
	if again, _ := replayOf(t, blast(), Budget); again != out {
		t.Error("a second replay differs")
	}
	if silent, _ := replayOf(t, blast(), 0); strings.Contains(silent, `"event":"alert"`) {
		t.Error("a budget of none rings")
	}
	var text strings.Builder
	err = Run(t.Context(), strings.NewReader(blast()), "in.jsonl", Budget, Text(&text))
	if got := text.String(); err != nil || !strings.Contains(got, "publishers in") || !strings.Contains(got, "1 alerts") {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestReplay_badInput(t *testing.T) {
	for _, tt := range []struct {
		name, lines string
		out, fault  string
	}{
		{"empty file", "", `{"event":"end","articles":0,"stories":0,"alerts":0,"seconds":0}`, ""},
		{"blank lines", "\n\n", `"articles":0`, ""},
		{"no JSON", blast() + "nonsense\n", "", "line 5"},
		{"an array", "[1]\n", "", "line 1"},
		{"two values", "{} {}\n", "", "line 1"},
		{"no fields at all", "{}\n{}\n", `"articles":2`, ""},
		{"wrong kinds", `{"id":7,"title":["x"],"arrived":12,"publisher":{}}` + "\n", `"article":"7"`, ""},
		{"a megabyte", `{"id":"x","title":"` + strings.Repeat("long ", 200_000) + `"}` + "\n", `"articles":1`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, err := replayOf(t, tt.lines, Budget)
			var fault *news.Error
			if errors.As(err, &fault) != (tt.fault != "") || !strings.Contains(out, tt.out) || !strings.Contains(fmt.Sprint(err), tt.fault) {
				t.Errorf("got %.300q, %v", out, err)
			}
		})
	}
}

func TestReplay_oneWrongClockMovesNothing(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(blast()), "\n")
	wrong := `{"id":"late","title":"Parish fair draws crowds","publisher":"Q","arrived":"2099-01-01T00:00:00Z"}`
	all := append([]string{lines[0], wrong}, lines[1:]...)
	out, err := replayOf(t, strings.Join(all, "\n"), Budget)
	if err != nil || !strings.Contains(out, `"alerts":1,"seconds":1800}`) {
		t.Errorf("got %s, %v", out, err)
	}
}

func TestDataClock(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2025, 5, d, 0, 0, 0, 0, time.UTC) }
	list := func(ts ...time.Time) (out []incoming) {
		for _, at := range ts {
			out = append(out, incoming{at: at})
		}
		return out
	}
	var c dataClock
	for _, tt := range []struct {
		name string
		list []incoming
		want time.Time
	}{
		{"the first", list(day(1)), day(1)},
		{"later", list(day(2)), day(2)},
		{"back in time", list(day(1)), day(2)},
		{"no time", list(time.Time{}), day(2)},
		{"one far ahead", list(day(20), day(2), day(2)), day(2)},
		{"a gap that others confirm", list(day(20), day(20), day(21)), day(20)},
	} {
		if got := c.tick(tt.list); !got.Equal(tt.want) {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	var none dataClock
	if got := none.tick(list(time.Time{})); got.Year() != 2000 {
		t.Errorf("without any time: got %s", got)
	}
}

func TestReplay_noiseAndSpamRingNobody(t *testing.T) {
	var b strings.Builder
	at := time.Date(2025, 5, 6, 10, 0, 0, 0, time.UTC)
	for i := range 2000 { // one publisher that cries wolf
		fmt.Fprintf(&b, `{"id":"s%d","title":"Explosion kills %d in city","publisher":"Spam","language":"en","arrived":%q}`+"\n", i, i, at.Add(time.Duration(i)*time.Second).Format(time.RFC3339))
	}
	for i := range 20 { // horoscopes, and articles without a headline
		fmt.Fprintf(&b, `{"id":"h%d","title":"Horoscope today: a death in the family","publisher":"H%d","language":"en"}`+"\n", i, i)
		fmt.Fprintf(&b, `{"id":"e%d","title":"","text":"","publisher":"E%d"}`+"\n", i, i)
	}
	out, err := replayOf(t, b.String(), Budget)
	if err != nil || strings.Contains(out, `"event":"alert"`) {
		t.Errorf("somebody was rung, or %v", err)
	}
}
