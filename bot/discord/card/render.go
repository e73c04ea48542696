package card

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"newsbell/lang"
	"newsbell/news"
)

// The colours of a message's edge; the words say the same for those who do not
// see them.
const (
	colourAlert  = 0xD6453D
	colourUpdate = 0xE8A33D
	colourList   = 0x3D7BD6
	colourNote   = 0x7A8594
	colourError  = 0xB3261E
)

// errEmpty says that a message shows nothing.
var errEmpty = errors.New("the message has nothing to show")

// Render gives the exact bytes of the request that shows d: a create request,
// or, for an edit, one that replaces the message d.ParentID. With simple set
// the message is a classic one (one embed), refers to no other message and
// shows no image: what Discord takes when it refused the first form.
func Render(d news.Delivery, simple bool) ([]byte, error) {
	b, err := compose(d.Message, owner(d), simple)
	if err != nil {
		return nil, fmt.Errorf("render delivery %d: %w", d.ID, err)
	}
	if d.Kind == news.KindEdit {
		b.Flags &= discordgo.MessageFlagsIsComponentsV2
		return Encode(edit{Body: b, Embeds: b.Embeds, Parts: b.Components})
	}
	if role := calledRole(d); role != "" {
		b.call(role)
	}
	b.Nonce, b.EnforceNonce = d.Nonce, true
	if b.Nonce == "" {
		b.Nonce = Nonce(d.ID)
	}
	if d.Kind == news.KindReply && d.ParentID != "" && !simple {
		where, message := Standing(d.Target.Channel, d.ParentID)
		b.Reference = &reference{Message: message, Channel: where}
		b.Mentions.Replied = new(bool)
	}
	return Encode(b.charted(d.Message, simple))
}

// calledRole is the role that an alert calls; "" for none. A server's role of
// everyone has the server's id: it is never called.
func calledRole(d news.Delivery) string {
	role := d.Message.Mention
	if d.Kind != news.KindAlert || role == d.Target.Tenant || !snowflakeID(role) {
		return ""
	}
	return role
}

// snowflakeID tells whether s is an id as Discord writes them.
func snowflakeID(s string) bool {
	return s != "" && len(s) <= 20 && s[0] != '0' && strings.Trim(s, "0123456789") == ""
}

// call has the message notify one role: the line that names it comes first, and
// nothing else in the message can notify anybody.
func (b *Body) call(role string) {
	b.Mentions.Roles = []string{role}
	line := "<@&" + role + ">"
	if b.Flags&discordgo.MessageFlagsIsComponentsV2 == 0 {
		b.Content = line
		return
	}
	b.Components = append([]Component{textDisplay(line)}, b.Components...)
}

// owner is the delivery that the buttons of a message name: its own, for an
// edit that of the message.
func owner(d news.Delivery) news.DeliveryID {
	if d.Kind == news.KindEdit && d.Parent != 0 {
		return d.Parent
	}
	return d.ID
}

// Answer gives the message that answers a command or a click; private
// shows it to that person alone.
func Answer(m news.Message, private bool) (Body, error) {
	b, err := compose(m, 0, false)
	if private {
		b.Flags |= discordgo.MessageFlagsEphemeral
	}
	return b, err
}

// compose lays a message out. Buttons that name a delivery are left out when
// there is none (id 0).
func compose(m news.Message, id news.DeliveryID, simple bool) (Body, error) {
	b := Body{Mentions: nobody()}
	if m.Silent {
		b.Flags |= discordgo.MessageFlagsSuppressNotifications
	}
	var p page
	voice := lang.In(m.Language)
	switch {
	case m.Card != nil:
		p = cardPage(*m.Card, m.Kind, id, voice)
	case m.List != nil:
		p = listPage(*m.List, id, voice)
	case m.Text != nil:
		p = notePage(*m.Text, id, voice)
	default:
		return b, errEmpty
	}
	if simple {
		p.classic(&b)
	} else {
		b.Flags |= discordgo.MessageFlagsIsComponentsV2
		b.Components = []Component{p.container()}
	}
	return b, nil
}

// A page is a message laid out, before it takes the form of components or of
// an embed.
type page struct {
	colour  int
	title   string // plain, for an embed
	url     string
	at      time.Time
	head    string   // Markdown of the title, for components
	parts   []string // Markdown below it
	image   string
	alt     string
	buttons []Component
}

// container is the page as components.
func (p page) container() Component {
	var inner []Component
	texts := []Component{}
	for _, t := range append([]string{p.head}, p.parts...) {
		if t != "" {
			texts = append(texts, textDisplay(t))
		}
	}
	if p.image != "" && len(texts) > 0 {
		n := min(len(texts), maxSectionTexts)
		inner = append(inner, Component{
			Type: discordgo.SectionComponent, Components: texts[:n],
			Accessory: &Component{Type: discordgo.ThumbnailComponent, Media: &media{p.image}, Description: p.alt},
		})
		texts = texts[n:]
	}
	inner = append(inner, texts...)
	inner = append(inner, Rows(p.buttons)...)
	return Component{Type: discordgo.ContainerComponent, AccentColor: p.colour, Components: inner}
}

// classic writes the page as one embed and a row of buttons.
func (p page) classic(b *Body) {
	e := embed{Title: p.title, URL: p.url, Color: p.colour}
	for _, t := range p.parts {
		if e.Description != "" {
			e.Description += "\n"
		}
		e.Description += t
	}
	if !p.at.IsZero() {
		e.Timestamp = p.at.UTC().Format(time.RFC3339)
	}
	b.Embeds = []embed{e}
	b.Components = Rows(p.buttons)
}

func textDisplay(s string) Component {
	return Component{Type: discordgo.TextDisplayComponent, Content: s}
}

// Rows sets buttons in as few rows as Discord allows.
func Rows(buttons []Component) []Component {
	var all []Component
	for some := range slices.Chunk(buttons, maxRowButtons) {
		all = append(all, Component{Type: discordgo.ActionsRowComponent, Components: some})
	}
	return all
}

// Button is a grey button that names a delivery; verb is what a press does.
// Button asks for something about a delivery when it is pressed; verb says what.
func Button(text, verb string, id news.DeliveryID) Component {
	return Component{
		Type: discordgo.ButtonComponent, Style: discordgo.SecondaryButton, Label: text, CustomID: Marker(verb, id),
	}
}

// readButton opens an article; none when the address does not fit a button.
func readButton(text, raw string) []Component {
	l, ok := webLink(raw, maxButtonURL)
	if !ok {
		return nil
	}
	return []Component{{Type: discordgo.ButtonComponent, Style: discordgo.LinkButton, Label: text, URL: l.URL}}
}

// ago is a time that each reader sees relative to now; "" when it is not known.
func ago(t time.Time) string {
	if t.IsZero() || t.Unix() <= 0 {
		return ""
	}
	return "<t:" + strconv.FormatInt(t.Unix(), 10) + ":R>"
}
