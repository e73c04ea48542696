package discord

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"newsbell/bot"
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
	r, arg, typed, ok := s.request(e)
	if !ok {
		return
	}
	if e.interaction.Type == discordgo.InteractionApplicationCommandAutocomplete {
		s.complete(ctx, e.interaction, r, arg, typed)
		return
	}
	s.answer(ctx, e.interaction, r)
}

// answer carries a command out and shows the answer. When it is slow, the
// person sees at once that it is under way.
func (s *Session) answer(ctx context.Context, i *discordgo.Interaction, r bot.Request) {
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	done := make(chan news.Message, 1)
	var clerk sync.WaitGroup
	defer clerk.Wait()
	clerk.Go(func() { done <- s.o.Clerk.Answer(ctx, r) })
	t := time.NewTimer(s.o.Slow)
	defer t.Stop()
	deferred := false
	for {
		select {
		case m := <-done:
			s.show(ctx, i, m, deferred)
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

// show puts a message where the command was given.
func (s *Session) show(ctx context.Context, i *discordgo.Interaction, m news.Message, deferred bool) {
	private := m.Private || deferred || i.Type == discordgo.InteractionMessageComponent
	b, err := renderAnswer(m, private)
	if err != nil {
		s.log().Error("answer cannot be shown", "channel", i.ChannelID, "err", err)
		return
	}
	if !deferred {
		s.respond(ctx, i, callback{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: b})
		return
	}
	b.Flags &= discordgo.MessageFlagsIsComponentsV2
	s.post(ctx, i, call{
		method: http.MethodPatch,
		path:   "/webhooks/" + url.PathEscape(i.AppID) + "/" + url.PathEscape(i.Token) + "/messages/@original",
	}, b)
}

func (s *Session) respond(ctx context.Context, i *discordgo.Interaction, c callback) {
	s.post(ctx, i, call{
		method: http.MethodPost,
		path:   "/interactions/" + url.PathEscape(i.ID) + "/" + url.PathEscape(i.Token) + "/callback",
	}, c)
}

// post sends an answer by the interaction's own key.
func (s *Session) post(ctx context.Context, i *discordgo.Interaction, k call, v any) {
	ctx, cancel := context.WithTimeout(ctx, requestLimit)
	defer cancel()
	var err error
	k.open = true
	if k.body, err = encode(v); err == nil {
		err = s.client().get(ctx, k, nil)
	}
	if err != nil && ctx.Err() == nil {
		s.log().Warn("answer was not taken", "channel", i.ChannelID, "err", err)
	}
}

// complete suggests values while a person types.
func (s *Session) complete(ctx context.Context, i *discordgo.Interaction, r bot.Request, arg, typed string) {
	ctx, cancel := context.WithTimeout(ctx, completeLimit)
	defer cancel()
	list := suggestions{Choices: []choice{}}
	for _, c := range s.o.Clerk.Complete(ctx, r, arg, typed) {
		name, value := text.Truncate(text.Clean(c.Label), maxChoice), c.Value
		if name == "" {
			name = text.Truncate(text.Clean(value), maxChoice)
		}
		if name == "" || value == "" || len([]rune(value)) > maxChoice {
			continue // a value that is cut would mean something else
		}
		if list.Choices = append(list.Choices, choice{name, value}); len(list.Choices) == maxChoices {
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
		ID: i.ID, At: e.at, Channel: e.channel, Actor: actor(i), Args: map[string]string{},
		Target: news.Target{Platform: news.Discord, Tenant: i.GuildID, Channel: i.ChannelID},
	}
	if i.GuildID == "" {
		r.Target.Tenant = directTenant
	}
	switch i.Type {
	case discordgo.InteractionApplicationCommand, discordgo.InteractionApplicationCommandAutocomplete:
		data := i.ApplicationCommandData()
		name, args, focus := unfold(data.Options)
		if r.Command, ok = s.names[name]; !ok || data.Name != rootCommand {
			return r, "", "", false
		}
		r.Args = args
		return r, focus, args[focus], true
	case discordgo.InteractionMessageComponent:
		verb, id, ok := parseMarker(i.MessageComponentData().CustomID)
		r.Command, r.Args = clicked(verb, id)
		if i.Message != nil {
			r.Args["message"] = i.Message.ID
		}
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

// unfold reads subcommand and arguments out of the nested options; focus is
// the argument being typed.
func unfold(options []*discordgo.ApplicationCommandInteractionDataOption) (name string, args map[string]string, focus string) {
	var words []string
	args = map[string]string{}
	for len(options) > 0 && options[0].Type <= discordgo.ApplicationCommandOptionSubCommandGroup {
		words = append(words, options[0].Name)
		options = options[0].Options
	}
	for _, o := range options {
		if v, ok := o.Value.(string); ok {
			args[o.Name] = v
		}
		if o.Focused {
			focus = o.Name
		}
	}
	return strings.Join(words, " "), args, focus
}

// actor is who typed or clicked. Discord computes the rights; they are read
// anew with every interaction.
func actor(i *discordgo.Interaction) bot.Actor {
	a := bot.Actor{Locale: string(i.Locale)}
	user := i.User
	if m := i.Member; m != nil {
		user = m.User
		a.Name = m.Nick
		a.Admin = m.Permissions&(discordgo.PermissionManageChannels|discordgo.PermissionAdministrator) != 0
	} else {
		a.Admin = i.GuildID == "" // one's own direct messages
	}
	if user != nil {
		a.ID = user.ID
		a.Name = firstOf(a.Name, user.GlobalName, user.Username)
	}
	return a
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
