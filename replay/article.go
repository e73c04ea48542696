package replay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"newsbell/news"
)

// An incoming is one line of the file.
type incoming struct {
	name    string
	article news.Article
	at      time.Time // zero when the line names no time
}

// readArticle reads one line. Fields of another kind than text count as absent
// except an id, which may be a number; times that cannot be read count as
// missing.
func readArticle(line []byte) (incoming, error) {
	var fields map[string]any
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	if err := dec.Decode(&fields); err != nil {
		return incoming{}, fmt.Errorf("no JSON object: %w", err)
	}
	if dec.More() {
		return incoming{}, errors.New("more than one JSON value")
	}
	str := func(key string) string {
		s, _ := fields[key].(string)
		return s
	}
	in := incoming{name: str("id"), article: news.Article{
		Title: oneLine(str("title")), Text: str("text"), URL: str("url"), Publisher: str("publisher"), Language: str("language"),
		Published: instant(str("published")),
	}}
	if n, ok := fields["id"].(json.Number); ok {
		in.name = n.String()
	}
	if in.at = instant(str("arrived")); in.at.IsZero() {
		in.at = in.article.Published
	}
	return in, nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
