// Package date reads the dates that feeds and pages write, in stage 1. Packages
// feed/wire and feed/page call it; what it gives goes with the article into the
// store.
package date

import (
	"strconv"
	"strings"
	"time"

	"newsbell/text"
)

// Believable drops a date that cannot be an article's: before 1990 or more
// than a day after now. A zero now believes the future.
func Believable(t, now time.Time) time.Time {
	if t.Year() < 1990 || t.Year() > 9998 || !now.IsZero() && t.After(now.Add(24*time.Hour)) {
		return time.Time{}
	}
	return t
}

// Parse reads the dates that feeds hold: RFC 3339 and 822 in every
// spelling met, month names of several languages, zone names, epoch seconds.
// A text without a zone is UTC. What is unknown or ambiguous, such as 03/04/2020,
// is refused: a date is never guessed.
func Parse(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 6 || len(s) > 100 {
		return time.Time{}, false
	}
	for _, layout := range []string{time.RFC3339, time.RFC1123Z, "Mon, 02 Jan 2006 15:04:05 GMT"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	if t, ok := epoch(s); ok {
		return t, true
	}
	var d dateParts
	fields := dateFields(s)
	for i, f := range fields {
		if !d.take(f, i, fields) {
			return time.Time{}, false
		}
	}
	return d.time()
}

// epoch reads seconds or milliseconds since 1970, for dates after 2001.
func epoch(s string) (time.Time, bool) {
	if len(s) != 10 && len(s) != 13 {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil || n < 1e9:
		return time.Time{}, false
	case len(s) == 13:
		return time.UnixMilli(n).UTC(), true
	default:
		return time.Unix(n, 0).UTC(), true
	}
}

// dateFields splits a date into words. A trailing remark in parentheses goes,
// the T between date and time becomes a space.
func dateFields(s string) []string {
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	b := []byte(text.Fold(s))
	for i := 1; i+1 < len(b); i++ {
		if b[i] == 't' && digit(b[i-1]) && digit(b[i+1]) {
			b[i] = ' '
		}
	}
	return strings.Fields(strings.ReplaceAll(string(b), ",", " "))
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// dateParts collects what the words of a date say.
type dateParts struct {
	year, month, day  int
	clock             time.Duration
	pm, am, hasClock  bool
	zone              *time.Location
	hasZone, hasMonth bool
}

// take reads one word; false means that the text is not understood.
func (d *dateParts) take(f string, i int, all []string) bool {
	f = strings.Trim(f, ".")
	switch {
	case f == "" || f == "-" || f == "at" && i+1 < len(all) || f == "um" || f == "de" || f == "del":
		return true
	case f == "am" || f == "a.m":
		d.am = true
		return true
	case f == "pm" || f == "p.m":
		d.pm = true
		return true
	case f == "오전" || f == "오후": // Korean, and then Korea's time
		d.am, d.pm = f == "오전", f == "오후"
		return d.takeZone("kst")
	case strings.Contains(f, ":") && digit(f[0]):
		return d.takeClock(f)
	case f[0] == '+' || f[0] == '-' && len(f) > 1:
		return d.takeOffset(f)
	case digit(f[0]):
		return d.takeNumber(f)
	case !d.hasMonth && monthOf(f) > 0:
		d.month, d.hasMonth = monthOf(f), true
		return i > 0 || !d.monthAhead(all[1:])
	case i == 0:
		return true // the name of a weekday, in whatever language
	default:
		return d.takeZone(f)
	}
}

// monthAhead says that the first word was a weekday after all (French "mar"),
// because a month follows; it is then forgotten as a month.
func (d *dateParts) monthAhead(rest []string) bool {
	for _, f := range rest {
		if monthOf(strings.Trim(f, ".")) > 0 {
			d.month, d.hasMonth = 0, false
		}
	}
	return false
}

// takeNumber reads a day, a year, or a whole date in figures.
func (d *dateParts) takeNumber(f string) bool {
	for _, sep := range []string{"-", "/", "."} {
		if parts := strings.Split(f, sep); len(parts) == 3 {
			return d.takeDate(parts, sep)
		}
	}
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		f = strings.TrimSuffix(f, suffix)
	}
	f = strings.TrimRight(f, "º°.")
	n, err := strconv.Atoi(f)
	switch {
	case err != nil:
		return false
	case len(f) == 4 && d.year == 0:
		d.year = n
	case len(f) <= 2 && d.day == 0 && n >= 1 && n <= 31:
		d.day = n
	case len(f) == 2 && d.year == 0:
		d.year = century(n)
	default:
		return false
	}
	return true
}

// takeDate reads year-month-day, day.month.year, and day/month/year in the
// order that only one reading allows.
func (d *dateParts) takeDate(parts []string, sep string) bool {
	word := monthOf(parts[1]) // 02-Jan-2006
	if word > 0 {
		parts[1] = strconv.Itoa(word)
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil {
			return false
		}
		n[i] = v
	}
	switch {
	case len(parts[0]) == 4:
		d.year, d.month, d.day = n[0], n[1], n[2]
	case len(parts[2]) != 4 && (sep != "-" || len(parts[2]) != 2):
		return false
	case sep == "." || n[0] > 12 || word > 0 || n[0] == n[1]:
		d.day, d.month, d.year = n[0], n[1], century(n[2])
	case n[1] > 12:
		d.month, d.day, d.year = n[0], n[1], century(n[2])
	default:
		return false
	}
	d.hasMonth = true
	return true
}

func century(n int) int {
	switch {
	case n >= 100:
		return n
	case n < 70:
		return 2000 + n
	default:
		return 1900 + n
	}
}

// takeClock reads 15:04, 15:04:05, 15:04:05.999, 3:04pm, with a zone that
// may be stuck to it.
func (d *dateParts) takeClock(f string) bool {
	if d.hasClock {
		return false
	}
	end := 0
	for end < len(f) && (digit(f[end]) || f[end] == ':' || f[end] == '.') {
		end++
	}
	clock, rest := strings.TrimRight(f[:end], ":."), f[end:]
	parts := strings.Split(clock, ":")
	if len(parts) > 3 {
		return false
	}
	units := []time.Duration{time.Hour, time.Minute, time.Second}
	limits := []float64{25, 60, 61}
	for i, p := range parts {
		v, err := strconv.ParseFloat(p, 64)
		if err != nil || v < 0 || v >= limits[i] {
			return false
		}
		d.clock += time.Duration(v * float64(units[i]))
	}
	d.hasClock = true
	switch rest {
	case "", "z":
		return true
	case "am":
		d.am = true
		return true
	case "pm":
		d.pm = true
		return true
	}
	if rest[0] == '+' || rest[0] == '-' {
		return d.takeOffset(rest)
	}
	return d.takeZone(rest)
}

// time puts the parts together; false when they make no date.
func (d *dateParts) time() (time.Time, bool) {
	hour := d.clock / time.Hour
	switch {
	case d.pm && hour < 12:
		d.clock += 12 * time.Hour
	case d.am && hour == 12:
		d.clock -= 12 * time.Hour
	}
	if d.year == 0 || d.month < 1 || d.month > 12 || d.day < 1 {
		return time.Time{}, false
	}
	zone := d.zone
	if zone == nil {
		zone = time.UTC
	}
	t := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, zone)
	if t.Day() != d.day {
		return time.Time{}, false
	}
	h, rest := int(d.clock/time.Hour), d.clock%time.Hour
	return time.Date(d.year, time.Month(d.month), d.day, h, 0, 0, 0, zone).Add(rest).UTC(), true
}
