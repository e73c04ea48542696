package desk

import (
	"time"

	"newsbell/news"
)

// ringMemory is how far back rings count, with some to spare.
const ringMemory = 26 * time.Hour

// rings are the alerts of the last day, by channel in order of time.
type rings map[news.ChannelID][]news.Ring

func (r rings) add(ring news.Ring) {
	r[ring.Channel] = append(r[ring.Channel], ring)
}

// forget drops what no budget counts any more.
func (r rings) forget(now time.Time) {
	for ch, list := range r {
		i := 0
		for i < len(list) && now.Sub(list[i].At) > ringMemory {
			i++
		}
		if i == len(list) {
			delete(r, ch)
		} else {
			r[ch] = list[i:]
		}
	}
}

// count counts a channel's rings of one mode since then.
func (r rings) count(ch news.ChannelID, mode news.Mode, since time.Time) (n int) {
	for _, ring := range r[ch] {
		if ring.Mode == mode && !ring.At.Before(since) {
			n++
		}
	}
	return n
}
