package bot

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"newsbell/match"
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
		return titled(a.Title, plain("%s brought it on %s; it is not sorted into a story yet.", a.Publisher, moment(a.Arrived, zoneOf(c.ch)))), nil
	}
	loc := zoneOf(c.ch)
	lines := []news.Line{plain("%s since %s: %s.", count(len(st.Reports), "publisher", "publishers"), moment(st.Began, loc), reportWords(st.Reports, loc))}
	matched, err := s.matchLines(ctx, c, st, a)
	if err != nil {
		return news.Message{}, err
	}
	sent, err := s.sentLines(ctx, c, st)
	if err != nil {
		return news.Message{}, err
	}
	lines = append(lines, matched...)
	if len(sent) == 0 {
		silent, err := s.silentLine(ctx, c, st, len(matched) > 0)
		if err != nil {
			return news.Message{}, err
		}
		sent = []news.Line{silent}
	}
	if len(matched) == 0 {
		lines = append(lines, plain("No subscription of this channel matches it now."))
	}
	return titled(st.Title, append(lines, sent...)...), nil
}

// asked finds the story that is asked for, and the article when a link was
// given. The story is empty while the article is not grouped.
func (s *Service) asked(ctx context.Context, c call) (news.Story, news.Article, error) {
	if strings.TrimSpace(c.Args[ArgLink]) == "" {
		st, err := s.lastRang(ctx, c)
		return st, news.Article{Title: st.Title, Lead: st.Lead, URL: st.URL, Language: st.Language}, err
	}
	link, err := linkArg(c.Args[ArgLink])
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
	all, err := s.Store.Candidates(ctx, c.ch.ID, c.At.Add(-previewDays*24*time.Hour), c.At)
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
		return news.Story{}, news.Fault("missing_argument", "Nothing rang here in the last week. Name an article: %s", shown("why https://example.org/article"))
	}
	return last.Story, nil
}

func reportWords(reports []news.Report, loc *time.Location) news.Phrase {
	const most = 8
	var words []any
	for _, r := range reports[:min(len(reports), most)] {
		w := verbatim(r.Publisher + " " + r.At.In(loc).Format("15:04"))
		if r.Copy {
			w = say("%s (a copy)", w)
		}
		words = append(words, w)
	}
	if more := len(reports) - most; more > 0 {
		words = append(words, say("%d more", more))
	}
	return say(strings.TrimPrefix(strings.Repeat(", %s", len(words)), ", "), words...)
}

// matchLines names the channel's subscriptions that match the story now, and by
// which words.
func (s *Service) matchLines(ctx context.Context, c call, st news.Story, a news.Article) ([]news.Line, error) {
	subs, err := s.Store.ChannelSubscriptions(ctx, c.ch.ID)
	if err != nil {
		return nil, fmt.Errorf("list subscriptions: %w", err)
	}
	var lines []news.Line
	for _, sub := range subs {
		query, err := match.Parse(sub.Canonical)
		if err != nil {
			return nil, fmt.Errorf("parse subscription %d: %w", sub.ID, err)
		}
		words, ok := query.Matches(match.NewDoc(a))
		inLanguage := speaks(st.Language, languagesOf(query, c.ch))
		switch {
		case ok && !inLanguage:
			lines = append(lines, plain("Subscription %d (%s) would match, but the story is in %s.", sub.Number, clip(sub.Query, 60), st.Language))
		case ok && len(words) > 0:
			lines = append(lines, plain("Subscription %d (%s, %s) matches by: %s.", sub.Number, clip(sub.Query, 60), sub.Mode, strings.Join(words, ", ")))
		case ok, tells(query, st) && inLanguage:
			lines = append(lines, plain("Subscription %d (%s, %s) matches.", sub.Number, clip(sub.Query, 60), sub.Mode))
		}
	}
	return lines, nil
}

// sentLines tells the life of what was sent here about the story.
func (s *Service) sentLines(ctx context.Context, c call, st news.Story) ([]news.Line, error) {
	ds, err := s.Store.StoryDeliveries(ctx, []news.StoryID{st.ID})
	if err != nil {
		return nil, fmt.Errorf("list deliveries of story %d: %w", st.ID, err)
	}
	loc := zoneOf(c.ch)
	var lines []news.Line
	for _, d := range ds {
		if d.Channel != c.ch.ID || d.Kind == news.KindEdit {
			continue
		}
		format := "Rang on %s: %s. %s"
		if d.Kind == news.KindReply {
			format = "Answered in its thread on %s: %s. %s"
		}
		lines = append(lines, plain(format, moment(d.Created, loc), news.ReadPhrase(d.Reason).Clause(), life(d, loc)))
	}
	return lines, nil
}

// life says where a delivery stands.
func life(d news.Delivery, loc *time.Location) news.Phrase {
	outcome := func(none string) news.Phrase { return news.ReadPhrase(cmp.Or(d.Outcome, none)) }
	switch d.State {
	case news.Sent:
		took := d.Finished.Sub(d.Created)
		if took < time.Second {
			return say("Posted within a second.")
		}
		return say("Posted after %s.", took.Round(time.Second).String())
	case news.Retry:
		return say("Not posted yet (%s); again at %s.", outcome("no answer"), d.NotBefore.In(loc).Format("15:04:05"))
	case news.Review:
		return say("Perhaps posted; the operator must look: %s.", outcome("no proof can be had"))
	case news.Suspended, news.Dropped:
		return say("Not posted: %s.", outcome(string(d.State)))
	default:
		return say("On its way.")
	}
}

// silentLine says why nothing was sent.
func (s *Service) silentLine(ctx context.Context, c call, st news.Story, matched bool) (news.Line, error) {
	if s.Verdicts != nil {
		v, ok, err := s.Verdicts.Verdict(ctx, st.ID, c.ch.ID)
		if err != nil {
			return news.Line{}, fmt.Errorf("read verdict of story %d: %w", st.ID, err)
		}
		if ok {
			return plain("It did not ring: %s.", news.ReadPhrase(cmp.Or(v.Detail, v.Reason)).Clause()), nil
		}
	}
	if matched {
		return plain("It has not rung here: it waits for more publishers, or comes in a digest."), nil
	}
	return plain("It did not ring here."), nil
}
