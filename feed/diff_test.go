package feed_test

import (
	"fmt"
	"testing"
	"time"

	"newsbell/feed"
	"newsbell/feed/wire"
	"newsbell/news"
)

// day is when the tests take place.
func day() time.Time { return time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC) }

// story makes an item of the feed https://quay.example/.
func story(n int, change ...func(*wire.Item)) wire.Item {
	i := wire.Item{
		ID:        fmt.Sprintf("quay-%d", n),
		URL:       fmt.Sprintf("https://quay.example/%d", n),
		Title:     fmt.Sprintf("Council number %d votes on the old harbour bridge", n),
		Summary:   fmt.Sprintf("The vote is the %d. of this year.", n),
		Published: day().Add(-time.Duration(n) * time.Hour),
	}
	for _, c := range change {
		c(&i)
	}
	return i
}

func id(s string) func(*wire.Item)       { return func(i *wire.Item) { i.ID = s } }
func at(u string) func(*wire.Item)       { return func(i *wire.Item) { i.URL = u } }
func headline(t string) func(*wire.Item) { return func(i *wire.Item) { i.Title = t } }
func summary(s string) func(*wire.Item)  { return func(i *wire.Item) { i.Summary = s } }
func later(d time.Duration) func(*wire.Item) {
	return func(i *wire.Item) { i.Published = i.Published.Add(d) }
}
func undated(i *wire.Item)                { i.Published = time.Time{} }
func items(list ...wire.Item) []wire.Item { return list }
func document(list []wire.Item) *wire.Feed {
	return &wire.Feed{Link: "https://quay.example/", Items: list}
}

func many(from, to int, change ...func(*wire.Item)) []wire.Item {
	var list []wire.Item
	for n := from; n <= to; n++ {
		list = append(list, story(n, change...))
	}
	return list
}

// A history polls one feed again and again over a store in memory.
type history struct {
	store *memory
	feed  news.Feed
	now   time.Time
}

func newHistory() *history {
	return &history{store: newMemory(), feed: news.Feed{ID: 1, Publisher: "quay.example"}, now: day()}
}

func (h *history) poll(list []wire.Item) feed.Difference {
	entries := feed.Entries(document(list))
	var keys []string
	for _, e := range entries {
		keys = append(keys, e.Keys...)
	}
	d := feed.Diff(feed.Reading{Feed: h.feed, Entries: entries, Known: h.store.known(1, keys), Now: h.now})
	for n := range d.Articles {
		if d.Articles[n].ID == 0 {
			d.Articles[n].ID = news.ArticleID(len(h.store.articles) + 1)
			h.store.articles = append(h.store.articles, d.Articles[n])
		} else {
			h.store.articles[d.Articles[n].ID-1] = d.Articles[n]
		}
	}
	h.feed.Seen, h.feed.LastSuccess = true, h.now
	if d.New > 0 {
		h.feed.LastNew = h.now
	}
	return d
}

