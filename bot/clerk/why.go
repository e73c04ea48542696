package clerk

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/bot/arg"
	"newsbell/bot/past"
	"newsbell/bot/reply"
	"newsbell/bot/setting"
	"newsbell/news"
)

// why explains what became of a story in this channel: who reports it, what
// matches, what was decided and what was sent. Without a link it is the last
// story that rang here.
func (s *Service) why(ctx context.Context, c call) (news.Message, error) {
	st, a, err := s.asked(ctx, c)
	if err != nil {
		return news.Message{}, err
	}
	return s.explain(ctx, c, st, a)
}

// explain tells what became of a story in the channel; a is the article that
// was asked about.
func (s *Service) explain(ctx context.Context, c call, st news.Story, a news.Article) (news.Message, error) {
	if st.ID == 0 {
		return reply.Note(news.Say("%s", a.Title), reply.Line("%s brought it on %s; it is not sorted into a story yet.", a.Publisher, reply.Moment(a.Arrived, setting.Zone(c.ch)))), nil
	}
	loc := setting.Zone(c.ch)
	lines := []news.Line{reply.Line("%s since %s: %s.", reply.Count(len(st.Reports), "publisher", "publishers"), reply.Moment(st.Began, loc), past.Reports(st.Reports, loc))}
	subs, err := s.Store.ChannelSubscriptions(ctx, c.ch.ID)
	if err != nil {
		return news.Message{}, fmt.Errorf("list subscriptions: %w", err)
	}
	matched, err := past.Matches(c.ch, subs, st, a)
	if err != nil {
		return news.Message{}, err
	}
	ds, err := s.Store.StoryDeliveries(ctx, []news.StoryID{st.ID})
	if err != nil {
		return news.Message{}, fmt.Errorf("list deliveries of story %d: %w", st.ID, err)
	}
	sent := past.Sent(c.ch, ds)
	lines = append(lines, matched...)
	if len(sent) == 0 {
		silent, err := s.silentLine(ctx, c, st, len(matched) > 0)
		if err != nil {
			return news.Message{}, err
		}
		sent = []news.Line{silent}
	}
	if len(matched) == 0 {
		lines = append(lines, reply.Line("No subscription of this channel matches it now."))
	}
	return reply.Note(news.Say("%s", st.Title), append(lines, sent...)...), nil
}

// asked finds the story that is asked for, and the article when a link was
// given. The story is empty while the article is not grouped.
func (s *Service) asked(ctx context.Context, c call) (news.Story, news.Article, error) {
	if strings.TrimSpace(c.Args[bot.ArgLink]) == "" {
		st, err := s.lastRang(ctx, c)
		return st, news.Article{Title: st.Title, Lead: st.Lead, URL: st.URL, Language: st.Language}, err
	}
	link, err := arg.Link(c.Args[bot.ArgLink])
	if err != nil {
		return news.Story{}, news.Article{}, err
	}
	a, err := s.Store.ArticleByLink(ctx, link)
	if isNotFound(err) {
		return news.Story{}, a, unseen()
	}
	if err != nil {
		return news.Story{}, a, fmt.Errorf("find article: %w", err)
	}
	if a.Story == 0 {
		return news.Story{}, a, nil
	}
	st, err := s.story(ctx, a.Story)
	return st, a, err
}

func (s *Service) lastRang(ctx context.Context, c call) (news.Story, error) {
	all, err := s.Store.Candidates(ctx, c.ch.ID, c.At.Add(-past.Days*24*time.Hour), c.At)
	if err != nil {
		return news.Story{}, fmt.Errorf("list candidates: %w", err)
	}
	var last news.Candidate
	for _, cand := range all {
		if cand.Rang.After(last.Rang) {
			last = cand
		}
	}
	if last.Rang.IsZero() {
		return news.Story{}, news.Fault("missing_argument", "Nothing rang here in the last week. Name an article: %s", reply.Shown("why https://example.org/article"))
	}
	return last.Story, nil
}

// silentLine says why nothing was sent.
func (s *Service) silentLine(ctx context.Context, c call, st news.Story, matched bool) (news.Line, error) {
	if s.Verdicts != nil {
		v, ok, err := s.Verdicts.Verdict(ctx, st.ID, c.ch.ID)
		if err != nil {
			return news.Line{}, fmt.Errorf("read verdict of story %d: %w", st.ID, err)
		}
		if ok {
			return reply.Line("It did not ring: %s.", news.ReadPhrase(cmp.Or(v.Detail, v.Reason)).Clause()), nil
		}
	}
	if matched {
		return reply.Line("It has not rung here: it waits for more publishers, or comes in a digest."), nil
	}
	return reply.Line("It did not ring here."), nil
}
