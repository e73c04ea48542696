package discord_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/discord"
	"newsbell/bot/discord/card"
	"newsbell/bot/discord/discordtest"
	"newsbell/bot/discord/post"
	"newsbell/news"
)

// TestSession_adverse holds Discord against all that goes wrong on any platform.
func TestSession_adverse(t *testing.T) { bottest.RunAdverse(t, bottest.Gateway, openRig) }

// rig brings what goes wrong to a session, as Discord's gateway and its answers
// to interactions do.
type rig struct {
	chat
	scene bottest.Scene
	tried chan struct{} // an answer to an interaction arrived
	heard chan string   // what changed for the server's channels
}

func openRig(t *testing.T, scene bottest.Scene) bottest.Rig {
	t.Helper()
	r := rig{scene: scene, tried: make(chan struct{}, 10), heard: make(chan string, 10)}
	srv := discordtest.Start(t, discordtest.Options{Watch: func(q discordtest.Request, m discordtest.Moment) bool {
		if m == discordtest.Arrived && strings.HasSuffix(q.Path, "/callback") {
			r.tried <- struct{}{}
		}
		return false
	}})
	r.chat = chat{t, srv, discordtest.Interaction{Channel: "55", ChannelName: "news"}}
	s := discord.NewSession(discord.SessionOptions{
		Sender: post.NewSender(post.Options{Token: discordtest.Token, APIURL: srv.URL(), Now: time.Now, Log: scene.Log}),
		Clerk:  scene.Clerk, Commands: bot.Commands(), Slow: 50 * time.Millisecond,
		Changed: func(_ context.Context, _ news.Target, state news.ChannelState, why string) {
			r.heard <- string(state) + ": " + why
		},
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	connected(t, srv)
	return r
}

// Meet implements bottest.Rig.
func (r rig) Meet(ctx context.Context, h bottest.Hazard, p bottest.Person, line string) (bottest.Seen, error) {
	if at, lacks, ok := place(h); ok {
		return r.meetAt(ctx, p, line, at, lacks)
	}
	switch h {
	case bottest.Missing, bottest.Odd, bottest.Unknown:
		return r.seen(r.do(ctx, p, wrong(r.at, h)))
	case bottest.Demoted:
		if _, err := r.Say(ctx, p, line); err != nil {
			return bottest.Seen{}, err
		}
		p.Admin = false
		return r.seen(r.Say(ctx, p, line))
	case bottest.SlowAnswer, bottest.LateFirst, bottest.LateSecond, bottest.LateForm:
		return r.meetLate(ctx, h, p, line)
	case bottest.OldForm:
		return r.seen(r.do(ctx, p, discordtest.Interaction{Channel: r.at.Channel, Form: "survey", Args: map[string]string{"a": "b"}}))
	case bottest.OldButton:
		if _, err := r.Say(ctx, p, "list"); err != nil {
			return bottest.Seen{}, err
		}
		return r.seen(r.Press(ctx, p, line, bottest.Pressed))
	case bottest.Repeated:
		i, err := r.typed(line)
		i.ID = "1400000000000000001"
		if err != nil {
			return bottest.Seen{}, err
		}
		text, err := r.do(ctx, p, i)
		if err != nil {
			return bottest.Seen{}, err
		}
		again, err := r.lose(ctx, p, i, func() error { return r.scene.Asked(ctx, 2) })
		return bottest.Seen{Text: text + again.Text}, err
	case bottest.Unreadable:
		r.srv.Dispatch("INTERACTION_CREATE", map[string]any{"id": "1", "token": "t", "type": 2, "data": "subscribe"})
		return bottest.Seen{Refused: true, Secrets: []string{`"subscribe"`}}, nil
	case bottest.ThrownOut:
		r.invite()
		r.srv.Dispatch("GUILD_DELETE", map[string]any{"id": discordtest.Guild})
		if _, err := bottest.Heard(ctx, r.heard); err != nil {
			return bottest.Seen{}, err
		}
		return r.seen(bottest.Heard(ctx, r.heard))
	case bottest.Well:
		r.invite()
		return r.seen(bottest.Heard(ctx, r.heard))
	default:
	}
	return bottest.Seen{}, fmt.Errorf("%s: the gateway knows no such hazard", h)
}

func (r rig) invite() {
	r.srv.Dispatch("GUILD_CREATE", map[string]any{"id": discordtest.Guild, "joined_at": time.Now().UTC().Format(time.RFC3339)})
}

// wrong is a command that Discord's form does not allow, as one comes from a form
// of an older newsbell.
func wrong(at discordtest.Interaction, h bottest.Hazard) discordtest.Interaction {
	at.Command, at.Args = "subscribe", map[string]string{}
	switch h {
	case bottest.Odd:
		at.Command, at.Args = "set", map[string]string{"key": "nonsense", "value": "5"}
	case bottest.Unknown:
		at.Command = "dance"
	default:
	}
	return at
}

// place is where a hazard befalls a command, and what newsbell lacks there.
func place(h bottest.Hazard) (at discordtest.Interaction, lacks []string, ok bool) {
	const settings = "channel settings"
	thread := discordtest.Interaction{Channel: "66", Parent: "55", Kind: discordtest.Thread}
	switch h {
	case bottest.InThread:
		thread.Rights = allRights &^ (1 << 11) // it needs no Send Messages
		return thread, nil, true
	case bottest.ThreadClosed:
		thread.Rights = allRights &^ (1 << 38)
		return thread, []string{"Send Messages in Threads", settings}, true
	case bottest.ButtonInThread:
		return thread, nil, true
	case bottest.InDirect:
		return discordtest.Interaction{Channel: "77", Guild: "dm", Kind: discordtest.DirectKind, Rights: 1}, nil, true
	case bottest.BetweenPeople:
		return discordtest.Interaction{Channel: "78", Guild: "dm", Kind: discordtest.GroupKind, Rights: 1}, nil, true
	case bottest.Unseen, bottest.UnseenAsked:
		return discordtest.Interaction{Channel: "56", Rights: discordtest.NoRights}, []string{"View Channel", settings}, true
	case bottest.Silenced:
		return discordtest.Interaction{Channel: "57", Rights: allRights &^ (1 << 11)}, []string{"Send Messages.", settings}, true
	default:
	}
	return at, nil, false
}

// meetAt gives a line, or presses the button of its name, at a place.
func (r rig) meetAt(ctx context.Context, p bottest.Person, line string, at discordtest.Interaction, lacks []string) (bottest.Seen, error) {
	if line == bot.VerbMute {
		if _, err := r.Say(ctx, p, "list"); err != nil {
			return bottest.Seen{}, err
		}
		at.Button = card.Marker(line, bottest.Pressed)
	} else {
		i, err := r.typed(line)
		if err != nil {
			return bottest.Seen{}, err
		}
		at.Command, at.Args = i.Command, i.Args
	}
	if line == "help" {
		lacks = nil
	}
	text, err := r.do(ctx, p, at)
	return bottest.Seen{Text: text, Lacks: lacks}, err
}

// meetLate lets the time for an answer pass.
func (r rig) meetLate(ctx context.Context, h bottest.Hazard, p bottest.Person, line string) (bottest.Seen, error) {
	if h == bottest.LateForm {
		i := discordtest.Interaction{Channel: r.at.Channel, Button: "n1:change:0", Token: "expired"}
		return r.lose(ctx, p, i, func() error {
			_, err := bottest.Heard(ctx, r.tried)
			return err
		})
	}
	i, err := r.typed(line)
	if err != nil {
		return bottest.Seen{}, err
	}
	deferred := func(s *discordtest.Server) bool { return s.Stats().Deferred > 0 }
	switch h {
	case bottest.LateFirst:
		i.Token = "expired"
		return r.lose(ctx, p, i, func() error {
			_, err := bottest.Heard(ctx, r.tried)
			r.scene.Release()
			return err
		})
	case bottest.LateSecond:
		return r.lose(ctx, p, i, func() error {
			err := r.srv.WaitFor(ctx, deferred)
			r.srv.Lapse()
			r.scene.Release()
			return err
		})
	default:
	}
	go func() {
		if r.srv.WaitFor(ctx, deferred) == nil {
			r.scene.Release()
		}
	}()
	return r.seen(r.do(ctx, p, i))
}

// typed is the slash command that a line stands for.
func (r rig) typed(line string) (discordtest.Interaction, error) {
	i := r.at
	command, args, err := bot.ParseLine(line, bot.Commands())
	i.Command, i.Args = command, args
	return i, err
}

// lose sends an interaction for whose answer nobody waits after until returns.
func (r rig) lose(ctx context.Context, p bottest.Person, i discordtest.Interaction, until func() error) (bottest.Seen, error) {
	waiting, cancel := context.WithCancel(ctx)
	defer cancel()
	type end struct {
		text string
		err  error
	}
	done := make(chan end, 1)
	go func() {
		text, err := r.do(waiting, p, i)
		done <- end{text, err}
	}()
	err := until()
	cancel()
	if e := <-done; e.err == nil {
		return bottest.Seen{Text: e.text}, err
	}
	return bottest.Seen{Secrets: []string{"expired", "/callback"}}, err
}

func (r rig) seen(text string, err error) (bottest.Seen, error) {
	return bottest.Seen{Text: text}, err
}
