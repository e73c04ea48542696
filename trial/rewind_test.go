package trial

import (
	"strings"
	"testing"
	"time"
)

func TestRewind(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct{ name, feed, gone, dated string }{
		{
			"rss, the newest by date",
			`<rss><channel><item><title>old</title><pubDate>Mon, 03 Feb 2025 10:00:00 +0000</pubDate></item>` +
				`<item><title>new</title><pubDate>Tue, 04 Feb 2025 10:00:00 +0000</pubDate></item></channel></rss>`,
			"<title>new</title>", "Sun, 01 Mar 2026 12:00:00 +0000",
		},
		{
			"atom, both its dates",
			`<feed><entry><title>only</title><published>2025-02-04T10:00:00Z</published><updated>2025-02-05T10:00:00Z</updated></entry></feed>`,
			"<title>only</title>", "2026-03-01T12:00:00Z</published><updated>2026-03-01T12:00:00Z",
		},
		{"json", `{"items":[{"id":"1","title":"new"},{"id":"2","title":"old"}]}`, `"title":"new"`, `"date_published":"2026-03-01T12:00:00Z"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before, after, ok := Rewind([]byte(tt.feed), now)
			if !ok || strings.Contains(string(before), tt.gone) || !strings.Contains(string(after), tt.gone) || !strings.Contains(string(after), tt.dated) {
				t.Errorf("ok %t\nbefore %s\nafter  %s", ok, before, after)
			}
		})
	}
	for _, nothing := range []string{"", "no feed at all", `{"items":[]}`, "<feed><entry><author/></entry></feed>"} {
		if _, _, ok := Rewind([]byte(nothing), now); ok {
			t.Errorf("an entry is found in %q", nothing)
		}
	}
}
