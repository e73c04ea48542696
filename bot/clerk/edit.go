package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"newsbell/bot"
	"newsbell/bot/reply"
	"newsbell/bot/rule"
	"newsbell/match"
	"newsbell/news"
	"newsbell/text"
)

func (s *Service) editForm(ctx context.Context, c call, cmd bot.Command) (bot.Form, error) {
	old, err := s.mine(ctx, c)
	if err != nil {
		return bot.Form{}, err
	}
	values := map[string]string{bot.ArgQuery: old.Query, bot.ArgWhen: string(old.Mode), bot.ArgFrom: rule.Sources(old)}
	f := bot.Form{
		Title: c.voice.Text("Subscription %d", old.Number), Command: bot.CmdEdit,
		Args: map[string]string{bot.ArgSubscription: fmt.Sprint(old.Number)},
	}
	for _, a := range cmd.Args[1:] {
		f.Fields = append(f.Fields, bot.Field{Name: a.Name, Help: c.voice.Text(a.Help), Value: values[a.Name], Choices: a.Choices, Required: a.Required})
	}
	return f, nil
}

// mine finds the subscription that is meant, when the person may change it: its
// creator and those who manage the channel may.
func (s *Service) mine(ctx context.Context, c call) (news.Subscription, error) {
	subs, err := s.Store.ChannelSubscriptions(ctx, c.ch.ID)
	if err != nil {
		return news.Subscription{}, fmt.Errorf("list subscriptions: %w", err)
	}
	sub, err := rule.Pick(subs, c.Args[bot.ArgSubscription])
	switch {
	case err != nil:
		return sub, err
	case sub.Number == 0:
		return sub, news.Fault("not_found", "Which subscription? Give the number that this shows: %s", reply.Shown(bot.CmdList))
	case !c.Actor.Admin && sub.Creator != c.Actor.ID:
		return sub, news.Fault("forbidden", "Subscription %d is someone else's: they or those who manage this channel may change it.", sub.Number)
	}
	return sub, nil
}

// edit puts a changed subscription into the place of an old one. The new one
// counts before the old one ends, so that nothing is missed in between.
func (s *Service) edit(ctx context.Context, c call) (news.Message, error) {
	old, err := s.mine(ctx, c)
	if err != nil {
		return news.Message{}, err
	}
	query, err := match.Parse(strings.TrimSpace(c.Args[bot.ArgQuery]))
	if err != nil {
		return news.Message{}, err
	}
	sub := news.Subscription{
		Channel: old.Channel, Query: text.Clean(c.Args[bot.ArgQuery]), Canonical: query.Canonical(), From: old.From,
		Mode: news.Mode(cmp.Or(strings.ToLower(c.Args[bot.ArgWhen]), string(old.Mode))), Creator: old.Creator, Created: c.At,
	}
	var came []news.Line
	if typed, given := c.Args[bot.ArgFrom]; given && strings.TrimSpace(typed) != rule.Sources(old) {
		feeds, err := s.Store.TenantFeeds(ctx, c.Target)
		if err != nil {
			return news.Message{}, fmt.Errorf("list feeds: %w", err)
		}
		bound, err := s.bind(ctx, c, feeds)
		if err != nil {
			return news.Message{}, err
		}
		if came, err = s.watchSources(ctx, c, bound); err != nil {
			return news.Message{}, err
		}
		sub.From = names(bound)
	}
	if sub.Query == old.Query && sub.Mode == old.Mode && slices.Equal(sub.From, old.From) {
		return reply.Note("", reply.Line("Subscription %d has not changed.", old.Number)), nil
	}
	if sub, err = s.replace(ctx, old, sub); err != nil {
		return news.Message{}, err
	}
	lines := append([]news.Line{reply.Line("I watch for %s.", query.Phrase()), reply.Says(rule.Mode(sub.Mode, news.Phrase{}))}, came...)
	return reply.Note(news.Say("Subscription %d takes the place of %d", sub.Number, old.Number), lines...), nil
}

// replace adds one subscription and removes another; when the old one cannot be
// removed, the new one is taken back.
func (s *Service) replace(ctx context.Context, old, sub news.Subscription) (news.Subscription, error) {
	subs, err := s.Store.ChannelSubscriptions(ctx, sub.Channel)
	if err != nil {
		return sub, fmt.Errorf("list subscriptions: %w", err)
	}
	for _, other := range subs {
		if other.ID != old.ID && other.Canonical == sub.Canonical && slices.Equal(other.From, sub.From) {
			return sub, news.Fault("duplicate", "This channel has that already: it is subscription %d (%s).", other.Number, other.Mode)
		}
	}
	if sub, err = s.add(ctx, sub); err != nil {
		return sub, err
	}
	gone, err := s.Store.RemoveSubscription(ctx, old.Channel, old.Number)
	if err != nil {
		s.Index.Remove(sub.ID)
		if _, undo := s.Store.RemoveSubscription(ctx, sub.Channel, sub.Number); undo != nil {
			return sub, fmt.Errorf("remove subscription %d: %w (and take %d back: %w)", old.ID, err, sub.ID, undo)
		}
		return sub, fmt.Errorf("remove subscription %d: %w", old.ID, err)
	}
	s.Index.Remove(gone.ID)
	return sub, nil
}
