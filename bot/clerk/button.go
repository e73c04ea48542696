package clerk

import (
	"context"
	"fmt"
	"strconv"

	"newsbell/bot"
	"newsbell/bot/past"
	"newsbell/bot/setting"
	"newsbell/news"
)

// button answers a press. The delivery's id comes from outside: it counts only
// in the delivery's own channel.
func (s *Service) button(ctx context.Context, c call) (news.Message, error) {
	gone := news.Fault("not_found", "newsbell no longer knows this message.")
	id, err := strconv.ParseInt(c.Args[bot.ArgDelivery], 10, 64)
	if err != nil {
		return news.Message{}, gone
	}
	d, err := s.Store.Delivery(ctx, news.DeliveryID(id))
	more := c.Args[bot.ArgVerb] == bot.VerbMore
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
	switch c.Args[bot.ArgVerb] {
	case bot.VerbSources:
		return past.Sources(st, setting.Zone(c.ch)), nil
	case bot.VerbWhy:
		return s.explain(ctx, c, st, news.Article{Title: st.Title, Lead: st.Lead, URL: st.URL, Language: st.Language})
	case bot.VerbFollow, bot.VerbMute, bot.VerbFewer:
		return s.sayOf(ctx, c, news.FeedbackKind(c.Args[bot.ArgVerb]), st, 0)
	default:
		return news.Message{}, news.Fault("bad_button", "This button is from an older newsbell and does nothing now.")
	}
}

// stands finds the channel of a message that was pressed in a thread: the thread
// itself, or the channel around it, whose replies and forum posts stand there.
func (s *Service) stands(ctx context.Context, r bot.Request) (news.Target, error) {
	id, err := strconv.ParseInt(r.Args[bot.ArgDelivery], 10, 64)
	if err != nil {
		return r.Target, nil //nolint:nilerr // the button says what is wrong
	}
	d, err := s.Store.Delivery(ctx, news.DeliveryID(id))
	if err != nil && !isNotFound(err) {
		return r.Target, fmt.Errorf("find delivery %d: %w", id, err)
	}
	around := r.Target
	around.Channel = r.Around
	if err == nil && d.Target == around {
		return around, nil
	}
	return r.Target, nil
}
