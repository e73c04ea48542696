package post

import (
	"newsbell/bot/chart"
	"newsbell/bot/discord/card"
	"newsbell/bot/discord/rest"
	"newsbell/news"
)

// codeMissingRights is how Discord refuses what newsbell has no right to.
const codeMissingRights = "50013"

// files are what goes along with d: the chart that its body names. One that
// cannot be drawn is left out: Discord then refuses the body, and the simple
// form, which has none, goes instead.
func (s *Sender) files(d news.Delivery) []rest.File {
	if !card.Charted(d.Body) || d.Message.List == nil || d.Message.List.Chart == nil {
		return nil
	}
	data, err := chart.Draw(*d.Message.List.Chart)
	if err != nil {
		s.log.Warn("chart cannot be drawn", "delivery", d.ID, "err", err)
		return nil
	}
	return []rest.File{{Name: chart.Name, Type: "image/png", Data: data}}
}
