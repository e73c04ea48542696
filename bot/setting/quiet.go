package setting

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/bot/arg"
	"newsbell/bot/reply"
	"newsbell/news"
	"newsbell/text"
)

const minutesADay = 24 * 60

// Quiet reads "22:00-07:00", "10pm to 7am" or "22:00-07:00 on fri, sat".
func Quiet(typed string) (news.Quiet, error) {
	bad := func(why string, args ...any) (news.Quiet, error) {
		return news.Quiet{}, news.Fault("bad_hours", "%s Try: %s or %s", news.Say(why, args...), reply.Shown("quiet 22:00-07:00"), reply.Shown("quiet 22:00-09:00 on fri, sat"))
	}
	form := regexp.MustCompile(`(?i)^(?:from\s+)?(\S+?(?:\s*[ap]m)?)\s*(?:-|–|—|to|until|till)\s*(\S+?(?:\s*[ap]m)?)(?:\s+(?:on\s+)?(.+))?$`)
	m := form.FindStringSubmatch(typed)
	if m == nil {
		return bad("I cannot read those hours.")
	}
	from, ok := clockTime(m[1])
	to, okTo := clockTime(m[2])
	if !ok || !okTo {
		return bad("I cannot read those hours.")
	}
	if from == to {
		return bad("Those hours begin when they end.")
	}
	days, ok := weekdays(m[3])
	if !ok {
		return bad("I cannot read the days %q.", reply.Clip(text.Clean(m[3]), 40))
	}
	return news.Quiet{From: from, To: to, Days: days}, nil
}

// clockTime reads a time of day in minutes: "22", "22:00", "22.30", "10pm".
func clockTime(s string) (int, bool) {
	m := regexp.MustCompile(`(?i)^(\d{1,2})(?:[:.h](\d{2}))?\s*([ap]m)?$`).FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(m[1])           // digits
	minute, _ := strconv.Atoi("0" + m[2])   // digits or none
	switch half := strings.ToLower(m[3]); { // 12am is midnight
	case half != "" && (hour < 1 || hour > 12):
		return 0, false
	case half == "am":
		hour %= 12
	case half == "pm":
		hour = hour%12 + 12
	}
	if hour > 24 || minute > 59 || hour == 24 && minute > 0 {
		return 0, false
	}
	return (hour*60 + minute) % minutesADay, true
}

// weekdays reads "fri, sat", "weekdays" or "weekends"; none for every day.
func weekdays(s string) ([]time.Weekday, bool) {
	var days []time.Weekday
	for _, w := range arg.List(strings.ToLower(s)) {
		switch w {
		case "weekdays":
			days = append(days, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday)
		case "weekends":
			days = append(days, time.Saturday, time.Sunday)
		case "daily", "day", "days", "every":
		default:
			i := slices.IndexFunc(allDays(), func(d time.Weekday) bool {
				name := strings.ToLower(d.String())
				return len(w) >= 2 && (strings.HasPrefix(name, w) || strings.HasPrefix(w, name))
			})
			if i < 0 {
				return nil, false
			}
			days = append(days, allDays()[i])
		}
	}
	slices.Sort(days)
	return slices.Compact(days), true
}

func allDays() []time.Weekday {
	return []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}
}

// QuietWords tells a channel's quiet hours for people.
func QuietWords(ch news.Channel) news.Phrase {
	q := ch.Settings.Quiet
	if q.From == q.To {
		return news.Say("never")
	}
	words := news.Say("from %s to %s (%s)", clockWords(q.From), clockWords(q.To), cmp.Or(q.Zone, ch.Zone, "UTC"))
	if len(q.Days) > 0 && len(q.Days) < 7 {
		words = news.Say("%s, beginning on %s", words, dayWords(q.Days))
	}
	return words
}

// dayWords name days of the week: "Fri and Sat".
func dayWords(days []time.Weekday) news.Phrase {
	names := make([]any, len(days))
	for i, d := range days {
		names[i] = news.Say(d.String()[:3])
	}
	if len(names) == 1 {
		return news.Say("%s", names[0])
	}
	return news.Say("%s and %s", news.Say(strings.TrimPrefix(strings.Repeat(", %s", len(names)-1), ", "), names[:len(names)-1]...), names[len(names)-1])
}

func clockWords(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// QuietTyped is the command that sets the hours.
func QuietTyped(q news.Quiet) string {
	line := "quiet " + clockWords(q.From) + "-" + clockWords(q.To)
	if len(q.Days) > 0 {
		names := make([]string, len(q.Days))
		for i, d := range q.Days {
			names[i] = strings.ToLower(d.String()[:3])
		}
		line += " on " + strings.Join(names, ", ")
	}
	if q.Zone != "" {
		line += " in " + q.Zone
	}
	return line
}
