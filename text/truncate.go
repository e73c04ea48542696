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
	// solid is where the text ends that was taken so far, without the marks that
	// would hang in front of the ellipsis; word is solid as it was before a blank.
	solid, word, count := 0, 0, 0
	g := graphemes.FromString(s)
	for g.Next() {
		v := g.Value()
		n := utf8.RuneCountInString(v)
		if blank(v) && solid > 0 {
			word = solid
		}
		if count+n > max-1 {
			break
		}
		count += n
		if strings.Trim(v, " \t\r\n,;:-–—") != "" {
			solid = g.End()
		}
	}
	if word > 0 && word >= solid*2/3 {
		solid = word
	}
	return s[:solid] + "…"
}

func blank(s string) bool { return s != "" && strings.TrimSpace(s) == "" }
