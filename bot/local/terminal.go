package local

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"newsbell/bot"
	"newsbell/lang"
	"newsbell/news"
)

// Terminal is the conversation of one channel on a console.
type Terminal struct {
	In      io.Reader
	Out     io.Writer
	Room    *Room
	Channel string
	// Name is who types; "" means "you".
	Name string
	// Stay goes on printing after In has ended.
	Stay bool
}

// Run prints what stands and comes in the channel and carries out the lines
// that are typed, until In ends, a person types "quit", or ctx is done (no
// error in these cases). A read of In that is under way when ctx is done ends
// with the process, or when the caller closes In.
func (t Terminal) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lines, failed := t.read(ctx)
	seen, printed := int64(0), make(map[string]bool)
	for {
		changed := t.Room.Changed()
		posts, seq := t.Room.Posts(t.Channel, seen)
		seen = seq
		for _, p := range posts {
			if err := t.print(p, printed[p.ID]); err != nil {
				return err
			}
			printed[p.ID] = true
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		case line, ok := <-lines:
			if !ok {
				if err := <-failed; err != nil || !t.Stay {
					return err
				}
				lines = nil
				continue
			}
			if done, err := t.typed(ctx, line); done || err != nil {
				return err
			}
		}
	}
}

// read gives the lines of In as they come; failed holds the reading's error
// once lines is closed.
func (t Terminal) read(ctx context.Context) (lines <-chan string, failed <-chan error) {
	out, end := make(chan string), make(chan error, 1)
	go func() {
		defer close(out)
		scan := bufio.NewScanner(t.In)
		for scan.Scan() {
			select {
			case out <- scan.Text():
			case <-ctx.Done():
				end <- nil
				return
			}
		}
		end <- scan.Err()
	}()
	return out, end
}

// typed carries out one line.
func (t Terminal) typed(ctx context.Context, line string) (done bool, err error) {
	line = strings.TrimSpace(line)
	switch strings.ToLower(line) {
	case "":
		return false, nil
	case "quit", "exit", "/quit", "/exit":
		return true, nil
	}
	_, err = t.Room.Say(ctx, t.Channel, t.name(), line)
	if e, ok := errors.AsType[*news.Error](err); ok {
		_, err = fmt.Fprintln(t.Out, e.Message)
	}
	return false, err
}

func (t Terminal) name() string {
	if t.Name == "" {
		return "you"
	}
	return t.Name
}

// print writes a post; one that stood before is an edit. What the person typed
// stands on their screen already.
func (t Terminal) print(p Post, again bool) error {
	if p.Line != "" {
		if p.Author == t.name() {
			return nil
		}
		_, err := fmt.Fprintf(t.Out, "%s: %s\n", p.Author, p.Line)
		return err
	}
	head, voice := "", lang.In(p.Message.Language)
	switch {
	case again:
		head = "(" + voice.Text("edited in place") + ")\n"
	case p.ReplyTo != "" && p.Message.Kind == news.KindReply:
		head = "(" + voice.Text("in the thread") + ")\n"
	}
	_, err := fmt.Fprintf(t.Out, "%s%s\n", head, bot.PlainText(p.Message, t.Room.o.Zone))
	return err
}
