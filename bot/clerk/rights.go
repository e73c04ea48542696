package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"newsbell/bot"
	"newsbell/bot/reply"
	"newsbell/bot/setting"
	"newsbell/news"
)

// permit says why a person may not use a command in a channel; nil when they
// may. Those who manage the channel may do everything; for everyone else the
// channel's own rule counts, then that of the tenant, then the default:
// everyone subscribes, mutes and follows; digests, feeds and settings are for
// those who manage the channel. The rights come with each request, so that a
// button asks for those of the moment of the click.
func (s *Service) permit(ctx context.Context, cmd bot.Command, r bot.Request, set news.Settings) error {
	changes := changesRings(cmd.Name, r.Args[bot.ArgVerb])
	if r.Actor.Admin || !cmd.Admin && !changes {
		return nil
	}
	if cmd.Name == bot.CmdSet && setting.IsRight(r.Args[bot.ArgKey]) {
		return news.Fault("forbidden", "Only those who manage this channel may use %s.", reply.Shown(cmd.Typed()))
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
	return r.Actor.Among(ctx, cmp.Or(own, otherwise), cmd)
}

// changesRings reports whether a command, or a button with a verb, changes what
// rings in the channel.
func changesRings(command, verb string) bool {
	if command == bot.CmdButton {
		return slices.Contains([]string{bot.VerbMute, bot.VerbFollow, bot.VerbFewer}, verb)
	}
	return slices.Contains([]string{bot.CmdSubscribe, bot.CmdUnsubscribe, bot.CmdEdit, bot.CmdMute, bot.CmdFollow, bot.CmdFewer, bot.CmdForget}, command)
}

// setEverywhere sets a right for all channels of the tenant that have no rule of
// their own.
func (s *Service) setEverywhere(ctx context.Context, c call, key, value string) (news.Message, error) {
	if !c.Actor.Owner {
		return news.Message{}, news.Fault("forbidden", "Only those who manage the whole server or workspace may set what counts everywhere.")
	}
	w, err := setting.Who(key, value, c.Target)
	if err != nil {
		return news.Message{}, err
	}
	t, err := s.Store.Tenant(ctx, c.Target)
	if err != nil {
		return news.Message{}, fmt.Errorf("find rules of %s: %w", c.Target, err)
	}
	words := setting.SetRule(&t.Rules, key, w)
	if err := s.Store.SetRules(ctx, c.Target, t.Rules); err != nil {
		return news.Message{}, fmt.Errorf("set rules of %s: %w", c.Target, err)
	}
	return reply.Note("", reply.Says(words)), nil
}
