package feed_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"newsbell/feed/wire"
	"newsbell/news"
)

// TestDiff_realFeeds serves each real feed without its newest entry, then with
// it, dated now: it must be news exactly once, whatever the feed's habits.
func TestDiff_realFeeds(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "data")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("shared test data not present")
	}
	files, err := filepath.Glob(filepath.Join(dir, "feeds", "real", "*"))
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, filepath.Join(dir, "seed", "feed.xml"), filepath.Join(dir, "seed", "feed.rss"))
	tried := 0
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := wire.Parse(body, wire.Hints{})
		var ill *news.Error
		if errors.As(err, &ill) || len(doc.Items) == 0 {
			t.Logf("%s: %v", filepath.Base(file), err)
			continue
		}
		if empty := doc.Items[0]; len(doc.Items) == 1 && empty.Title+empty.URL+empty.Summary+empty.Content == "" && len(empty.Enclosures) == 0 {
			continue // nothing that could be shown
		}
		tried++
		newest := 0
		for n, i := range doc.Items {
			if i.Published.After(doc.Items[newest].Published) {
				newest = n
			}
		}
		without := append(append([]wire.Item{}, doc.Items[:newest]...), doc.Items[newest+1:]...)
		h := newHistory()
		h.poll(without)
		h.now = h.now.Add(time.Minute)
		doc.Items[newest].Published = h.now
		d := h.poll(doc.Items)
		if loud := len(h.store.loud()); loud != 1 {
			t.Errorf("%s: got %d articles that are news (%d new, %d silent: %s), want 1: %q", filepath.Base(file), loud, d.New, d.Silent, d.Reason, doc.Items[newest].Title)
		}
		if again := h.poll(doc.Items); again.New+again.Corrected > 0 {
			t.Errorf("%s: polled again: got %d new, %d corrected", filepath.Base(file), again.New, again.Corrected)
		}
	}
	t.Logf("%d feeds", tried)
}
