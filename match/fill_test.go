package match_test

import (
	"fmt"
	"slices"
	"testing"

	"newsbell/match"
	"newsbell/news"
)

// TestIndex_AddAll files over several pieces what AddIn files one by one: the
// same matches, the same refusals, a later one in place of an earlier.
func TestIndex_AddAll(t *testing.T) {
	var subs []news.Subscription
	for i := range 10_000 {
		s := news.Subscription{ID: news.SubscriptionID(i + 1), Channel: news.ChannelID(i % 3), Query: fmt.Sprintf("peace -w%d", i%7)}
		if i%500 == 3 {
			s.Query = `"peace` // no end
		}
		if i%1000 == 10 {
			s.From = []string{"example.org"}
		}
		subs = append(subs, s)
	}
	again := subs[0]
	again.Query = "nothing else"
	subs = append(subs, again)
	languages := func(ch news.ChannelID) []string { return [][]string{{"en"}, {"de"}, {"en", "de"}}[ch] }

	one, all := match.NewIndex(), match.NewIndex()
	var want, got []news.SubscriptionID
	for _, s := range subs {
		if err := one.AddIn(s, languages(s.Channel)); err != nil {
			want = append(want, s.ID)
		}
	}
	all.AddAll(subs, languages, func(s news.Subscription, err error) {
		if err == nil {
			t.Error("refused without a reason")
		}
		got = append(got, s.ID)
	})
	if len(want) != 20 || !slices.Equal(got, want) {
		t.Errorf("refused %v, want %v", got, want)
	}
	a := news.Article{Title: "Peace talks begin", Text: "w3 and w5", Language: "de", URL: "https://example.com/1"}
	found, expected := all.AppendIDs(nil, match.NewDoc(a)), one.AppendIDs(nil, match.NewDoc(a))
	slices.Sort(found)
	slices.Sort(expected)
	if len(expected) < 1000 || !slices.Equal(found, expected) {
		t.Errorf("found %d, want %d", len(found), len(expected))
	}
}
