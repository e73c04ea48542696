package story

import (
	"time"

	"newsbell/news"
)

// keepPrints are the fingerprints kept for a story.
const keepPrints = 12

// report adds the article to the story's reports. It says whether its
// publisher is new to the story, and whether its text is a copy of another's.
func (s *state) report(r reading) (first, copied bool) {
	copied = s.copied(r)
	r.report.Copy = copied
	s.row.Reports, first = addReport(s.row.Reports, r.report)
	return first, copied
}

// copied says whether another report of the story has the same text, and
// remembers the text if not.
func (s *state) copied(r reading) bool {
	for _, f := range s.prints {
		if f.Copies(r.print.Print) {
			return !s.wrote(f, r.report.Publisher)
		}
	}
	if len(s.prints) < keepPrints {
		s.prints = append(s.prints, r.print)
	}
	return false
}

// wrote says whether the text with the fingerprint is the publisher's own.
func (s *state) wrote(f print, publisher string) bool {
	for _, rep := range s.row.Reports {
		if rep.Article == f.article {
			return samePublisher(rep.Publisher, publisher)
		}
	}
	return false
}

// addReport adds a report in order of arrival unless its publisher has one. A
// publisher whose first report was a copy becomes independent with a text of
// its own. It says whether a reader would see a difference.
func addReport(list []news.Report, rep news.Report) ([]news.Report, bool) {
	for i := range list {
		if !samePublisher(list[i].Publisher, rep.Publisher) {
			continue
		}
		changed := list[i].Copy && !rep.Copy
		list[i].Copy = list[i].Copy && rep.Copy
		list[i].Official = list[i].Official || rep.Official
		return list, changed
	}
	if len(list) >= keepReports {
		return list, false
	}
	at := len(list)
	for at > 0 && rep.At.Before(list[at-1].At) {
		at--
	}
	list = append(list, rep)
	copy(list[at+1:], list[at:])
	list[at] = rep
	return list, true
}

// touch widens the time of the story.
func (s *state) touch(began, updated time.Time) {
	if updated.After(s.row.Updated) {
		s.row.Updated = updated
		s.updated = updated.UnixNano()
	}
	if began.Before(s.row.Began) {
		s.row.Began = began
	}
}

// longer gives the longer text, the first of equals.
func longer(a, b string) string {
	if len(a) < len(b) {
		return b
	}
	return a
}
