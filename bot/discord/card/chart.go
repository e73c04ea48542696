package card

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/bwmarrin/discordgo"

	"newsbell/bot/chart"
	"newsbell/news"
)

// chartAddress is how a body refers to the picture that goes along with it.
const chartAddress = "attachment://" + chart.Name

// charted adds to a digest the place of its chart, below the stories and above
// the buttons. The simple form has none.
func (b Body) charted(m news.Message, simple bool) Body {
	if simple || m.List == nil || m.List.Chart == nil || len(b.Components) != 1 {
		return b
	}
	alt := fit(m.List.Chart.Alt, maxAlt)
	gallery := Component{Type: discordgo.MediaGalleryComponent, Items: []galleryItem{{Media: media{chartAddress}, Description: alt}}}
	inner := b.Components[0].Components
	at := slices.IndexFunc(inner, func(c Component) bool { return c.Type == discordgo.ActionsRowComponent })
	if at < 0 {
		at = len(inner)
	}
	b.Components[0].Components = slices.Insert(slices.Clone(inner), at, gallery)
	b.Attachments = []attachment{{Filename: chart.Name, Description: alt}}
	return b
}

// Charted tells whether a body refers to a chart, which must go along with it.
func Charted(raw []byte) bool { return bytes.Contains(raw, []byte(`"url":"`+chartAddress+`"`)) }

// Chartless is a body without its chart.
func Chartless(raw []byte) ([]byte, error) {
	var b Body
	if err := json.Unmarshal(raw, &b); err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	b.Attachments = nil
	for i := range b.Components {
		b.Components[i].Components = slices.DeleteFunc(b.Components[i].Components, func(c Component) bool {
			return c.Type == discordgo.MediaGalleryComponent
		})
	}
	return Encode(b)
}

// gallery checks the pictures that are shown at full width.
func (v *validator) gallery(c Component, at string) {
	v.check(len(c.Items) >= 1 && len(c.Items) <= 10, "%s: %d pictures", at, len(c.Items))
	for _, item := range c.Items {
		if item.Media.URL != chartAddress {
			v.address(at, item.Media.URL, maxMediaURL)
		}
		v.length(at+"/description", item.Description, 0, maxAlt)
	}
}
