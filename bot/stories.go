package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"newsbell/match"
	"newsbell/news"
)

// How far back the commands look and how much they show.
const (
	previewDays = 7
	topHours    = 24
	scanLimit   = 5000 // stories looked at for one answer
	shownItems  = 10
)

// preview tells what a subscription would have brought in the last week.
func (s *Service) preview(ctx context.Context, c call) (news.Message, error) {
	query, err := match.Parse(strings.TrimSpace(c.Args[ArgQuery]))
	if err != nil {
		return news.Message{}, err
	}
	o, err := s.look(ctx, c, query)
	if err != nil {
		return news.Message{}, err
	}
	feeds, err := s.Store.TenantFeeds(ctx, c.Target)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feeds: %w", err)
	}
	lines := append([]news.Line{plain("I looked for %s.", query.Phrase())}, o.lines(s.budgetOf(c.ch))...)
	lines = append(append(lines, o.headlines()...), o.advice(feeds)...)
	return note(say("The last %d days: %s", previewDays, count(len(o.hits), "story", "stories")), lines...), nil
}

// find gives the stories of the last while that match the query, newest first;
// without a query, those in the channel's languages.
func (s *Service) find(ctx context.Context, c call, query *match.Query, while time.Duration) ([]news.Story, error) {
	all, err := s.Store.StoriesBetween(ctx, c.At.Add(-while), c.At, scanLimit)
	if err != nil {
		return nil, fmt.Errorf("list stories: %w", err)
	}
	return those(all, query, c.ch), nil
}

// those are the stories that match a query in a channel's languages, newest
// first.
func those(all []news.Story, query *match.Query, ch news.Channel) []news.Story {
	langs := languagesOf(query, ch)
	var hits []news.Story
	for _, st := range all {
		if st.Into == 0 && speaks(st.Language, langs) && tells(query, st) {
			hits = append(hits, st)
		}
	}
	slices.SortStableFunc(hits, func(a, b news.Story) int { return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(b.ID, a.ID)) })
	return hits
}

// tells reports whether a story is what the query asks for: its headline and
// lead, or one of its reports.
func tells(query *match.Query, st news.Story) bool {
	if query == nil {
		return true
	}
	main := news.Article{Title: st.Title, Lead: st.Lead, URL: st.URL, Language: st.Language, Section: st.Section}
	if len(st.Reports) > 0 {
		main.Publisher = st.Reports[0].Publisher
	}
	if _, ok := query.Matches(match.NewDoc(main)); ok {
		return true
	}
	return slices.ContainsFunc(st.Reports, func(r news.Report) bool {
		a := news.Article{Title: r.Title, URL: r.URL, Publisher: r.Publisher, Language: st.Language, Section: st.Section}
		_, ok := query.Matches(match.NewDoc(a))
		return ok
	})
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
	link, err := linkArg(c.Args[ArgLink])
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

func linkArg(typed string) (string, error) {
	typed = strings.Trim(plainLinks(strings.TrimSpace(typed)), "<>")
	if !isAddress(typed) {
		return "", news.Fault("bad_address", "%q is not a link to an article. Try: %s", clip(oneLine(typed), 60), shown("why https://example.org/article"))
	}
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	return typed, nil
}

func isNotFound(err error) bool {
	e, ok := errors.AsType[*news.Error](err)
	return ok && e.Code == "not_found"
}

func unseen() error {
	return news.Fault("unseen", "I have not seen that article: no watched feed has brought it. To see the feeds: %s", shown(CmdFeedsList))
}
