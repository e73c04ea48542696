package card

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
)

// Validate holds the body of a create, edit or answering request against the
// limits and rules that Discord documents, and against newsbell's own: no body
// may notify anybody but the one role that a new message names in a line of its
// own, every address is http or https. It knows the
// fields that newsbell sends and takes others for faults.
func Validate(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	var b Body
	if err := d.Decode(&b); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	v := validator{customIDs: map[string]bool{}}
	v.check(Charted(raw) == (len(b.Attachments) == 1), "attachments: %d, want one for each picture that goes along", len(b.Attachments))
	v.mentions(b)
	v.check(len(b.Nonce) <= maxNonce, "nonce: longer than %d", maxNonce)
	v.check(!b.EnforceNonce || b.Nonce != "", "enforce_nonce: without a nonce")
	v.check(b.Reference == nil || b.Reference.Message != "", "message_reference: without a message")
	if b.Flags&discordgo.MessageFlagsIsComponentsV2 != 0 {
		v.components(b)
	} else {
		v.classic(b)
	}
	return errors.Join(v.faults...)
}

// validator collects what is wrong.
type validator struct {
	faults    []error
	count     int // components, nested ones too
	text      int // characters in text displays
	customIDs map[string]bool
}

func (v *validator) check(ok bool, format string, args ...any) {
	if !ok {
		v.faults = append(v.faults, fmt.Errorf(format, args...))
	}
}

// length checks that s has at least low and at most high characters.
func (v *validator) length(what, s string, low, high int) {
	n := utf8.RuneCountInString(s)
	v.check(utf8.ValidString(s), "%s: not UTF-8", what)
	v.check(n >= low && n <= high, "%s: %d characters, want %d to %d", what, n, low, high)
}

func (v *validator) address(what, s string, limit int) {
	l, ok := webLink(s, limit)
	v.check(ok && l.URL == s, "%s: no safe address of at most %d characters", what, limit)
}

func (v *validator) mentions(b Body) {
	m := b.Mentions
	if m == nil || m.Parse == nil {
		v.check(false, "allowed_mentions: missing or without parse")
		return
	}
	v.check(len(m.Parse)+len(m.Users) == 0 && len(m.Roles) <= 1 && (m.Replied == nil || !*m.Replied),
		"allowed_mentions: allows more than one role")
	if len(m.Roles) == 0 {
		return
	}
	line := b.Content
	if line == "" && len(b.Components) > 0 {
		line = b.Components[0].Content
	}
	v.check(snowflakeID(m.Roles[0]) && line == "<@&"+m.Roles[0]+">", "allowed_mentions: a role without its line")
}

// components checks a message of components.
func (v *validator) components(b Body) {
	v.check(b.Content == "" && len(b.Embeds) == 0, "flags: components exclude content and embeds")
	v.check(len(b.Components) > 0, "components: none")
	for _, c := range b.Components {
		v.component(c, "components", true)
	}
	v.check(v.count <= maxComponents, "components: %d, want at most %d", v.count, maxComponents)
	v.check(v.text <= maxText, "components: %d characters of text, want at most %d", v.text, maxText)
}

func (v *validator) component(c Component, at string, top bool) {
	v.count++
	at = fmt.Sprintf("%s/%d", at, c.Type)
	switch c.Type {
	case discordgo.ContainerComponent:
		v.check(top, "%s: a container within another", at)
		v.check(len(c.Components) > 0, "%s: empty", at)
		v.check(c.AccentColor >= 0 && c.AccentColor <= 0xFFFFFF, "%s: no colour", at)
		for _, sub := range c.Components {
			v.component(sub, at, false)
		}
	case discordgo.TextDisplayComponent:
		v.length(at, c.Content, 1, maxText)
		v.text += utf8.RuneCountInString(c.Content)
	case discordgo.SectionComponent:
		v.section(c, at)
	case discordgo.ActionsRowComponent:
		v.row(c, at)
	case discordgo.MediaGalleryComponent:
		v.gallery(c, at)
	case discordgo.SeparatorComponent:
		v.check(c.Spacing >= 0 && c.Spacing <= 2, "%s: no spacing", at)
	default:
		v.check(false, "%s: not a component for this place", at)
	}
}

