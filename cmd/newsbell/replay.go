package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"newsbell/news"
)

func replayCommand(w world) *cobra.Command {
	budget, asJSON := replayBudget, false
	cmd := &cobra.Command{
		Use:   "replay FILE.jsonl",
		Short: "Show what a budget of alerts would have rung on past articles",
		Long: "Groups the articles of a file in their order, as a channel that asked for everything when it breaks would see them.\n" +
			"Time is the data's. A file that ends in .gz is read as gzip.",
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if budget < 0 || budget > 10000 {
				return fmt.Errorf("%w: --budget goes from 0 to 10000, not %d", errUsage, budget)
			}
			return withFile(args[0], func(r io.Reader) (err error) {
				if strings.HasSuffix(args[0], ".gz") {
					z, err := gzip.NewReader(r)
					if err != nil {
						return fmt.Errorf("read %s: %w", args[0], err)
					}
					r = z
				}
				out := bufio.NewWriterSize(w.stdout, 1<<16)
				defer func() { err = errors.Join(err, out.Flush()) }()
				write := readable(out)
				if asJSON {
					write = asLines(out)
				}
				return replayFile(cmd, r, args[0], budget, write)
			})
		},
	}
	cmd.Flags().IntVar(&budget, "budget", budget, "alerts a day to aim at")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

// replayBudget is the alerts a day that a replay aims at unless told.
const replayBudget = 5

// longestLine bounds a line of a replay, in bytes.
const longestLine = 16 << 20

// replayFile reads the articles of a file and replays them.
func replayFile(cmd *cobra.Command, r io.Reader, name string, budget int, write func(event) error) error {
	rep, err := newReplay(budget, write)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 1<<16), longestLine)
	n := 0
	for lines.Scan() {
		n++
		if n%1024 == 0 && cmd.Context().Err() != nil {
			return cmd.Context().Err()
		}
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		in, err := readArticle(line)
		if err != nil {
			return badLine(name, n, err)
		}
		if err := rep.take(in); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return badLine(name, n+1, err)
	}
	return rep.end()
}

func badLine(name string, line int, err error) error {
	return &news.Error{Code: "bad_line", Message: fmt.Sprintf(
		"%s, line %d: %v; each line must be one JSON object with id, title, text, url, publisher, language, published, arrived", name, line, err)}
}

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

// An event is one line of what replay prints; the zero fields of its kind are
// printed too, those of other kinds are not.
type event struct {
	Event       string
	Article     string
	Story       string
	Development string
	From, Into  string
	At          time.Time
	Title       string
	Publishers  []string
	Reason      string
	Articles    int
	Stories     int
	Alerts      int
	Seconds     int64
}

// fields are the event's own, in the order of the contract.
func (e event) fields() any {
	switch e.Event {
	case "article":
		return struct {
			Event       string `json:"event"`
			Article     string `json:"article"`
			Story       string `json:"story"`
			Development string `json:"development"`
		}{e.Event, e.Article, e.Story, e.Development}
	case "merge":
		return struct {
			Event string `json:"event"`
			From  string `json:"from"`
			Into  string `json:"into"`
		}{e.Event, e.From, e.Into}
	case "alert":
		return struct {
			Event      string    `json:"event"`
			Article    string    `json:"article"`
			Story      string    `json:"story"`
			At         time.Time `json:"at"`
			Title      string    `json:"title"`
			Publishers []string  `json:"publishers"`
			Reason     string    `json:"reason"`
		}{e.Event, e.Article, e.Story, e.At, e.Title, e.Publishers, e.Reason}
	default:
		return struct {
			Event    string `json:"event"`
			Articles int    `json:"articles"`
			Stories  int    `json:"stories"`
			Alerts   int    `json:"alerts"`
			Seconds  int64  `json:"seconds"`
		}{e.Event, e.Articles, e.Stories, e.Alerts, e.Seconds}
	}
}

// asLines writes each event as one JSON object.
func asLines(w io.Writer) func(event) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return func(e event) error { return enc.Encode(e.fields()) }
}

// readable writes the alerts, and at the end what they came from.
func readable(w io.Writer) func(event) error {
	return func(e event) (err error) {
		switch e.Event {
		case "alert":
			_, err = fmt.Fprintf(w, "%s  %s\n%18s%s\n", e.At.Format("2006-01-02 15:04"), e.Title, "", e.Reason)
		case "end":
			days := float64(e.Seconds) / 86400
			_, err = fmt.Fprintf(w, "%d articles in %d stories over %.1f days: %d alerts", e.Articles, e.Stories, days, e.Alerts)
			if err == nil && days >= 1 {
				_, err = fmt.Fprintf(w, ", %.1f a day", float64(e.Alerts)/days)
			}
			if err == nil {
				_, err = fmt.Fprintln(w)
			}
		}
		return err
	}
}
