package index

import (
	"testing"

	"newsbell/match/article"
	"newsbell/match/query"
	"newsbell/news"
)

func TestReader_Compare(t *testing.T) {
	c := New()
	for i, q := range []string{"peace talks", "peace -talks", "chips, talks", "title:peace"} {
		root, err := query.Parse(q, query.StemLight)
		if err != nil {
			t.Fatal(err)
		}
		c.Add(root, news.Subscription{ID: news.SubscriptionID(i + 1)})
	}
	var r Reader
	r.Find(c, article.New(news.Article{Title: "Peace", Lead: "The talks begin"}))
	defer r.Done()
	if _, pairs, differences := r.Compare(3, 100); pairs != 4 || differences != 0 {
		t.Errorf("got %d pairs, %d differences; want 4, 0", pairs, differences)
	}
	r.found = []uint32{1, 2} // as if the index had missed two and made one up
	if _, pairs, differences := r.Compare(0, 4); pairs != 4 || differences != 3 {
		t.Errorf("got %d pairs, %d differences; want 4, 3", pairs, differences)
	}
	if _, pairs, _ := r.Compare(2, 1); pairs != 1 {
		t.Errorf("got %d pairs, want 1", pairs)
	}
}
