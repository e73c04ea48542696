package digest_test

import (
	"testing"

	"newsbell/digest"
	"newsbell/news"
)

func TestEditor_Rest(t *testing.T) {
	d := daily(t)
	d.Length = 2
	s := newShelf(d)
	for i := range 5 {
		s.stories = append(s.stories, story(news.StoryID(i+1), at(t, 0, 8, i), "a"))
	}
	e := digest.NewEditor(digest.Options{Store: s})
	if err := e.Round(t.Context(), at(t, 0, 9, 0)); err != nil || len(s.sent) != 1 || s.sent[0].Message.List.More != 3 {
		t.Fatalf("%v, sent %+v", err, s.sent)
	}
	// One that was left out changed since, and one came later.
	s.stories[0].Updated = at(t, 0, 10, 0)
	s.stories = append(s.stories, story(6, at(t, 0, 10, 0), "a"))
	rest := func(sent news.Delivery) string {
		t.Helper()
		sent.Channel = 1
		m, ok, err := e.Rest(t.Context(), sent, at(t, 0, 11, 0))
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return "nothing"
		}
		if !m.Private || m.Kind != news.KindNotice || m.List.Heading != "More of: News digest, Wed 12 Feb 09:00" {
			t.Errorf("message %+v", m)
		}
		return ids(news.Delivery{Message: m})
	}
	sent := s.sent[0]
	if got := rest(sent); got != "1 3 2" {
		t.Errorf("got stories %q, want those left out", got)
	}
	sent.Key = "digest/99/0"
	if got := rest(sent); got != "1 3 2" {
		t.Errorf("a digest that was removed since: got %q", got)
	}
	none := sent
	none.Message.List = &news.List{}
	if got := rest(none); got != "nothing" {
		t.Errorf("a digest that showed all: got %q", got)
	}
}

func TestEditor_Now(t *testing.T) {
	older, newer := daily(t), daily(t)
	older.Covered, older.Query = at(t, -3, 9, 0), "x"
	s := newShelf(older, newer)
	s.stories = []news.Story{story(1, at(t, -1, 8, 0), "a"), story(2, at(t, -1, 10, 0), "a"), story(3, at(t, 0, 8, 0), "a")}
	e := digest.NewEditor(digest.Options{Store: s})
	m, ok, err := e.Now(t.Context(), 1, at(t, 0, 8, 30))
	if err != nil || !ok || len(m.List.Items) != 2 || m.List.Heading != "News so far, Wed 12 Feb 08:30" {
		t.Errorf("got %+v, %v, %v", m.List, ok, err)
	}
	if len(s.runs) != 0 || !s.digests[1].Covered.Equal(newer.Covered) {
		t.Error("the slot moved")
	}
	s.channels[2] = news.Channel{ID: 2, Zone: "Asia/Tokyo"}
	m, ok, err = e.Now(t.Context(), 2, at(t, 0, 8, 30))
	if err != nil || !ok || len(m.List.Items) != 2 || m.List.Zone != "Asia/Tokyo" {
		t.Errorf("a channel without digests: got %+v, %v, %v", m.List, ok, err)
	}
	if _, _, err := e.Now(t.Context(), 99, at(t, 0, 8, 30)); err == nil || err.Error() != "compose digest of channel 99: no channel 99" {
		t.Errorf("an unknown channel: %v", err)
	}
	if _, ok, err := e.Now(t.Context(), 1, at(t, -1, 9, 0)); ok || err != nil {
		t.Errorf("nothing new: %v, %v", ok, err)
	}
}
