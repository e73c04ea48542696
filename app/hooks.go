package app

import (
	"context"
	"strings"

	"newsbell/alert"
	"newsbell/bot/clerk"
	"newsbell/bot/source"
	"newsbell/feed/catalogue"
	"newsbell/feed/discover"
	"newsbell/news"
	"newsbell/storage"
	"newsbell/summary"
)

// finder finds feeds for the conversation.
type finder struct{ app *App }

// Discover knows the feeds of the built-in list; any other address it reads as
// anyone on the web could.
func (f finder) Discover(ctx context.Context, address string) ([]source.Found, error) {
	listed, err := catalogue.Entries()
	if err != nil {
		return nil, err
	}
	if known := catalogue.Of(listed, address); len(known) > 0 {
		out := make([]source.Found, len(known))
		for i, e := range known {
			out[i] = source.Found{
				URL: e.URL, Title: e.Name, Publisher: e.Family, Site: e.Site, Language: e.Language, Country: e.Country, Section: e.Section,
			}
		}
		return out, nil
	}
	found, err := discover.Find(ctx, f.app.web, address)
	out := make([]source.Found, len(found))
	for i, c := range found {
		out[i] = source.Found{URL: c.URL, Title: c.Title, Site: c.Site, Language: c.Language, Articles: c.Items, Newest: c.Newest}
	}
	return out, err
}

// pages reads articles that no feed brought.
type pages struct{ app *App }

// SummaryWords is the length of a page's summary, in words.
const SummaryWords = 60

// Summarise reads the page at link and summarises it.
func (p pages) Summarise(ctx context.Context, link string) (news.Page, error) {
	page, err := p.app.reader.ReadPage(ctx, news.Article{URL: link}, false)
	if err != nil {
		return page, err
	}
	page.Lead = summary.Lead(page.Title, page.Text, page.Language, SummaryWords)
	return page, nil
}

// verdicts tells what was decided.
type verdicts struct{ store *storage.Store }

// Verdict gives what was decided for a story in a channel.
func (v verdicts) Verdict(ctx context.Context, id news.StoryID, ch news.ChannelID) (news.Verdict, bool, error) {
	all, err := v.store.Verdicts(ctx, id)
	if err != nil {
		return news.Verdict{}, false, err
	}
	for _, one := range all {
		if one.Channel == ch {
			return one, true, nil
		}
	}
	return news.Verdict{}, false, nil
}

// defaultMode chooses the mode of a subscription that names none.
func defaultMode(f clerk.ModeFacts) (news.Mode, news.Phrase) {
	return alert.DefaultMode(f.Bound, f.Watched)
}

// messageLink is the address of a message on its platform.
func messageLink(to news.Target, messageID string) string {
	if to.Platform != news.Discord || messageID == "" {
		return ""
	}
	if strings.Contains(messageID, "/") { // it stands in a thread of its own
		return "https://discord.com/channels/" + to.Tenant + "/" + messageID
	}
	return "https://discord.com/channels/" + to.Tenant + "/" + to.Channel + "/" + messageID
}
