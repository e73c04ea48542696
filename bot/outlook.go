package bot

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"newsbell/match"
	"newsbell/news"
	"newsbell/spell"
	"newsbell/text"
)

// What an outlook shows, and when it warns.
const (
	outlookShown = 3
	broad        = 20 // stories a day from which a subscription is too much to read
)

// An outlook is what a query would have brought in the last days.
type outlook struct {
	query *match.Query
	all   []news.Story // looked at
	hits  []news.Story // newest first
	days  float64      // how far back that is
}

// look finds what a query would have brought.
func (s *Service) look(ctx context.Context, c call, query *match.Query) (outlook, error) {
	o := outlook{query: query, days: previewDays}
	all, err := s.Store.StoriesBetween(ctx, c.At.Add(-previewDays*24*time.Hour), c.At, scanLimit)
	if err != nil {
		return o, fmt.Errorf("list stories: %w", err)
	}
	o.all = all
	if len(all) == scanLimit { // the days before were not looked at
		o.days = max(c.At.Sub(all[len(all)-1].Updated).Hours()/24, 0.1)
	}
	o.hits = those(all, query, c.ch)
	return o, nil
}

// span names the time that was looked at.
func (o outlook) span() news.Phrase {
	if o.days == previewDays {
		return say("the last %d days", previewDays)
	}
	return say("the last %s", short(time.Duration(o.days*24*float64(time.Hour))))
}

// confirmed counts the hits that more than one publisher reports.
func (o outlook) confirmed() (n int) {
	for _, st := range o.hits {
		if news.Independent(st.Reports) > 1 {
			n++
		}
	}
	return n
}

// lines say what that means for a channel that takes budget breaking alerts a
// day.
func (o outlook) lines(budget int) []news.Line {
	if len(o.hits) == 0 {
		return []news.Line{plain("Nothing of %s matches it.", o.span())}
	}
	every, breaking := float64(len(o.hits))/o.days, float64(o.confirmed())/o.days
	lines := []news.Line{plain("In %s it would have brought %s, %d of them from more than one publisher: with every, %s; with breaking, at most %s.",
		o.span(), count(len(o.hits), "story", "stories"), o.confirmed(), rate(every), rate(breaking))}
	if breaking > float64(budget) {
		lines = append(lines, plain("Of these this channel takes the %d biggest a day.", budget))
	}
	if every > broad {
		lines = append(lines, plain("That is very much. A further word, a \"phrase\", a -word or title: makes it narrower; or take it as a digest."))
	}
	return lines
}

// rate writes how often something comes.
func rate(perDay float64) news.Phrase {
	switch {
	case perDay == 0:
		return say("none")
	case perDay >= 0.95:
		return say("about %d a day", int(math.Round(perDay)))
	default:
		return say("about one in %d days", int(math.Round(1/perDay)))
	}
}

// headlines are the newest hits, as links.
func (o outlook) headlines() []news.Line {
	var lines []news.Line
	for _, st := range o.hits[:min(len(o.hits), outlookShown)] {
		lines = append(lines, news.Line{Text: st.Title, URL: st.URL})
	}
	return lines
}

// advice names what stands in the way of a query that matched nothing: a word
// that no headline holds, or a source that is not watched, with the nearest that
// is.
func (o outlook) advice(feeds []news.Feed) []news.Line {
	var lines []news.Line
	if len(o.hits) == 0 && len(o.all) > 0 {
		lines = o.unheard()
	}
	var sites []string
	for _, f := range feeds {
		sites = append(sites, site(f.URL))
	}
	slices.Sort(sites)
	sites = slices.Compact(sites)
	for _, src := range o.query.Sources() {
		if slices.ContainsFunc(feeds, func(f news.Feed) bool { return belongs(f, src) }) {
			continue
		}
		if near, ok := spell.Nearest(src, sites); ok {
			lines = append(lines, plain("No watched feed is from %s. Did you mean %s?", src, near))
		} else {
			lines = append(lines, plain("No watched feed is from %s.", src))
		}
	}
	return lines
}

// unheard names the words of the query that no headline of the time holds.
func (o outlook) unheard() []news.Line {
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
			lines = append(lines, plain("No headline of %s holds \"%s\". Did you mean \"%s\"?", o.span(), w, near))
		}
	}
	return lines
}

// belongs reports whether a feed is of a source, named by its domain or its
// publisher.
func belongs(f news.Feed, src string) bool {
	host := site(f.URL)
	return strings.EqualFold(f.Publisher, src) || strings.EqualFold(host, src) || strings.HasSuffix(strings.ToLower(host), "."+strings.ToLower(src))
}
