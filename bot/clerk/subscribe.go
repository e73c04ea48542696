package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"newsbell/bot"
	"newsbell/bot/past"
	"newsbell/bot/reply"
	"newsbell/bot/rule"
	"newsbell/bot/source"
	"newsbell/match"
	"newsbell/news"
	"newsbell/text"
)

// subscribe keeps a standing query and makes it effective before it answers.
// The reply gives its number, says in plain words what was understood, and
// which mode it has and why.
func (s *Service) subscribe(ctx context.Context, c call) (news.Message, error) {
	query, err := match.Parse(strings.TrimSpace(c.Args[bot.ArgQuery]))
	if err != nil {
		return news.Message{}, err
	}
	feeds, err := s.Store.TenantFeeds(ctx, c.Target)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feeds: %w", err)
	}
	bound, err := s.bind(ctx, c, feeds)
	if err != nil {
		return news.Message{}, err
	}
	from := names(bound)
	sub := news.Subscription{
		Channel: c.ch.ID, Query: text.Clean(c.Args[bot.ArgQuery]), Canonical: query.Canonical(),
		Mode: news.Mode(strings.ToLower(c.Args[bot.ArgWhen])), From: from, Creator: c.Actor.ID, Created: c.At,
	}
	var why news.Phrase
	languages := past.Languages(query, c.ch)
	if sub.Mode == "" {
		sub.Mode, why = s.Mode(ModeFacts{Bound: boundTo(query, from), Watched: watchedIn(languages, feeds)})
	}
	if err := s.roomFor(ctx, c.Target, sub); err != nil {
		return news.Message{}, err
	}
	came, err := s.watchSources(ctx, c, bound)
	if err != nil {
		return news.Message{}, err
	}
	if sub, err = s.add(ctx, sub); err != nil {
		return news.Message{}, err
	}
	lines := []news.Line{reply.Line("I watch for %s.", query.Phrase()), reply.Says(rule.Mode(sub.Mode, why)), reply.Says(rule.Languages(languages))}
	for _, hint := range query.Hints() {
		lines = append(lines, reply.Line("Mind: %s.", hint))
	}
	if len(from) > 0 {
		lines = slices.Insert(lines, 1, reply.Line("Only from %s.", reply.Join(from, "and")))
		lines = append(lines, came...)
	}
	o, err := past.Look(ctx, s.Store, query, c.ch, c.At)
	if err != nil {
		return news.Message{}, err
	}
	lines = append(append(lines, o.Lines(s.budgetOf(c.ch))...), o.Advice(feeds)...)
	lines = append(lines, pausedLine(c.ch)...)
	return reply.Note(news.Say("Subscription %d is on", sub.Number), lines...), nil
}

// add stores a subscription and puts it into the index; when the index refuses
// it, it is taken back.
func (s *Service) add(ctx context.Context, sub news.Subscription) (news.Subscription, error) {
	sub, err := s.Store.AddSubscription(ctx, sub)
	if err != nil {
		return sub, fmt.Errorf("add subscription: %w", err)
	}
	if err := s.Index.Add(sub); err != nil {
		if _, undo := s.Store.RemoveSubscription(ctx, sub.Channel, sub.Number); undo != nil {
			return sub, fmt.Errorf("index subscription %d: %w (and take it back: %w)", sub.ID, err, undo)
		}
		return sub, fmt.Errorf("index subscription %d: %w", sub.ID, err)
	}
	return sub, nil
}

// roomFor refuses a subscription that the channel has already, or has no room
// for.
func (s *Service) roomFor(ctx context.Context, of news.Target, sub news.Subscription) error {
	subs, err := s.Store.ChannelSubscriptions(ctx, sub.Channel)
	if err != nil {
		return fmt.Errorf("list subscriptions: %w", err)
	}
	if len(subs) >= maxSubscriptions {
		return news.Fault("too_many", "This channel has %d subscriptions, the most it may have. Stop one first: %s", len(subs), reply.Shown("unsubscribe 1"))
	}
	for _, old := range subs {
		if old.Canonical == sub.Canonical && slices.Equal(old.From, sub.From) {
			return news.Fault("duplicate", "This channel has that already: it is subscription %d (%s). To change it, first: %s", old.Number, old.Mode, reply.Shown("unsubscribe "+strconv.Itoa(old.Number)))
		}
	}
	return s.roomForSubscription(ctx, of)
}

// boundTo counts the publishers that a query is bound to; 0 means any.
func boundTo(query *match.Query, from []string) int {
	if len(from) > 0 {
		return len(from)
	}
	return len(query.Sources())
}

// watchedIn counts the publishers watched in these languages.
func watchedIn(languages []string, feeds []news.Feed) int {
	watched := make(map[string]bool)
	for _, f := range feeds {
		if !f.Ended && past.Speaks(f.Language, languages) {
			watched[cmp.Or(f.Publisher, source.Site(f.URL))] = true
		}
	}
	return len(watched)
}

// unsubscribe stops a subscription named by number or words. Its creator and
// those who may configure can do that.
func (s *Service) unsubscribe(ctx context.Context, c call) (news.Message, error) {
	subs, err := s.Store.ChannelSubscriptions(ctx, c.ch.ID)
	if err != nil {
		return news.Message{}, fmt.Errorf("list subscriptions: %w", err)
	}
	sub, err := rule.Pick(subs, c.Args[bot.ArgSubscription])
	if err != nil {
		return news.Message{}, err
	}
	if sub.Number == 0 {
		m := rule.Subscriptions("Which subscription shall I stop?", subs, c.Actor.ID, c.Actor.Admin)
		if len(subs) > 0 {
			m.Text.Lines = append(m.Text.Lines, reply.Command("unsubscribe %d", subs[0].Number))
		}
		return m, nil
	}
	if !c.Actor.Admin && sub.Creator != c.Actor.ID {
		return news.Message{}, news.Fault("forbidden", "Subscription %d is someone else's: they or those who manage this channel may stop it.", sub.Number)
	}
	gone, err := s.Store.RemoveSubscription(ctx, c.ch.ID, sub.Number)
	if err != nil {
		return news.Message{}, fmt.Errorf("remove subscription %d: %w", sub.Number, err)
	}
	s.Index.Remove(gone.ID)
	return reply.Note(news.Say("Subscription %d is off", gone.Number),
		reply.Line("It was: %s. To take it back:", gone.Query), reply.Command("%s", rule.Subscription(gone))), nil
}

// list shows the channel's subscriptions.
func (s *Service) list(ctx context.Context, c call) (news.Message, error) {
	subs, err := s.Store.ChannelSubscriptions(ctx, c.ch.ID)
	if err != nil {
		return news.Message{}, fmt.Errorf("list subscriptions: %w", err)
	}
	m := rule.Subscriptions(reply.Count(len(subs), "subscription", "subscriptions"), subs, c.Actor.ID, c.Actor.Admin)
	m.Text.Lines = append(m.Text.Lines, pausedLine(c.ch)...)
	return m, nil
}
