package date_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsbell/feed/date"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2025-02-12T13:42:00.5-08:00", "2025-02-12T21:42:00Z"},
		{"Wed, 12 Feb 2025 13:42:00 PST", "2025-02-12T21:42:00Z"},
		{"Mittwoch, 12. Februar 2025 13:42 MEZ", "2025-02-12T12:42:00Z"},
		{"mar, 4 févr. 2025 09:05:00 +0100", "2025-02-04T08:05:00Z"},
		{"śr., 12 lut 2025 10:00:00 +0100", "2025-02-12T09:00:00Z"},
		{"12 de febrero de 2025 10:00", "2025-02-12T10:00:00Z"},
		{"Feb 12, 2025 1:42 pm EST", "2025-02-12T18:42:00Z"},
		{"Wed Feb 12 2025 13:42:00 GMT+0100 (CET)", "2025-02-12T12:42:00Z"},
		{"12-Feb-2025 13:42", "2025-02-12T13:42:00Z"},
		{"12.02.2025 13:42", "2025-02-12T13:42:00Z"},
		{"02/13/2025 13:42", "2025-02-13T13:42:00Z"},
		{"Wed, 12 Feb 2025 13:42:00 Europe/Helsinki", "2025-02-12T11:42:00Z"},
		{"1739367720", "2025-02-12T13:42:00Z"},
		{"1739367720000", "2025-02-12T13:42:00Z"},
		{"2/3/2025", ""},
		{"30 Feb 2025", ""},
		{"12 Feb 2025 25:61", ""},
		{"Feb 2025", ""},
		{"12 Feb 2025 10:00 XYZT", ""},
		{"", ""},
	} {
		t.Run(c.text, func(t *testing.T) {
			got := ""
			if d, ok := date.Parse(c.text); ok {
				got = d.Truncate(time.Second).Format(time.RFC3339)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"Wed, 12 Feb 2025 10:00:00 GMT", "2025-02-12T10:00:00Z", "12.2.25 3pm", "Feb 12, 2025 1:42 p.m. ET"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := date.Parse(s)
		if ok == d.IsZero() && ok {
			t.Fatalf("%q: got the zero time as a date", s)
		}
	})
}

func near(t *testing.T, got time.Time, want string) bool {
	t.Helper()
	w, err := time.Parse(time.RFC3339, want)
	if err != nil {
		t.Fatal(err)
	}
	return math.Abs(got.Sub(w).Seconds()) < 1
}

// TestScore_dates prints how many of the nasty dates are read as meant, and
// fails when one is read wrongly: none is better than wrong.
func TestScore_dates(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "feeds", "dates.jsonl"))
	if err != nil {
		t.Skip("shared test data not present")
	}
	text := string(b)
	n, right, wrong := 0, 0, 0
	for line := range strings.Lines(text) {
		var c struct {
			Text, Basis string
			Time        *string
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		got, ok := date.Parse(c.Text)
		if c.Time == nil {
			if ok {
				t.Logf("%q: read as %s; the other reader gives none", c.Text, got.Format(time.RFC3339))
			}
			continue
		}
		n++
		switch {
		case ok && near(t, got, *c.Time):
			right++
		case ok:
			wrong++
			t.Logf("WRONG %q: got %s, want %s (%s)", c.Text, got.Format(time.RFC3339), *c.Time, c.Basis)
		default:
			t.Logf("NONE %q: want %s (%s)", c.Text, *c.Time, c.Basis)
		}
	}
	t.Logf("dates: %d of %d right, %d wrong", right, n, wrong)
	if wrong > 2 {
		t.Errorf("%d dates are read wrongly", wrong)
	}
}
