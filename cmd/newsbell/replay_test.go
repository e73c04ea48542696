package main

import (
	"compress/gzip"
	"os"
	"strings"
	"testing"
)

// TestReplay replays a file as it is typed: packed or not, for people or as JSON.
func TestReplay(t *testing.T) {
	const line = `{"id":"a","title":"Ferry runs aground","publisher":"P","arrived":"2025-05-06T10:00:00Z"}` + "\n"
	plain, packed, bad := file(t, "in.jsonl", line), file(t, "in.jsonl.gz", ""), file(t, "bad.jsonl", line+"nonsense\n")
	f, err := os.Create(packed)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	_, err = z.Write([]byte(line))
	if err != nil || z.Close() != nil || f.Close() != nil {
		t.Fatalf("not packed: %v", err)
	}
	const end = `{"event":"end","articles":1,"stories":1,"alerts":0,"seconds":0}` + "\n"
	for _, tt := range []struct {
		name        string
		args        []string
		code        int
		out, errors string
	}{
		{"as JSON", []string{plain, "--json"}, exitDone, end, ""},
		{"packed", []string{packed, "--json"}, exitDone, end, ""},
		{"for people", []string{plain}, exitDone, "1 articles in 1 stories over 0.0 days: 0 alerts\n", ""},
		{"a bad line", []string{bad, "--json"}, exitFault, "", bad + ", line 2: no JSON object"},
		{"not packed at all", []string{file(t, "x.gz", line)}, exitFault, "", "gzip"},
		{"without a file", nil, exitUsage, "", "accepts 1 arg"},
		{"a budget below none", []string{plain, "--budget", "-1"}, exitUsage, "", "--budget goes from 0 to 10000"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, out, errs := try(t, nil, append([]string{"replay"}, tt.args...)...)
			if code != tt.code || !strings.Contains(out, tt.out) || !strings.Contains(errs, tt.errors) {
				t.Errorf("exit %d, prints %q, says %q", code, out, errs)
			}
		})
	}
}