// TestDiff polls twice, ten minutes apart, and looks at what the second poll
// brings.
func TestDiff(t *testing.T) {
	for _, c := range []struct {
		name                   string
		first, second          []wire.Item
		new, corrected, silent int
	}{
		{"nothing changed", many(1, 5), many(1, 5), 0, 0, 0},
		{"one new", many(2, 6), many(1, 5), 1, 0, 0},
		{"into an empty feed", nil, items(story(1)), 1, 0, 0},
		{"order reversed", items(story(1), story(2), story(3)), items(story(3), story(2), story(1)), 0, 0, 0},
		{"dates bumped", many(1, 5), many(1, 5, later(3*time.Hour)), 0, 0, 0},
		{"dates bumped by days", many(40, 45), many(40, 45, later(39*time.Hour)), 0, 0, 0},
		{"dates lost", many(1, 5), many(1, 5, undated), 0, 0, 0},
		{"id changed, same link", items(story(1)), items(story(1, id("other"))), 0, 0, 0},
		{"id to https", items(story(1, id("http://quay.example/?p=1"))), items(story(1, id("https://quay.example/?p=1"), at("https://quay.example/a"))), 0, 0, 0},
		{"link changed, same id", items(story(1)), items(story(1, at("https://quay.example/moved"))), 0, 0, 0},
		{"tracking in the link", items(story(1, id(""))), items(story(1, id(""), at("https://www.quay.example/1/?utm_source=rss"))), 0, 0, 0},
		{"id and link changed, same headline", items(story(1)), items(story(1, id("x"), at("https://quay.example/x"))), 0, 0, 0},
		{"all ids and links renewed", many(1, 9), many(1, 9, func(i *wire.Item) { i.ID += "-v2"; i.URL += ".html" }), 0, 0, 0},
		{"same headline, another item beside it", items(story(1)), items(story(1), story(1, id("x"), at("https://quay.example/x"), summary("Another vote on the same day."))), 1, 0, 0},
		{"same headline, days later", items(story(60)), items(story(60, id("x"), at("https://quay.example/x"), later(59*time.Hour))), 1, 0, 0},
		{"headline corrected", items(story(1)), items(story(1, headline("Council number 1 postpones the vote on the bridge"))), 0, 1, 0},
		{"text corrected", items(story(1)), items(story(1, summary("The vote was put off until May."))), 0, 1, 0},
		{"headline and slug changed, same id", items(story(1)), items(story(1, headline("The vote is put off"), at("https://quay.example/put-off"))), 0, 1, 0},
		{"a counter in the text", items(story(1, summary("Votes. 3 comments"))), items(story(1, summary("Votes. 14 comments"))), 0, 0, 0},
		{"markup only", items(story(1, summary("The <b>vote</b> is on."))), items(story(1, summary(`The vote is <img src="x?3"> on.`))), 0, 0, 0},
		{"id used again for another article", items(story(40)), items(story(40, headline("Storm closes the harbour for a second night"), at("https://quay.example/storm"), later(39*time.Hour))), 1, 0, 0},
		{"duplicates within the feed", nil, items(story(1), story(1), story(1, id("x"))), 1, 0, 0},
		{"one id for all", nil, many(1, 3, id("same")), 3, 0, 0},
		{"one id for all, again", many(1, 3, id("same")), many(1, 3, id("same")), 0, 0, 0},
		{"one id for all, one more", many(2, 4, id("same")), many(1, 4, id("same")), 1, 0, 0},
		{"one link for all", many(1, 3, at("https://quay.example/")), many(1, 4, at("https://quay.example/")), 1, 0, 0},
		{"no id, one link for all", many(1, 3, id(""), at("https://quay.example/live")), many(1, 4, id(""), at("https://quay.example/live")), 1, 0, 0},
		{"only headlines", many(2, 4, id(""), at(""), undated), many(1, 4, id(""), at(""), undated), 1, 0, 0},
		{"old item", many(1, 3), append(many(1, 3), story(80)), 1, 0, 1},
		{"burst of fresh items", many(20, 30), many(1, 20, later(0), func(i *wire.Item) { i.Published = day().Add(5 * time.Minute) }), 19, 0, 0},
		{"flood of old items", many(1, 3), many(20, 40), 21, 0, 21},
		{"flood without dates", many(1, 9, undated), many(20, 40, undated), 21, 0, 21},
		{"a few without dates", many(1, 9, undated), many(1, 12, undated), 3, 0, 0},
		{"no headline, no text", nil, items(story(1, headline(""), summary(""))), 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHistory()
			h.poll(c.first)
			h.now = h.now.Add(10 * time.Minute)
			d := h.poll(c.second)
			if d.New != c.new || d.Corrected != c.corrected || d.Silent != c.silent {
				t.Errorf("got %d new, %d corrected, %d silent (%s); want %d, %d, %d", d.New, d.Corrected, d.Silent, d.Reason, c.new, c.corrected, c.silent)
			}
			if again := h.poll(c.second); again.New != 0 || again.Corrected != 0 {
				t.Errorf("polled again: got %d new, %d corrected; want none", again.New, again.Corrected)
			}
		})
	}
}

