package discord

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"newsbell/bot"
	"newsbell/bot/discord/card"
	"newsbell/news"
)

// An interaction is what a person did, with the fields that newsbell reads. The
// type of discordgo cannot be decoded when it holds a component that discordgo
// does not know, such as the labels of a form.
type interaction struct {
	ID      string                    `json:"id"`
	AppID   string                    `json:"application_id"`
	Type    discordgo.InteractionType `json:"type"`
	Token   string                    `json:"token"`
	Guild   string                    `json:"guild_id"`
	Channel string                    `json:"channel_id"`
	Locale  string                    `json:"locale"`
	Place   string                    `json:"guild_locale"`
	// Rights are those of newsbell in the channel, as Discord computes them; nil
	// when it does not say.
	Rights *int64 `json:"app_permissions,string"`
	// Context is where it was given; nil when Discord does not say.
	Context *discordgo.InteractionContextType `json:"context"`
	Where   struct {
		Name   string                `json:"name"`
		Type   discordgo.ChannelType `json:"type"`
		Parent string                `json:"parent_id"`
	} `json:"channel"`
	User   *person `json:"user"`
	Member *struct {
		User   *person  `json:"user"`
		Nick   string   `json:"nick"`
		Rights int64    `json:"permissions,string"`
		Roles  []string `json:"roles"`
	} `json:"member"`
	Message *card.Posted `json:"message"`
	Data    struct {
		Name     string                                `json:"name"`
		Type     discordgo.ApplicationCommandType      `json:"type"`
		Options  []option                              `json:"options"`
		CustomID string                                `json:"custom_id"`
		Values   []string                              `json:"values"`
		Target   string                                `json:"target_id"`
		Fields   []field                               `json:"components"`
		Resolved struct{ Messages map[string]message } `json:"resolved"`
	} `json:"data"`
}

type person struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Global   string `json:"global_name"`
}

// message is one that a person pointed at.
type message struct {
	AppID string `json:"application_id"`
	card.Posted
}

// option is a subcommand or an argument as typed.
type option struct {
	Name    string                                 `json:"name"`
	Type    discordgo.ApplicationCommandOptionType `json:"type"`
	Value   any                                    `json:"value"`
	Focused bool                                   `json:"focused"`
	Options []option                               `json:"options"`
}

// field is a filled in part of a form, or what holds one.
type field struct {
	CustomID string   `json:"custom_id"`
	Value    string   `json:"value"`
	Values   []string `json:"values"`
	Inner    *field   `json:"component"`
	Rows     []field  `json:"components"`
}

// filled collects the values of a form by name.
func filled(fields []field, into map[string]string) {
	for _, f := range fields {
		switch {
		case f.Inner != nil:
			filled([]field{*f.Inner}, into)
		case len(f.Rows) > 0:
			filled(f.Rows, into)
		case f.CustomID != "" && len(f.Values) > 0:
			into[f.CustomID] = strings.Join(f.Values, ", ")
		case f.CustomID != "":
			into[f.CustomID] = f.Value
		}
	}
}

// readInteraction decodes an event; ok is false for one that cannot be answered.
func readInteraction(raw json.RawMessage) (i *interaction, ok bool) {
	i = &interaction{}
	err := json.Unmarshal(raw, i)
	return i, err == nil && i.Token != "" && i.ID != ""
}

// unfold reads subcommand and arguments out of the nested options; focus is
// the argument being typed.
func unfold(options []option) (name string, args map[string]string, focus string) {
	var words []string
	args = map[string]string{}
	for len(options) > 0 && options[0].Type != 0 && options[0].Type <= discordgo.ApplicationCommandOptionSubCommandGroup {
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
// anew with every interaction. In their own direct messages everybody may do
// everything.
func actor(i *interaction) bot.Actor {
	a := bot.Actor{Locale: i.Locale}
	user := i.User
	if m := i.Member; m != nil {
		user = m.User
		a.Name = m.Nick
		a.Admin = m.Rights&(discordgo.PermissionManageChannels|discordgo.PermissionAdministrator) != 0
		a.Owner = m.Rights&(discordgo.PermissionManageGuild|discordgo.PermissionAdministrator) != 0
		a.In = func(_ context.Context, role string) (bool, error) { return slices.Contains(m.Roles, role), nil }
	} else {
		a.Admin = i.Guild == "" && !i.betweenPeople()
	}
	if user != nil {
		a.ID = user.ID
		a.Name = firstOf(a.Name, user.Global, user.Username)
	}
	return a
}

// betweenPeople reports whether it was given in a conversation in which newsbell
// takes no part.
func (i *interaction) betweenPeople() bool {
	return i.Guild == "" &&
		(i.Where.Type == discordgo.ChannelTypeGroupDM || i.Context != nil && *i.Context == discordgo.InteractionContextPrivateChannel)
}

// inThread reports whether it was given in a thread.
func (i *interaction) inThread() bool {
	return slices.Contains([]discordgo.ChannelType{
		discordgo.ChannelTypeGuildNewsThread, discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread,
	}, i.Where.Type)
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// pointedAt finds the delivery behind a message that a person pointed at; ok is
// false when newsbell did not write it.
func (i *interaction) pointedAt() (id news.DeliveryID, ok bool) {
	m := i.Data.Resolved.Messages[i.Data.Target]
	if m.AppID != i.AppID && m.Author.ID != i.AppID {
		return 0, false
	}
	card.Each(m.Components, func(c card.Component) bool {
		if verb, n, mine := card.ParseMarker(c.CustomID); mine && n != 0 && verb == bot.VerbWhy {
			id, ok = n, true
		}
		return !ok
	})
	return id, ok
}
