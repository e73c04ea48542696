package pulse

import (
	"math"
	"strings"
	"time"

	"newsbell/alert"
	"newsbell/text"
)

const (
	nameHalf  = 7 * 24 * time.Hour // a mention counts half after a week
	nameBytes = 600                // of a text, read for names
	nameMany  = 2                  // decimal logarithm of mentions that make a name well known
	nameKeep  = 0.25               // mentions below which a name is forgotten
	nameBegin = 200                // articles that stand for the average at first
)

// Names counts how often pairs of capitalised words that follow each other
// stand in texts: a name that was much in the news before makes an event
// weightier. A publisher that repeats itself adds nothing.
type names struct {
	known map[uint64]name
	mean  map[string]average // of the factor, by language
}

type name struct {
	mentions float64
	at       time.Time
	by       uint64 // the publisher of the last mention
}

// An average is a running mean of factors, so that a stream of texts without
// names, or without a past, is neither better nor worse than another.
type average struct{ value, n float64 }

func newNames() names {
	return names{known: map[uint64]name{}, mean: map[string]average{}}
}

// read takes note of the names in a text, and gives the factor by which its
// best-known name was known before, 1 on average.
func (n *names) read(body, lang, publisher string, at time.Time) float64 {
	by, most := hash(publisher, ""), 0.0
	for pair := range pairs(body) {
		x := n.known[pair]
		x.mentions *= math.Exp2(-float64(max(0, at.Sub(x.at))) / float64(nameHalf))
		most = max(most, x.mentions)
		if x.by != by {
			x.mentions++
			x.by = by
		}
		if at.After(x.at) {
			x.at = at
		}
		n.known[pair] = x
	}
	factor := 1 + min(1, math.Log10(1+most)/nameMany)
	m := n.mean[lang]
	if m.n == 0 {
		m.value = 1
	}
	m.n = min(m.n+1, 20*nameBegin)
	m.value += (factor - m.value) / max(m.n, nameBegin)
	n.mean[lang] = m
	return factor / m.value
}

// pairs gives the names of a text, each once.
func pairs(body string) map[uint64]bool {
	if len(body) > nameBytes {
		body = strings.ToValidUTF8(body[:nameBytes], "")
	}
	out := map[uint64]bool{}
	var before text.Token
	for _, t := range text.Tokens(body) {
		if t.Upper && before.Upper && t.Start-before.End == 1 && len(before.Text) > 1 && len(t.Text) > 1 {
			out[hash(before.Text, t.Text)] = true
		}
		before = t
	}
	return out
}

// sweep forgets the names that nobody mentions any more.
func (n *names) sweep(now time.Time) {
	for k, x := range n.known {
		if x.mentions*math.Exp2(-float64(now.Sub(x.at))/float64(nameHalf)) < nameKeep {
			delete(n.known, k)
		}
	}
}

// hash is FNV-1a of two words.
func hash(a, b string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for _, s := range []string{a, b} {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * prime
		}
		h *= prime
	}
	return h
}

// Press counts, by publisher, the developments it wrote of and those that two
// others shared: an article of one whose news is often shared says more.
type press map[string]record

type record struct{ told, shared float64 }

const (
	pressPrior = 20.0 // developments that stand for the average at first
	pressUsual = 0.2  // how many are shared on average
	pressPower = 0.3
	pressKeep  = 20000 // publishers
	pressLate  = 400.0 // developments of one publisher, from which older ones count half
)

// add takes note that the publisher joins a development with these beats.
func (p press) add(beats []beat, publisher string) {
	var others []string
	for _, b := range beats {
		if strings.EqualFold(b.report.Publisher, publisher) {
			return
		}
		if !b.report.Copy && !containsFold(others, b.report.Publisher) {
			others = append(others, b.report.Publisher)
		}
	}
	if len(p) < pressKeep || p[publisher].told > 0 {
		r := p[publisher]
		r.told++
		if len(others) >= 2 {
			r.shared++
		}
		if r.told > pressLate {
			r.told, r.shared = r.told/2, r.shared/2
		}
		p[publisher] = r
	}
	if len(others) == 2 { // the third makes it shared
		for _, o := range others {
			r := p[o]
			r.shared++
			p[o] = r
		}
	}
}

func containsFold(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}

// record is how often others took up what a publisher told of.
func (p press) record(publisher string) alert.Record {
	r := p[publisher]
	return alert.Record{Told: int(r.told), Shared: int(r.shared)}
}

// weight is about 1; a publisher whose news nobody else has weighs less.
func (p press) weight(publisher string) float64 {
	r := p[publisher]
	share := (r.shared + pressPrior*pressUsual) / (r.told + pressPrior) / pressUsual
	return math.Pow(min(1.5, max(0.5, share)), pressPower)
}
