package show

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/bot/local"
	"newsbell/demo"
)

// stepLength is the demo's time between two rounds.
const stepLength = 30 * time.Second

// Script plays the scenario in compressed time, prints the conversation and says
// whether all went as it should; what did not is told to Options.Err.
func (s *Show) Script(ctx context.Context) (ok bool, err error) {
	fmt.Fprintf(s.o.Out, "newsbell demo: the evening of 12 February 2025, times in UTC. The publishers are invented, the events are not.\n")
	p := &printer{out: s.o.Out, room: s.app.Room(), seen: map[string]int64{}}
	lines, checks := demo.Lines(), demo.Checks()
	failed := 0
	for at := time.Duration(0); at <= demo.End; at += stepLength {
		s.clock.set(demo.Start().Add(at))
		if err := s.app.Step(ctx); err != nil {
			return false, err
		}
		p.print()
		for len(lines) > 0 && lines[0].At <= at {
			if _, err := s.app.Room().Say(ctx, lines[0].Channel, "you", lines[0].Text); err != nil {
				return false, fmt.Errorf("say %q: %w", lines[0].Text, err)
			}
			p.print()
			lines = lines[1:]
		}
		for len(checks) > 0 && checks[0].At <= at {
			if err := checks[0].Holds(s.posts()); err != nil {
				fmt.Fprintf(s.o.Err, "newsbell: at %s it does not hold that %s: %v\n", s.clock.now().Format("15:04"), checks[0].Name, err)
				failed++
			}
			checks = checks[1:]
		}
	}
	total := len(demo.Checks())
	fmt.Fprintf(s.o.Out, "\n%d of %d things happened as they should.\n", total-failed, total)
	return failed == 0 && len(checks) == 0, nil
}

// posts gives what newsbell said in all channels.
func (s *Show) posts() (out []demo.Post) {
	for _, channel := range s.app.Room().Channels() {
		posts, _ := s.app.Room().Posts(channel, 0)
		for _, p := range posts {
			if p.Line == "" {
				out = append(out, demo.Post{
					Channel: channel, At: p.At, Edits: p.Edits, Message: p.Message, Text: bot.PlainText(p.Message, time.UTC),
				})
			}
		}
	}
	return out
}

// A printer shows what changed in the chat, as a person would read it.
type printer struct {
	out  io.Writer
	room *local.Room
	seen map[string]int64 // by channel
}

func (p *printer) print() {
	type shown struct {
		channel string
		post    local.Post
	}
	var all []shown
	for _, channel := range p.room.Channels() {
		posts, seq := p.room.Posts(channel, p.seen[channel])
		p.seen[channel] = seq
		for _, post := range posts {
			all = append(all, shown{channel, post})
		}
	}
	slices.SortStableFunc(all, func(a, b shown) int { return int(a.post.Seq - b.post.Seq) })
	for _, s := range all {
		at, mark := s.post.At, ""
		if !s.post.Edited.IsZero() {
			at, mark = s.post.Edited, fmt.Sprintf(" (message of %s, edited)", s.post.At.UTC().Format("15:04"))
		}
		head := fmt.Sprintf("%s #%s", at.UTC().Format("15:04"), s.channel)
		if s.post.Line != "" {
			fmt.Fprintf(p.out, "\n%s  %s> %s\n", head, s.post.Author, s.post.Line)
			continue
		}
		fmt.Fprintf(p.out, "\n%s  newsbell%s\n%s\n", head, mark, indent(bot.PlainText(s.post.Message, time.UTC)))
	}
}

func indent(text string) string {
	return "      " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n      ")
}
