// Package spell proposes what a person may have meant: the nearest of the
// words that would have been understood. It belongs to no stage; config and
// digest word their errors with it.
package spell

import (
	"slices"
	"strings"
)

// Nearest finds the word that is nearest to what was written. A word is near
// when at most a third of its letters (or one letter of a short word) differ,
// or else when one of the two contains the other. It compares as written: fold
// the case of both before, where case does not matter.
func Nearest(written string, words []string) (string, bool) {
	best, least := "", 0
	for _, w := range words {
		d := Distance(written, w)
		if d <= max(1, len(w)/3) && (best == "" || d < least) {
			best, least = w, d
		}
	}
	if best != "" || len(written) < 3 {
		return best, best != ""
	}
	i := slices.IndexFunc(words, func(w string) bool {
		return strings.Contains(w, written) || len(w) >= 3 && strings.Contains(written, w)
	})
	if i < 0 {
		return "", false
	}
	return words[i], true
}

// Distance counts the letters that must be added, removed, replaced or swapped
// with their neighbour to turn a into b.
func Distance(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	before, last, row := make([]int, len(rb)+1), make([]int, len(rb)+1), make([]int, len(rb)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range ra {
		before, last, row = last, row, before
		row[0] = i + 1
		for j, y := range rb {
			replaced := last[j]
			if x != y {
				replaced++
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, replaced)
			if i > 0 && j > 0 && x == rb[j-1] && ra[i-1] == y {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(rb)]
}
