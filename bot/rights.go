package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"newsbell/news"
)

// permit says why a person may not use a command in a channel; nil when they
// may. Those who manage the channel may do everything; for everyone else the
// channel's own rule counts, then that of the tenant, then the default:
// everyone subscribes, mutes and follows; digests, feeds and settings are for
// those who manage the channel. The rights come with each request, so that a
// button asks for those of the moment of the click.
func (s *Service) permit(ctx context.Context, cmd Command, r Request, set news.Settings) error {
	changes := changesRings(cmd.Name, r.Args[ArgVerb])
	if r.Actor.Admin || !cmd.Admin && !changes {
		return nil
	}
	if cmd.Name == CmdSet && who(r.Args[ArgKey]) {
		return news.Fault("forbidden", "Only those who manage this channel may use %s.", shown(cmd.typed()))
	}
	own, all, otherwise := set.Subscribers, news.Rules.Subscribed, news.Everyone
	if cmd.Admin {
		own, all, otherwise = set.Configurers, news.Rules.Configured, news.Admins
	}
	if own == "" {
		tenant, err := s.Store.Tenant(ctx, r.Target)
		if err != nil {
			return fmt.Errorf("find rules of %s: %w", r.Target, err)
		}
		own = all(tenant.Rules)
	}
	return among(ctx, cmp.Or(own, otherwise), cmd, r)
}

// among says why a person is not among who may use a command; nil when they
// are.
func among(ctx context.Context, may news.Who, cmd Command, r Request) error {
	group, named := may.Group()
	switch {
	case may == news.Everyone:
		return nil
	case named && r.Actor.In != nil:
		in, err := r.Actor.In(ctx, group)
		if err != nil {
			return err
		}
		if in {
			return nil
		}
	}
	switch {
	case named:
		return news.Fault("forbidden", "Only the members of the group %s and those who manage this channel may use %s.", group, shown(cmd.typed()))
	case cmd.Admin:
		return news.Fault("forbidden", "Only those who manage this channel may use %s.", shown(cmd.typed()))
	default:
		return news.Fault("forbidden", "In this channel only those who manage it may subscribe, mute and follow.")
	}
}

// changesRings reports whether a command, or a button with a verb, changes what
// rings in the channel.
func changesRings(command, verb string) bool {
	if command == CmdButton {
		return slices.Contains([]string{VerbMute, VerbFollow, VerbFewer}, verb)
	}
	return slices.Contains([]string{CmdSubscribe, CmdUnsubscribe, CmdEdit, CmdMute, CmdFollow, CmdFewer, CmdForget}, command)
}

// who reports whether a setting says who may do what: people cannot give
// themselves that.
func who(key string) bool { return key == keySubscribers || key == keyConfigurers }

// everywhere ends the value of a right that shall count in all channels of a
// server or workspace.
const everywhere = "everywhere"

// rightOf is the setting of who may do something. It takes everyone, admins, a
// role or user group, or default for what counts everywhere.
func rightOf(key string, field func(*news.Channel) *news.Who, usual news.Who) setting {
	return setting{
		key: key, choices: []string{string(news.Everyone), string(news.Admins), "default", "admins everywhere"},
		words: func(_ *Service, ch news.Channel, _ time.Time) news.Phrase {
			return whoWords(cmp.Or(*field(&ch), usual))
		},
		set: func(ch *news.Channel, value string) (err error) {
			*field(ch), err = whoArg(key, value)
			return err
		},
		typed: func(ch news.Channel) string { return whoTyped(ch.Target.Platform, *field(&ch)) },
	}
}

func whoWords(w news.Who) news.Phrase {
	if id, ok := w.Group(); ok {
		return say("the members of the group %s and those who manage the channel", id)
	}
	return say(string(w))
}

// whoTyped is what sets w.
func whoTyped(p news.Platform, w news.Who) string {
	id, ok := w.Group()
	switch {
	case !ok:
		return string(w)
	case p == news.Slack:
		return "<!subteam^" + id + ">"
	default:
		return "<@&" + id + ">"
	}
}

// whoArg reads who may do something; "" for the default.
func whoArg(key, value string) (news.Who, error) {
	switch w := news.Who(strings.ToLower(value)); w {
	case news.Everyone, news.Admins:
		return w, nil
	case "default":
		return "", nil
	}
	if id, ok := groupID(value); ok && strings.ContainsAny(id, "0123456789") {
		return news.GroupOf(id), nil
	}
	return "", news.Fault("bad_choice", "%s is everyone, admins, or a role or user group that you mention; add the word everywhere for all channels. Try: %s", key, shown("set "+key+" admins"))
}

// setEverywhere sets a right for all channels of the tenant that have no rule of
// their own.
func (s *Service) setEverywhere(ctx context.Context, c call, key, value string) (news.Message, error) {
	if !c.Actor.Owner {
		return news.Message{}, news.Fault("forbidden", "Only those who manage the whole server or workspace may set what counts everywhere.")
	}
	w, err := whoArg(key, value)
	if err != nil {
		return news.Message{}, err
	}
	if id, ok := w.Group(); ok && id == c.Target.Tenant { // Discord's role of everyone
		w = news.Everyone
	}
	t, err := s.Store.Tenant(ctx, c.Target)
	if err != nil {
		return news.Message{}, fmt.Errorf("find rules of %s: %w", c.Target, err)
	}
	usual := news.Everyone
	if key == keyConfigurers {
		t.Rules.Configurers, usual = w, news.Admins
	} else {
		t.Rules.Subscribers = w
	}
	if err := s.Store.SetRules(ctx, c.Target, t.Rules); err != nil {
		return news.Message{}, fmt.Errorf("set rules of %s: %w", c.Target, err)
	}
	return note(say(""), line(say("%s is set for all channels that have no rule of their own: %s.", key, whoWords(cmp.Or(w, usual))))), nil
}
