package clerk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"newsbell/bot"
	"newsbell/bot/arg"
	"newsbell/bot/past"
	"newsbell/bot/reply"
	"newsbell/match"
	"newsbell/news"
)

const (
	topHours   = 24 // how far back top looks
	shownItems = 10 // of a page of a list
)

// preview tells what a subscription would have brought in the last week.
func (s *Service) preview(ctx context.Context, c call) (news.Message, error) {
	query, err := match.Parse(strings.TrimSpace(c.Args[bot.ArgQuery]))
	if err != nil {
		return news.Message{}, err
	}
	o, err := past.Look(ctx, s.Store, query, c.ch, c.At)
	if err != nil {
		return news.Message{}, err
	}
	feeds, err := s.Store.TenantFeeds(ctx, c.Target)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feeds: %w", err)
	}
	lines := append([]news.Line{reply.Line("I looked for %s.", query.Phrase())}, o.Lines(s.budgetOf(c.ch))...)
	lines = append(append(lines, o.Headlines()...), o.Advice(feeds)...)
	return reply.Note(news.Say("The last %d days: %s", past.Days, reply.Count(len(o.Hits), "story", "stories")), lines...), nil
}

// listOf shows the first stories as a list.
func listOf(found []news.Story, ch news.Channel) news.List {
	l := news.List{Zone: ch.Zone, More: max(0, len(found)-shownItems)}
	for _, st := range found[:min(len(found), shownItems)] {
		l.Items = append(l.Items, news.Item{
			Story: st.ID, Title: st.Title, URL: st.URL, Publishers: publishers(st.Reports), At: st.Began,
		})
	}
	return l
}

func publishers(reports []news.Report) []string {
	var names []string
	for _, r := range reports {
		if !slices.Contains(names, r.Publisher) {
			names = append(names, r.Publisher)
		}
	}
	return names
}

// summary tells what an article says and, when its story is known, who else
// reports it.
func (s *Service) summary(ctx context.Context, c call) (news.Message, error) {
	link, err := arg.Link(c.Args[bot.ArgLink])
	if err != nil {
		return news.Message{}, err
	}
	a, err := s.Store.ArticleByLink(ctx, link)
	switch {
	case isNotFound(err):
		return s.pageSummary(ctx, link)
	case err != nil:
		return news.Message{}, fmt.Errorf("find article: %w", err)
	}
	card := &news.Card{Title: a.Title, URL: a.Link(), Summary: a.Lead, Image: a.Image, Began: a.Arrived, Updated: a.Arrived}
	card.Reports = []news.Report{{Article: a.ID, Publisher: a.Publisher, Title: a.Title, URL: a.Link(), At: a.Arrived}}
	if a.Story != 0 {
		st, err := s.story(ctx, a.Story)
		if err != nil {
			return news.Message{}, err
		}
		card.Story, card.Reports, card.Began, card.Updated = st.ID, st.Reports, st.Began, st.Updated
		card.Summary = cmp.Or(a.Lead, st.Lead)
	}
	return news.Message{Kind: news.KindNotice, Private: true, Card: card}, nil
}

func (s *Service) pageSummary(ctx context.Context, link string) (news.Message, error) {
	if s.Pages == nil {
		return news.Message{}, unseen()
	}
	page, err := s.Pages.Summarise(ctx, link)
	if err != nil {
		return news.Message{}, fmt.Errorf("summarise page: %w", err)
	}
	return news.Message{Kind: news.KindNotice, Private: true, Card: &news.Card{
		Title: page.Title, URL: cmp.Or(page.Canonical, link), Summary: page.Lead, Image: page.Image, Began: page.Published,
	}}, nil
}

// story reads a story; a merged one leads to the one that took it in.
func (s *Service) story(ctx context.Context, id news.StoryID) (news.Story, error) {
	for range 8 {
		st, err := s.Store.Story(ctx, id)
		if err != nil {
			return st, fmt.Errorf("read story %d: %w", id, err)
		}
		if st.Into == 0 {
			return st, nil
		}
		id = st.Into
	}
	return news.Story{}, fmt.Errorf("read story %d: merged in a ring", id)
}

func isNotFound(err error) bool {
	e, ok := errors.AsType[*news.Error](err)
	return ok && e.Code == "not_found"
}

func unseen() error {
	return news.Fault("unseen", "I have not seen that article: no watched feed has brought it. To see the feeds: %s", reply.Shown(bot.CmdFeedsList))
}
