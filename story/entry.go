package story

import (
	"cmp"

	"newsbell/news"
	"newsbell/pack"
	"newsbell/story/minhash"
)

// An Entry is what the grouping takes of an article, and all of it: the same
// entries in the same order give the same stories.
type Entry struct {
	Article news.Article // its texts cut to what is read
	print   minhash.Print
}

// A lead of so many bytes tells enough; of a shorter one's article the text is
// read too.
const wholeLead = 600

// Take makes the entry of an article.
func Take(a news.Article) Entry {
	e := Entry{Article: news.Article{
		ID: a.ID, URL: a.Link(), Title: prefix(a.Title, headBytes), Lead: prefix(a.Lead, leadBytes), Language: a.Language,
		Section: prefix(a.Section, headBytes), Image: a.Image, Publisher: prefix(a.Publisher, headBytes), Official: a.Official,
		Published: a.Published, Arrived: a.Arrived, Silent: a.Silent, Story: a.Story, Development: a.Development,
	}}
	if len(a.Lead) < wholeLead {
		e.Article.Text = prefix(a.Text, leadBytes)
	}
	e.print = minhash.Of(a.Title, longer(a.Text, a.Lead))
	return e
}

// Body is what the article says beyond its headline: its lead, or the beginning
// of its text.
func (e Entry) Body() string { return cmp.Or(e.Article.Lead, e.Article.Text) }

// Append writes the entry for [ReadEntry].
func (e Entry) Append(to *pack.Encoder) {
	a := &e.Article
	to.Int(int64(a.ID), int64(a.Story), int64(a.Development))
	to.Text(a.URL, a.Title, a.Lead, a.Text, a.Language, a.Section, a.Image, a.Publisher)
	to.Time(a.Published, a.Arrived)
	to.Flag(a.Official, a.Silent)
	to.Uint32(e.print.Title)
	to.Bytes(e.print.Body)
}

// ReadEntry reads what Append wrote.
func ReadEntry(d *pack.Decoder) Entry {
	var e Entry
	a := &e.Article
	a.ID, a.Story, a.Development = news.ArticleID(d.Int()), news.StoryID(d.Int()), news.DevelopmentID(d.Int())
	a.URL, a.Title, a.Lead, a.Text = d.Text(), d.Text(), d.Text(), d.Text()
	a.Language, a.Section, a.Image, a.Publisher = d.Text(), d.Text(), d.Text(), d.Text()
	a.Published, a.Arrived = d.Time(), d.Time()
	a.Official, a.Silent = d.Flag(), d.Flag()
	e.print.Title = d.Uint32()
	if body := d.Bytes(); len(body) == minhash.Bins {
		e.print.Body = body
	} else if len(body) > 0 {
		d.Fail()
	}
	return e
}
