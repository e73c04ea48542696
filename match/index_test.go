package match_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"newsbell/match"
	"newsbell/news"
)

func doc(title, text string) *match.Doc {
	return match.NewDoc(news.Article{ID: 9, Title: title, Text: text, Language: "en", URL: "https://news.bbc.co.uk/1", Publisher: "BBC News", Section: "World"})
}

func add(tb testing.TB, x *match.Index, id news.SubscriptionID, query string) {
	tb.Helper()
	if err := x.Add(news.Subscription{ID: id, Channel: 3, Mode: news.Every, Query: query}); err != nil {
		tb.Fatalf("add %s: %v", query, err)
	}
}

func ids(x *match.Index, d *match.Doc) []news.SubscriptionID {
	out := x.AppendIDs(nil, d)
	slices.Sort(out)
	return out
}

func TestIndex_matches(t *testing.T) {
	const title = "Chipmaker shares fall as Köln talks stall"
	const body = "Officials said the rate cuts, long awaited, would wait. AT&T's companies run 3.5 bn boxes. 中国经济 grows."
	tests := []struct {
		query string
		want  bool
	}{
		{"shares", true},
		{"share", true},
		{"=share", false},
		{"=shares", true},
		{"koln talks", true},
		{"KÖLN", true},
		{"köl", false},
		{"chip", false},
		{"chip*", true},
		{"title:chip*", true},
		{"title:compan*", false},
		{`"rate cut"`, true},
		{`="rate cut"`, false},
		{`"cut rate"`, false},
		{`"said cuts"`, false},
		{`"said cuts"~2`, true},
		{`"said cuts"~1`, false},
		{"cuts NEAR/2 rate", true},
		{"officials NEAR/3 cuts", false},
		{"officials NEAR/4 cuts", true},
		{`"stall officials"`, false},
		{"stall NEAR/5 officials", false},
		{"title:officials", false},
		{"title:(shares OR officials)", true},
		{"shares -boxes", false},
		{"shares -pear", true},
		{"pear, boxes", true},
		{"pear OR plum", false},
		{"source:bbc.co.uk shares", true},
		{"source:bbc", true},
		{"source:bb", false},
		{`source:"BBC News"`, true},
		{"source:cnn, bbc", true},
		{"-source:bbc shares", false},
		{"lang:en shares", true},
		{"lang:de shares", false},
		{"lang:any shares", true},
		{"section:world", true},
		{"section:sport", false},
		{"~sharing", true},
		{"sharing", false},
		{"中国", true},
		{"国中", false},
		{"经济", true},
		{`"中国经济"`, true},
		{"at&t", true},
		{"AT&T's", true},
		{"3.5", true},
		{"company box", true},
		{"shares (pear OR (talks -plum))", true},
		{"-(shares pear) talks", true},
		{"-(shares talks) stall", false},
	}
	d := doc(title, body)
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			x := match.NewIndex()
			add(t, x, 1, tt.query)
			if got := len(x.Match(d)) == 1; got != tt.want {
				t.Errorf("index: got %v, want %v", got, tt.want)
			}
			q, err := match.Parse(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			if _, got := q.Matches(d); got != tt.want {
				t.Errorf("evaluator: got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestIndex_Match_words(t *testing.T) {
	tests := []struct {
		query string
		want  []string
	}{
		{"chips talks", []string{"chips", "talks"}},
		{"chip OR peace OR plum", []string{"chip", "peace"}},
		{`"peace talks" -plum`, []string{"peace talks"}},
		{"pea*", []string{"pea*"}},
		{"peace source:bbc", []string{"peace"}},
		{"source:bbc", []string{"source:bbc"}},
		{"section:world source:bbc.co.uk", []string{"section:world", "source:bbc.co.uk"}},
		{"title:chip peace", []string{"peace", "chip"}},
		{"chip NEAR/3 peace", []string{"chip peace"}},
	}
	d := doc("Chip peace talks", "")
	for _, tt := range tests {
		x := match.NewIndex()
		add(t, x, 1, tt.query)
		m := x.Match(d)
		if len(m) != 1 || !slices.Equal(m[0].Words, tt.want) {
			t.Errorf("%s: got %+v, want %v", tt.query, m, tt.want)
		}
		if m[0].Article != 9 || m[0].Channel != 3 || m[0].Mode != news.Every || m[0].Story != 0 {
			t.Errorf("%s: got %+v", tt.query, m[0])
		}
	}
}

func TestIndex_changesAtOnce(t *testing.T) {
	x := match.NewIndex()
	d := doc("Peace talks begin", "")
	add(t, x, 1, "peace")
	add(t, x, 2, "PEACE")
	add(t, x, 3, "talks -war")
	if got := ids(x, d); !slices.Equal(got, []news.SubscriptionID{1, 2, 3}) {
		t.Fatalf("after adding: %v", got)
	}
	x.Remove(1)
	x.Remove(77)
	if got := ids(x, d); !slices.Equal(got, []news.SubscriptionID{2, 3}) {
		t.Fatalf("after removing one of two equal queries: %v", got)
	}
	add(t, x, 3, "war") // replaced
	x.Remove(2)
	if got := ids(x, d); len(got) != 0 {
		t.Fatalf("after replacing and removing: %v", got)
	}
	add(t, x, 2, "peace") // an entry without subscribers comes back
	if got := ids(x, d); !slices.Equal(got, []news.SubscriptionID{2}) || x.Len() != 2 {
		t.Fatalf("after coming back: %v of %d", got, x.Len())
	}
}

func TestIndex_from(t *testing.T) {
	x := match.NewIndex()
	for id, from := range [][]string{{"bbc.co.uk"}, {"https://www.bbc.co.uk/news"}, {"BBC News"}, {"cnn.com", "bbc"}, {"cnn.com"}} {
		if err := x.Add(news.Subscription{ID: news.SubscriptionID(id + 1), Query: "peace", From: from}); err != nil {
			t.Fatal(err)
		}
	}
	if got := ids(x, doc("Peace", "")); !slices.Equal(got, []news.SubscriptionID{1, 2, 3, 4}) {
		t.Errorf("got %v", got)
	}
}

func TestIndex_AddIn_languages(t *testing.T) {
	x := match.NewIndex()
	for id, query := range []string{"peace", "peace lang:de", "peace lang:any", "peace OR (talks lang:de)"} {
		if err := x.AddIn(news.Subscription{ID: news.SubscriptionID(id + 1), Query: query}, []string{"en-GB", "fr"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		lang string
		want []news.SubscriptionID
	}{
		{"en", []news.SubscriptionID{1, 3, 4}},
		{"fr-CA", []news.SubscriptionID{1, 3, 4}},
		{"de", []news.SubscriptionID{2, 3, 4}},
		{"", []news.SubscriptionID{1, 3, 4}},
	} {
		if got := ids(x, match.NewDoc(news.Article{Title: "Peace", Language: tt.lang})); !slices.Equal(got, tt.want) {
			t.Errorf("%q: got %v, want %v", tt.lang, got, tt.want)
		}
	}
}

func TestIndex_Add_malformed(t *testing.T) {
	err := match.NewIndex().Add(news.Subscription{ID: 5, Query: "(a"})
	if err == nil || !strings.Contains(err.Error(), "file subscription 5") {
		t.Errorf("got %v", err)
	}
}

func TestIndex_Tend(t *testing.T) {
	x := match.NewIndex()
	for i := range 4000 {
		add(t, x, news.SubscriptionID(i+1), fmt.Sprintf("word%d talks", i))
	}
	if !x.Tend() {
		t.Error("all of the index is new and nothing was rebuilt")
	}
	if x.Tend() {
		t.Error("a fresh index was rebuilt")
	}
	for i := range 3000 {
		x.Remove(news.SubscriptionID(i + 1))
	}
	if !x.Tend() {
		t.Error("three quarters are gone and nothing was rebuilt")
	}
	if got := ids(x, doc("word3500 word10 talks", "")); !slices.Equal(got, []news.SubscriptionID{3501}) {
		t.Errorf("got %v", got)
	}
}

// TestIndex_concurrent changes and rebuilds the index while others read it:
// what never changes is always found.
func TestIndex_concurrent(t *testing.T) {
	x := match.NewIndex()
	add(t, x, 1, "peace talks")
	d := doc("Peace talks begin", "chips")
	stop := make(chan struct{})
	var readers, writers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if got := x.Match(d); len(got) == 0 || got[0].Subscription != 1 {
					t.Errorf("got %v", got)
					return
				}
			}
		})
	}
	writers.Go(func() {
		for i := range 2000 {
			id := news.SubscriptionID(2 + i%300)
			if err := x.Add(news.Subscription{ID: id, Query: fmt.Sprintf(`chips OR "w%d talks"`, i%97)}); err != nil {
				t.Error(err)
			}
			if i%3 == 0 {
				x.Remove(id)
			}
		}
	})
	writers.Go(func() {
		for range 20 {
			x.Rebuild()
		}
	})
	writers.Wait()
	close(stop)
	readers.Wait()
	want := 1
	for id := 2; id < 302; id++ { // as the writer left them
		last := id - 2 + (1999-(id-2))/300*300
		if last%3 != 0 {
			want++
		}
	}
	if got := len(x.Match(d)); got != want || x.Len() != want {
		t.Errorf("%d match, %d held, want %d", got, x.Len(), want)
	}
}

// TestMatch_metamorphic changes a query in ways that must not change its
// answer.
func TestMatch_metamorphic(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	words := vocabulary()
	word := func() string { return words[rnd.IntN(len(words))] }
	for range 2000 {
		a, b, c := word(), word(), word()
		same := [][2]string{
			{a + " " + b, b + " " + a},
			{a + " AND " + b, a + " " + b},
			{a + " OR " + b, b + ", " + a},
			{a + " OR " + a, a},
			{"--" + a, a},
			{a + " -(" + b + " OR " + c + ")", a + " -" + b + " -" + c},
			{"(" + a + " " + b + ") " + c, a + " (" + b + " " + c + ")"},
			{a + " NEAR/3 " + b, b + " NEAR/3 " + a},
			{"title:(" + a + " OR " + b + ")", "title:" + a + " OR title:" + b},
			{strings.ToUpper(a) + " x", strings.ToLower(a) + " x"},
		}
		for _, s := range same {
			p, q := canonical(t, s[0]), canonical(t, s[1])
			if p != q {
				t.Fatalf("%s is %s, but %s is %s", s[0], p, s[1], q)
			}
		}
	}
}

func canonical(t *testing.T, query string) string {
	t.Helper()
	q, err := match.Parse(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return q.Canonical()
}

func TestIndex_neighboursDoNotMatter(t *testing.T) {
	d := doc("Peace talks begin in Köln", "The rate cut of the company")
	alone := match.NewIndex()
	add(t, alone, 1, `peace "rate cut" -pear`)
	crowd := match.NewIndex()
	add(t, crowd, 1, `peace "rate cut" -pear`)
	for i, q := range []string{"peace", `"rate cut"`, "pear", "peace -talks", "com*", "rate OR cut", "title:rate"} {
		add(t, crowd, news.SubscriptionID(i+2), q)
	}
	if a, b := alone.Match(d), crowd.Match(d); len(a) != 1 || b[0].Subscription != 1 {
		t.Errorf("alone %v, in a crowd %v", a, b)
	}
}

func TestQuery_asked(t *testing.T) {
	tests := []struct {
		query           string
		words, from, in []string
		hints           int
	}{
		{"apple pie -pear", []string{"apple", "pie"}, nil, nil, 0},
		{"apple source:bbc,cnn", []string{"apple"}, []string{"bbc", "cnn"}, nil, 0},
		{"apple OR source:bbc", []string{"apple"}, nil, nil, 0},
		{"(apple source:bbc) OR (pear source:cnn)", []string{"apple", "pear"}, []string{"bbc", "cnn"}, nil, 0},
		{"apple -source:bbc lang:de", []string{"apple"}, nil, []string{"de"}, 0},
		{"apple lang:any", []string{"apple"}, nil, []string{"any"}, 0},
		{"apple or pear", []string{"apple", "or", "pear"}, nil, nil, 1},
	}
	for _, tt := range tests {
		q, err := match.Parse(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(q.Words(), tt.words) || !slices.Equal(q.Sources(), tt.from) || !slices.Equal(q.Languages(), tt.in) || len(q.Hints()) != tt.hints {
			t.Errorf("%s: words %v, sources %v, languages %v, hints %v", tt.query, q.Words(), q.Sources(), q.Languages(), q.Hints())
		}
	}
}

func TestQuery_PlainIn(t *testing.T) {
	q, err := match.Parse("apple")
	if err != nil {
		t.Fatal(err)
	}
	want := "articles with “apple”, in German or English (this channel's languages; lang:any lifts that)"
	if got := q.PlainIn([]string{"en", "de"}); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestIndex_Excluded(t *testing.T) {
	x := match.NewIndex()
	add(t, x, 1, `peace -war -"cease fire"`)
	add(t, x, 2, "peace")
	add(t, x, 3, "(peace -war) OR talks")
	for _, tt := range []struct {
		title string
		want  []bool // the last is of no subscription
	}{
		{"Nothing of the kind", []bool{false, false, false, false}},
		{"War goes on", []bool{true, false, false, false}},
		{"A cease fire holds", []bool{true, false, false, false}},
		{"A fire", []bool{false, false, false, false}},
	} {
		if got := x.Excluded(doc(tt.title, ""), []news.SubscriptionID{1, 2, 3, 99}); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.title, got, tt.want)
		}
	}
}

func TestBound(t *testing.T) {
	a := news.Article{URL: "https://news.bbc.co.uk/1", Publisher: "BBC News"}
	for _, tt := range []struct {
		sub  news.Subscription
		want bool
	}{
		{news.Subscription{Query: "peace source:bbc.co.uk"}, true},
		{news.Subscription{Query: "peace", From: []string{"www.bbc.co.uk"}}, true},
		{news.Subscription{Query: `source:"BBC News" OR source:cnn.com`}, true},
		{news.Subscription{Query: "peace source:cnn.com"}, false},
		{news.Subscription{Query: "peace"}, false},
		{news.Subscription{Query: "(peace"}, false},
	} {
		if got := match.From(a, match.Bound(tt.sub)); got != tt.want {
			t.Errorf("%+v: got %v", tt.sub, got)
		}
	}
}
