package app

import (
	"context"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/news"
)

// channelChanged follows a platform's word that a channel, or each channel of a
// tenant, opened or closed to newsbell.
func (a *App) channelChanged(ctx context.Context, t news.Target, state news.ChannelState, why string) {
	channels, err := a.store.Channels(ctx)
	if err != nil {
		a.log.ErrorContext(ctx, "channel change lost", "target", t.String(), "err", err)
		return
	}
	for _, ch := range channels {
		if !concerns(t, state, ch) {
			continue
		}
		ch.State, ch.StateWhy = state, why
		if state == news.ChannelActive {
			ch.StateWhy = ""
		}
		if err := (registry{Store: a.store, app: a}).UpdateChannel(ctx, ch); err != nil {
			a.log.ErrorContext(ctx, "channel change lost", "target", t.String(), "err", err)
			continue
		}
		a.log.InfoContext(ctx, "channel changed", "target", ch.Target.String(), "reason", why)
		if state == news.ChannelActive {
			if err := a.store.Resume(ctx, ch.ID, a.now().Add(-resumeWithin), a.now()); err != nil {
				a.log.ErrorContext(ctx, "channel not resumed", "target", t.String(), "err", err)
			}
		}
	}
}

// concerns says whether a change changes a channel. What people paused only
// people resume, and what ended does not come back.
func concerns(t news.Target, state news.ChannelState, ch news.Channel) bool {
	of := ch.Target
	switch {
	case of.Platform != t.Platform || of.Tenant != t.Tenant || t.Channel != "" && of.Channel != t.Channel:
		return false
	case ch.State == state || ch.State == news.ChannelEnded:
		return false
	default:
		return state == news.ChannelEnded || !strings.HasPrefix(ch.StateWhy, bot.PausedWhy)
	}
}

// resumeWithin is how old a delivery may be that a channel is still sent when
// it can be written to again.
const resumeWithin = 6 * time.Hour

// direct says whether a target is one person's. Who writes there takes messages
// again.
func direct(t news.Target) bool {
	return t.Platform == news.Discord && t.Tenant == "dm" || t.Platform == news.Slack && strings.HasPrefix(t.Channel, "D")
}

// personWrote resumes the conversations with a person who could not be written
// to: the one that they wrote in, and those that newsbell began for a server or
// workspace that they share. On Discord a person is the same everywhere.
func (a *App) personWrote(ctx context.Context, r bot.Request) {
	const why = "the person wrote to newsbell"
	a.channelChanged(ctx, r.Target, news.ChannelActive, why)
	channels, err := a.store.Channels(ctx)
	if err != nil {
		a.log.ErrorContext(ctx, "channel change lost", "target", r.Target.String(), "err", err)
		return
	}
	for _, ch := range channels {
		of := ch.Target
		if user, ok := of.Person(); ok && user == r.Actor.ID && of.Platform == r.Target.Platform &&
			(of.Platform == news.Discord || of.Tenant == r.Target.Tenant) {
			a.channelChanged(ctx, of, news.ChannelActive, why)
		}
	}
}
