package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/bot/arg"
	"newsbell/bot/past"
	"newsbell/bot/reply"
	"newsbell/bot/setting"
	"newsbell/match"
	"newsbell/news"
)

// listed is a private reply that lists stories.
func listed(l news.List) news.Message {
	return news.Message{Kind: news.KindNotice, Private: true, List: &l}
}

// search finds past articles, newest first. What it finds is what a
// subscription would have matched.
func (s *Service) search(ctx context.Context, c call) (news.Message, error) {
	query, err := match.Parse(strings.TrimSpace(c.Args[bot.ArgQuery]))
	if err != nil {
		return news.Message{}, err
	}
	page, err := arg.Page(c.Args[bot.ArgPage])
	if err != nil {
		return news.Message{}, err
	}
	f, err := past.Articles(ctx, s.Store, query.In(setting.Languages(c.ch)), page*shownItems+1)
	if err != nil {
		return news.Message{}, err
	}
	looked := query.In(setting.Languages(c.ch)).Phrase()
	if len(f.Articles) == 0 {
		lines := []news.Line{reply.Line("I looked for %s.", looked)}
		if f.Cut {
			lines = append(lines, reply.Line("I looked at the newest %d articles that hold some of its words.", past.SearchLimit))
		}
		return reply.Note(news.Say("Nothing found"), lines...), nil
	}
	if (page-1)*shownItems >= len(f.Articles) {
		return news.Message{}, noPage(page, len(f.Articles))
	}
	l := news.List{
		Heading: c.voice.Text("Past articles, the newest first"), Zone: c.ch.Zone,
		Intro: c.voice.Text("I looked for %s.", looked),
	}
	for _, a := range f.Articles[(page-1)*shownItems : min(page*shownItems, len(f.Articles))] {
		item := news.Item{Story: a.Story, Title: a.Title, URL: a.Link(), At: a.Arrived}
		if p := a.Published; !p.IsZero() && p.Before(a.Arrived) {
			item.At = p
		}
		if a.Publisher != "" {
			item.Publishers = []string{a.Publisher}
		}
		l.Items = append(l.Items, item)
	}
	more := len(f.Articles) > page*shownItems
	return listed(c.paged(l, page, more, bot.CmdSearch+" "+strings.TrimSpace(c.Args[bot.ArgQuery]))), nil
}

// top shows the stories of the last day that most publishers report.
func (s *Service) top(ctx context.Context, c call) (news.Message, error) {
	var query *match.Query
	typed, heading := strings.TrimSpace(c.Args[bot.ArgQuery]), news.Say("Most reported in the last %d hours", topHours)
	if typed != "" {
		parsed, err := match.Parse(typed)
		if err != nil {
			return news.Message{}, err
		}
		query, heading = parsed, news.Say("Most reported in the last %d hours: %s", topHours, parsed.Phrase())
	}
	page, err := arg.Page(c.Args[bot.ArgPage])
	if err != nil {
		return news.Message{}, err
	}
	hits, err := past.Stories(ctx, s.Store, query, c.ch, past.Until{Now: c.At, For: topHours * time.Hour})
	switch {
	case err != nil:
		return news.Message{}, err
	case len(hits) == 0:
		return reply.Note(heading, reply.Line("Nothing yet.")), nil
	case (page-1)*shownItems >= len(hits):
		return news.Message{}, noPage(page, len(hits))
	}
	slices.SortStableFunc(hits, func(a, b news.Story) int {
		return cmp.Or(
			cmp.Compare(news.Independent(b.Reports), news.Independent(a.Reports)),
			cmp.Compare(b.Articles, a.Articles), b.Updated.Compare(a.Updated), cmp.Compare(b.ID, a.ID))
	})
	l := listOf(hits[(page-1)*shownItems:], c.ch)
	l.Heading = c.voice.Say(heading)
	return listed(c.paged(l, page, l.More > 0, strings.TrimSpace(bot.CmdTop+" "+typed))), nil
}

// paged says which page of a list this is and how to come to the next one.
func (c call) paged(l news.List, page int, more bool, typed string) news.List {
	if page > 1 {
		l.Heading = c.voice.Text("%s, page %d", l.Heading, page)
	}
	if more && page < arg.LastPage {
		next := reply.Shown(fmt.Sprintf("%s page %d", typed, page+1))
		l.Intro = strings.TrimSpace(l.Intro + " " + c.voice.Text("More: %s", next))
	}
	return l
}

// noPage says that a list ends before a page.
func noPage(page, items int) error {
	last := (items + shownItems - 1) / shownItems
	return news.Fault("no_page", "There is no page %d: the last one is page %d.", page, last)
}
