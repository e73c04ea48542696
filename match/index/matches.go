package index

import (
	"cmp"
	"slices"

	"newsbell/news"
)

// A member is a subscription that an article answers, on its way out.
type member struct {
	id    news.SubscriptionID
	slot  uint32
	words uint32 // place in the list of words, one for each entry
}

// Matches gives the subscriptions of the entries found, by id, with the words
// that matched when they are asked for. Equal queries share their words.
func (r *Reader) Matches(named bool) []news.Match {
	subs := &r.core.subs
	words := make([][]string, 0, len(r.found))
	var one [1]uint32
	for _, e := range r.found {
		slots := r.core.members(e, &one)
		if len(slots) == 0 {
			continue
		}
		for _, slot := range slots {
			r.members = append(r.members, member{subs.id(slot), slot, uint32(len(words))})
		}
		if named {
			words = append(words, r.named(r.core.code.at(r.core.entries.at(e).code)))
		}
	}
	if len(r.members) == 0 {
		return nil
	}
	r.members = byID(r.members)
	out := make([]news.Match, len(r.members))
	for i, m := range r.members {
		sub := subs.subscription(m.slot)
		out[i] = news.Match{Subscription: sub.ID, Channel: sub.Channel, Mode: sub.Mode, Article: r.doc.ID}
		if named {
			out[i].Words = words[m.words]
		}
	}
	return out
}

// Words names the words by which the article of the last Find answers a
// subscription; nil when it does not, or there is no such subscription.
func (r *Reader) Words(id news.SubscriptionID) []string {
	slot, ok := r.core.subs.find(id)
	if !ok {
		return nil
	}
	e := r.core.subs.at(slot).entry
	if e == 0 {
		return nil
	}
	code := r.core.code.at(r.core.entries.at(e).code)
	if !r.holds(code) {
		return nil
	}
	return r.named(code)
}

// Excluded tells whether the loaded article holds something that the query of a
// subscription leaves out, whatever else the query asks for.
func (r *Reader) Excluded(id news.SubscriptionID) bool {
	slot, ok := r.core.subs.find(id)
	if !ok || r.core.subs.at(slot).entry == 0 {
		return false
	}
	code := r.core.code.at(r.core.entries.at(r.core.subs.at(slot).entry).code)
	if code[0]&cKind != cAnd || code[0]&cNot != 0 {
		return false
	}
	for rest := code[1:span(code)]; len(rest) > 0; rest = rest[span(rest):] {
		if rest[0]&cNot != 0 && !r.holds(rest) {
			return true
		}
	}
	return false
}

// byID sorts by id. Long lists are dealt out by one byte of the id after the
// other, from the lowest: ids are small numbers, so that takes few rounds.
func byID(list []member) []member {
	if len(list) < 128 {
		slices.SortFunc(list, func(a, b member) int { return cmp.Compare(a.id, b.id) })
		return list
	}
	const sign = 1 << 63 // flipped, it puts negative numbers first
	low, high := ^uint64(0), uint64(0)
	for _, m := range list {
		low, high = min(low, uint64(m.id)^sign), max(high, uint64(m.id)^sign)
	}
	other := make([]member, len(list))
	for shift := 0; shift < 64 && (high-low)>>shift != 0; shift += 8 {
		var ends [257]int
		for _, m := range list {
			ends[((uint64(m.id)^sign)-low)>>shift&255+1]++
		}
		for b := range 256 {
			ends[b+1] += ends[b]
		}
		for _, m := range list {
			b := ((uint64(m.id) ^ sign) - low) >> shift & 255
			other[ends[b]] = m
			ends[b]++
		}
		list, other = other, list
	}
	return list
}
