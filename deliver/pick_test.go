package deliver

import (
	"testing"
	"time"

	"newsbell/news"
)

func at(seconds float64) time.Time {
	return time.Date(2025, 2, 12, 17, 0, 0, 0, time.UTC).Add(time.Duration(seconds * float64(time.Second)))
}

func TestPick(t *testing.T) {
	now := at(100)
	alert := func(id news.DeliveryID, story news.StoryID, s news.DeliveryState) news.Delivery {
		return news.Delivery{ID: id, Kind: news.KindAlert, Story: story, State: s}
	}
	unknown := func(d news.Delivery, lastTry, notBefore time.Time) news.Delivery {
		d.State, d.LastTry, d.NotBefore = news.Unknown, lastTry, notBefore
		return d
	}
	later := func(d news.Delivery, until time.Time) news.Delivery { d.NotBefore = until; return d }
	edit := func(id, parent news.DeliveryID, parentID string, story news.StoryID) news.Delivery {
		return news.Delivery{ID: id, Kind: news.KindEdit, Parent: parent, ParentID: parentID, Story: story, State: news.Pending}
	}
	digest := news.Delivery{ID: 50, Kind: news.KindDigest, State: news.Pending}

	tests := []struct {
		name string
		rows []news.Delivery
		want Choice
	}{
		{"an empty lane is done", nil, Choice{Act: ActDone}},
		{"the first row is sent", []news.Delivery{alert(1, 1, news.Pending), alert(2, 2, news.Pending)}, Choice{Act: ActSend, Delivery: 1}},
		{
			"a retry that waits holds its class in order",
			[]news.Delivery{later(alert(1, 1, news.Retry), at(103)), alert(2, 2, news.Pending)},
			Choice{Act: ActWait, At: at(103)},
		},
		{
			"a higher class that waits does not hold a lower one",
			[]news.Delivery{later(alert(1, 1, news.Retry), at(103)), digest},
			Choice{Act: ActSend, Delivery: 50},
		},
		{
			"an edit that waits to be joined by more does not hold the next edit",
			[]news.Delivery{later(edit(7, 1, "m1", 1), at(110)), edit(8, 2, "m2", 2)},
			Choice{Act: ActSend, Delivery: 8},
		},
		{
			"an unknown row is resolved when due",
			[]news.Delivery{unknown(alert(1, 1, ""), at(95), at(100)), alert(2, 2, news.Pending)},
			Choice{Act: ActResolve, Delivery: 1},
		},
		{
			"an unknown row holds its class for ten seconds",
			[]news.Delivery{unknown(alert(1, 1, ""), at(95), at(120)), alert(2, 2, news.Pending)},
			Choice{Act: ActWait, At: at(105)},
		},
		{
			"then only its own story",
			[]news.Delivery{unknown(alert(1, 1, ""), at(85), at(120)), alert(2, 1, news.Pending), alert(3, 2, news.Pending)},
			Choice{Act: ActSend, Delivery: 3},
		},
		{
			"also the story's edits",
			[]news.Delivery{unknown(alert(1, 1, ""), at(85), at(120)), edit(9, 4, "m4", 1)},
			Choice{Act: ActWait, At: at(120)},
		},
		{
			"a row left in sending is resolved",
			[]news.Delivery{alert(1, 1, news.Sending)},
			Choice{Act: ActResolve, Delivery: 1},
		},
		{
			"an edit waits for the message it edits",
			[]news.Delivery{later(alert(1, 1, news.Retry), at(101)), edit(2, 1, "", 1)},
			Choice{Act: ActWait, At: at(101)},
		},
		{"an edit of what will never be sent is an orphan", []news.Delivery{edit(2, 1, "", 1)}, Choice{Act: ActOrphan, Delivery: 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Pick(tt.rows, now); got != tt.want {
				t.Errorf("Pick(%+v)\n got %+v\nwant %+v", tt.rows, got, tt.want)
			}
		})
	}
}
