package clerk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/bot/reply"
	"newsbell/bot/setting"
	"newsbell/digest"
	"newsbell/news"
)

// quiet sets the hours in which alerts are held, or ends them.
func (s *Service) quiet(ctx context.Context, c call) (news.Message, error) {
	typed := strings.TrimSpace(c.Args[bot.ArgHours])
	ch := c.ch
	if strings.EqualFold(typed, "off") {
		if ch.Settings.Quiet.From == ch.Settings.Quiet.To {
			return reply.Note("", reply.Line("This channel has no quiet hours.")), nil
		}
		ch.Settings.Quiet = news.Quiet{}
		if err := s.setQuiet(ctx, ch, c.At); err != nil {
			return news.Message{}, err
		}
		return reply.Note("Quiet hours are off", reply.Line("What they held comes now, in one list.")), nil
	}
	q, err := setting.Quiet(typed)
	if err != nil {
		return news.Message{}, err
	}
	loc := setting.Zone(ch)
	if c.Args[bot.ArgZone] != "" {
		if loc, q.Zone, err = zoneArg(c.Args[bot.ArgZone], ch); err != nil {
			return news.Message{}, err
		}
	}
	ch.Settings.Quiet = q
	if err := s.setQuiet(ctx, ch, c.At); err != nil {
		return news.Message{}, err
	}
	lines := []news.Line{reply.Line("Alerts are held %s and come in one list when it ends, the most important first.", setting.QuietWords(ch))}
	if n := ch.Settings.Breakthrough; n > 0 {
		lines = append(lines, reply.Line("What %d publishers report rings all the same.", n))
	} else {
		lines = append(lines, reply.Line("To let very big news through:"), reply.Command("set breakthrough 6"))
	}
	return reply.Note("Quiet hours are set", append(lines, reply.Line("It is %s there now.", reply.Moment(c.At, loc)))...), nil
}

// setQuiet writes the hours and has the list of what they hold come when they
// end.
func (s *Service) setQuiet(ctx context.Context, ch news.Channel, now time.Time) error {
	next, err := digest.Release(news.DigestQuiet, ch, now)
	if err != nil {
		return err
	}
	if err := s.update(ctx, ch); err != nil {
		return err
	}
	if err := s.Store.SetRelease(ctx, ch.ID, news.DigestQuiet, now, next); err != nil {
		return fmt.Errorf("set the list of quiet hours: %w", err)
	}
	return nil
}
