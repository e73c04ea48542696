package bot

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/digest"
	"newsbell/news"
)

const minutesADay = 24 * 60

// quiet sets the hours in which alerts are held, or ends them.
func (s *Service) quiet(ctx context.Context, c call) (news.Message, error) {
	typed := strings.TrimSpace(c.Args[ArgHours])
	ch := c.ch
	if strings.EqualFold(typed, "off") {
		if ch.Settings.Quiet.From == ch.Settings.Quiet.To {
			return note("", plain("This channel has no quiet hours.")), nil
		}
		ch.Settings.Quiet = news.Quiet{}
		if err := s.setQuiet(ctx, ch, c.At); err != nil {
			return news.Message{}, err
		}
		return note("Quiet hours are off", plain("What they held comes now, in one list.")), nil
	}
	q, err := quietHours(typed)
	if err != nil {
		return news.Message{}, err
	}
	loc := zoneOf(ch)
	if c.Args[ArgZone] != "" {
		if loc, q.Zone, err = zoneArg(c.Args[ArgZone], ch); err != nil {
			return news.Message{}, err
		}
	}
	ch.Settings.Quiet = q
	if err := s.setQuiet(ctx, ch, c.At); err != nil {
		return news.Message{}, err
	}
	lines := []news.Line{plain("Alerts are held %s and come in one list when it ends, the most important first.", quietWords(ch))}
	if n := ch.Settings.Breakthrough; n > 0 {
		lines = append(lines, plain("What %d publishers report rings all the same.", n))
	} else {
		lines = append(lines, plain("To let very big news through:"), command("set breakthrough 6"))
	}
	return note("Quiet hours are set", append(lines, plain("It is %s there now.", moment(c.At, loc)))...), nil
}

// setQuiet writes the hours and has the list of what they hold come when they
// end.
func (s *Service) setQuiet(ctx context.Context, ch news.Channel, now time.Time) error {
	next, err := digest.Release(news.DigestQuiet, ch, now)
	if err != nil {
		return err
	}
	if err := s.update(ctx, ch); err != nil {
		return err
	}
	if err := s.Store.SetRelease(ctx, ch.ID, news.DigestQuiet, now, next); err != nil {
		return fmt.Errorf("set the list of quiet hours: %w", err)
	}
	return nil
}

// quietHours reads "22:00-07:00", "10pm to 7am" or "22:00-07:00 on fri, sat".
func quietHours(typed string) (news.Quiet, error) {
	bad := func(why string, args ...any) (news.Quiet, error) {
		return news.Quiet{}, news.Fault("bad_hours", "%s Try: %s or %s", say(why, args...), shown("quiet 22:00-07:00"), shown("quiet 22:00-09:00 on fri, sat"))
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
		return bad("I cannot read the days %q.", clip(oneLine(m[3]), 40))
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
	for _, w := range sources(strings.ToLower(s)) {
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

// quietWords tells a channel's quiet hours for people.
func quietWords(ch news.Channel) news.Phrase {
	q := ch.Settings.Quiet
	if q.From == q.To {
		return say("never")
	}
	words := say("from %s to %s (%s)", clockWords(q.From), clockWords(q.To), cmp.Or(q.Zone, ch.Zone, "UTC"))
	if len(q.Days) > 0 && len(q.Days) < 7 {
		words = say("%s, beginning on %s", words, dayWords(q.Days))
	}
	return words
}

// dayWords name days of the week: "Fri and Sat".
func dayWords(days []time.Weekday) news.Phrase {
	names := make([]any, len(days))
	for i, d := range days {
		names[i] = say(d.String()[:3])
	}
	if len(names) == 1 {
		return say("%s", names[0])
	}
	return say("%s and %s", say(strings.TrimPrefix(strings.Repeat(", %s", len(names)-1), ", "), names[:len(names)-1]...), names[len(names)-1])
}

func clockWords(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// typedQuiet is the command that sets the hours.
func typedQuiet(q news.Quiet) string {
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
