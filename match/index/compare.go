package index

import "newsbell/match/article"

// Compare holds the article of the last Find against n entries (or all, when
// there are fewer) plainly, from the given one on and round again, and counts
// them and those for which Find has found otherwise.
func (r *Reader) Compare(from uint64, n int) (pairs, differences int) {
	all := uint64(r.core.entries.n - 1) // entry 0 is none
	n = int(min(uint64(n), all))
	found := make(map[uint32]bool)
	for _, e := range r.found {
		found[e] = true
	}
	for i := range uint64(n) {
		e := uint32((from+i)%all) + 1
		root := r.dict.decompile(r.core.code.at(r.core.entries.at(e).code))
		if article.Holds(root, r.doc) != found[e] {
			differences++
		}
	}
	return n, differences
}
