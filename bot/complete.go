package bot

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"newsbell/lang"
	"newsbell/news"
	"newsbell/text"
)

// maxChoices is the most that a platform shows (Discord: 25).
const maxChoices = 25

// Complete suggests values for the argument being typed. It suggests nothing
// when the store cannot be read.
func (s *Service) Complete(ctx context.Context, r Request, arg, typed string) []Choice {
	all, err := s.choices(ctx, r, arg, typed)
	if err != nil {
		s.Log.ErrorContext(ctx, "complete argument", "target", r.Target.String(), "command", r.Command, "err", err)
		return nil
	}
	want := text.Fold(strings.TrimSpace(typed))
	var out []Choice
	for _, ch := range all {
		if len(out) < maxChoices && (want == "" || strings.Contains(text.Fold(ch.Label), want) || ch.Value == typed) {
			ch.Label = clip(ch.Label, 100)
			out = append(out, ch)
		}
	}
	return out
}

func (s *Service) choices(ctx context.Context, r Request, arg, typed string) ([]Choice, error) {
	switch arg {
	case ArgSubscription:
		return s.subscriptionChoices(ctx, r)
	case ArgDigest:
		return s.digestChoices(ctx, r)
	case ArgFrom, ArgFeed:
		return s.feedChoices(ctx, r.Target, arg == ArgFrom)
	case ArgSchedule:
		return same("daily at 09:00", "weekdays at 09:00", "daily at 09:00 and 18:00", "mondays at 09:00", "every 6 hours", "hourly"), nil
	case ArgZone:
		return same(zones()...), nil
	case ArgHours:
		return same("22:00-07:00", "23:00-08:00", "20:00-08:00 on fri, sat", "off"), nil
	case ArgStory:
		return s.feedbackChoices(ctx, r)
	case ArgValue:
		return settingChoices(r.Args[ArgKey], typed), nil
	case ArgCommand:
		var out []Choice
		voice := lang.In(lang.Pick(r.Actor.Locale, r.Locale))
		for _, c := range Commands() {
			out = append(out, Choice{Label: c.Name + " — " + voice.Text(c.Help), Value: c.Name})
		}
		return out, nil
	}
	return nil, nil
}

func (s *Service) subscriptionChoices(ctx context.Context, r Request) ([]Choice, error) {
	ch, err := s.Store.EnsureChannel(ctx, s.newChannel(r))
	if err != nil {
		return nil, fmt.Errorf("find channel %s: %w", r.Target, err)
	}
	subs, err := s.Store.ChannelSubscriptions(ctx, ch.ID)
	if err != nil {
		return nil, fmt.Errorf("list subscriptions: %w", err)
	}
	var out []Choice
	for _, sub := range subs {
		out = append(out, Choice{Label: fmt.Sprintf("%d. %s", sub.Number, sub.Query), Value: strconv.Itoa(sub.Number)})
	}
	return out, nil
}

func (s *Service) digestChoices(ctx context.Context, r Request) ([]Choice, error) {
	ch, err := s.Store.EnsureChannel(ctx, s.newChannel(r))
	if err != nil {
		return nil, fmt.Errorf("find channel %s: %w", r.Target, err)
	}
	have, err := s.Store.ChannelDigests(ctx, ch.ID)
	if err != nil {
		return nil, fmt.Errorf("list digests: %w", err)
	}
	voice := lang.In(lang.Pick(r.Actor.Locale, ch.Settings.Language))
	var out []Choice
	for _, d := range have {
		out = append(out, Choice{Label: fmt.Sprintf("%d. %s, %s", d.Number, d.Schedule, voice.Say(aboutWords(d))), Value: strconv.Itoa(d.Number)})
	}
	return out, nil
}

// feedChoices offers the feeds that a tenant may see: each site once when they
// are named as a source, else its own by address. Private ones are not offered.
func (s *Service) feedChoices(ctx context.Context, of news.Target, bySite bool) ([]Choice, error) {
	feeds, err := s.Store.TenantFeeds(ctx, of)
	if err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	var out []Choice
	seen := map[string]bool{}
	for _, f := range feeds {
		domain := site(cmp.Or(f.Site, f.URL))
		value := f.URL
		if bySite {
			value = domain
		}
		// Discord takes values of at most 100 characters.
		if f.Private || f.Ended && bySite || !bySite && f.Origin != news.OriginChat || len(value) > 100 || seen[value] {
			continue
		}
		seen[value] = true
		out = append(out, Choice{Label: f.Name() + " (" + domain + ")", Value: value})
	}
	return out, nil
}

func (s *Service) feedbackChoices(ctx context.Context, r Request) ([]Choice, error) {
	ch, err := s.Store.EnsureChannel(ctx, s.newChannel(r))
	if err != nil {
		return nil, fmt.Errorf("find channel %s: %w", r.Target, err)
	}
	have, err := s.Store.ChannelFeedback(ctx, ch.ID, r.At)
	if err != nil {
		return nil, fmt.Errorf("list feedback: %w", err)
	}
	var out []Choice
	for _, f := range have {
		out = append(out, Choice{Label: fmt.Sprintf("%d. %s: %s", f.ID, f.Kind, f.Title), Value: strconv.FormatInt(int64(f.ID), 10)})
	}
	return out, nil
}

// zones are those that most people look for; any other can be typed.
func zones() []string {
	return []string{
		"UTC", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Rome", "Europe/Warsaw",
		"Europe/Kyiv", "Europe/Athens", "Europe/Istanbul", "Africa/Cairo", "Africa/Lagos", "Africa/Johannesburg",
		"Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney",
		"Pacific/Auckland", "America/Sao_Paulo", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
	}
}

func same(values ...string) []Choice {
	var out []Choice
	for _, v := range values {
		if v != "" {
			out = append(out, Choice{Label: v, Value: v})
		}
	}
	return out
}
