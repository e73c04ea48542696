package bottest

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"newsbell/news"
)

// SearchArticles implements clerk.StoryStore as an index that knows no words: it
// gives every article, for the service to choose from.
func (m *Memory) SearchArticles(_ context.Context, _ news.Lookup, before news.ArticleID, limit int) ([]news.Article, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	found := slices.DeleteFunc(slices.Clone(m.Articles), func(a news.Article) bool { return before != 0 && a.ID >= before })
	slices.SortFunc(found, func(a, b news.Article) int { return cmp.Compare(b.ID, a.ID) })
	return found[:min(limit, len(found))], nil
}

// searching are the conversations about past articles and pages of them.
func searching() []conversation {
	m := member()
	return []conversation{
		{name: "search past articles", steps: []step{
			{by: m, line: "search ukraine", want: []string{
				"Past articles, the newest first", "I looked for articles with “ukraine”, in English",
				"US and Russian leaders to open Ukraine peace talks", "Daily Example", "12 Feb 17:10",
				"Trump and Putin agree to start talks on Ukraine", "Example Wire", "12 Feb 17:02",
			}, not: []string{"Gespräche", "page"}},
			{by: m, line: "search ukraine -putin", want: []string{"US and Russian leaders"}, not: []string{"Trump and Putin"}},
			{by: m, line: "search source:wire.example", want: []string{"Trump and Putin"}, not: []string{"US and Russian"}},
			{by: m, line: "search lang:de ukraine", want: []string{"Gespräche über die Ukraine angekündigt", "Beispielblatt"}, not: []string{"Trump"}},
			{by: m, line: "search ninety minutes", want: []string{"Trump and Putin"}},
			{by: m, line: "search volcano", want: []string{"Nothing found", "I looked for articles with “volcano”"}},
			{by: m, line: "search (ukraine", want: []string{"I cannot read that query", "(ukraine", "^"}},
			{by: m, line: "search", want: []string{"search needs a query"}, typed: true},
		}},
		{name: "pages", steps: []step{
			{by: m, line: "search harbour", want: []string{"Past articles, the newest first", "page 2", "Harbour report 12", "Harbour report 3"}, not: []string{"Harbour report 2"}},
			{by: m, line: "search harbour page 2", want: []string{"Past articles, the newest first, page 2", "Harbour report 2", "Harbour report 1"}, not: []string{"Harbour report 12", "page 3"}},
			{by: m, line: "search harbour page 3", want: []string{"There is no page 3: the last one is page 2"}},
			{by: m, line: "search page 2", want: []string{"search needs a query"}, typed: true},
			{by: m, line: "search front page", want: []string{"Nothing found", "“page”"}},
			{by: m, line: "top", want: []string{"Most reported in the last 24 hours", "Trump and Putin", "Strong earthquake"}, not: []string{"page"}},
			{by: m, line: "top ukraine page 2", want: []string{"There is no page 2: the last one is page 1"}},
			{by: m, line: "top earthquake", want: []string{"Most reported in the last 24 hours: articles with “earthquake”", "Strong earthquake"}, not: []string{"Trump"}},
		}},
	}
}

// reports are articles of an earlier year, more than a page of them; their ids
// are below all others.
func reports() (out []news.Article) {
	for i := range 12 {
		out = append(out, news.Article{
			ID: news.ArticleID(i - 100), URL: fmt.Sprintf("https://wire.example/harbour-%d", i+1), Language: "en",
			Title: fmt.Sprintf("Harbour report %d", i+1), Publisher: "Example Wire", Arrived: Now().AddDate(-1, 0, i),
		})
	}
	return out
}
