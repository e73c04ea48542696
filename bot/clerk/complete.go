package clerk

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"newsbell/bot"
	"newsbell/bot/reply"
	"newsbell/bot/rule"
	"newsbell/bot/setting"
	"newsbell/bot/source"
	"newsbell/lang"
	"newsbell/news"
	"newsbell/text"
)

// maxChoices is the most that a platform shows (Discord: 25).
const maxChoices = 25

// Complete suggests values for the argument being typed. It suggests nothing
// when the store cannot be read.
func (s *Service) Complete(ctx context.Context, r bot.Request, arg, typed string) []bot.Choice {
	all, err := s.choices(ctx, r, arg, typed)
	if err != nil {
		s.Log.ErrorContext(ctx, "complete argument", "target", r.Target.String(), "command", r.Command, "err", err)
		return nil
	}
	want := text.Fold(strings.TrimSpace(typed))
	var out []bot.Choice
	for _, ch := range all {
		if len(out) < maxChoices && (want == "" || strings.Contains(text.Fold(ch.Label), want) || ch.Value == typed) {
			ch.Label = reply.Clip(ch.Label, 100)
			out = append(out, ch)
		}
	}
	return out
}

func (s *Service) choices(ctx context.Context, r bot.Request, arg, typed string) ([]bot.Choice, error) {
	switch arg {
	case bot.ArgSubscription:
		return s.subscriptionChoices(ctx, r)
	case bot.ArgDigest:
		return s.digestChoices(ctx, r)
	case bot.ArgFrom, bot.ArgFeed:
		return s.feedChoices(ctx, r.Target, arg == bot.ArgFrom)
	case bot.ArgSchedule:
		return same("daily at 09:00", "weekdays at 09:00", "daily at 09:00 and 18:00", "mondays at 09:00", "every 6 hours", "hourly"), nil
	case bot.ArgZone:
		return same(setting.Offered("zone", "")...), nil
	case bot.ArgHours:
		return same("22:00-07:00", "23:00-08:00", "20:00-08:00 on fri, sat", "off"), nil
	case bot.ArgStory:
		return s.feedbackChoices(ctx, r)
	case bot.ArgValue:
		return same(setting.Offered(r.Args[bot.ArgKey], typed)...), nil
	case bot.ArgCommand:
		var out []bot.Choice
		voice := lang.In(lang.Pick(r.Actor.Locale, r.Locale))
		for _, c := range bot.Commands() {
			out = append(out, bot.Choice{Label: c.Name + " — " + voice.Text(c.Help), Value: c.Name})
		}
		return out, nil
	}
	return nil, nil
}

func (s *Service) subscriptionChoices(ctx context.Context, r bot.Request) ([]bot.Choice, error) {
	ch, err := s.Store.EnsureChannel(ctx, s.newChannel(r))
	if err != nil {
		return nil, fmt.Errorf("find channel %s: %w", r.Target, err)
	}
	subs, err := s.Store.ChannelSubscriptions(ctx, ch.ID)
	if err != nil {
		return nil, fmt.Errorf("list subscriptions: %w", err)
	}
	var out []bot.Choice
	for _, sub := range subs {
		out = append(out, bot.Choice{Label: fmt.Sprintf("%d. %s", sub.Number, sub.Query), Value: strconv.Itoa(sub.Number)})
	}
	return out, nil
}

func (s *Service) digestChoices(ctx context.Context, r bot.Request) ([]bot.Choice, error) {
	ch, err := s.Store.EnsureChannel(ctx, s.newChannel(r))
	if err != nil {
		return nil, fmt.Errorf("find channel %s: %w", r.Target, err)
	}
	have, err := s.Store.ChannelDigests(ctx, ch.ID)
	if err != nil {
		return nil, fmt.Errorf("list digests: %w", err)
	}
	voice := lang.In(lang.Pick(r.Actor.Locale, ch.Settings.Language))
	var out []bot.Choice
	for _, d := range have {
		out = append(out, bot.Choice{Label: fmt.Sprintf("%d. %s, %s", d.Number, d.Schedule, voice.Say(rule.About(d))), Value: strconv.Itoa(d.Number)})
	}
	return out, nil
}

// feedChoices offers the feeds that a tenant may see: each site once when they
// are named as a source, else its own by address. Private ones are not offered.
func (s *Service) feedChoices(ctx context.Context, of news.Target, bySite bool) ([]bot.Choice, error) {
	feeds, err := s.Store.TenantFeeds(ctx, of)
	if err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	var out []bot.Choice
	seen := map[string]bool{}
	for _, f := range feeds {
		domain := source.Site(cmp.Or(f.Site, f.URL))
		value := f.URL
		if bySite {
			value = domain
		}
		// Discord takes values of at most 100 characters.
		if f.Private || f.Ended && bySite || !bySite && f.Origin != news.OriginChat || len(value) > 100 || seen[value] {
			continue
		}
		seen[value] = true
		out = append(out, bot.Choice{Label: f.Name() + " (" + domain + ")", Value: value})
	}
	return out, nil
}

func (s *Service) feedbackChoices(ctx context.Context, r bot.Request) ([]bot.Choice, error) {
	ch, err := s.Store.EnsureChannel(ctx, s.newChannel(r))
	if err != nil {
		return nil, fmt.Errorf("find channel %s: %w", r.Target, err)
	}
	have, err := s.Store.ChannelFeedback(ctx, ch.ID, r.At)
	if err != nil {
		return nil, fmt.Errorf("list feedback: %w", err)
	}
	var out []bot.Choice
	for _, f := range have {
		out = append(out, bot.Choice{Label: fmt.Sprintf("%d. %s: %s", f.ID, f.Kind, f.Title), Value: strconv.FormatInt(int64(f.ID), 10)})
	}
	return out, nil
}

func same(values ...string) []bot.Choice {
	var out []bot.Choice
	for _, v := range values {
		if v != "" {
			out = append(out, bot.Choice{Label: v, Value: v})
		}
	}
	return out
}
