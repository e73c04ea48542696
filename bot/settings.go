package bot

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/lang"
	"newsbell/news"
)

// budgetOf is the breaking alerts a day that a channel takes.
func (s *Service) budgetOf(ch news.Channel) int {
	if ch.Budget < 0 {
		return s.Defaults.Budget
	}
	return ch.Budget
}

func (s *Service) budgetWords(budget int) news.Phrase {
	if budget < 0 {
		return say("%s (the operator's default)", s.budgetWords(s.Defaults.Budget))
	}
	if budget == 0 {
		return say("breaking news never interrupts")
	}
	return news.Count(budget, "about %d breaking alert a day", "about %d breaking alerts a day")
}

// StateWords say for people how a channel stands.
func StateWords(ch news.Channel) news.Phrase {
	by, paused := strings.CutPrefix(ch.StateWhy, PausedWhy)
	switch {
	case ch.State == news.ChannelActive || ch.State == "":
		return say("active")
	case paused:
		return say("%s: paused by %s", say(string(ch.State)), by)
	case ch.StateWhy == "":
		return say("%s: the platform lets me not post here", say(string(ch.State)))
	default:
		return say("%s: %s", say(string(ch.State)), news.ReadPhrase(ch.StateWhy))
	}
}

func (s *Service) update(ctx context.Context, ch news.Channel) error {
	if err := s.Store.UpdateChannel(ctx, ch); err != nil {
		return fmt.Errorf("update channel %d: %w", ch.ID, err)
	}
	return nil
}

