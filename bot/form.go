package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"newsbell/lang"
	"newsbell/match"
	"newsbell/news"
)

// The commands that only forms send: people cannot type them.
const (
	CmdChange = "change" // several settings at once
	CmdEdit   = "edit"   // a subscription's query, mode and sources
)

// A Form asks for several arguments at once, filled in with what holds now. The
// platform shows it, and sends Command with Args and the fields' values, empty
// ones too.
type Form struct {
	Title   string
	Command string
	Args    map[string]string
	Fields  []Field
}

// A Field is one argument of a form.
type Field struct {
	Name     string // of the argument
	Help     string
	Value    string   // what holds now
	Choices  []string // a closed list, when there is one
	Required bool
}

// A FormClerk is a Clerk that has forms.
type FormClerk interface {
	Clerk
	// Form gives the form of a request for [CmdChange] or [CmdEdit]. When there
	// is none for this person, the message says why.
	Form(ctx context.Context, r Request) (Form, news.Message)
}

// formCommands are the commands of the forms.
func formCommands() []Command {
	change := Command{Name: CmdChange, Admin: true, Help: "Change several settings", Example: "set zone Europe/Berlin"}
	for _, key := range formSettings() {
		change.Args = append(change.Args, Arg{Name: key})
	}
	return []Command{change, {
		Name: CmdEdit, Help: "Change a subscription", Example: "unsubscribe 2",
		Args: []Arg{
			{Name: ArgSubscription, Required: true},
			{Name: ArgQuery, Help: "words, \"phrases\", OR, -without", Required: true},
			{Name: ArgWhen, Help: "when to ring: breaking, every or digest", Choices: modes()},
			{Name: ArgFrom, Help: "only these feeds or sites"},
		},
	}}
}

// formSettings are the keys of the settings that the form shows.
func formSettings() []string { return []string{"zone", "languages", "budget", "breakthrough"} }

// Form gives the form that changes the settings or a subscription.
func (s *Service) Form(ctx context.Context, r Request) (Form, news.Message) {
	if r.At.IsZero() {
		r.At = s.Now()
	}
	f, err := s.form(ctx, r)
	if err != nil {
		return Form{}, lang.In(lang.Pick(r.Actor.Locale, r.Locale)).Message(s.fault(ctx, r, err))
	}
	return f, news.Message{}
}

func (s *Service) form(ctx context.Context, r Request) (Form, error) {
	cmd, ok := lookup(formCommands(), r.Command)
	if !ok {
		return Form{}, fmt.Errorf("form %s: no such form", r.Command)
	}
	ch, err := s.Store.EnsureChannel(ctx, s.newChannel(r))
	if err != nil {
		return Form{}, fmt.Errorf("find channel %s: %w", r.Target, err)
	}
	if err := s.permit(ctx, cmd, r, ch.Settings); err != nil {
		return Form{}, err
	}
	c := call{Request: r, ch: ch, voice: lang.In(lang.Pick(r.Actor.Locale, ch.Settings.Language))}
	if cmd.Name == CmdEdit {
		return s.editForm(ctx, c, cmd)
	}
	return changeForm(c, cmd), nil
}

func changeForm(c call, cmd Command) Form {
	f := Form{Title: c.voice.Text("Settings of this channel"), Command: CmdChange}
	for _, a := range cmd.Args {
		one, _ := settingNamed(a.Name)
		f.Fields = append(f.Fields, Field{
			Name: a.Name, Help: c.voice.Text("for example %s", either(one.choices[:min(len(one.choices), 3)])),
			Value: cmp.Or(one.typed(c.ch), one.choices[0]), Required: true,
		})
	}
	return f
}

