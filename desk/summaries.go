package desk

import (
	"context"
	"fmt"

	"newsbell/news"
	"newsbell/summary"
)

// summaryWords is how long an alert's summary may be.
const summaryWords = 60

// summarySources is how many articles a summary rests on at most.
const summarySources = 8

// summaries writes the summary of a story that a batch touched.
type summaries struct {
	turn    *turn
	touched *touched
}

// of summarises the story from its articles, those of this batch included.
func (s *summaries) of(ctx context.Context, st news.Story) (string, error) {
	articles := s.touched.articles
	if st.Articles > len(articles) {
		old, err := s.turn.desk.o.Store.StoryArticles(ctx, st.ID, summarySources)
		if err != nil {
			return "", fmt.Errorf("read articles of story %d: %w", st.ID, err)
		}
		articles = unite(old, articles)
	}
	return summary.Story(summary.Of(articles[:min(len(articles), summarySources)], st.Language), summaryWords), nil
}

// unite joins the stored articles and those of the batch, which are newer; the
// batch's form of an article stands.
func unite(old, batch []news.Article) []news.Article {
	fresh := map[news.ArticleID]bool{}
	for _, a := range batch {
		fresh[a.ID] = true
	}
	var out []news.Article
	for _, a := range old {
		if !fresh[a.ID] {
			out = append(out, a)
		}
	}
	return append(out, batch...)
}
