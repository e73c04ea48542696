package app

import (
	"context"
	"slices"

	"newsbell/news"
	"newsbell/summary"
	"newsbell/summary/llm"
)

// modelSources is how many articles of a story the model's sentences come from.
const modelSources = 8

// buildTeller has a language model write summaries where the configuration asks
// for it; else the desk's extractive ones are shown.
func (a *App) buildTeller() {
	if !a.cfg.Summary.LLM() {
		return
	}
	a.teller = llm.New(llm.Options{
		BaseURL: a.cfg.Summary.BaseURL, Model: a.cfg.Summary.Model, APIKey: a.cfg.Summary.APIKey, Log: a.log, Now: a.now,
		Observe: func(why llm.Reason, in, out int) { a.metrics.Summarised(string(why), in, out) },
	})
	a.courier.Compose = a.compose
}

// compose gives a card the summary that the model writes, if it writes a sound
// one in time. It runs as a message is about to go out, far from the desk.
func (a *App) compose(ctx context.Context, d news.Delivery) news.Message {
	if d.Message.Card == nil || d.Story == 0 {
		return d.Message
	}
	switch d.Kind {
	case news.KindAlert, news.KindReply, news.KindEdit:
	case news.KindDigest, news.KindNotice:
		return d.Message
	}
	articles, err := a.store.StoryArticles(ctx, d.Story, modelSources)
	if err != nil {
		a.log.WarnContext(ctx, "summary keeps the articles' own sentences", "story", int64(d.Story), "err", err)
		return d.Message
	}
	key := llm.Key{Story: d.Story}
	if d.Kind == news.KindReply { // it shows one development, not all of the story
		key.Development = d.Development
		articles = slices.DeleteFunc(articles, func(x news.Article) bool { return x.Development != d.Development })
	}
	if len(articles) == 0 {
		return d.Message
	}
	lang := articles[0].Language
	if told := a.teller.Tell(ctx, key, lang, summary.Of(articles, lang)); told != "" {
		card := *d.Message.Card
		card.Summary = told
		d.Message.Card = &card
	}
	return d.Message
}
