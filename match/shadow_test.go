package match_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsbell/match"
	"newsbell/news"
)

func TestIndex_Doubt(t *testing.T) {
	x := match.NewIndex()
	x.Doubt(match.Shadow{Every: 3, Queries: 2})
	for i, q := range []string{"peace talks", "peace -talks", `"peace talks"`} {
		add(t, x, news.SubscriptionID(i+1), q)
	}
	for range 7 {
		x.Match(doc("Peace talks begin", ""))
	}
	if pairs, differences := x.Doubted(); pairs != 4 || differences != 0 {
		t.Errorf("got %d pairs, %d differences; want 4 of the third and sixth article, 0", pairs, differences)
	}
}

func TestIndex_Doubt_unset(t *testing.T) {
	x := match.NewIndex()
	add(t, x, 1, "peace")
	x.Match(doc("Peace", ""))
	if pairs, _ := x.Doubted(); pairs != 0 {
		t.Errorf("got %d pairs", pairs)
	}
}

func TestIndex_Doubt_texts(t *testing.T) {
	subs := map[news.SubscriptionID]news.Subscription{}
	x := match.NewIndex()
	x.Doubt(match.Shadow{Every: 1, Queries: 10, Asked: func(id news.SubscriptionID) (news.Subscription, []string, bool) {
		s, ok := subs[id]
		return s, []string{"en"}, ok
	}})
	for i, q := range []string{"peace talks", "peace -talks", `"peace talks"`, "lang:de peace"} {
		s := news.Subscription{ID: news.SubscriptionID(i + 1), Query: q, From: []string{"bbc.co.uk"}}
		subs[s.ID] = s
		if err := x.AddIn(s, []string{"en"}); err != nil {
			t.Fatal(err)
		}
	}
	d := doc("Peace talks begin", "")
	x.Match(d)
	if pairs, differences := x.Doubted(); pairs != 4 || differences != 0 {
		t.Errorf("got %d pairs, %d differences; want 4, 0", pairs, differences)
	}
	subs[2] = news.Subscription{ID: 2, Query: "peace"} // as if it had been compiled wrongly
	x.Match(d)
	if _, differences := x.Doubted(); differences != 1 {
		t.Errorf("got %d differences, want 1", differences)
	}
	x.Doubt(match.Shadow{Every: 1, Queries: 10, Asked: func(id news.SubscriptionID) (news.Subscription, []string, bool) {
		x.Remove(2) // it changes while the article is held against the texts
		return subs[id], []string{"en"}, true
	}})
	x.Match(d)
	if _, differences := x.Doubted(); differences != 1 {
		t.Errorf("got %d differences after a change, want still 1", differences)
	}
}

func TestIndex_MatchIDs(t *testing.T) {
	x := match.NewIndex()
	add(t, x, 3, "peace talks")
	add(t, x, 1, "peace OR war")
	add(t, x, 2, "war")
	d := doc("Peace talks begin", "")
	var ids []news.SubscriptionID
	var words [][]string
	for i, m := range x.Match(d) {
		if got := x.MatchIDs(d)[i]; got.Words != nil || got.Subscription != m.Subscription || got.Channel != m.Channel || got.Article != m.Article {
			t.Errorf("got %+v, want %+v without words", got, m)
		}
		ids, words = append(ids, m.Subscription), append(words, m.Words)
	}
	ids, words = append(ids, 2, 99), append(words, nil, nil)
	if diff := cmp.Diff(words, x.Words(d, ids)); diff != "" {
		t.Errorf("words of %v (-Match +Words):\n%s", ids, diff)
	}
}
