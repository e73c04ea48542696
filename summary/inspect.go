package summary

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// lineBytes is the longest line that Inspect reads.
const lineBytes = 64 << 20

// Inspect reads lines {"id","articles":[{"title","text","publisher"}]} and
// writes a line {"id","summary"} of at most the given number of words for each,
// in order. Blank lines are skipped. A line that is not such an object is an
// error that names its number.
func Inspect(r io.Reader, w io.Writer, words int) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, lineBytes)
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" {
			continue
		}
		answer, err := inspect([]byte(line), words)
		if err != nil {
			return fmt.Errorf("read line %d: %w", n, err)
		}
		if err := out.Encode(answer); err != nil {
			return fmt.Errorf("write summary of line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read line %d: %w", n+1, err)
	}
	return nil
}

type inspected struct {
	ID      json.RawMessage `json:"id"`
	Summary string          `json:"summary"`
}

func inspect(line []byte, words int) (inspected, error) {
	var item struct {
		ID       json.RawMessage `json:"id"`
		Articles []struct {
			Title     string `json:"title"`
			Text      string `json:"text"`
			Publisher string `json:"publisher"`
			Language  string `json:"language"`
		} `json:"articles"`
	}
	if err := json.Unmarshal(line, &item); err != nil {
		return inspected{}, err
	}
	if item.Articles == nil {
		return inspected{}, errors.New(`no "articles"`)
	}
	if item.ID == nil {
		item.ID = json.RawMessage("null")
	}
	articles := make([]Source, 0, len(item.Articles))
	for _, a := range item.Articles {
		articles = append(articles, Source{Title: a.Title, Text: a.Text, Publisher: a.Publisher, Language: a.Language})
	}
	return inspected{ID: item.ID, Summary: Story(articles, words)}, nil
}
