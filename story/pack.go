package story

import (
	"slices"
	"time"
	"unique"

	"newsbell/news"
	"newsbell/pack"
	"newsbell/story/terms"
)

// pack appends a body to be put on the shelf to room; center is its story's.
func (b *body) pack(room []byte, center terms.Terms) []byte {
	e := &pack.Encoder{B: room}
	r := &b.row
	e.Time(r.Began, r.Updated)
	e.Int(int64(r.ID), int64(r.Revision), int64(r.Articles), int64(r.Into))
	packReports(e, r.Reports, nil, r.Began)
	packHeadline(e, r.Title, r.URL, r.Reports)
	e.Text(r.Lead, r.Image, r.Language, r.Section, r.Corrected)
	e.Int(int64(len(b.devs)))
	for _, d := range b.devs {
		e.Time(d.row.Began, d.row.Updated)
		e.Int(int64(d.row.ID), int64(d.row.Articles))
		packReports(e, d.row.Reports, r.Reports, r.Began)
		packHeadline(e, d.row.Title, d.row.URL, d.row.Reports)
		if e.Flag(d.row.Lead == r.Lead); d.row.Lead != r.Lead {
			e.Text(d.row.Lead)
		}
		if e.Flag(d.center.Equal(center)); !d.center.Equal(center) {
			e.B = terms.Append(e.B, d.center)
		}
	}
	return b.appendMarks(e.B)
}

// unpack reads what pack wrote of the story.
func unpack(record []byte, s *state) (*body, bool) {
	d := pack.Decode(record)
	b := &body{}
	r := &b.row
	r.Began, r.Updated = d.Time(), d.Time()
	r.ID, r.Revision, r.Articles = news.StoryID(d.Int()), int(d.Int()), int(d.Int())
	r.Into = news.StoryID(d.Int())
	r.Reports = unpackReports(d, nil, r.Began)
	r.Title, r.URL = unpackHeadline(d, r.Reports)
	r.Lead, r.Image, r.Language, r.Section, r.Corrected = d.Text(), d.Text(), d.Text(), d.Text(), d.Text()
	for range d.Each() {
		x := &development{}
		x.row.Story = s.id
		x.row.Began, x.row.Updated = d.Time(), d.Time()
		x.row.ID, x.row.Articles = news.DevelopmentID(d.Int()), int(d.Int())
		x.row.Reports = unpackReports(d, r.Reports, r.Began)
		x.row.Title, x.row.URL = unpackHeadline(d, x.row.Reports)
		if x.row.Lead = r.Lead; !d.Flag() {
			x.row.Lead = d.Text()
		}
		if x.center = s.center; !d.Flag() {
			x.center = unpackTerms(d)
		}
		b.devs = append(b.devs, x)
	}
	b.marks(d)
	return b, d.Err() == nil && r.ID == s.id
}

// packHeadline writes a headline by the report that it is of, if it is of one.
func packHeadline(e *pack.Encoder, title, url string, reports []news.Report) {
	at := slices.IndexFunc(reports, func(r news.Report) bool { return r.Title == title && r.URL == url })
	if e.Int(int64(at + 1)); at < 0 {
		e.Text(title, url)
	}
}

// packReports writes a list; one that is among the known ones is written by its
// place there.
func packReports(e *pack.Encoder, list, known []news.Report, began time.Time) {
	e.Int(int64(len(list)))
	article := news.ArticleID(0)
	for _, r := range list {
		at := slices.IndexFunc(known, func(k news.Report) bool { return sameReport(k, r) })
		if e.Int(int64(at + 1)); at >= 0 {
			continue
		}
		e.Int(int64(r.Article - article))
		article = r.Article
		e.Text(r.Publisher, r.Title, r.URL)
		since := r.At.Sub(began)
		e.Int(int64(since/time.Second), int64(since%time.Second))
		flags := int64(0)
		if r.Copy {
			flags |= 1
		}
		if r.Official {
			flags |= 2
		}
		e.Int(flags)
	}
}

func sameReport(a, b news.Report) bool {
	if a.Article != b.Article || !a.At.Equal(b.At) {
		return false
	}
	b.At = a.At
	return a == b
}

// mostTermBytes is what terms take at most.
const mostTermBytes = 20 + 12*terms.MostTerms

func unpackTerms(d *pack.Decoder) (t terms.Terms) {
	d.Via(mostTermBytes, func(b []byte) (rest []byte, ok bool) {
		t, rest, ok = terms.Decode(b)
		return rest, ok
	})
	return t
}

func unpackHeadline(d *pack.Decoder, reports []news.Report) (title, url string) {
	at := d.Int()
	if at == 0 {
		return d.Text(), d.Text()
	}
	if at < 0 || int(at) > len(reports) {
		d.Fail()
		return "", ""
	}
	return reports[at-1].Title, reports[at-1].URL
}

func unpackReports(d *pack.Decoder, known []news.Report, began time.Time) []news.Report {
	n := d.Count()
	if n == 0 {
		return nil
	}
	list := make([]news.Report, 0, min(n, keepReports))
	article := news.ArticleID(0)
	for range n {
		if d.Err() != nil {
			return nil
		}
		if at := d.Int(); at > 0 && at <= int64(len(known)) {
			list = append(list, known[at-1])
			continue
		} else if at != 0 {
			d.Fail()
		}
		article += news.ArticleID(d.Int())
		r := news.Report{Article: article, Publisher: unique.Make(d.Text()).Value()}
		r.Title, r.URL = d.Text(), d.Text()
		r.At = began.Add(time.Duration(d.Int()) * time.Second)
		r.At = r.At.Add(time.Duration(d.Int()))
		flags := d.Int()
		r.Copy, r.Official = flags&1 != 0, flags&2 != 0
		list = append(list, r)
	}
	return list
}
