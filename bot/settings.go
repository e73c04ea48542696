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

	"newsbell/news"
)

// budgetOf is the breaking alerts a day that a channel takes.
func (s *Service) budgetOf(ch news.Channel) int {
	if ch.Budget < 0 {
		return s.Defaults.Budget
	}
	return ch.Budget
}

func (s *Service) budgetWords(budget int) string {
	origin := ""
	if budget < 0 {
		budget, origin = s.Defaults.Budget, " (the operator's default)"
	}
	if budget == 0 {
		return "breaking news never interrupts" + origin
	}
	return fmt.Sprintf("about %s a day%s", count(budget, "breaking alert", "breaking alerts"), origin)
}

func stateWords(ch news.Channel) string {
	if ch.State == news.ChannelActive || ch.State == "" {
		return "active"
	}
	return string(ch.State) + ": " + cmp.Or(ch.StateWhy, "the platform lets me not post here")
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
		return 0, &news.Error{Code: "bad_budget", Message: "The budget is a number of alerts a day from 0 to 10000, or default. Try: " + shown("set budget 5")}
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
		return nil, &news.Error{Code: "bad_language", Message: "Give one to ten languages. Try: " + shown("set languages en, de")}
	}
	return langs, nil
}

// languageTag is the primary tag of a locale: "de" for "de-AT".
func languageTag(locale string) (string, error) {
	primary := regexp.MustCompile(`^([A-Za-z]{2,3})([-_].*)?$`).FindStringSubmatch(locale)
	if primary == nil {
		return "", &news.Error{
			Code:    "bad_language",
			Message: fmt.Sprintf("%q is not a language code such as en, de or uk. Try: %s", clip(oneLine(locale), 40), shown("set languages en, de")),
		}
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
		return news.Message{}, &news.Error{Code: "duplicate", Message: "This channel is paused already. To go on: " + shown(CmdResume)}
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
	return []news.Line{plain("Nothing is posted here at present: this channel is %s. To go on:", stateWords(ch)), command(CmdResume)}
}

// test posts a sample alert the way that true ones go.
func (s *Service) test(ctx context.Context, c call) (news.Message, error) {
	d := news.Delivery{
		Channel: c.ch.ID, Target: c.ch.Target, Kind: news.KindNotice, State: news.Pending, Created: c.At,
		Key:     "test/" + cmp.Or(c.ID, strconv.FormatInt(c.At.UnixMilli(), 10)),
		Message: news.Message{Kind: news.KindNotice, Card: sampleCard(c.At)},
		Reason:  "a sample that " + cmp.Or(oneLine(c.Actor.Name), "someone") + " asked for",
	}
	if err := s.Store.Enqueue(ctx, []news.Delivery{d}); err != nil {
		return news.Message{}, fmt.Errorf("enqueue sample for channel %d: %w", c.ch.ID, err)
	}
	lines := []news.Line{plain("If it does not stand in this channel within ten seconds, I may not post here: let the operator see the status page.")}
	return note("A sample alert is on its way", append(lines, pausedLine(c.ch)...)...), nil
}

func sampleCard(now time.Time) *news.Card {
	return &news.Card{
		Title: "Sample alert: newsbell can post here",
		URL:   "https://example.org/sample",
		Summary: "This is what an alert looks like: a headline, a few sentences from the first report, who reports it and " +
			"since when. Nothing of this happened.",
		Reports: []news.Report{
			{Publisher: "Example Times", Title: "Sample alert: newsbell can post here", URL: "https://example.org/sample", At: now.Add(-5 * time.Minute)},
			{Publisher: "Example Radio", Title: "newsbell posts a sample", URL: "https://example.com/sample", At: now.Add(-time.Minute)},
		},
		Began: now.Add(-5 * time.Minute), Updated: now,
		Coverage: "1 -> 2 publishers in 4 min",
		Reason:   "someone asked for a sample with " + shown(CmdTest),
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
		line := cmd.usage() + " — " + cmd.Help
		if cmd.Admin {
			line += " (admins)"
		}
		lines = append(lines, news.Line{Text: line})
	}
	return note("What I can do", lines...), nil
}

func helpOn(topic string) (news.Message, error) {
	cmd, _, err := findCommand(topic, Commands())
	if err != nil {
		return news.Message{}, err
	}
	lines := []news.Line{{Text: cmd.Help + "."}, command("%s", cmd.usage())}
	for _, a := range cmd.Args {
		lines = append(lines, plain("%s: %s", a.Name, a.Help))
	}
	return note(cmd.typed(), append(lines, plain("For example:"), command("%s", cmd.Example))...), nil
}
