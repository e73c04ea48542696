package deliver

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"newsbell/news"
)

func TestCatchUp(t *testing.T) {
	now := at(3600)
	alert := func(id int, story news.StoryID, publishers ...string) news.Delivery {
		card := &news.Card{Story: story, Title: fmt.Sprintf("Title %d", id), URL: fmt.Sprintf("https://example.org/%d", story), Began: at(float64(id))}
		for _, p := range publishers {
			card.Reports = append(card.Reports, news.Report{Publisher: p})
		}
		return news.Delivery{ID: news.DeliveryID(id), Channel: 7, Kind: news.KindAlert, Story: story, Created: at(float64(id)), Message: news.Message{Card: card}}
	}
	as := func(d news.Delivery, kind news.Kind) news.Delivery { d.Kind = kind; return d }
	digest := news.Delivery{ID: 90, Channel: 7, Kind: news.KindDigest, Message: news.Message{List: &news.List{
		Items: []news.Item{{Story: 2, Title: "Two", At: at(1)}, {Story: 50, Title: "Fifty", At: at(2)}}, More: 3,
	}}}
	notice := news.Delivery{ID: 91, Channel: 7, Kind: news.KindNotice}
	six := []news.Delivery{
		alert(1, 1, "A"), alert(2, 2, "A", "B", "B"), alert(3, 3, "A", "B", "C"), alert(4, 4), as(alert(5, 1, "A", "D", "E", "F"), news.KindReply), alert(6, 6, "A"),
	}
	later := append(slices.Clone(six), alert(8, 3, "X", "Y", "Z"))
	loose := append(slices.Clone(six), news.Delivery{ID: 92, Channel: 7, Kind: news.KindDigest, Message: news.Message{List: &news.List{
		Items: []news.Item{{Title: "A page", URL: "https://example.org/a"}, {Title: "Another", URL: "https://example.org/b"}, {Title: "The page", URL: "https://example.org/a"}},
	}}})
	many := make([]news.Delivery, 40)
	for i := range many {
		many[i] = alert(i+1, news.StoryID(i+1), "A")
	}
	tests := []struct {
		name     string
		held     []news.Delivery
		replaced []news.DeliveryID // nil: they come as they are
		titles   []string          // of the first items
		more     int
	}{
		{"nothing held back", nil, nil, nil, 0},
		{"a few come as they are", six[:5], nil, nil, 0},
		{"edits do not count", append(slices.Clone(six[:5]), as(alert(9, 9), news.KindEdit)), nil, nil, 0},
		{"more become a list, best reported first, each story once", six, []news.DeliveryID{1, 2, 3, 4, 5, 6}, []string{"Title 5", "Title 3", "Title 2", "Title 6", "Title 4"}, 0},
		{
			"held digests join; edits and notices stay", append(slices.Clone(six), as(alert(7, 3), news.KindEdit), digest, notice),
			[]news.DeliveryID{1, 2, 3, 4, 5, 6, 90},
			[]string{"Title 5", "Title 3", "Title 2", "Title 6", "Title 4", "Fifty"},
			3,
		},
		{"of equal forms the later stays", later, []news.DeliveryID{1, 2, 3, 4, 5, 6, 8}, []string{"Title 5", "Title 8", "Title 2"}, 0},
		{
			"what is no story is told by its address", loose,
			[]news.DeliveryID{1, 2, 3, 4, 5, 6, 92},
			[]string{"Title 5", "Title 3", "Title 2", "Title 6", "Title 4", "The page", "Another"},
			0,
		},
		{"a long list is cut and says so", many, idsOf(many), []string{"Title 40", "Title 39"}, 15},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list, replaced, ok := CatchUp(tt.held, now)
			if ok != (tt.replaced != nil) || !slices.Equal(replaced, tt.replaced) {
				t.Fatalf("replaced %v (%t), want %v", replaced, ok, tt.replaced)
			}
			if !ok {
				return
			}
			var titles []string
			for _, it := range list.Message.List.Items {
				titles = append(titles, it.Title)
			}
			if len(titles) < len(tt.titles) || !slices.Equal(titles[:len(tt.titles)], tt.titles) || list.Message.List.More != tt.more {
				t.Errorf("items %q and %d more, want %q and %d more", titles, list.Message.List.More, tt.titles, tt.more)
			}
			if want := fmt.Sprintf("catchup/7/%d", now.UnixMilli()); list.Key != want || list.Kind != news.KindDigest || list.Channel != 7 {
				t.Errorf("list %+v, want a digest under %s", list, want)
			}
		})
	}
}

func idsOf(list []news.Delivery) []news.DeliveryID {
	ids := make([]news.DeliveryID, len(list))
	for i, d := range list {
		ids[i] = d.ID
	}
	return ids
}

func TestPreferDuplicates(t *testing.T) {
	slack := SlackPolicy(2 * time.Minute)
	d := news.Delivery{ID: 16, Kind: news.KindAlert, Attempts: 1, FirstTry: at(0), LastTry: at(0), Duplicates: true}
	tired := d
	tired.Attempts = MostDuplicates
	careful := d
	careful.Duplicates = false
	tests := []struct {
		name  string
		d     news.Delivery
		now   time.Time
		state news.DeliveryState
		next  time.Time
	}{
		{"by default a person decides", careful, at(130), news.Review, time.Time{}},
		{"what may be committed late has its time", d, at(5), news.Unknown, at(120)},
		{"then it is sent again", d, at(120), news.Retry, at(120)},
		{"not for ever", tired, at(120), news.Review, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := JudgeFinding(tt.d, news.Unreadable, "", slack, tt.now)
			if r.State != tt.state || !r.NotBefore.Equal(tt.next) {
				t.Errorf("state %s not before %s, want %s %s", r.State, r.NotBefore, tt.state, tt.next)
			}
		})
	}
}
