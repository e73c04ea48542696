package match

// A hit is where a word stands in an article: a group of one of its groupings.
type hit struct {
	g     *groups
	group int32
}

// from gives the first token of h at or after token, limited to the first end
// tokens; -1 when there is none.
func (h hit) from(start, token, end int32) int32 {
	t := start
	if t < 0 {
		t = h.g.first[h.group]
	}
	for t >= 0 && t < token {
		t = h.g.next[t]
	}
	if t >= end {
		return -1
	}
	return t
}

// inRow tells whether the words stand in a row within the first end tokens,
// with at most slop others between.
func inRow(l layout, hits []hit, slop, end int32) bool {
	if slop > 0 {
		return inLooseRow(l, hits, slop, end)
	}
	last := int32(len(hits) - 1)
	for t := hits[0].g.first[hits[0].group]; t >= 0 && t+last < end; t = hits[0].g.next[t] {
		k := int32(1)
		for k <= last && hits[k].g.of[t+k] == hits[k].group {
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
func inLooseRow(l layout, hits []hit, slop, end int32) bool {
	for t := hits[0].from(-1, 0, end); t >= 0; t = hits[0].from(hits[0].g.next[t], 0, end) {
		at := t
		for _, h := range hits[1:] {
			if at = h.from(-1, at+1, end); at < 0 {
				return false // nor will it for a later start
			}
		}
		if l.place(at)-l.place(t) <= int32(len(hits)-1)+slop {
			return true
		}
		if hits[0].g.next[t] < 0 {
			break
		}
	}
	return false
}

// within tells whether the words stand within distance of each other, in any
// order, within the first end tokens.
func within(l layout, hits []hit, distance, end int32) bool {
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
		t := hits[low].g.next[at[low]]
		if t < 0 || t >= end {
			return false
		}
		at[low] = t
	}
}
