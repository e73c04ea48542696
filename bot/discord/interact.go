package discord

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"newsbell/bot"
	"newsbell/bot/discord/card"
	"newsbell/bot/discord/rest"
	"newsbell/news"
	"newsbell/text"
)

const (
	completeLimit = 2 * time.Second  // Discord gives 3 s for suggestions
	answerLimit   = 14 * time.Minute // Discord gives 15 min after a deferral
	directTenant  = "dm"
)

// callback is the first answer to an interaction.
type callback struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

type deferral struct {
	Flags discordgo.MessageFlags `json:"flags"`
}

type suggestions struct {
	Choices []choice `json:"choices"`
}

// work answers interactions until ctx ends.
func (s *Session) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-s.queue:
			s.handle(ctx, e)
		}
	}
}

func (s *Session) handle(ctx context.Context, e event) {
	i := e.interaction
	r, arg, typed, ok := s.request(e)
	if form, opens := opensForm(i, r); opens {
		s.openForm(ctx, i, form)
		return
	}
	switch {
	case ok && i.Type == discordgo.InteractionApplicationCommandAutocomplete:
		s.complete(ctx, i, r, arg, typed)
	case ok && i.betweenPeople() && posting(r.Command):
		s.show(ctx, i, private(i, "I cannot post in a conversation between people. Type it in a channel, or in a direct message with me."), false)
	case ok:
		s.answer(ctx, i, r)
	case i.Type == discordgo.InteractionApplicationCommandAutocomplete:
		s.respond(ctx, i, callback{Type: discordgo.InteractionApplicationCommandAutocompleteResult, Data: suggestions{Choices: []choice{}}})
	case i.Type == discordgo.InteractionApplicationCommand && i.Data.Type == discordgo.MessageApplicationCommand:
		s.show(ctx, i, private(i, "This is no alert of mine: point at a message with my buttons."), false)
	case i.Type != discordgo.InteractionPing:
		s.show(ctx, i, outdated(i), false)
	}
}

// answer carries a command out and shows the answer. When it is slow, the
// person sees at once that it is under way.
func (s *Session) answer(ctx context.Context, i *interaction, r bot.Request) {
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	done := make(chan news.Message, 1)
	var clerk sync.WaitGroup
	defer clerk.Wait()
	clerk.Go(func() { done <- s.o.Clerk.Answer(ctx, r) })
	t := time.NewTimer(s.o.Slow - s.now().Sub(r.At)) // Discord counts from when the person pressed
	defer t.Stop()
	deferred := false
	for {
		select {
		case m := <-done:
			if bot.Empty(m) {
				return // it came twice and was answered then
			}
			s.show(ctx, i, warn(i, r.Command, m), deferred, s.formButtons(ctx, r)...)
			return
		case <-t.C:
			deferred = true
			s.respond(ctx, i, callback{
				Type: discordgo.InteractionResponseDeferredChannelMessageWithSource,
				Data: deferral{discordgo.MessageFlagsEphemeral},
			})
		}
	}
}

// show puts a message where the command was given, with rows of buttons below.
func (s *Session) show(ctx context.Context, i *interaction, m news.Message, deferred bool, below ...card.Component) {
	private := m.Private || deferred || i.Type == discordgo.InteractionMessageComponent
	b, err := card.Answer(m, private)
	b.Components = append(b.Components, below...)
	if err != nil {
		s.log().Error("answer cannot be shown", "channel", i.Channel, "err", err)
		return
	}
	if !deferred {
		s.respond(ctx, i, callback{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: b})
		return
	}
	b.Flags &= discordgo.MessageFlagsIsComponentsV2
	s.post(ctx, i, rest.Call{
		Method: http.MethodPatch,
		Path:   "/webhooks/" + url.PathEscape(i.AppID) + "/" + url.PathEscape(i.Token) + "/messages/@original",
	}, b)
}

