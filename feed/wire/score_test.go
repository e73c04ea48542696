package wire_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"newsbell/feed/wire"
)

// shared finds the folder of shared test data beside the checkout, or skips.
func shared(tb testing.TB, parts ...string) string {
	tb.Helper()
	dir := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, parts...)...)
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("shared test data not present")
	}
	return dir
}

func lines(tb testing.TB, file string, each func([]byte)) {
	tb.Helper()
	f, err := os.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 64<<20)
	for s.Scan() {
		each(s.Bytes())
	}
	if err := s.Err(); err != nil {
		tb.Fatal(err)
	}
}

type conformanceCase struct {
	File    string
	Expect  string
	URL     string
	Headers map[string]string
	Checks  []struct {
		Op     string
		Value  any
		Simple string
	}
}

// TestScore_conformance prints how many of the conformance cases that have a
// check in plain terms hold, and fails below the bar.
func TestScore_conformance(t *testing.T) {
	dir := shared(t, "feeds")
	const bar = 0.95
	total, passed, unread, files := 0, 0, 0, 0
	lines(t, filepath.Join(dir, "conformance.jsonl"), func(b []byte) {
		var c conformanceCase
		if err := json.Unmarshal(b, &c); err != nil {
			t.Fatal(err)
		}
		files++
		body, err := os.ReadFile(filepath.Join(dir, c.File))
		if err != nil {
			t.Fatal(err)
		}
		h := wire.Hints{URL: c.URL, ContentType: header(c, "Content-type"), Location: header(c, "Content-Location"), Language: header(c, "Content-Language")}
		f, err := wire.Parse(body, h)
		if err != nil {
			unread++
			t.Logf("UNREAD %s: %v", c.File, err)
		}
		checks, failed := 0, ""
		for _, k := range c.Checks {
			if k.Simple == "" {
				continue
			}
			checks++
			if got, want := field(f, k.Simple), fmt.Sprint(k.Value); !same(got, want) {
				failed = fmt.Sprintf("%s: got %q, want %q", k.Simple, got, want)
			}
		}
		if checks == 0 {
			return
		}
		total++
		if failed == "" {
			passed++
		} else {
			t.Logf("FAIL %s: %s", c.File, failed)
		}
	})
	share := float64(passed) / float64(total)
	t.Logf("conformance: %d of %d cases hold (%.1f %%); %d of %d files unread", passed, total, 100*share, unread, files)
	if share < bar {
		t.Errorf("got %.3f, want at least %.2f", share, bar)
	}
	if lost := float64(unread) / float64(files); lost > 0.01 {
		t.Errorf("%.3f of the files are unread, want at most 0.01", lost)
	}
}

func header(c conformanceCase, name string) string {
	for k, v := range c.Headers {
		if strings.EqualFold(k, name) {
			return v
		}
	}
	return ""
}

// same compares as the data's README says: tags dropped, entities decoded.
func same(got, want string) bool {
	if got == want || got == flat(want) || flat(got) == flat(want) {
		return true
	}
	return strings.Join(strings.Fields(flat(got)), "") == strings.Join(strings.Fields(flat(want)), "")
}

func flat(s string) string {
	s = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(s, "")
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}

// field looks a plain-model path up in what `inspect feed` prints.
func field(f *wire.Feed, path string) string {
	if f == nil {
		return ""
	}
	out, err := wire.JSON(f)
	if err != nil {
		return err.Error()
	}
	var doc map[string]any
	if err := json.Unmarshal(out, &doc); err != nil {
		return err.Error()
	}
	names := strings.NewReplacer("entries.count", "count", "feed.subtitle", "feed.description", "].link", "].url", ".tags[", ".categories[").Replace(path)
	if names == "count" {
		return strconv.Itoa(len(f.Items))
	}
	var at any = map[string]any{"feed": doc["feed"], "entries": doc["articles"]}
	for _, step := range strings.FieldsFunc(names, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		switch v := at.(type) {
		case map[string]any:
			at = v[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(v) {
				return ""
			}
			at = v[n]
		}
	}
	if at == nil {
		return ""
	}
	return fmt.Sprint(at)
}
