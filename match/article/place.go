package article

// A Hit is where a word stands in an article: a group of one of its groupings.
type Hit struct {
	G     *Groups
	Group int32
}

// from gives the first token of h at or after token, limited to the first end
// tokens; -1 when there is none.
func (h Hit) from(start, token, end int32) int32 {
	t := start
	if t < 0 {
		t = h.G.First[h.Group]
	}
	for t >= 0 && t < token {
		t = h.G.next[t]
	}
	if t >= end {
		return -1
	}
	return t
}

// InRow tells whether the words stand in a row, with at most slop others
// between, anywhere or in the headline.
func (d *Doc) InRow(hits []Hit, slop int, title bool) bool {
	for _, h := range hits {
		h.G.chain()
	}
	return inRow(d.text, hits, int32(slop), d.end(title))
}

// Within tells whether the words stand within distance of each other, in any
// order, anywhere or in the headline.
func (d *Doc) Within(hits []Hit, distance int, title bool) bool {
	for _, h := range hits {
		h.G.chain()
	}
	return within(d.text, hits, int32(distance), d.end(title))
}

// end is the number of tokens to look at.
func (d *Doc) end(title bool) int32 {
	if title {
		return d.text.title
	}
	return d.text.all
}

// inRow tells whether the words stand in a row within the first end tokens,
// with at most slop others between.
func inRow(l layout, hits []Hit, slop, end int32) bool {
	if slop > 0 {
		return inLooseRow(l, hits, slop, end)
	}
	last := int32(len(hits) - 1)
	for t := hits[0].G.First[hits[0].Group]; t >= 0 && t+last < end; t = hits[0].G.next[t] {
		k := int32(1)
		for k <= last && hits[k].G.of[t+k] == hits[k].Group {
			k++
		}
		if k > last && l.place(t+last)-l.place(t) == last {
			return true
		}
	}
	return false
}

// inLooseRow is inRow with others between: from each place of the first word
// it takes the nearest next ones.
func inLooseRow(l layout, hits []Hit, slop, end int32) bool {
	for t := hits[0].from(-1, 0, end); t >= 0; t = hits[0].from(hits[0].G.next[t], 0, end) {
		at := t
		for _, h := range hits[1:] {
			if at = h.from(-1, at+1, end); at < 0 {
				return false // nor will it for a later start
			}
		}
		if l.place(at)-l.place(t) <= int32(len(hits)-1)+slop {
			return true
		}
		if hits[0].G.next[t] < 0 {
			break
		}
	}
	return false
}

// within tells whether the words stand within distance of each other, in any
// order, within the first end tokens.
func within(l layout, hits []Hit, distance, end int32) bool {
	at := make([]int32, len(hits))
	for i, h := range hits {
		if at[i] = h.from(-1, 0, end); at[i] < 0 {
			return false
		}
	}
	for {
		low, high := 0, 0
		for i := range at {
			if at[i] < at[low] {
				low = i
			}
			if at[i] > at[high] {
				high = i
			}
		}
		if l.place(at[high])-l.place(at[low]) <= distance {
			return true
		}
		t := hits[low].G.next[at[low]]
		if t < 0 || t >= end {
			return false
		}
		at[low] = t
	}
}