func TestDiff_firstPollIsSilent(t *testing.T) {
	d := newHistory().poll(many(1, 3))
	if d.New != 3 || d.Silent != 3 || d.Reason != "first_poll" {
		t.Errorf("got %+v, want three silent articles", d)
	}
}

func TestDiff_catchesUpAfterAnOutage(t *testing.T) {
	h := newHistory()
	h.poll(many(1, 3))
	h.now = h.now.Add(4 * 24 * time.Hour)
	d := h.poll(items(story(1), story(99, func(i *wire.Item) { i.Published = day().Add(time.Hour) })))
	if d.New != 1 || d.Silent != 0 {
		t.Errorf("got %d new, %d silent; want what appeared meanwhile to be news", d.New, d.Silent)
	}
}

func TestDiff_correctionKeepsWhatThePageGave(t *testing.T) {
	h := newHistory()
	h.poll(items(story(1)))
	h.store.articles[0].Text = "The page's own text."
	d := h.poll(items(story(1, headline("Council number 1 postpones the vote on the bridge"))))
	a := h.store.articles[0]
	if d.Corrected != 1 || a.ID != 1 || a.Revision != 1 || a.Text != "The page's own text." || a.Title != "Council number 1 postpones the vote on the bridge" {
		t.Errorf("got %+v", a)
	}
}

func TestDiff_article(t *testing.T) {
	h := newHistory()
	h.feed.Seen = true
	h.feed.Language = "en"
	h.poll(items(story(1, at("https://m.quay.example/1?utm_source=rss"), undated)))
	a := h.store.articles[0]
	if a.Canonical != "https://www.quay.example/1" || a.URL != "https://m.quay.example/1?utm_source=rss" {
		t.Errorf("got url %q, canonical %q", a.URL, a.Canonical)
	}
	if a.Publisher != "quay.example" || a.Language != "en" || !a.Arrived.Equal(day()) || !a.Published.IsZero() {
		t.Errorf("got %+v", a)
	}
	if !a.PageDue.Equal(day().Add(5 * time.Second)) {
		t.Errorf("got page due %v, want 5 s after arrival: the feed carries only a teaser", a.PageDue)
	}
}

func TestDiff_language(t *testing.T) {
	german := "Der Stadtrat hat am Mittwoch über die alte Hafenbrücke abgestimmt. Die Mehrheit war dafür, dass die Brücke im Mai geschlossen und erst im nächsten Jahr wieder geöffnet wird, wie der Bürgermeister nach der Sitzung sagte. "
	for _, c := range []struct{ name, item, operator, document, text, want string }{
		{"of the item", "fr-CA", "de", "en", "Le conseil vote.", "fr"},
		{"of the operator", "", "de", "en", "Der Rat.", "de"},
		{"of the feed", "", "", "es-MX", "El consejo vota.", "es"},
		{"feed's default contradicted", "", "", "en-US", german, "de"},
		{"feed's default, short text", "", "", "en-US", "Council votes.", "en"},
		{"wrong script", "", "", "en", "Совет проголосовал за закрытие старого моста в гавани. Мост откроют снова в следующем году, сообщил мэр после заседания. Жители недовольны этим решением городских властей.", "ru"},
		{"none, long", "", "", "", german, "de"},
		{"none, short", "", "", "", "Hm.", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := story(1, headline(""), summary(c.text))
			i.Language = c.item
			d := feed.Diff(feed.Reading{
				Feed: news.Feed{ID: 1, Language: c.operator}, Language: c.document,
				Entries: feed.Entries(document(items(i))), Now: day(),
			})
			if got := d.Articles[0].Language; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
