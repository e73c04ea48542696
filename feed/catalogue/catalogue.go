// Package catalogue is newsbell's built-in list of well-known news feeds, part
// of stage 1: package feed watches them when the operator wants it, and the
// conversation offers them when somebody names their site. The list is data,
// feeds.tsv, whose head says what its columns mean and how it was made.
package catalogue

import (
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"newsbell/feed/link"
	"newsbell/news"
)

//go:embed feeds.tsv
var feedsTSV string

// columns is how many a line of the list has.
const columns = 9

// An Entry is one feed of the list.
type Entry struct {
	Language  string // BCP 47 primary tag
	URL       string
	Name      string   // as people know the feed
	Publisher string   // who edits it
	Family    string   // the group it belongs to; its feeds count as one publisher
	Country   string   // ISO 3166, of the publisher
	Section   string   // one of Sections
	Site      string   // the web page that it belongs to
	Aliases   []string // the same page under addresses that people still type
	Official  bool     // an authority that may ring alone
}

// Sections are the parts into which the list sorts its feeds.
func Sections() []string {
	return []string{"general", "world", "national", "politics", "business", "technology", "science", "health", "sport"}
}

// Entries reads the built-in list, in order of language and address. An error
// means that the program was built with a damaged list.
func Entries() ([]Entry, error) { return Parse(feedsTSV) }

// Parse reads a list in the form of feeds.tsv. The error names the line.
func Parse(list string) ([]Entry, error) {
	var out []Entry
	n := 0
	for line := range strings.Lines(list) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		e, err := parseLine(line)
		if err != nil {
			return nil, fmt.Errorf("read catalogue line %d: %w", n, err)
		}
		out = append(out, e)
	}
	return out, nil
}

func parseLine(line string) (Entry, error) {
	f := strings.Split(line, "\t")
	if len(f) != columns {
		return Entry{}, fmt.Errorf("%d columns, want %d", len(f), columns)
	}
	e := Entry{
		Language: f[0], URL: f[1], Name: f[2], Publisher: f[3], Family: f[4],
		Country: f[5], Section: f[6], Official: f[8] == "yes",
	}
	if sites := strings.Fields(f[7]); len(sites) > 0 {
		e.Site, e.Aliases = sites[0], sites[1:]
	}
	for _, address := range append([]string{e.URL, e.Site}, e.Aliases...) {
		if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return Entry{}, fmt.Errorf("%q is no web address", address)
		}
	}
	switch {
	case slices.Contains(f, ""):
		return Entry{}, errors.New("an empty column")
	case !slices.Contains(Sections(), e.Section):
		return Entry{}, fmt.Errorf("no section %q", e.Section)
	case f[8] != "yes" && f[8] != "no":
		return Entry{}, fmt.Errorf("official is yes or no, not %q", f[8])
	}
	return e, nil
}

// Feeds gives entries as feeds that can be watched.
func Feeds(entries []Entry) []news.Feed {
	out := make([]news.Feed, len(entries))
	for i, e := range entries {
		out[i] = news.Feed{
			URL: e.URL, Title: e.Name, Publisher: e.Family, Language: e.Language, Country: e.Country,
			Section: e.Section, Site: e.Site, Official: e.Official, Origin: news.OriginCatalogue,
		}
	}
	return out
}

// Of gives the entries that belong to what a person typed: to a site those
// whose page or feed lies on its host or below it, to a page of a site
// (bbc.com/mundo) those whose page it is, to a feed's address that feed. The
// general ones come first. It is empty when the list does not know the address:
// a page that the list has no feed of may still have one.
func Of(entries []Entry, address string) []Entry {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	host, key := link.Host(address), link.Key(address)
	if !strings.Contains(host, ".") {
		return nil
	}
	var out []Entry
	for _, e := range entries {
		if link.Key(e.URL) == key || slices.ContainsFunc(append([]string{e.URL, e.Site}, e.Aliases...), func(of string) bool {
			if key == host {
				return under(link.Host(of), host)
			}
			return of != e.URL && link.Key(of) == key
		}) {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		return slices.Index(Sections(), a.Section) - slices.Index(Sections(), b.Section)
	})
	return out
}

// under says whether a host is another one or lies below it.
func under(host, of string) bool { return host == of || strings.HasSuffix(host, "."+of) }
