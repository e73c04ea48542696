package source

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/bot/reply"
	"newsbell/news"
	"newsbell/text"
)

// feedsPage is how many feeds a page of the list shows.
const feedsPage = 20

// Listing shows a page of feeds and how they are: ill ones first, then those
// that people added. What is typed is the page's number, or words that the name,
// site or address of the feeds shall hold.
func Listing(feeds []news.Feed, typed string, now time.Time) news.Message {
	feeds = slices.DeleteFunc(slices.Clone(feeds), func(f news.Feed) bool { return f.Origin == news.OriginCatalogue && f.Ended })
	if len(feeds) == 0 {
		return reply.Note("No feeds are watched yet", reply.Line("Try:"), reply.Command("feeds add example.org"))
	}
	typed = strings.Trim(strings.TrimSpace(typed), `"`)
	page, err := strconv.Atoi(typed)
	sought := ""
	if words := text.Fold(typed); err != nil && words != "" {
		sought = reply.Clip(text.Clean(typed), 40)
		feeds = slices.DeleteFunc(feeds, func(f news.Feed) bool {
			return f.Private || !strings.Contains(text.Fold(f.Name()+" "+f.Publisher+" "+f.URL), words)
		})
	}
	title := reply.Count(len(feeds), "feed", "feeds")
	if sought != "" {
		title = news.Say("%s with “%s”", title, sought)
	}
	slices.SortStableFunc(feeds, func(a, b news.Feed) int {
		return cmp.Or(cmp.Compare(listRank(a), listRank(b)), cmp.Compare(text.Fold(a.Name()), text.Fold(b.Name())), cmp.Compare(a.ID, b.ID))
	})
	if ill := len(slices.DeleteFunc(slices.Clone(feeds), func(f news.Feed) bool { return f.Ill == "" })); ill > 0 {
		title = news.Say("%s, %d ill", title, ill)
	}
	pages := max(1, (len(feeds)+feedsPage-1)/feedsPage)
	page = min(max(page, 1), pages)
	var lines []news.Line
	for _, f := range feeds[(page-1)*feedsPage : min(page*feedsPage, len(feeds))] {
		lines = append(lines, reply.Says(words(f, now)))
	}
	if pages > 1 {
		title = news.Say("%s, page %d of %d", title, page, pages)
		if err == nil || typed == "" {
			lines = append(lines, reply.Command("feeds list %d", page%pages+1))
		}
	}
	return reply.Note(title, lines...)
}

func listRank(f news.Feed) int {
	switch {
	case f.Ill != "":
		return 0
	case f.Origin == news.OriginChat:
		return 1
	default:
		return 2
	}
}

// feedWords tell how a feed is; the address of a private one is not shown.
func words(f news.Feed, now time.Time) news.Phrase {
	name := news.Say("%s", f.Name())
	if domain := Site(f.URL); !f.Private && domain != "" && domain != f.Name() {
		name = news.Say("%s", f.Name()+" ("+domain+")")
	}
	if f.Private && f.Title == "" && f.Publisher == "" {
		name = news.Say("a feed in the operator's network")
	}
	return news.Say("%s · %s", name, health(f, now))
}

// health says in words how a feed is.
func health(f news.Feed, now time.Time) news.Phrase {
	switch {
	case f.Ended:
		return news.Say("ended: %s", news.ReadPhrase(cmp.Or(f.IllWhy, "its site says that it is gone")))
	case f.Ill != "":
		return news.Say("ill for %s: %s", reply.Duration(now.Sub(f.IllSince)), news.ReadPhrase(cmp.Or(f.IllWhy, f.Ill)))
	case !f.Seen:
		return news.Say("not read yet")
	case f.LastNew.IsZero():
		return news.Say("well, nothing new yet")
	default:
		return news.Say("well, last news %s ago", reply.Duration(now.Sub(f.LastNew)))
	}
}
