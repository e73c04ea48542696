// Package replay shows what a budget of alerts would have rung on past articles:
// it takes a file of them through the rules of package story and package alert,
// as a channel that asked for everything when it breaks would see them, in the
// data's own time and without a store. It stands beside the chain, as package
// desk does; "newsbell replay" prints what it says.
package replay

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"

	"newsbell/news"
)

// Budget is the alerts a day that a replay aims at unless told.
const Budget = 5

// longestLine bounds a line of a file, in bytes.
const longestLine = 16 << 20

// Run replays the articles of r, one JSON object a line, and hands what happens
// to write, in order. The same articles give the same events. The budget is in
// alerts a day; name is what errors call r. A line that cannot be read is a
// *news.Error that names it; what write returns ends the replay.
func Run(ctx context.Context, r io.Reader, name string, budget int, write func(Event) error) error {
	ch, err := newChannel(budget, write)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 1<<16), longestLine)
	n := 0
	for lines.Scan() {
		n++
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		in, err := readArticle(line)
		if err != nil {
			return badLine(name, n, err)
		}
		if err := ch.take(in); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return badLine(name, n+1, err)
	}
	return ch.end()
}

func badLine(name string, line int, err error) error {
	return &news.Error{Code: "bad_line", Message: fmt.Sprintf(
		"%s, line %d: %v; each line must be one JSON object with id, title, text, url, publisher, language, published, arrived", name, line, err)}
}