func (s *Service) editForm(ctx context.Context, c call, cmd Command) (Form, error) {
	old, err := s.mine(ctx, c)
	if err != nil {
		return Form{}, err
	}
	values := map[string]string{ArgQuery: old.Query, ArgWhen: string(old.Mode), ArgFrom: typedSources(old)}
	f := Form{
		Title: c.voice.Text("Subscription %d", old.Number), Command: CmdEdit,
		Args: map[string]string{ArgSubscription: fmt.Sprint(old.Number)},
	}
	for _, a := range cmd.Args[1:] {
		f.Fields = append(f.Fields, Field{Name: a.Name, Help: c.voice.Text(a.Help), Value: values[a.Name], Choices: a.Choices, Required: a.Required})
	}
	return f, nil
}

// typedSources is the argument from of a subscription.
func typedSources(sub news.Subscription) string {
	_, from, _ := strings.Cut(typedSubscription(sub), " when "+string(sub.Mode)+" from ")
	return from
}

// mine finds the subscription that is meant, when the person may change it: its
// creator and those who manage the channel may.
func (s *Service) mine(ctx context.Context, c call) (news.Subscription, error) {
	subs, err := s.Store.ChannelSubscriptions(ctx, c.ch.ID)
	if err != nil {
		return news.Subscription{}, fmt.Errorf("list subscriptions: %w", err)
	}
	sub, err := pick(subs, c.Args[ArgSubscription])
	switch {
	case err != nil:
		return sub, err
	case sub.Number == 0:
		return sub, news.Fault("not_found", "Which subscription? Give the number that this shows: %s", shown(CmdList))
	case !c.Actor.Admin && sub.Creator != c.Actor.ID:
		return sub, news.Fault("forbidden", "Subscription %d is someone else's: they or those who manage this channel may change it.", sub.Number)
	}
	return sub, nil
}

// change sets several settings of the channel, all or none.
func (s *Service) change(ctx context.Context, c call) (news.Message, error) {
	ch := c.ch
	var lines []news.Line
	for _, key := range formSettings() {
		one, _ := settingNamed(key)
		value, given := c.Args[key]
		value = strings.TrimSpace(value)
		if !given || value == "" || value == cmp.Or(one.typed(c.ch), one.choices[0]) {
			continue
		}
		if err := one.set(&ch, value); err != nil {
			return news.Message{}, fmt.Errorf("set %s: %w", key, err)
		}
		lines = append(lines, plain("%s is set: %s.", key, one.words(s, ch, c.At)))
	}
	if len(lines) == 0 {
		return note("", plain("Nothing has changed.")), nil
	}
	if err := s.update(ctx, ch); err != nil {
		return news.Message{}, err
	}
	if q := ch.Settings.Quiet; ch.Zone != c.ch.Zone && q.From != q.To && q.Zone == "" {
		if err := s.setQuiet(ctx, ch, c.At); err != nil {
			return news.Message{}, err
		}
	}
	return note("", lines...), nil
}

// edit puts a changed subscription into the place of an old one. The new one
// counts before the old one ends, so that nothing is missed in between.
func (s *Service) edit(ctx context.Context, c call) (news.Message, error) {
	old, err := s.mine(ctx, c)
	if err != nil {
		return news.Message{}, err
	}
	query, err := match.Parse(strings.TrimSpace(c.Args[ArgQuery]))
	if err != nil {
		return news.Message{}, err
	}
	sub := news.Subscription{
		Channel: old.Channel, Query: oneLine(c.Args[ArgQuery]), Canonical: query.Canonical(), From: old.From,
		Mode: news.Mode(cmp.Or(strings.ToLower(c.Args[ArgWhen]), string(old.Mode))), Creator: old.Creator, Created: c.At,
	}
	var came []news.Line
	if typed, given := c.Args[ArgFrom]; given && strings.TrimSpace(typed) != typedSources(old) {
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
		return note("", plain("Subscription %d has not changed.", old.Number)), nil
	}
	if sub, err = s.replace(ctx, old, sub); err != nil {
		return news.Message{}, err
	}
	lines := append([]news.Line{plain("I watch for %s.", query.Phrase()), line(modeWords(sub.Mode, news.Phrase{}))}, came...)
	return note(say("Subscription %d takes the place of %d", sub.Number, old.Number), lines...), nil
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