func (v *validator) section(c Component, at string) {
	v.check(len(c.Components) >= 1 && len(c.Components) <= maxSectionTexts, "%s: %d texts", at, len(c.Components))
	for _, sub := range c.Components {
		v.check(sub.Type == discordgo.TextDisplayComponent, "%s: holds what is no text", at)
		v.component(sub, at, false)
	}
	if c.Accessory == nil {
		v.check(false, "%s: no accessory", at)
		return
	}
	v.count++
	switch c.Accessory.Type {
	case discordgo.ThumbnailComponent:
		if c.Accessory.Media == nil {
			v.check(false, "%s: thumbnail without media", at)
			return
		}
		v.address(at+"/thumbnail", c.Accessory.Media.URL, maxMediaURL)
		v.length(at+"/thumbnail", c.Accessory.Description, 0, maxAlt)
	case discordgo.ButtonComponent:
		v.button(*c.Accessory, at)
	default:
		v.check(false, "%s: not an accessory", at)
	}
}

func (v *validator) row(c Component, at string) {
	v.check(len(c.Components) >= 1 && len(c.Components) <= maxRowButtons, "%s: %d buttons", at, len(c.Components))
	for _, b := range c.Components {
		v.count++
		if b.Type == StringSelect {
			v.check(len(c.Components) == 1, "%s: a menu beside others", at)
			v.menu(b, at)
			continue
		}
		v.check(b.Type == discordgo.ButtonComponent, "%s: holds what is no button", at)
		v.button(b, at)
	}
}

func (v *validator) menu(m Component, at string) {
	at += "/menu"
	v.length(at+"/custom_id", m.CustomID, 1, maxCustomID)
	v.length(at+"/placeholder", m.Placeholder, 0, maxPlaceholder)
	v.check(len(m.Options) >= 1 && len(m.Options) <= MaxChoices, "%s: %d options", at, len(m.Options))
	values := map[string]bool{}
	for _, o := range m.Options {
		v.length(at+"/label", o.Label, 1, MaxChoice)
		v.length(at+"/value", o.Value, 1, MaxChoice)
		v.check(!values[o.Value], "%s: a value twice", at)
		values[o.Value] = true
	}
}

func (v *validator) button(b Component, at string) {
	at += "/button"
	v.length(at, b.Label, 1, maxLabel)
	if b.Style == discordgo.LinkButton {
		v.address(at, b.URL, maxButtonURL)
		v.check(b.CustomID == "", "%s: a link with a custom_id", at)
		return
	}
	v.check(b.Style >= discordgo.PrimaryButton && b.Style < discordgo.LinkButton, "%s: no style", at)
	v.check(b.URL == "", "%s: an address on a button that is no link", at)
	v.length(at+"/custom_id", b.CustomID, 1, maxCustomID)
	v.check(!v.customIDs[b.CustomID], "%s: custom_id twice", at)
	v.customIDs[b.CustomID] = true
}

// classic checks a message of content, embeds and rows.
func (v *validator) classic(b Body) {
	v.length("content", b.Content, 0, maxContent)
	v.check(b.Content != "" || len(b.Embeds) > 0, "the message is empty")
	v.check(len(b.Embeds) <= maxEmbeds, "embeds: %d", len(b.Embeds))
	total := 0
	for i, e := range b.Embeds {
		at := fmt.Sprintf("embeds/%d", i)
		v.length(at+"/title", e.Title, 0, maxEmbedTitle)
		v.length(at+"/description", e.Description, 0, maxEmbedText)
		v.check(e.Title != "" || e.Description != "", "%s: empty", at)
		total += utf8.RuneCountInString(e.Title) + utf8.RuneCountInString(e.Description)
		if e.URL != "" {
			v.address(at+"/url", e.URL, maxMediaURL)
		}
		if e.Footer != nil {
			v.length(at+"/footer", e.Footer.Text, 1, maxEmbedFooter)
			total += utf8.RuneCountInString(e.Footer.Text)
		}
	}
	v.check(total <= maxEmbedTotal, "embeds: %d characters, want at most %d", total, maxEmbedTotal)
	v.check(len(b.Components) <= maxRows, "components: %d rows", len(b.Components))
	for _, c := range b.Components {
		v.check(c.Type == discordgo.ActionsRowComponent, "components: a classic message takes rows only")
		v.component(c, "components", true)
	}
}
