package wire

import "strconv"

// visible is an FNV-1a hash over the letters and digits of HTML that lie
// outside tags and entities.
type visible uint64

func newVisible() *visible {
	v := visible(14695981039346656037)
	return &v
}

// add hashes one text and a mark that keeps it apart from the next.
func (v *visible) add(html string) {
	h := uint64(*v)
	for i := 0; i < len(html); i++ {
		switch c := html[i]; {
		case c == '<':
			i += skipTo(html[i:], '>', len(html))
		case c == '&':
			i += skipTo(html[i:], ';', 10)
		case c >= 0x80, c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			h = (h ^ uint64(c)) * 1099511628211
		}
	}
	*v = visible((h ^ 0xff) * 1099511628211)
}

// skipTo gives the offset of end in s when it lies within max bytes, else 0.
func skipTo(s string, end byte, max int) int {
	for i := 1; i < len(s) && i < max; i++ {
		if s[i] == end {
			return i
		}
	}
	return 0
}

func (v *visible) sum() string { return strconv.FormatUint(uint64(*v), 36) }
