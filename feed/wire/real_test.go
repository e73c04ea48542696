package wire_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsbell/feed/wire"
)

type realCase struct {
	File, Oracle string
	Feed         struct{ Title, Link string }
	Entries      []struct {
		ID, Title, Link, Published, Updated, Author string
		HasText                                     bool `json:"has_text"`
	}
}

// TestScore_real prints how far feeds of real sites are read as another parser
// reads them. Deliberate differences (a link that is no web address, an id that
// is only the link) are not counted.
func TestScore_real(t *testing.T) {
	dir := shared(t, "feeds")
	entries, off := 0, map[string]int{}
	differ := func(kind, file, got, want string) {
		off[kind]++
		t.Logf("%s %s: got %q, want %q", kind, file, got, want)
	}
	lines(t, filepath.Join(dir, "real.jsonl"), func(b []byte) {
		var c realCase
		if err := json.Unmarshal(b, &c); err != nil {
			t.Fatal(err)
		}
		body, err := os.ReadFile(filepath.Join(dir, c.File))
		if err != nil {
			t.Fatal(err)
		}
		f, err := wire.Parse(body, wire.Hints{})
		if c.Oracle != "ok" {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", c.File, err)
			return
		}
		if len(f.Items) != len(c.Entries) {
			differ("count", c.File, time.Duration(len(f.Items)).String(), time.Duration(len(c.Entries)).String())
			return
		}
		for n, want := range c.Entries {
			entries++
			got := f.Items[n]
			if !same(got.Title, want.Title) {
				differ("title", c.File, got.Title, want.Title)
			}
			if strings.HasPrefix(want.Link, "http") && got.URL != want.Link {
				differ("link", c.File, got.URL, want.Link)
			}
			if want.ID != "" && got.ID != want.ID {
				differ("id", c.File, got.ID, want.ID)
			}
			if want.Published != "" && !near(got.Published, want.Published) {
				differ("published", c.File, got.Published.Format(time.RFC3339), want.Published)
			}
			if want.HasText && got.Lead() == "" && got.Text() == "" {
				differ("text", c.File, "", "some")
			}
		}
	})
	t.Logf("real feeds: %d entries; differences: %v", entries, off)
	for kind, n := range off {
		if n > entries/50 {
			t.Errorf("%s: %d of %d differ", kind, n, entries)
		}
	}
}

func near(got time.Time, want string) bool {
	w, err := time.Parse(time.RFC3339, want)
	return err == nil && math.Abs(got.Sub(w).Seconds()) < 1
}
