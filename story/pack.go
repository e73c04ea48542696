package story

import (
	"encoding/binary"
	"slices"
	"time"
	"unique"

	"newsbell/news"
	"newsbell/story/terms"
)

// pack appends a body to be put on the shelf to room; center is its story's.
func (b *body) pack(room []byte, center terms.Terms) []byte {
	e := encoder{b: room}
	r := &b.row
	e.times(r.Began, r.Updated)
	e.numbers(int64(r.ID), int64(r.Revision), int64(r.Articles), int64(r.Into))
	e.reports(r.Reports, nil, r.Began)
	e.headline(r.Title, r.URL, r.Reports)
	e.texts(r.Lead, r.Image, r.Language, r.Section, r.Corrected)
	e.numbers(int64(len(b.devs)))
	for _, d := range b.devs {
		e.times(d.row.Began, d.row.Updated)
		e.numbers(int64(d.row.ID), int64(d.row.Articles))
		e.reports(d.row.Reports, r.Reports, r.Began)
		e.headline(d.row.Title, d.row.URL, d.row.Reports)
		if e.flag(d.row.Lead == r.Lead); d.row.Lead != r.Lead {
			e.texts(d.row.Lead)
		}
		if e.flag(d.center.Equal(center)); !d.center.Equal(center) {
			e.b = terms.Append(e.b, d.center)
		}
	}
	return b.appendMarks(e.b)
}

// unpack reads what pack wrote of the story.
func unpack(record []byte, s *state) (*body, bool) {
	d := decoder{b: record}
	b := &body{}
	r := &b.row
	r.Began, r.Updated = d.time(), d.time()
	r.ID, r.Revision, r.Articles = news.StoryID(d.number()), int(d.number()), int(d.number())
	r.Into = news.StoryID(d.number())
	r.Reports = d.reports(nil, r.Began)
	r.Title, r.URL = d.headline(r.Reports)
	r.Lead, r.Image, r.Language, r.Section, r.Corrected = d.text(), d.text(), d.text(), d.text(), d.text()
	for range d.count() {
		x := &development{}
		x.row.Story = s.id
		x.row.Began, x.row.Updated = d.time(), d.time()
		x.row.ID, x.row.Articles = news.DevelopmentID(d.number()), int(d.number())
		x.row.Reports = d.reports(r.Reports, r.Began)
		x.row.Title, x.row.URL = d.headline(x.row.Reports)
		if x.row.Lead = r.Lead; d.number() == 0 {
			x.row.Lead = d.text()
		}
		if x.center = s.center; d.number() == 0 {
			x.center = d.terms()
		}
		b.devs = append(b.devs, x)
	}
	b.marks(&d)
	return b, !d.failed && r.ID == s.id
}

// An encoder writes what a decoder reads.
type encoder struct{ b []byte }

func (e *encoder) numbers(list ...int64) {
	for _, n := range list {
		e.b = binary.AppendVarint(e.b, n)
	}
}

func (e *encoder) texts(list ...string) {
	for _, s := range list {
		e.b = binary.AppendUvarint(e.b, uint64(len(s)))
		e.b = append(e.b, s...)
	}
}

func (e *encoder) times(list ...time.Time) {
	for _, t := range list {
		e.numbers(t.Unix(), int64(t.Nanosecond()))
	}
}

// flag writes a 1 or a 0.
func (e *encoder) flag(f bool) {
	if f {
		e.numbers(1)
	} else {
		e.numbers(0)
	}
}

// headline writes a headline by the report that it is of, if it is of one.
func (e *encoder) headline(title, url string, reports []news.Report) {
	at := slices.IndexFunc(reports, func(r news.Report) bool { return r.Title == title && r.URL == url })
	if e.numbers(int64(at + 1)); at < 0 {
		e.texts(title, url)
	}
}

// reports writes a list; one that is among the known ones is written by its
// place there.
func (e *encoder) reports(list, known []news.Report, began time.Time) {
	e.numbers(int64(len(list)))
	article := news.ArticleID(0)
	for _, r := range list {
		at := slices.IndexFunc(known, func(k news.Report) bool { return sameReport(k, r) })
		if e.numbers(int64(at + 1)); at >= 0 {
			continue
		}
		e.numbers(int64(r.Article - article))
		article = r.Article
		e.texts(r.Publisher, r.Title, r.URL)
		since := r.At.Sub(began)
		e.numbers(int64(since/time.Second), int64(since%time.Second))
		flags := int64(0)
		if r.Copy {
			flags |= 1
		}
		if r.Official {
			flags |= 2
		}
		e.numbers(flags)
	}
}

func sameReport(a, b news.Report) bool {
	if a.Article != b.Article || !a.At.Equal(b.At) {
		return false
	}
	b.At = a.At
	return a == b
}

// A decoder reads a memory; after the first fault it gives zeros.
type decoder struct {
	b      []byte
	failed bool
}

// take gives the next n bytes.
func (d *decoder) take(n int) []byte {
	if d.failed || n < 0 || len(d.b) < n {
		d.failed = true
		return make([]byte, min(64, max(0, n)))
	}
	head := d.b[:n]
	d.b = d.b[n:]
	return head
}

func (d *decoder) byte() byte     { return d.take(1)[0] }
func (d *decoder) uint32() uint32 { return binary.LittleEndian.Uint32(d.take(4)) }

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.b)
	if d.failed || n <= 0 {
		d.failed = true
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) number() int64 {
	v, n := binary.Varint(d.b)
	if d.failed || n <= 0 {
		d.failed = true
		return 0
	}
	d.b = d.b[n:]
	return v
}

// count reads how many things follow, each at least a byte.
func (d *decoder) count() int64 {
	n := d.number()
	if n < 0 || n > int64(len(d.b)) {
		d.failed = true
		return 0
	}
	return n
}

func (d *decoder) text() string {
	n := d.uvarint()
	if n > uint64(len(d.b)) {
		d.failed = true
		return ""
	}
	return string(d.take(int(n)))
}

func (d *decoder) time() time.Time { return time.Unix(d.number(), d.number()).UTC() }

func (d *decoder) terms() terms.Terms {
	t, rest, ok := terms.Decode(d.b)
	if d.failed || !ok {
		d.failed = true
		return terms.Terms{}
	}
	d.b = rest
	return t
}

func (d *decoder) headline(reports []news.Report) (title, url string) {
	at := d.number()
	if at == 0 {
		return d.text(), d.text()
	}
	if at < 0 || int(at) > len(reports) {
		d.failed = true
		return "", ""
	}
	return reports[at-1].Title, reports[at-1].URL
}

func (d *decoder) reports(known []news.Report, began time.Time) []news.Report {
	n := d.count()
	if n == 0 {
		return nil
	}
	list := make([]news.Report, 0, min(n, keepReports))
	article := news.ArticleID(0)
	for range n {
		if at := d.number(); at > 0 && at <= int64(len(known)) {
			list = append(list, known[at-1])
			continue
		} else if at != 0 {
			d.failed = true
		}
		article += news.ArticleID(d.number())
		r := news.Report{Article: article, Publisher: unique.Make(d.text()).Value()}
		r.Title, r.URL = d.text(), d.text()
		r.At = began.Add(time.Duration(d.number()) * time.Second)
		r.At = r.At.Add(time.Duration(d.number()))
		flags := d.number()
		r.Copy, r.Official = flags&1 != 0, flags&2 != 0
		list = append(list, r)
	}
	return list
}
