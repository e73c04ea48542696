package alert

import "newsbell/news"

// Card composes what a channel is shown of a story: its headline, summary,
// publishers, how coverage grew, and why it rang, as say says it. The summary is the caller's;
// when it is empty the story's lead stands. For a reply the card is of the
// development.
func Card(s news.Story, dev news.Development, d Decision, summary string, say func(news.Phrase) string) news.Card {
	if d.Action == Reply {
		return reply(s, dev, d, summary, say)
	}
	if summary == "" {
		summary = s.Lead
	}
	return news.Card{
		Story:       s.ID,
		Development: dev.ID,
		Title:       s.Title,
		URL:         s.URL,
		Summary:     summary,
		Image:       s.Image,
		Reports:     s.Reports,
		Began:       first(s.Reports, s.Began),
		Updated:     s.Updated,
		Coverage:    say(Coverage(s.Reports)),
		Reason:      say(d.Why),
		Words:       d.Words,
		Corrected:   s.Corrected,
	}
}

func reply(s news.Story, dev news.Development, d Decision, summary string, say func(news.Phrase) string) news.Card {
	if summary == "" {
		summary = dev.Lead
	}
	return news.Card{
		Story:       s.ID,
		Development: dev.ID,
		Title:       dev.Title,
		URL:         dev.URL,
		Summary:     summary,
		Image:       s.Image,
		Reports:     dev.Reports,
		Began:       first(dev.Reports, dev.Began),
		Updated:     dev.Updated,
		Coverage:    say(Coverage(dev.Reports)),
		Reason:      say(d.Why),
		Words:       d.Words,
	}
}
