package schedule

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// monthly reads days of the month and times: "on the 1st and 15th at 08:00".
func (p *parser) monthly(start int) (rule, error) {
	p.accept("on")
	r := rule{months: allMonths, weekdays: allWeekdays, spelt: true}
	for {
		before := p.pos
		some := r.monthDays != 0 || r.lastDay
		if some && p.accept("and") {
			p.accept("on")
		}
		p.accept("the")
		day, last := monthDay(p.peek())
		if day == 0 && !last {
			if !some {
				return rule{}, &Error{
					Message: "on which day of the month?",
					Example: "monthly on the 1st and 15th at 08:00",
				}
			}
			p.pos = before
			break
		}
		p.pos++
		p.accept("day")
		r.lastDay = r.lastDay || last
		if day > 0 {
			r.monthDays |= 1 << day
		}
	}
	if dayBits(p.peek()) != 0 {
		return rule{}, wrong("monthly on the 1st at 08:00", "%q cannot be written", strings.Join(p.words[start:p.pos+1], " "))
	}
	if p.accept("of") {
		p.accept("the", "every", "each")
		p.accept("month")
	}
	var err error
	if r.times, err = p.times(start); err != nil {
		return rule{}, err
	}
	r.words = "monthly on the " + monthWords(r) + " at " + timeWords(r.times)
	return r, nil
}

// monthDay reads one day of a month: 1, 1st or first, or the last.
func monthDay(word string) (day int, last bool) {
	switch word {
	case "last":
		return 0, true
	case "first":
		return 1, false
	}
	number := strings.TrimRight(word, "stndrh")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > 31 || word != number && word != ordinal(n) {
		return 0, false
	}
	return n, false
}

// ordinal writes 1st, 2nd, 3rd, 4th.
func ordinal(n int) string {
	suffix := "th"
	if n/10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

// monthWords writes the days of a month: 1st, 15th and last day.
func monthWords(r rule) string {
	var words []string
	for day := 1; day <= 31; day++ {
		if r.monthDays&(1<<day) != 0 {
			words = append(words, ordinal(day))
		}
	}
	if r.lastDay {
		words = append(words, "last day")
	}
	return join(words)
}

// weekWords writes days of the week: daily, weekdays, mondays, or mon and fri.
func weekWords(week uint8) string {
	switch week {
	case allWeekdays:
		return "daily"
	case dayBits("weekdays"):
		return "weekdays"
	case dayBits("weekends"):
		return "weekends"
	}
	var words []string
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		if week&(1<<day) == 0 {
			continue
		}
		name := strings.ToLower(day.String())
		if bits.OnesCount8(week) == 1 {
			return name + "s"
		}
		words = append(words, name[:3])
	}
	return join(words)
}

// timeWords writes times of day: 09:00 and 18:30.
func timeWords(times []int) string {
	words := make([]string, len(times))
	for i, t := range times {
		words[i] = fmt.Sprintf("%02d:%02d", t/60, t%60)
	}
	return join(words)
}
