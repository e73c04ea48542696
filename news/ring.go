package news

import "time"

// A Ring is one alert or reply that was decided for a channel: what budgets
// and flood guards count.
type Ring struct {
	Channel ChannelID
	Mode    Mode
	At      time.Time
}
