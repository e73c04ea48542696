package clerk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/bot/arg"
	"newsbell/bot/reply"
	"newsbell/bot/setting"
	"newsbell/news"
	"newsbell/text"
)

// How long what people say of a story holds.
const (
	muteFor   = 24 * time.Hour
	followFor = 14 * 24 * time.Hour
	fewerFor  = 30 * 24 * time.Hour
	// maxFeedback bounds what a channel says of stories at one time.
	maxFeedback = 200
)

func (s *Service) mute(ctx context.Context, c call) (news.Message, error) {
	return s.say(ctx, c, news.Mute)
}

func (s *Service) follow(ctx context.Context, c call) (news.Message, error) {
	return s.say(ctx, c, news.Follow)
}

func (s *Service) fewer(ctx context.Context, c call) (news.Message, error) {
	return s.say(ctx, c, news.Fewer)
}

// say keeps what somebody made of the story behind a link, or of the last one
// that rang.
func (s *Service) say(ctx context.Context, c call, kind news.FeedbackKind) (news.Message, error) {
	length, err := arg.Length(c.Args[bot.ArgFor])
	if err != nil {
		return news.Message{}, err
	}
	st, a, err := s.asked(ctx, c)
	if err != nil {
		return news.Message{}, err
	}
	if st.ID == 0 {
		return news.Message{}, news.Fault("not_grouped", "%s is not sorted into a story yet. Try again in a minute.", reply.Clip(text.Clean(a.Title), 100))
	}
	return s.sayOf(ctx, c, kind, st, length)
}

// sayOf keeps it for a while; length 0 means as long as is usual.
func (s *Service) sayOf(ctx context.Context, c call, kind news.FeedbackKind, st news.Story, length time.Duration) (news.Message, error) {
	have, err := s.Store.ChannelFeedback(ctx, c.ch.ID, c.At)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feedback: %w", err)
	}
	if len(have) >= maxFeedback {
		return news.Message{}, news.Fault("too_many", "This channel follows, mutes and weighs down %d stories, the most it may. Take one back first: %s", len(have), reply.Shown("forget 1"))
	}
	f := news.Feedback{Channel: c.ch.ID, Kind: kind, Story: st.ID, Title: reply.Clip(text.Clean(st.Title), 200), Creator: c.Actor.ID, Created: c.At}
	usual, title, effect := muteFor, "Muted: %s", "It does not ring, grow or come in a digest here until %s."
	switch kind {
	case news.Follow:
		usual, title, effect = followFor, "Followed: %s", "Each development of it rings here until %s."
	case news.Fewer:
		usual, title, effect = fewerFor, "Fewer like this: %s", "Stories with its words must be bigger to ring here, and come last in digests, until %s."
		f.Words = slices.Sorted(maps.Keys(text.ContentWords(st.Title, st.Language)))
	case news.Mute:
	}
	if length == 0 {
		length = usual
	}
	f.Until = c.At.Add(length)
	if f, err = s.Store.AddFeedback(ctx, f); err != nil {
		return news.Message{}, fmt.Errorf("add feedback: %w", err)
	}
	return reply.Note(news.Say(title, f.Title),
		reply.Line(effect, reply.Moment(f.Until, setting.Zone(c.ch))), reply.Line("To take it back:"), reply.Command("forget %d", f.ID)), nil
}

// forget takes a feedback back.
func (s *Service) forget(ctx context.Context, c call) (news.Message, error) {
	have, err := s.Store.ChannelFeedback(ctx, c.ch.ID, c.At)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feedback: %w", err)
	}
	typed := strings.Trim(strings.TrimSpace(c.Args[bot.ArgStory]), "#")
	i := slices.IndexFunc(have, func(f news.Feedback) bool { return strconv.FormatInt(int64(f.ID), 10) == typed })
	switch {
	case typed == "" && len(have) == 1:
		i = 0
	case typed == "" && len(have) > 0:
		return reply.Note("Which one shall I forget?", feedbackLines(have, c.ch)...), nil
	case len(have) == 0:
		return reply.Note("", reply.Line("This channel mutes, follows and weighs down nothing.")), nil
	case i < 0:
		return news.Message{}, news.Fault("not_found", "Which one is %q? Give the number that this shows: %s", reply.Clip(text.Clean(typed), 60), reply.Shown(bot.CmdForget))
	}
	if err := s.Store.RemoveFeedback(ctx, c.ch.ID, have[i].ID); err != nil {
		return news.Message{}, fmt.Errorf("remove feedback: %w", err)
	}
	return reply.Note("", reply.Line("Forgotten: %s of %s.", news.Say(string(have[i].Kind)), have[i].Title)), nil
}

func feedbackLines(have []news.Feedback, ch news.Channel) []news.Line {
	lines := make([]news.Line, len(have))
	for i, f := range have {
		lines[i] = reply.Line("%s. %s: %s, until %s", strconv.FormatInt(int64(f.ID), 10), news.Say(string(f.Kind)), f.Title, reply.Moment(f.Until, setting.Zone(ch)))
	}
	return lines
}
