package digest_test

import (
	"slices"
	"testing"

	"newsbell/digest"
	"newsbell/news"
)

// listed gives the stories of a digest in its order.
func listed(t *testing.T, in digest.Input) []news.StoryID {
	t.Helper()
	m, ok := digest.Compose(in)
	if !ok {
		return nil
	}
	ids := make([]news.StoryID, len(m.List.Items))
	for i, item := range m.List.Items {
		ids[i] = item.Story
	}
	return ids
}

func titled(c news.Candidate, title, publisher string) news.Candidate {
	c.Story.Title = title
	if publisher != "" {
		c.Story.Reports[0].Publisher, c.Story.Reports[0].URL = publisher, c.Story.URL
	}
	return c
}

func TestCompose_keepsLikeStoriesApart(t *testing.T) {
	in := digest.Input{From: at(t, 0, 0, 0), To: at(t, 0, 9, 0), Max: 2, Candidates: []news.Candidate{
		titled(news.Candidate{Story: story(1, at(t, 0, 8, 0), "a", "b", "c")}, "Harbour strike in Aldermouth enters its third day", ""),
		titled(news.Candidate{Story: story(2, at(t, 0, 8, 0), "a", "b", "c")}, "Aldermouth harbour strike: third day", ""),
		titled(news.Candidate{Story: story(3, at(t, 0, 8, 0), "a", "b")}, "Parliament passes the budget", ""),
	}}
	if got := listed(t, in); !slices.Equal(got, []news.StoryID{1, 3}) {
		t.Errorf("got %v, want the second telling of the strike to give way", got)
	}
	in.Max = 3
	if got := listed(t, in); !slices.Equal(got, []news.StoryID{1, 3, 2}) {
		t.Errorf("got %v, want it last where there is room", got)
	}
}

func TestCompose_onePublisherDoesNotFillIt(t *testing.T) {
	in := digest.Input{From: at(t, 0, 0, 0), To: at(t, 0, 9, 0), Max: 5}
	for i, title := range []string{"Flood", "Vote", "Trial", "Launch", "Merger", "Quake"} {
		publisher := "Daily Echo"
		if i >= 4 {
			publisher = "Herald"
		}
		in.Candidates = append(in.Candidates, titled(news.Candidate{Story: story(news.StoryID(i+1), at(t, 0, 8, 59-i), "x")}, title, publisher))
	}
	if got := listed(t, in); !slices.Equal(got, []news.StoryID{1, 2, 3, 5, 6}) {
		t.Errorf("got %v, want three of one publisher and then the others", got)
	}
	in.Candidates = in.Candidates[:4]
	if got := listed(t, in); len(got) != 4 {
		t.Errorf("got %v, want all where there are no others", got)
	}
}

func TestCompose_oneTopicDoesNotFillIt(t *testing.T) {
	in := digest.Input{From: at(t, 0, 0, 0), To: at(t, 0, 9, 0), Max: 4}
	for i, title := range []string{"Final", "Transfer", "Derby", "Marathon", "Flood", "Vote"} {
		c := titled(news.Candidate{Story: story(news.StoryID(i+1), at(t, 0, 8, 59-i), "x")}, title, "")
		if i < 4 {
			c.Story.Section = "Sport"
		}
		in.Candidates = append(in.Candidates, c)
	}
	if got := listed(t, in); !slices.Equal(got, []news.StoryID{1, 2, 5, 6}) {
		t.Errorf("got %v, want half of it sport and then the others", got)
	}
	in.Candidates = in.Candidates[:4]
	if got := listed(t, in); !slices.Equal(got, []news.StoryID{1, 2, 3, 4}) {
		t.Errorf("got %v, want all of the topic where there are no others", got)
	}
}

func TestCompose_feedback(t *testing.T) {
	stories := []news.Candidate{
		titled(news.Candidate{Story: story(1, at(t, 0, 8, 0), "a", "b", "c")}, "Cup final: Rovers beat United", ""),
		titled(news.Candidate{Story: story(2, at(t, 0, 8, 0), "a", "b")}, "Ferry runs aground", ""),
		titled(news.Candidate{Story: story(3, at(t, 0, 8, 0), "a")}, "Village bakery reopens", ""),
	}
	for _, tt := range []struct {
		name     string
		feedback []news.Feedback
		want     []news.StoryID
	}{
		{"none", nil, []news.StoryID{1, 2, 3}},
		{"muted is left out", []news.Feedback{{Kind: news.Mute, Story: 2}}, []news.StoryID{1, 3}},
		{"followed comes first", []news.Feedback{{Kind: news.Follow, Story: 3}}, []news.StoryID{3, 1, 2}},
		{"fewer like it go down", []news.Feedback{{Kind: news.Fewer, Story: 9, Words: []string{"cup", "final", "beat"}}}, []news.StoryID{2, 3, 1}},
		{"fewer of others do nothing", []news.Feedback{{Kind: news.Fewer, Story: 9, Words: []string{"election", "poll"}}}, []news.StoryID{1, 2, 3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := digest.Input{From: at(t, 0, 0, 0), To: at(t, 0, 9, 0), Candidates: stories, Feedback: tt.feedback}
			if got := listed(t, in); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestCompose_headlinesOnly(t *testing.T) {
	in := digest.Input{From: at(t, 0, 0, 0), To: at(t, 0, 9, 0), Style: news.Headlines, Candidates: []news.Candidate{{Story: story(1, at(t, 0, 8, 0), "a")}}}
	if m, _ := digest.Compose(in); m.List.Items[0].Summary != "" {
		t.Errorf("got summary %q, want none", m.List.Items[0].Summary)
	}
}
