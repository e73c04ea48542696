package clerk

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/bot/arg"
	"newsbell/bot/reply"
	"newsbell/bot/rule"
	"newsbell/bot/setting"
	"newsbell/digest/schedule"
	"newsbell/match"
	"newsbell/news"
	"newsbell/text"
)

// upcoming is how many next times a digest's reply shows.
const upcoming = 3

// digestSet keeps a digest's schedule; the reply echoes it as understood, with
// its next times.
func (s *Service) digestSet(ctx context.Context, c call) (news.Message, error) {
	when, err := schedule.Parse(strings.TrimSpace(c.Args[bot.ArgSchedule]))
	if err != nil {
		return news.Message{}, err
	}
	if when.TooOften() {
		return news.Message{}, news.Fault("too_often", "A digest comes at most every 15 minutes. Try: %s", reply.Shown("digest hourly"))
	}
	loc, name, err := zoneArg(c.Args[bot.ArgZone], c.ch)
	if err != nil {
		return news.Message{}, err
	}
	about := text.Clean(c.Args[bot.ArgAbout])
	if about != "" {
		query, err := match.Parse(about)
		if err != nil {
			return news.Message{}, err
		}
		about = query.Canonical()
	}
	times := when.Upcoming(c.At, loc, upcoming)
	if len(times) == 0 {
		return news.Message{}, news.Fault("bad_schedule", "That schedule never comes. Try: %s", reply.Shown("digest daily at 09:00"))
	}
	length, err := arg.Stories(c.Args[bot.ArgLength])
	if err != nil {
		return news.Message{}, err
	}
	d := news.Digest{
		Channel: c.ch.ID, Schedule: when.String(), Zone: name, Query: about, Length: length,
		Style: news.Style(strings.ToLower(c.Args[bot.ArgStyle])), Next: times[0], Covered: c.At, Creator: c.Actor.ID, Created: c.At,
	}
	if err := s.digestRoom(ctx, d); err != nil {
		return news.Message{}, err
	}
	if d, err = s.Store.AddDigest(ctx, d); err != nil {
		return news.Message{}, fmt.Errorf("add digest: %w", err)
	}
	lines := []news.Line{reply.Line("It comes %s, %s time, %s.", d.Schedule, name, rule.About(d)), reply.Says(rule.Next(times, loc))}
	return reply.Note(news.Say("Digest %d is on", d.Number), append(lines, pausedLine(c.ch)...)...), nil
}

// digestRoom refuses a digest that the channel has already, or has no room for.
func (s *Service) digestRoom(ctx context.Context, d news.Digest) error {
	have, err := s.Store.ChannelDigests(ctx, d.Channel)
	if err != nil {
		return fmt.Errorf("list digests: %w", err)
	}
	if len(have) >= maxDigests {
		return news.Fault("too_many", "This channel has %d digests, the most it may have. Stop one first: %s", len(have), reply.Shown("digest off 1"))
	}
	for _, old := range have {
		if old.Schedule == d.Schedule && old.Zone == d.Zone && old.Query == d.Query {
			return news.Fault("duplicate", "This channel has that already: it is digest %d.", old.Number)
		}
	}
	return nil
}

// zoneArg reads a typed zone; without one it is the channel's.
func zoneArg(typed string, ch news.Channel) (*time.Location, string, error) {
	if strings.TrimSpace(typed) == "" {
		return setting.Zone(ch), cmp.Or(ch.Zone, "UTC"), nil
	}
	loc, name, err := schedule.Zone(strings.TrimSpace(typed))
	if err != nil {
		return nil, "", err
	}
	return loc, name, nil
}

func (s *Service) digestList(ctx context.Context, c call) (news.Message, error) {
	have, err := s.Store.ChannelDigests(ctx, c.ch.ID)
	if err != nil {
		return news.Message{}, fmt.Errorf("list digests: %w", err)
	}
	return rule.Digests(reply.Count(len(have), "digest", "digests"), have), nil
}

func (s *Service) digestNow(ctx context.Context, c call) (news.Message, error) {
	if err := s.Digests.Now(ctx, c.ch.ID); err != nil {
		return news.Message{}, fmt.Errorf("post digest now: %w", err)
	}
	return reply.Note("", reply.Line("The digest is on its way.")), nil
}

// digestMore shows what the channel's last digest left out.
func (s *Service) digestMore(ctx context.Context, c call) (news.Message, error) {
	return s.rest(ctx, c, 0)
}

// rest shows, to the one who asked, what a digest left out.
func (s *Service) rest(ctx context.Context, c call, digest news.DeliveryID) (news.Message, error) {
	m, err := s.Digests.Rest(ctx, c.ch.ID, digest)
	if err != nil {
		return news.Message{}, fmt.Errorf("compose the rest of a digest: %w", err)
	}
	m.Private = true
	return m, nil
}

// digestOff stops a digest; with several it must be named.
func (s *Service) digestOff(ctx context.Context, c call) (news.Message, error) {
	have, err := s.Store.ChannelDigests(ctx, c.ch.ID)
	if err != nil {
		return news.Message{}, fmt.Errorf("list digests: %w", err)
	}
	typed := strings.Trim(strings.TrimSpace(c.Args[bot.ArgDigest]), "#")
	number := 0
	switch {
	case typed == "" && len(have) == 1:
		number = have[0].Number
	case typed == "":
		return rule.Digests("Which digest shall I stop?", have), nil
	default:
		for _, d := range have {
			if strconv.Itoa(d.Number) == typed || strings.EqualFold(d.Schedule, typed) {
				number = d.Number
			}
		}
	}
	if number == 0 {
		return news.Message{}, news.Fault("not_found", "Which one is %q? Give the number that this shows: %s", reply.Clip(text.Clean(typed), 60), reply.Shown(bot.CmdDigestList))
	}
	gone, err := s.Store.RemoveDigest(ctx, c.ch.ID, number)
	if err != nil {
		return news.Message{}, fmt.Errorf("remove digest %d: %w", number, err)
	}
	return reply.Note(news.Say("Digest %d is off", gone.Number), reply.Line("To take it back:"), reply.Command("%s", rule.Digest(gone))), nil
}
