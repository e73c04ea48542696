package story

import (
	"encoding/binary"
	"time"
	"unique"

	"newsbell/news"
	"newsbell/story/terms"
)

// pack writes a body to be put on the shelf; center is its story's.
func (b *body) pack(center terms.Terms) []byte {
	var e encoder
	r := &b.row
	e.texts(r.Title, r.URL, r.Lead, r.Image, r.Language, r.Section, r.Corrected)
	e.times(r.Began, r.Updated)
	e.numbers(int64(r.ID), int64(r.Revision), int64(r.Articles), int64(r.Into))
	e.reports(r.Reports)
	e.numbers(int64(len(b.devs)))
	for _, d := range b.devs {
		e.texts(d.row.Title, d.row.URL, d.row.Lead)
		e.times(d.row.Began, d.row.Updated)
		e.numbers(int64(d.row.ID), int64(d.row.Articles))
		e.reports(d.row.Reports)
		if d.center.Equal(center) {
			e.numbers(1)
			continue
		}
		e.numbers(0)
		e.b = terms.Append(e.b, d.center)
	}
	return b.appendMarks(e.b)
}

// unpack reads what pack wrote of the story.
func unpack(record []byte, s *state) (*body, bool) {
	d := decoder{b: record}
	b := &body{}
	r := &b.row
	r.Title, r.URL, r.Lead, r.Image = d.text(), d.text(), d.text(), d.text()
	r.Language, r.Section, r.Corrected = d.text(), d.text(), d.text()
	r.Began, r.Updated = d.time(), d.time()
	r.ID, r.Revision, r.Articles = news.StoryID(d.number()), int(d.number()), int(d.number())
	r.Into = news.StoryID(d.number())
	r.Reports = d.reports()
	for range d.count() {
		x := &development{}
		x.row.Story = s.id
		x.row.Title, x.row.URL, x.row.Lead = d.text(), d.text(), d.text()
		x.row.Began, x.row.Updated = d.time(), d.time()
		x.row.ID, x.row.Articles = news.DevelopmentID(d.number()), int(d.number())
		x.row.Reports = d.reports()
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

func (e *encoder) reports(list []news.Report) {
	e.numbers(int64(len(list)))
	for _, r := range list {
		e.numbers(int64(r.Article))
		e.texts(r.Publisher, r.Title, r.URL)
		e.times(r.At)
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

func (d *decoder) reports() []news.Report {
	var list []news.Report
	for range d.count() {
		r := news.Report{Article: news.ArticleID(d.number()), Publisher: unique.Make(d.text()).Value()}
		r.Title, r.URL, r.At = d.text(), d.text(), d.time()
		flags := d.number()
		r.Copy, r.Official = flags&1 != 0, flags&2 != 0
		list = append(list, r)
	}
	return list
}
