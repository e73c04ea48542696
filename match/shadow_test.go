package match_test

import (
	"testing"

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