func (s *Session) respond(ctx context.Context, i *interaction, c callback) {
	s.post(ctx, i, rest.Call{
		Method: http.MethodPost,
		Path:   "/interactions/" + url.PathEscape(i.ID) + "/" + url.PathEscape(i.Token) + "/callback",
	}, c)
}

// post sends an answer by the interaction's own key.
func (s *Session) post(ctx context.Context, i *interaction, k rest.Call, v any) {
	ctx, cancel := context.WithTimeout(ctx, requestLimit)
	defer cancel()
	var err error
	k.Open = true
	if k.Body, err = card.Encode(v); err == nil {
		err = s.client().Get(ctx, k, nil)
	}
	if err != nil && ctx.Err() == nil {
		s.log().Warn("answer not delivered", "channel", i.Channel, "err", err)
	}
}

// complete suggests values while a person types.
func (s *Session) complete(ctx context.Context, i *interaction, r bot.Request, arg, typed string) {
	ctx, cancel := context.WithTimeout(ctx, completeLimit)
	defer cancel()
	list := suggestions{Choices: []choice{}}
	for _, c := range s.o.Clerk.Complete(ctx, r, arg, typed) {
		name, value := text.Truncate(text.Clean(c.Label), card.MaxChoice), c.Value
		if name == "" {
			name = text.Truncate(text.Clean(value), card.MaxChoice)
		}
		if name == "" || value == "" || len([]rune(value)) > card.MaxChoice {
			continue // a value that is cut would mean something else
		}
		if list.Choices = append(list.Choices, choice{name, value}); len(list.Choices) == card.MaxChoices {
			break
		}
	}
	s.respond(ctx, i, callback{Type: discordgo.InteractionApplicationCommandAutocompleteResult, Data: list})
}

// request makes a neutral request of an interaction; arg and typed are the
// argument being typed. ok is false for what newsbell does not offer.
func (s *Session) request(e event) (r bot.Request, arg, typed string, ok bool) {
	i := e.interaction
	r = bot.Request{
		ID: i.ID, At: e.at, Channel: i.Where.Name, Actor: actor(i), Locale: i.Place, Args: map[string]string{},
		Target: news.Target{Platform: news.Discord, Tenant: i.Guild, Channel: i.Channel},
	}
	if i.Guild == "" {
		r.Target.Tenant = directTenant
	}
	if i.inThread() {
		r.Around = i.Where.Parent
	}
	switch i.Type {
	case discordgo.InteractionApplicationCommand, discordgo.InteractionApplicationCommandAutocomplete:
		if verb, of := messageCommands()[i.Data.Name]; of && i.Data.Type == discordgo.MessageApplicationCommand {
			id, mine := i.pointedAt()
			r.Command, r.Args = clicked(verb, id)
			return r, "", "", mine
		}
		name, args, focus := unfold(i.Data.Options)
		if i.Data.Name != rootCommand {
			return r, "", "", false
		}
		if r.Command, ok = s.names[name]; !ok {
			r.Command = cmp.Or(name, bot.CmdHelp) // the clerk says what there is instead
		}
		r.Args = args
		return r, focus, args[focus], true
	case discordgo.InteractionMessageComponent:
		verb, id, ok := card.ParseMarker(i.Data.CustomID)
		r.Command, r.Args = clicked(verb, id)
		if i.Message != nil {
			r.Args["message"] = i.Message.ID
		}
		return r, "", "", ok
	case discordgo.InteractionModalSubmit:
		r, ok = submitted(i, r)
		return r, "", "", ok
	default:
		return r, "", "", false
	}
}

// clicked is the command that a button stands for.
func clicked(verb string, id news.DeliveryID) (command string, args map[string]string) {
	if verb == bot.CmdHelp || verb == bot.CmdSettings {
		return verb, map[string]string{}
	}
	return "button", map[string]string{"verb": verb, "delivery": strconv.FormatInt(int64(id), 10)}
}
