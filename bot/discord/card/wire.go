package card

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// Body is a message as Discord's create, edit and callback requests take it.
type Body struct {
	Flags        discordgo.MessageFlags `json:"flags,omitempty"`
	Nonce        string                 `json:"nonce,omitempty"`
	EnforceNonce bool                   `json:"enforce_nonce,omitempty"`
	Mentions     *mentions              `json:"allowed_mentions"`
	Reference    *reference             `json:"message_reference,omitempty"`
	Content      string                 `json:"content,omitempty"`
	Embeds       []embed                `json:"embeds,omitempty"`
	Components   []Component            `json:"components,omitempty"`
	Attachments  []attachment           `json:"attachments,omitempty"`
}

// edit is a body that replaces all of a message. What the new form lacks is
// null, so that a classic message can become one of components.
type edit struct {
	Body
	Content *string     `json:"content"`
	Embeds  []embed     `json:"embeds"`
	Parts   []Component `json:"components"`
}

// mentions says whom a message may notify. Its list must be there and empty:
// without it, Discord notifies everybody whom the text names.
type mentions struct {
	Parse   []string `json:"parse"`
	Users   []string `json:"users,omitempty"`
	Roles   []string `json:"roles,omitempty"`
	Replied *bool    `json:"replied_user,omitempty"`
}

type reference struct {
	Message string `json:"message_id"`
	Channel string `json:"channel_id,omitempty"`
	Must    bool   `json:"fail_if_not_exists"`
}

// Component is any component that newsbell uses. The types of discordgo cannot
// be decoded without knowing every type that Discord may add.
type Component struct {
	Type        discordgo.ComponentType `json:"type"`
	ID          int                     `json:"id,omitempty"`
	AccentColor int                     `json:"accent_color,omitempty"`
	Content     string                  `json:"content,omitempty"`
	Style       discordgo.ButtonStyle   `json:"style,omitempty"`
	Label       string                  `json:"label,omitempty"`
	URL         string                  `json:"url,omitempty"`
	CustomID    string                  `json:"custom_id,omitempty"`
	Media       *media                  `json:"media,omitempty"`
	Description string                  `json:"description,omitempty"`
	Divider     bool                    `json:"divider,omitempty"`
	Spacing     int                     `json:"spacing,omitempty"`
	Components  []Component             `json:"components,omitempty"`
	Accessory   *Component              `json:"accessory,omitempty"`
	Placeholder string                  `json:"placeholder,omitempty"`
	Options     []ChoiceOption          `json:"options,omitempty"`
	Items       []galleryItem           `json:"items,omitempty"`
}

// StringSelect is a menu of fixed lines.
const StringSelect = discordgo.SelectMenuComponent

// Posted is what a probe reads of a message that stands in a channel.
type Posted struct {
	ID     string `json:"id"`
	Author struct {
		ID string `json:"id"`
	} `json:"author"`
	Components []Component `json:"components"`
}

// ChoiceOption is one line of a menu.
type ChoiceOption struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// A galleryItem is one picture of a gallery.
type galleryItem struct {
	Media       media  `json:"media"`
	Description string `json:"description,omitempty"`
}

// An attachment describes a file that goes along with the body.
type attachment struct {
	ID          int    `json:"id"` // its place among the files
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
}

type media struct {
	URL string `json:"url"`
}

type embed struct {
	Title       string  `json:"title,omitempty"`
	URL         string  `json:"url,omitempty"`
	Description string  `json:"description,omitempty"`
	Color       int     `json:"color,omitempty"`
	Timestamp   string  `json:"timestamp,omitempty"`
	Footer      *footer `json:"footer,omitempty"`
}

type footer struct {
	Text string `json:"text"`
}

// nobody is the value of allowed_mentions that newsbell sends, unless an alert
// calls a role.
func nobody() *mentions { return &mentions{Parse: []string{}} }

// Each calls f for every component, also the nested ones, until it says stop,
// and tells whether it never did.
func Each(list []Component, f func(Component) bool) bool {
	for _, c := range list {
		if !f(c) || !Each(c.Components, f) {
			return false
		}
		if c.Accessory != nil && !f(*c.Accessory) {
			return false
		}
	}
	return true
}

// Encode writes v as JSON without escaping for HTML, so that the bytes are what
// a person would expect to read.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode body: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