func budgetArg(value string) (int, error) {
	if strings.EqualFold(value, "default") {
		return -1, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > 10000 {
		return 0, news.Fault("bad_budget", "The budget is a number of alerts a day from 0 to 10000, or default. Try: %s", shown("set budget 5"))
	}
	return n, nil
}

// languageTags reads a list of language codes.
func languageTags(value string) ([]string, error) {
	var langs []string
	for _, w := range sources(value) {
		lang, err := languageTag(w)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(langs, lang) {
			langs = append(langs, lang)
		}
	}
	if len(langs) == 0 || len(langs) > 10 {
		return nil, news.Fault("bad_language", "Give one to ten languages. Try: %s", shown("set languages en, de"))
	}
	return langs, nil
}

// languageTag is the primary tag of a locale: "de" for "de-AT".
func languageTag(locale string) (string, error) {
	primary := regexp.MustCompile(`^([A-Za-z]{2,3})([-_].*)?$`).FindStringSubmatch(locale)
	if primary == nil {
		return "", news.Fault("bad_language", "%q is not a language code such as en, de or uk. Try: %s", clip(oneLine(locale), 40), shown("set languages en, de"))
	}
	return strings.ToLower(primary[1]), nil
}

// PausedWhy begins the reason of a channel that people paused; only resume ends
// that state.
const PausedWhy = "paused by "

// heldBack is how old a held back message may be to go out on resume.
const heldBack = time.Hour

func (s *Service) pause(ctx context.Context, c call) (news.Message, error) {
	if c.ch.State == news.ChannelSuspended && strings.HasPrefix(c.ch.StateWhy, PausedWhy) {
		return news.Message{}, news.Fault("duplicate", "This channel is paused already. To go on: %s", shown(CmdResume))
	}
	ch := c.ch
	ch.State, ch.StateWhy = news.ChannelSuspended, PausedWhy+cmp.Or(clip(oneLine(c.Actor.Name), 60), "a member")
	if err := s.update(ctx, ch); err != nil {
		return news.Message{}, err
	}
	return note("This channel is paused", plain("I post nothing here until someone types:"), command(CmdResume)), nil
}

func (s *Service) resume(ctx context.Context, c call) (news.Message, error) {
	if c.ch.State == news.ChannelActive {
		return note("", plain("This channel is not paused.")), nil
	}
	ch := c.ch
	ch.State, ch.StateWhy = news.ChannelActive, ""
	if err := s.update(ctx, ch); err != nil {
		return news.Message{}, err
	}
	if err := s.Store.Resume(ctx, ch.ID, c.At.Add(-heldBack), c.At); err != nil {
		return news.Message{}, fmt.Errorf("resume channel %d: %w", ch.ID, err)
	}
	return note("", plain("I post here again. What the last hour brought follows; older news does not.")), nil
}

// pausedLine warns that nothing is posted here at present.
func pausedLine(ch news.Channel) []news.Line {
	if ch.State == news.ChannelActive || ch.State == "" {
		return nil
	}
	return []news.Line{plain("Nothing is posted here at present: this channel is %s. To go on:", StateWords(ch)), command(CmdResume)}
}

// test posts a sample alert the way that true ones go.
func (s *Service) test(ctx context.Context, c call) (news.Message, error) {
	d := news.Delivery{
		Channel: c.ch.ID, Target: c.ch.Target, Kind: news.KindNotice, State: news.Pending, Created: c.At,
		Key:     "test/" + cmp.Or(c.ID, strconv.FormatInt(c.At.UnixMilli(), 10)),
		Message: lang.In(c.ch.Settings.Language).Message(news.Message{Kind: news.KindNotice, Card: sampleCard(c.At, lang.In(c.ch.Settings.Language))}),
		Reason:  "a sample that " + cmp.Or(oneLine(c.Actor.Name), "someone") + " asked for",
	}
	if err := s.Store.Enqueue(ctx, []news.Delivery{d}); err != nil {
		return news.Message{}, fmt.Errorf("enqueue sample for channel %d: %w", c.ch.ID, err)
	}
	lines := []news.Line{plain("If it does not stand in this channel within ten seconds, I may not post here: let the operator see the status page.")}
	return note("A sample alert is on its way", append(lines, pausedLine(c.ch)...)...), nil
}

func sampleCard(now time.Time, voice lang.Voice) *news.Card {
	title := voice.Text("Sample alert: newsbell can post here")
	return &news.Card{
		Title:   title,
		URL:     "https://example.org/sample",
		Summary: voice.Text("This is what an alert looks like: a headline, a few sentences from the first report, who reports it and since when. Nothing of this happened."),
		Reports: []news.Report{
			{Publisher: "Example Times", Title: title, URL: "https://example.org/sample", At: now.Add(-5 * time.Minute)},
			{Publisher: "Example Radio", Title: voice.Text("newsbell posts a sample"), URL: "https://example.com/sample", At: now.Add(-time.Minute)},
		},
		Began: now.Add(-5 * time.Minute), Updated: now,
		Coverage: voice.Text("1 → %d publishers in %s", 2, say("%d min", 4)),
		Reason:   voice.Text("someone asked for a sample with %s", shown(CmdTest)),
	}
}

// export gives the channel's rules as lines that can be typed back.
func (s *Service) export(ctx context.Context, c call) (news.Message, error) {
	subs, err := s.Store.ChannelSubscriptions(ctx, c.ch.ID)
	if err != nil {
		return news.Message{}, fmt.Errorf("list subscriptions: %w", err)
	}
	digests, err := s.Store.ChannelDigests(ctx, c.ch.ID)
	if err != nil {
		return news.Message{}, fmt.Errorf("list digests: %w", err)
	}
	var lines []news.Line
	for _, one := range settings() {
		if value := one.typed(c.ch); value != "" {
			lines = append(lines, command("set %s %s", one.key, value))
		}
	}
	if q := c.ch.Settings.Quiet; q.From != q.To {
		lines = append(lines, command("%s", typedQuiet(q)))
	}
	for _, sub := range subs {
		lines = append(lines, command("%s", typedSubscription(sub)))
	}
	for _, d := range digests {
		lines = append(lines, command("%s", typedDigest(d)))
	}
	return note("The rules of this channel", lines...), nil
}

// help shows all commands, or one in detail.
func (s *Service) help(_ context.Context, c call) (news.Message, error) {
	if topic := strings.ToLower(plainLine(c.Args[ArgCommand])); topic != "" {
		return helpOn(topic)
	}
	lines := []news.Line{plain("I watch news feeds and ring here when a story breaks. For example:"), command(`subscribe ukraine "peace talks"`)}
	for _, cmd := range Commands() {
		format := "%s — %s"
		if cmd.Admin {
			format = "%s — %s (admins)"
		}
		lines = append(lines, plain(format, cmd.usage(), say(cmd.Help)))
	}
	return note("What I can do", lines...), nil
}

func helpOn(topic string) (news.Message, error) {
	cmd, _, err := findCommand(topic, Commands())
	if err != nil {
		return news.Message{}, err
	}
	lines := []news.Line{plain("%s.", say(cmd.Help)), command("%s", cmd.usage())}
	for _, a := range cmd.Args {
		lines = append(lines, plain("%s: %s", a.Name, say(a.Help)))
	}
	return titled(cmd.typed(), append(lines, plain("For example:"), command("%s", cmd.Example))...), nil
}
