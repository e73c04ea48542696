package trial

import (
	"bytes"
	"encoding/json"
	"regexp"
	"time"
)

// Rewind takes a real feed apart for a trial: before lacks its newest entry,
// after has it again with its dates moved to now. ok is false when no entry can
// be told apart.
func Rewind(feed []byte, now time.Time) (before, after []byte, ok bool) {
	if trimmed := bytes.TrimSpace(feed); len(trimmed) > 0 && trimmed[0] == '{' {
		return rewindJSON(trimmed, now)
	}
	spans := regexp.MustCompile(`(?is)<(item|entry)[\s>].*?</(item|entry)\s*>`).FindAllIndex(feed, -1)
	if len(spans) == 0 {
		return nil, nil, false
	}
	dates := regexp.MustCompile(`(?is)(<(pubDate|dc:date|published|updated|issued|modified|created|date)(?:\s[^>]*)?>)[^<]*(</)`)
	newest, at := 0, time.Time{}
	for i, s := range spans {
		for _, m := range dates.FindAllSubmatchIndex(feed[s[0]:s[1]], -1) {
			text := feed[s[0]+m[3] : s[0]+m[6]]
			if t := readDate(string(bytes.TrimSpace(text))); t.After(at) {
				newest, at = i, t
			}
		}
	}
	s := spans[newest]
	if !regexp.MustCompile(`(?is)<([a-z]+:)?(title|link|description|summary|content)[\s>]`).Match(feed[s[0]:s[1]]) {
		return nil, nil, false // an entry that says nothing
	}
	before = append(append([]byte{}, feed[:s[0]]...), feed[s[1]:]...)
	entry := dates.ReplaceAllFunc(feed[s[0]:s[1]], func(m []byte) []byte {
		parts := dates.FindSubmatch(m)
		layout := time.RFC3339
		if bytes.EqualFold(parts[2], []byte("pubDate")) {
			layout = time.RFC1123Z
		}
		return append(append(append([]byte{}, parts[1]...), now.UTC().Format(layout)...), parts[3]...)
	})
	after = append(append(append([]byte{}, feed[:s[0]]...), entry...), feed[s[1]:]...)
	return before, after, true
}

func rewindJSON(feed []byte, now time.Time) (before, after []byte, ok bool) {
	var doc map[string]any
	if err := json.Unmarshal(feed, &doc); err != nil {
		return nil, nil, false
	}
	items, isList := doc["items"].([]any)
	if !isList || len(items) == 0 {
		return nil, nil, false
	}
	first, isObject := items[0].(map[string]any)
	if !isObject {
		return nil, nil, false
	}
	first["date_published"] = now.UTC().Format(time.RFC3339)
	after, errAfter := json.Marshal(doc)
	doc["items"] = items[1:]
	before, errBefore := json.Marshal(doc)
	return before, after, errAfter == nil && errBefore == nil
}

func readDate(text string) time.Time {
	for _, layout := range []string{
		time.RFC1123Z, time.RFC1123, time.RFC3339, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST",
		"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05", "2006-01-02",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}
