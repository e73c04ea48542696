package wire

import (
	"time"

	"newsbell/text"
)

// The limits of one feed. What lies beyond them is cut with a warning, except
// for MaxBody, beyond which a document is refused.
const (
	MaxBody  = 10 << 20 // bytes
	MaxItems = 1000
	maxText  = 1 << 20 // bytes of summary or content
	maxTitle = 1000    // bytes of a title
	maxLink  = 2 << 10 // bytes of an address
)

// fullText is the length, in bytes of plain text, from which a summary counts
// as the article's text when the feed gives nothing longer.
const fullText = 600

// A Feed is what a document says of itself, and its items in their order.
type Feed struct {
	// Format is one of rss0.9x, rss1.0, rss2.0, atom0.3, atom1.0, jsonfeed1
	// and cdf.
	Format string

	Title       string // plain text, as are the texts below
	Link        string // the site's address
	Description string
	Language    string // as declared: "en", "pt-BR"
	Author      string
	Rights      string
	Generator   string
	Image       string
	Hub         string // WebSub hub
	Self        string // the address the feed gives as its own
	Published   time.Time
	Updated     time.Time

	// Period is how long the feed says it stays as it is (ttl, sy:updatePeriod);
	// 0 when it does not say.
	Period    time.Duration
	SkipHours []int // hours of the day, UTC, in which nothing appears
	SkipDays  []time.Weekday

	Items    []Item
	Warnings []string // what could not be read, for people
}

// An Item is one entry. Summary and Content are HTML as the feed wrote it,
// untrusted and not cleaned; Lead and Text clean them when they are wanted.
type Item struct {
	ID         string // guid or id, as written; "" when there is none
	URL        string // absolute; "" when there is none
	Origin     string // the article's own address, when URL leads through a counter of clicks
	Title      string // plain text
	Summary    string
	Content    string
	Author     string // plain text
	Language   string // as declared for the item
	Image      string // absolute
	Published  time.Time
	Updated    time.Time
	Categories []string
	Enclosures []Enclosure
	base       string // what relative links in the content are relative to
}

// An Enclosure is a file that belongs to an item.
type Enclosure struct {
	URL    string
	Type   string
	Length string // bytes, as written
}

// Address is where the article really lies; for an item that is nothing but a
// file, the file's address.
func (i Item) Address() string {
	switch {
	case i.Origin != "":
		return i.Origin
	case i.URL == "" && len(i.Enclosures) > 0:
		return i.Enclosures[0].URL
	default:
		return i.URL
	}
}

// Lead is the feed's own summary in plain text; "" when it gives none.
func (i Item) Lead() string {
	lead, _ := i.Texts()
	return lead
}

// Text is the article's text in plain paragraphs; "" when the feed carries
// only a teaser.
func (i Item) Text() string {
	_, full := i.Texts()
	return full
}

// Texts gives Lead and Text at the price of one. What is long enough is the
// text; a short content is a teaser like any other.
func (i Item) Texts() (lead, full string) {
	lead, full = plain(i.Summary), plain(i.Content)
	switch {
	case full == "" && len(lead) >= fullText:
		return "", lead
	case len(full) >= fullText/2:
		return lead, full
	case lead == "":
		return full, ""
	default:
		return lead, ""
	}
}

// Picture is the item's image, else the first one in its content.
func (i Item) Picture() string {
	if i.Image != "" {
		return i.Image
	}
	for _, h := range []string{i.Content, i.Summary} {
		if src := firstImage(h); src != "" {
			if link := resolve(i.base, src); link != "" {
				return link
			}
		}
	}
	return ""
}

// Fingerprint changes when a reader would see another headline or text. It
// looks past markup, so that counters and changing image addresses in it do
// not count, and it is cheap: nothing is cleaned for it.
func (i Item) Fingerprint() string {
	h := newVisible()
	h.add(i.Title)
	h.add(i.Summary)
	h.add(i.Content)
	return h.sum()
}

// plain gives untrusted HTML as plain paragraphs.
func plain(html string) string {
	if html == "" {
		return ""
	}
	return text.Plain(repairC1(html))
}
