package arg

import (
	"strconv"
	"strings"
	"time"

	"newsbell/bot/reply"
	"newsbell/news"
)

// Stories reads how many stories a digest shows; 0 for nothing.
func Stories(typed string) (int, error) {
	if typed = strings.TrimSpace(typed); typed == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 1 || n > 50 {
		return 0, news.Fault("bad_number", "A digest shows 1 to 50 stories. Try: %s", reply.Shown("digest daily at 09:00 top 12"))
	}
	return n, nil
}

// longest bounds how long a feedback holds.
const longest = 365 * 24 * time.Hour

// Length reads how long: "24h", "3 days", "2 weeks"; 0 for nothing.
func Length(typed string) (time.Duration, error) {
	bad := news.Fault("bad_length", "I cannot read how long: give hours, days or weeks, a year at most. Try: %s", reply.Shown("mute https://example.org/article for 24h"))
	typed = strings.ToLower(strings.Join(strings.Fields(typed), ""))
	if typed == "" {
		return 0, nil
	}
	digits := strings.IndexFunc(typed, func(r rune) bool { return r < '0' || r > '9' })
	if digits <= 0 {
		return 0, bad
	}
	n, err := strconv.Atoi(typed[:digits])
	unit := time.Duration(0)
	switch typed[digits:] {
	case "m", "min", "minutes", "minute":
		unit = time.Minute
	case "h", "hour", "hours":
		unit = time.Hour
	case "d", "day", "days":
		unit = 24 * time.Hour
	case "w", "week", "weeks":
		unit = 7 * 24 * time.Hour
	}
	if err != nil || unit == 0 || n < 1 || n > int(longest/unit) {
		return 0, bad
	}
	return time.Duration(n) * unit, nil
}

// Numbered parts an address from the number of a choice behind it; 0 is none.
func Numbered(typed string) (address string, number int) {
	address, rest, _ := strings.Cut(strings.TrimSpace(typed), " ")
	n, err := strconv.Atoi(strings.Trim(strings.TrimSpace(rest), "#."))
	if err != nil || n < 1 {
		return strings.TrimSpace(typed), 0
	}
	return address, n
}

// LastPage bounds the pages of one answer.
const LastPage = 50

// Page reads the number of a page; none is the first.
func Page(typed string) (int, error) {
	if typed = strings.Trim(strings.TrimSpace(typed), "#."); typed == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 1 || n > LastPage {
		return 0, news.Fault("bad_page", "A page is a number from 1 to %d, as in: %s", LastPage, reply.Shown("search earthquake page 2"))
	}
	return n, nil
}
