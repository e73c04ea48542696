package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"newsbell/match"
	"newsbell/news"
	"newsbell/text"
)

// subscribe keeps a standing query and makes it effective before it answers.
// The reply gives its number, says in plain words what was understood, and
// which mode it has and why.
func (s *Service) subscribe(ctx context.Context, c call) (news.Message, error) {
	query, err := match.Parse(strings.TrimSpace(c.Args[ArgQuery]))
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
		Channel: c.ch.ID, Query: oneLine(c.Args[ArgQuery]), Canonical: query.Canonical(),
		Mode: news.Mode(strings.ToLower(c.Args[ArgWhen])), From: from, Creator: c.Actor.ID, Created: c.At,
	}
	var why news.Phrase
	languages := languagesOf(query, c.ch)
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
	lines := []news.Line{plain("I watch for %s.", query.Phrase()), line(modeWords(sub.Mode, why)), line(languageWords(languages))}
	for _, hint := range query.Hints() {
		lines = append(lines, plain("Mind: %s.", hint))
	}
	if len(from) > 0 {
		lines = slices.Insert(lines, 1, plain("Only from %s.", join(from, "and")))
		lines = append(lines, came...)
	}
	o, err := s.look(ctx, c, query)
	if err != nil {
		return news.Message{}, err
	}
	lines = append(append(lines, o.lines(s.budgetOf(c.ch))...), o.advice(feeds)...)
	lines = append(lines, pausedLine(c.ch)...)
	return note(say("Subscription %d is on", sub.Number), lines...), nil
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
		return news.Fault("too_many", "This channel has %d subscriptions, the most it may have. Stop one first: %s", len(subs), shown("unsubscribe 1"))
	}
	for _, old := range subs {
		if old.Canonical == sub.Canonical && slices.Equal(old.From, sub.From) {
			return news.Fault("duplicate", "This channel has that already: it is subscription %d (%s). To change it, first: %s", old.Number, old.Mode, shown("unsubscribe "+strconv.Itoa(old.Number)))
		}
	}
	return s.roomForSubscription(ctx, of)
}

// modeWords say when the subscription rings; why is set when the mode was
// chosen for the person.
func modeWords(mode news.Mode, why news.Phrase) news.Phrase {
	switch {
	case why.Format != "":
		return say("Mode %s: it rings %s.", string(mode), why)
	case mode == news.Every:
		return say("Mode every: it posts each new story at once.")
	case mode == news.DigestOnly:
		return say("Mode digest: it never rings; its stories come in this channel's digests.")
	default:
		return say("Mode breaking: it rings once independent publishers confirm a story.")
	}
}

func languageWords(languages []string) news.Phrase {
	if slices.Contains(languages, anyLanguage) {
		return say("Languages: any.")
	}
	return say("Languages: %s.", join(languages, "and"))
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
		if !f.Ended && speaks(f.Language, languages) {
			watched[cmp.Or(f.Publisher, site(f.URL))] = true
		}
	}
	return len(watched)
}

// anyLanguage stands for all languages, as in lang:any.
const anyLanguage = "any"

// speaks reports whether a language is one of those; an unknown one may be.
func speaks(language string, languages []string) bool {
	return language == "" || slices.Contains(languages, language) || slices.Contains(languages, anyLanguage)
}

// languagesOf is what the query says with lang:, else the channel's languages.
// The query may be nil.
func languagesOf(query *match.Query, ch news.Channel) []string {
	if query != nil {
		if langs := query.Languages(); len(langs) > 0 {
			return langs
		}
	}
	if len(ch.Languages) > 0 {
		return ch.Languages
	}
	return []string{"en"}
}

// unsubscribe stops a subscription named by number or words. Its creator and
// those who may configure can do that.
func (s *Service) unsubscribe(ctx context.Context, c call) (news.Message, error) {
	subs, err := s.Store.ChannelSubscriptions(ctx, c.ch.ID)
	if err != nil {
		return news.Message{}, fmt.Errorf("list subscriptions: %w", err)
	}
	sub, err := pick(subs, c.Args[ArgSubscription])
	if err != nil {
		return news.Message{}, err
	}
	if sub.Number == 0 {
		m := s.listing(c, "Which subscription shall I stop?", subs)
		if len(subs) > 0 {
			m.Text.Lines = append(m.Text.Lines, command("unsubscribe %d", subs[0].Number))
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
	return note(say("Subscription %d is off", gone.Number),
		plain("It was: %s. To take it back:", gone.Query), command("%s", typedSubscription(gone))), nil
}

// pick finds a subscription by number or words; none is named by an empty
// string. It asks back when several fit.
func pick(subs []news.Subscription, typed string) (news.Subscription, error) {
	typed = strings.Trim(strings.TrimSpace(typed), `#"`)
	if typed == "" {
		return news.Subscription{}, nil
	}
	number, _ := strconv.Atoi(typed)
	var hits []news.Subscription
	for _, sub := range subs {
		switch want := text.Fold(typed); {
		case sub.Number == number, text.Fold(sub.Query) == want, sub.Canonical == typed:
			return sub, nil
		case strings.Contains(text.Fold(sub.Query), want):
			hits = append(hits, sub)
		}
	}
	if len(hits) == 1 && number == 0 {
		return hits[0], nil
	}
	return news.Subscription{}, news.Fault("not_found", "Which one is %q? Give the number that this shows: %s", clip(oneLine(typed), 60), shown(CmdList))
}

// list shows the channel's subscriptions.
func (s *Service) list(ctx context.Context, c call) (news.Message, error) {
	subs, err := s.Store.ChannelSubscriptions(ctx, c.ch.ID)
	if err != nil {
		return news.Message{}, fmt.Errorf("list subscriptions: %w", err)
	}
	m := s.listing(c, count(len(subs), "subscription", "subscriptions"), subs)
	m.Text.Lines = append(m.Text.Lines, pausedLine(c.ch)...)
	return m, nil
}

// maxLines bounds a list in a reply, so that it fits one message everywhere.
const maxLines = 25

func (*Service) listing(c call, title any, subs []news.Subscription) news.Message {
	if len(subs) == 0 {
		return note("This channel has no subscriptions yet", plain("Try:"), command(`subscribe ukraine "peace talks"`))
	}
	var lines []news.Line
	for _, sub := range subs[:min(len(subs), maxLines)] {
		entry := say("%d. %s · %s", sub.Number, clip(sub.Query, 120), string(sub.Mode))
		if len(sub.From) > 0 {
			entry = say("%s · from %s", entry, join(sub.From, "and"))
		}
		if sub.Creator == c.Actor.ID && !c.Actor.Admin {
			entry = say("%s · yours", entry)
		}
		lines = append(lines, line(entry))
	}
	if more := len(subs) - maxLines; more > 0 {
		lines = append(lines, plain("… and %d more. All of them:", more), command(CmdExport))
	}
	return note(title, lines...)
}

// typedSubscription is the command that makes the subscription.
func typedSubscription(sub news.Subscription) string {
	line := fmt.Sprintf("subscribe %s when %s", sub.Query, sub.Mode)
	if len(sub.From) == 0 {
		return line
	}
	parts := make([]string, len(sub.From))
	for i, name := range sub.From {
		if parts[i] = name; !isAddress(name) {
			parts[i] = `"` + name + `"`
		}
	}
	return line + " from " + strings.Join(parts, ", ")
}
