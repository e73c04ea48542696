package discord

import (
	"context"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"newsbell/bot"
	"newsbell/bot/discord/card"
	"newsbell/lang"
	"newsbell/news"
	"newsbell/text"
)

// The components of forms that discordgo does not name.
const (
	componentLabel = 18
	textInput      = discordgo.TextInputComponent
)

// The limits of a form, in characters.
const (
	maxFormTitle = 45
	maxFormHelp  = 100
	maxFormValue = 4000
)

// modal is a form as Discord takes it.
type modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []formLabel `json:"components"`
}

type formLabel struct {
	Type        int       `json:"type"`
	Label       string    `json:"label"`
	Description string    `json:"description,omitempty"`
	Component   formInput `json:"component"`
}

type formInput struct {
	Type     discordgo.ComponentType `json:"type"`
	CustomID string                  `json:"custom_id"`
	Style    int                     `json:"style,omitempty"`
	Value    string                  `json:"value,omitempty"`
	Required bool                    `json:"required"`
	Max      int                     `json:"max_length,omitempty"`
	Options  []formOption            `json:"options,omitempty"`
}

type formOption struct {
	Label   string `json:"label"`
	Value   string `json:"value"`
	Default bool   `json:"default,omitempty"`
}

// modalOf lays a form out; number is the subscription it is about, or 0.
func modalOf(f bot.Form, number int64) modal {
	m := modal{CustomID: card.Marker(f.Command, news.DeliveryID(number)), Title: card.Title(f.Title, maxFormTitle)}
	for _, a := range f.Fields {
		in := formInput{
			Type: textInput, CustomID: a.Name, Style: 1, Value: text.Truncate(a.Value, maxFormValue), Required: a.Required, Max: maxFormValue,
		}
		if len(a.Choices) > 0 {
			in = formInput{Type: card.StringSelect, CustomID: a.Name, Required: true}
			for _, c := range a.Choices[:min(len(a.Choices), card.MaxChoices)] {
				in.Options = append(in.Options, formOption{Label: c, Value: c, Default: c == a.Value})
			}
		}
		m.Components = append(m.Components, formLabel{
			Type: componentLabel, Label: card.Title(a.Name, maxFormTitle), Description: text.Truncate(text.Clean(a.Help), maxFormHelp), Component: in,
		})
	}
	return m
}

// opensForm tells whether a click asks for a form, and the request for it.
func opensForm(i *interaction, r bot.Request) (bot.Request, bool) {
	verb, _, ok := card.ParseMarker(i.Data.CustomID)
	if i.Type != discordgo.InteractionMessageComponent || !ok || verb != bot.CmdChange && verb != bot.CmdEdit {
		return r, false
	}
	r.Command, r.Args = verb, map[string]string{}
	if len(i.Data.Values) > 0 {
		r.Args[bot.ArgSubscription] = i.Data.Values[0]
	}
	return r, true
}

// openForm answers a click with a form, or with why there is none.
func (s *Session) openForm(ctx context.Context, i *interaction, r bot.Request) {
	clerk, ok := s.o.Clerk.(bot.FormClerk)
	if !ok {
		s.show(ctx, i, outdated(i), false)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, completeLimit) // a form cannot be deferred
	defer cancel()
	f, m := clerk.Form(ctx, r)
	if !bot.Empty(m) {
		s.show(ctx, i, m, false)
		return
	}
	number, _ := strconv.ParseInt(f.Args[bot.ArgSubscription], 10, 64)
	s.respond(ctx, i, callback{Type: discordgo.InteractionResponseModal, Data: modalOf(f, number)})
}

// submitted is the request of a form that was sent.
func submitted(i *interaction, r bot.Request) (bot.Request, bool) {
	verb, number, ok := card.ParseMarker(i.Data.CustomID)
	if !ok || verb != bot.CmdChange && verb != bot.CmdEdit {
		return r, false
	}
	r.Command = verb
	filled(i.Data.Fields, r.Args)
	if verb == bot.CmdEdit {
		r.Args[bot.ArgSubscription] = strconv.FormatInt(int64(number), 10)
	}
	return r, true
}

// formButtons are those that lead from an answer to a form: from the settings
// to their change, from the list to one subscription's.
func (s *Session) formButtons(ctx context.Context, r bot.Request) []card.Component {
	if _, ok := s.o.Clerk.(bot.FormClerk); !ok {
		return nil
	}
	voice := lang.In(lang.Pick(r.Actor.Locale, r.Locale))
	switch {
	case r.Command == bot.CmdSettings && r.Actor.Admin:
		return card.Rows([]card.Component{card.Button(voice.Text("Change settings"), bot.CmdChange, 0)})
	case r.Command == bot.CmdList:
		menu := card.Component{Type: card.StringSelect, CustomID: card.Marker(bot.CmdEdit, 0), Placeholder: voice.Text("Edit a subscription")}
		for _, c := range s.o.Clerk.Complete(ctx, r, bot.ArgSubscription, "") {
			if name := text.Truncate(text.Clean(c.Label), card.MaxChoice); name != "" && len(menu.Options) < card.MaxChoices && !strings.Contains(c.Value, " ") {
				menu.Options = append(menu.Options, card.ChoiceOption{Label: name, Value: c.Value})
			}
		}
		if len(menu.Options) > 0 {
			return card.Rows([]card.Component{menu})
		}
	}
	return nil
}

// outdated answers what an older newsbell offered, or another program.
func outdated(i *interaction) news.Message {
	return private(i, "This is from an older newsbell and does nothing now. Type /news help to see what I can do.")
}

// private is an answer of one line, in the person's language.
func private(i *interaction, line string) news.Message {
	voice := lang.In(lang.Pick(i.Locale, i.Place))
	return voice.Message(news.Message{
		Kind: news.KindNotice, Private: true, Text: &news.Note{Error: true, Lines: []news.Line{{Text: voice.Text(line)}}},
	})
}
