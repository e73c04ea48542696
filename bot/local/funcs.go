package local

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"newsbell/lang"
	"newsbell/news"
)

// mostReports is how many publishers a card shows before it folds the rest.
const mostReports = 5

// funcs are what the templates call. The templates escape what these return.
func (p *page) funcs() template.FuncMap {
	zone := p.room.o.Zone
	return template.FuncMap{
		"clock":   func(t time.Time) string { return t.In(zone).Format("15:04") },
		"day":     func(tag string, t time.Time) string { return day(tag, t.In(zone)) },
		"machine": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"clockIn": clockIn,
		"site":    site,
		"web":     webAddress,
		"secure":  func(link string) bool { return strings.HasPrefix(link, "https://") },
		"arrow":   func(s string) string { return strings.ReplaceAll(s, "->", "→") },
		"first":   func(rs []news.Report) []news.Report { return rs[:min(len(rs), mostReports)] },
		"rest":    func(rs []news.Report) []news.Report { return rs[min(len(rs), mostReports):] },
		"names":   names,
		"label":   label,
		"say":     func(tag, s string, args ...any) string { return lang.In(tag).Text(s, args...) },
		"help":    func(tag, s string) string { return lang.In(tag).Say(news.ReadPhrase(s)) },
		"author":  author,
		"framed":  func(frame string, p Post) postView { return postView{Post: p, Frame: frame} },
		"more":    func(tag string, n int) string { return lang.In(tag).Text("and %d more", n) },
		"card":    func(m news.Message) cardView { return cardView{Kind: m.Kind, Card: m.Card, Language: m.Language} },
		"report":  func(tag string, r news.Report) reportView { return reportView{Report: r, Language: tag} },
		"note":    func(m news.Message) noteView { return noteView{Note: m.Text, Language: m.Language} },
		"list":    func(m news.Message) listView { return listView{List: m.List, Language: m.Language} },
	}
}

// cardView is what the card's template is given.
type cardView struct {
	Kind     news.Kind
	Card     *news.Card
	Language string
}

// postView is a post in the frame of a page, in its reader's language.
type postView struct {
	Post
	Frame string
}

// reportView is what the report's template is given.
type reportView struct {
	news.Report
	Language string
}

// noteView is what the note's template is given.
type noteView struct {
	*news.Note
	Language string
}

// author names who typed a line: a person, or whoever sits at the page.
func author(frame, name string) string {
	if name == you {
		return lang.In(frame).Text("you")
	}
	return name
}

// listView is what the list's template is given.
type listView struct {
	*news.List
	Language string
}

// day is a time with its day, as a language writes it.
func day(tag string, t time.Time) string {
	return lang.In(tag).Text("%s", news.Moment{Time: t, Layout: "Mon 2 Jan 15:04"})
}

// clockIn shows a time in a list's own zone.
func clockIn(tag string, t time.Time, zone string) string {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	return day(tag, t.In(loc))
}

// webAddress is link when it leads to a web page, else "#": nothing else of an
// untrusted address may be followed.
func webAddress(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return "#"
	}
	return link
}

// site is the domain that a link really leads to.
func site(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// names writes up to four publishers and counts the others.
func names(publishers []string) string {
	const most = 4
	line := strings.Join(publishers[:min(len(publishers), most)], ", ")
	if more := len(publishers) - most; more > 0 {
		line += fmt.Sprintf(" +%d", more)
	}
	return line
}

// label is the word that says what a message is.
func label(k news.Kind) string {
	switch k {
	case news.KindAlert:
		return "Alert"
	case news.KindReply:
		return "Development"
	case news.KindDigest:
		return "Digest"
	default:
		return ""
	}
}
