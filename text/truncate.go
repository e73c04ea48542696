package text

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Truncate gives at most max runes of s. What is longer is cut between
// graphemes, at the end of a word when one is near, and ends with an ellipsis,
// which counts. A max below 1 gives "".
func Truncate(s string, max int) string {
	if max < 1 {
		return ""
	}
	if len(s) <= max || utf8.RuneCountInString(s) <= max {
		return s
	}
	end, word := 0, 0
	count := 0
	g := graphemes.FromString(s)
	for g.Next() {
		v := g.Value()
		n := utf8.RuneCountInString(v)
		if blank(v) && end > 0 {
			word = end
		}
		if count+n > max-1 {
			break
		}
		count += n
		end = g.End()
	}
	if word > 0 && word >= end*2/3 {
		end = word
	}
	return strings.TrimRight(s[:end], " \t\r\n,;:-–—") + "…"
}

func blank(s string) bool { return s != "" && strings.TrimSpace(s) == "" }
