package past

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"newsbell/bot/reply"
	"newsbell/bot/source"
	"newsbell/match"
	"newsbell/news"
	"newsbell/spell"
	"newsbell/text"
)

// Days is how far back an outlook looks.
const Days = 7

// What an outlook shows, and when it warns.
const (
	outlookShown = 3
	broad        = 20 // stories a day from which a subscription is too much to read
)

// An Outlook is what a query would have brought in the last days.
type Outlook struct {
	query *match.Query
	all   []news.Story // looked at
	Hits  []news.Story // newest first
	days  float64      // how far back that is
}

// Look finds what a query would have brought.
func Look(ctx context.Context, store Store, query *match.Query, ch news.Channel, now time.Time) (Outlook, error) {
	o := Outlook{query: query, days: Days}
	all, err := store.StoriesBetween(ctx, now.Add(-Days*24*time.Hour), now, scanLimit)
	if err != nil {
		return o, fmt.Errorf("list stories: %w", err)
	}
	o.all = all
	if len(all) == scanLimit { // the days before were not looked at
		o.days = max(now.Sub(all[len(all)-1].Updated).Hours()/24, 0.1)
	}
	o.Hits = those(all, query, ch)
	return o, nil
}

// span names the time that was looked at.
func (o Outlook) span() news.Phrase {
	if o.days == Days {
		return news.Say("the last %d days", Days)
	}
	return news.Say("the last %s", reply.Duration(time.Duration(o.days*24*float64(time.Hour))))
}

// confirmed counts the hits that more than one publisher reports.
func (o Outlook) confirmed() (n int) {
	for _, st := range o.Hits {
		if news.Independent(st.Reports) > 1 {
			n++
		}
	}
	return n
}

// Lines say what that means for a channel that takes budget breaking alerts a
// day.
func (o Outlook) Lines(budget int) []news.Line {
	if len(o.Hits) == 0 {
		return []news.Line{reply.Line("Nothing of %s matches it.", o.span())}
	}
	every, breaking := float64(len(o.Hits))/o.days, float64(o.confirmed())/o.days
	lines := []news.Line{reply.Line("In %s it would have brought %s, %d of them from more than one publisher: with every, %s; with breaking, at most %s.",
		o.span(), reply.Count(len(o.Hits), "story", "stories"), o.confirmed(), rate(every), rate(breaking))}
	if breaking > float64(budget) {
		lines = append(lines, reply.Line("Of these this channel takes the %d biggest a day.", budget))
	}
	if every > broad {
		lines = append(lines, reply.Line("That is very much. A further word, a \"phrase\", a -word or title: makes it narrower; or take it as a digest."))
	}
	return lines
}

// rate writes how often something comes.
func rate(perDay float64) news.Phrase {
	switch {
	case perDay == 0:
		return news.Say("none")
	case perDay >= 0.95:
		return news.Say("about %d a day", int(math.Round(perDay)))
	default:
		return news.Say("about one in %d days", int(math.Round(1/perDay)))
	}
}

// Headlines are the newest hits, as links.
func (o Outlook) Headlines() []news.Line {
	var lines []news.Line
	for _, st := range o.Hits[:min(len(o.Hits), outlookShown)] {
		lines = append(lines, news.Line{Text: st.Title, URL: st.URL})
	}
	return lines
}

// Advice names what stands in the way of a query that matched nothing: a word
// that no headline holds, or a source that is not watched, with the nearest that
// is.
func (o Outlook) Advice(feeds []news.Feed) []news.Line {
	var lines []news.Line
	if len(o.Hits) == 0 && len(o.all) > 0 {
		lines = o.unheard()
	}
	var sites []string
	for _, f := range feeds {
		sites = append(sites, source.Site(f.URL))
	}
	slices.Sort(sites)
	sites = slices.Compact(sites)
	for _, src := range o.query.Sources() {
		if slices.ContainsFunc(feeds, func(f news.Feed) bool { return source.Belongs(f, src) }) {
			continue
		}
		if near, ok := spell.Nearest(src, sites); ok {
			lines = append(lines, reply.Line("No watched feed is from %s. Did you mean %s?", src, near))
		} else {
			lines = append(lines, reply.Line("No watched feed is from %s.", src))
		}
	}
	return lines
}

// unheard names the words of the query that no headline of the time holds.
func (o Outlook) unheard() []news.Line {
	heard := map[string]bool{}
	for _, st := range o.all {
		for _, t := range text.Tokens(st.Title) {
			heard[t.Text], heard[text.LightStem(t.Text)] = true, true
		}
	}
	var words []string
	for w := range heard {
		if len(w) > 3 {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	var lines []news.Line
	for _, w := range o.query.Words() {
		w = text.Fold(w)
		if len(w) < 4 || heard[w] || heard[text.LightStem(w)] || strings.ContainsAny(w, " *") {
			continue
		}
		if near, ok := spell.Nearest(w, words); ok && spell.Distance(w, near) <= 2 {
			lines = append(lines, reply.Line("No headline of %s holds \"%s\". Did you mean \"%s\"?", o.span(), w, near))
		}
	}
	return lines
}
