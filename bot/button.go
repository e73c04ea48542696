package bot

import (
	"context"
	"fmt"
	"strconv"

	"newsbell/news"
)

// CmdButton is the command of a pressed button. People cannot type it; its
// arguments are those that the platforms' adapters set.
const CmdButton = "button"

// The arguments of a pressed button, and its verbs.
const (
	ArgVerb     = "verb"
	ArgDelivery = "delivery" // whose message the button stands on

	VerbSources = "sources"
	VerbWhy     = "why"
	VerbFollow  = "follow"
	VerbMute    = "mute"
	VerbFewer   = "fewer"
	VerbMore    = "more" // of a digest: what it left out
)

func buttonCommand() Command {
	return Command{
		Name: CmdButton, Help: "A button on a message",
		Args: []Arg{{Name: ArgVerb, Required: true}, {Name: ArgDelivery, Required: true}},
	}
}

// button answers a press. The delivery's id comes from outside: it counts only
// in the delivery's own channel.
func (s *Service) button(ctx context.Context, c call) (news.Message, error) {
	gone := news.Fault("not_found", "newsbell no longer knows this message.")
	id, err := strconv.ParseInt(c.Args[ArgDelivery], 10, 64)
	if err != nil {
		return news.Message{}, gone
	}
	d, err := s.Store.Delivery(ctx, news.DeliveryID(id))
	more := c.Args[ArgVerb] == VerbMore
	if isNotFound(err) || err == nil && (d.Channel != c.ch.ID || d.Story == 0 && !more) {
		return news.Message{}, gone
	}
	if err != nil {
		return news.Message{}, fmt.Errorf("find delivery %d: %w", id, err)
	}
	if more {
		return s.rest(ctx, c, d.ID)
	}
	st, err := s.story(ctx, d.Story)
	if err != nil {
		return news.Message{}, err
	}
	switch c.Args[ArgVerb] {
	case VerbSources:
		return s.sources(c, st), nil
	case VerbWhy:
		return s.explain(ctx, c, st, news.Article{Title: st.Title, Lead: st.Lead, URL: st.URL, Language: st.Language})
	case VerbFollow, VerbMute, VerbFewer:
		return s.sayOf(ctx, c, news.FeedbackKind(c.Args[ArgVerb]), st, 0)
	default:
		return news.Message{}, news.Fault("bad_button", "This button is from an older newsbell and does nothing now.")
	}
}

// sources lists who reports a story, in order of time, with links.
func (s *Service) sources(c call, st news.Story) news.Message {
	loc := zoneOf(c.ch)
	lines := make([]news.Line, 0, len(st.Reports))
	for _, r := range st.Reports {
		entry := verbatim(r.At.In(loc).Format("15:04") + " " + r.Publisher + ": " + r.Title)
		if r.Copy {
			entry = say("%s (a copy of another report)", entry)
		}
		linked := line(entry)
		linked.URL = r.URL
		lines = append(lines, linked)
	}
	return note(say("%s on %s", count(len(st.Reports), "publisher", "publishers"), st.Title), lines...)
}
