package schedule

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/news"
	"newsbell/spell"
)

// maxPhrase bounds the length of a phrase in bytes.
const maxPhrase = 300

// example is what most errors show.
const example = "weekdays at 09:00 and 18:30"

// Parse reads a schedule as people write it, such as "daily at 09:00",
// "mon,wed,fri at 18:30", "every 6 hours", "hourly", "monthly on the 1st at
// 08:00", several of them joined with commas or "and", or one line of cron. Its
// error is a *Error.
func Parse(phrase string) (Schedule, error) {
	words, err := split(phrase)
	if err != nil {
		return Schedule{}, err
	}
	var s Schedule
	if looksLikeCron(words) {
		r, err := parseCron(strings.Fields(strings.ToLower(phrase)))
		if err != nil {
			return Schedule{}, err
		}
		s.rules = []rule{r}
	} else if s.rules, err = (&parser{words: words}).clauses(); err != nil {
		return Schedule{}, err
	}
	if s.Next(time.Unix(0, 0), time.UTC).IsZero() {
		return Schedule{}, wrong("monthly on the last day at 08:00", "%q never comes", s.String())
	}
	return s, nil
}

// split cuts a phrase into lower-case words; commas and the like become "and".
func split(phrase string) ([]string, error) {
	if len(phrase) > maxPhrase {
		return nil, &Error{Message: "the schedule is too long", Example: example}
	}
	phrase = strings.ToLower(phrase)
	if fields := strings.Fields(phrase); looksLikeCron(fields) {
		return fields, nil
	}
	phrase = strings.NewReplacer(",", " and ", ";", " and ", "&", " and ", "+", " and ",
		"–", "-", "—", "-", "a.m.", "am", "p.m.", "pm").Replace(phrase)
	words := strings.Fields(strings.ReplaceAll(phrase, " - ", "-"))
	words = slices.CompactFunc(words, func(a, b string) bool { return a == "and" && b == "and" })
	if len(words) == 0 {
		return nil, &Error{Message: "the schedule is empty", Example: example}
	}
	return words, nil
}

// A parser reads the words of a phrase from left to right.
type parser struct {
	words []string
	pos   int
}

// peek is the word at hand, "" at the end.
func (p *parser) peek() string {
	if p.pos < len(p.words) {
		return p.words[p.pos]
	}
	return ""
}

// accept moves past the word at hand if it is one of those given.
func (p *parser) accept(words ...string) bool {
	if p.peek() == "" || !slices.Contains(words, p.peek()) {
		return false
	}
	p.pos++
	return true
}

// clauses reads the whole phrase.
func (p *parser) clauses() ([]rule, error) {
	var rules []rule
	for {
		r, err := p.clause()
		if err != nil {
			return nil, err
		}
		rules = append(rules, r)
		if p.peek() == "" {
			return rules, nil
		}
		if !p.accept("and") || p.peek() == "" {
			return nil, p.unknown()
		}
	}
}

// clause reads one rule.
func (p *parser) clause() (rule, error) {
	start := p.pos
	every := p.accept("every", "each")
	if every {
		if r, ok, err := p.interval(); ok || err != nil {
			return r, err
		}
	}
	switch {
	case p.accept("hourly"):
		return patternRule(60, "hourly"), nil
	case p.accept("monthly"), every && p.accept("month"):
		return p.monthly(start)
	case p.accept("weekly"), every && p.accept("week"):
		if !p.accept("on") {
			return rule{}, &Error{Message: "on which day of the week?", Example: "weekly on mondays at 09:00"}
		}
	default:
		p.accept("on")
	}
	if _, err := strconv.Atoi(p.peek()); err != nil {
		if day, last := monthDay(p.peek()); p.peek() == "the" || day > 0 || last {
			return p.monthly(start)
		}
	}
	return p.days(start)
}

// interval reads what may follow "every": a number of hours or minutes. It is
// not ok when days follow instead.
func (p *parser) interval() (rule, bool, error) {
	number := strings.TrimRight(p.peek(), "abcdefghijklmnopqrstuvwxyz")
	unit := strings.TrimPrefix(p.peek(), number)
	n, err := strconv.Atoi(number)
	switch {
	case number == "" && (unit == "hour" || unit == "minute"):
		n = 1
	case number == "" && (unit == "other" || unit == "second"):
		return rule{}, false, p.unknown()
	case number == "":
		return rule{}, false, nil
	case err != nil:
		return rule{}, false, p.unknown()
	case unit == "":
		p.pos++
		unit = p.peek()
	}
	switch unit {
	case "hours", "hour", "h", "hr", "hrs":
		if n < 1 || n > 24 {
			return rule{}, false, wrong("every 6 hours", "hours must be from 1 to 24")
		}
		n *= 60
	case "minutes", "minute", "min", "mins", "m":
		if n < 1 || n > 59 && n%60 != 0 || n > 24*60 {
			return rule{}, false, wrong("every 6 hours", "minutes must be from 1 to 59, or whole hours")
		}
	case "":
		return rule{}, false, wrong("every 6 hours", "every %d what?", n)
	default:
		return rule{}, false, wrong("every 6 hours", "every %d %s cannot be written, only hours and minutes", n, unit)
	}
	p.pos++
	return intervalRule(n), true, nil
}

// intervalRule runs every n minutes, counted from midnight when n is at least
// an hour, from the full hour when it is less.
func intervalRule(n int) rule {
	switch {
	case n == 60:
		return patternRule(n, "hourly")
	case n > 60:
		return patternRule(n, fmt.Sprintf("every %d hours", n/60))
	case n == 1:
		return patternRule(n, "every minute")
	default:
		return patternRule(n, fmt.Sprintf("every %d minutes", n))
	}
}

// patternRule is intervalRule with its words.
func patternRule(n int, words string) rule {
	r := rule{monthDays: allMonthDays, months: allMonths, weekdays: allWeekdays, words: words}
	for minute := range 24 * 60 {
		if n >= 60 && minute%n == 0 || n < 60 && minute%60%n == 0 {
			r.times = append(r.times, minute)
		}
	}
	return r
}

// days reads days of the week and times, in either order.
func (p *parser) days(start int) (rule, error) {
	week := p.weekdays()
	times, err := p.times(start)
	if err != nil {
		return rule{}, err
	}
	if week == 0 {
		before := p.pos
		p.accept("on", "every", "each")
		if week = p.weekdays(); week == 0 {
			p.pos = before
			week = allWeekdays
		}
	}
	return rule{
		times: times, monthDays: allMonthDays, months: allMonths, weekdays: week, spelt: true,
		words: weekWords(week) + " at " + timeWords(times),
	}, nil
}

// weekdays reads a list of days of the week; 0 when there is none.
func (p *parser) weekdays() uint8 {
	var week uint8
	for {
		before := p.pos
		if week != 0 && p.accept("and") {
			p.accept("on", "every", "each")
		}
		days := dayBits(p.peek())
		if days == 0 {
			p.pos = before
			return week
		}
		p.pos++
		if p.accept("to", "through", "until") {
			days = spanBits(days, dayBits(p.peek()))
			p.pos++
		}
		if days == 0 {
			p.pos = before
			return week
		}
		week |= days
	}
}

// dayBits reads one word for days of the week; 0 when it is none.
func dayBits(word string) uint8 {
	switch word {
	case "daily", "day", "days", "everyday":
		return allWeekdays
	case "weekday", "weekdays", "workday", "workdays":
		return 1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<5
	case "weekend", "weekends":
		return 1<<0 | 1<<6
	}
	if first, last, ok := strings.Cut(word, "-"); ok {
		return spanBits(dayBits(first), dayBits(last))
	}
	name := strings.TrimSuffix(strings.TrimSuffix(word, "."), "s")
	for day := time.Sunday; day <= time.Saturday; day++ {
		full := strings.ToLower(day.String())
		if len(name) >= 3 && strings.HasPrefix(full, name) {
			return 1 << day
		}
	}
	return 0
}

// spanBits is the days from one to another, over the end of the week if need
// be; 0 unless both are single days.
func spanBits(first, last uint8) uint8 {
	if bits.OnesCount8(first) != 1 || bits.OnesCount8(last) != 1 {
		return 0
	}
	span := first
	for day := first; day != last; {
		if day <<= 1; day > allWeekdays {
			day = 1
		}
		span |= day
	}
	return span
}

// times reads "at" and a list of times.
func (p *parser) times(start int) ([]int, error) {
	p.accept("at")
	var times []int
	for {
		before := p.pos
		if len(times) > 0 && p.accept("and") {
			p.accept("at")
		}
		minute, ok, err := p.clock()
		if err != nil {
			return nil, err
		}
		if !ok {
			if len(times) == 0 {
				return nil, p.noTime(start)
			}
			p.pos = before
			slices.Sort(times)
			return slices.Compact(times), nil
		}
		times = append(times, minute)
	}
}

// clock reads one time of day, in minutes after midnight. It is not ok when
// the word at hand is no time at all.
func (p *parser) clock() (minute int, ok bool, err error) {
	word := p.peek()
	switch word {
	case "noon", "midday":
		p.pos++
		return 12 * 60, true, nil
	case "midnight":
		p.pos++
		return 0, true, nil
	}
	digits := strings.TrimRight(word, "apm")
	half := strings.TrimPrefix(word, digits)
	hours, minutes, hasMinutes := strings.Cut(strings.Replace(digits, ".", ":", 1), ":")
	if hours == "" || strings.Trim(hours+minutes, "0123456789") != "" {
		return 0, false, nil
	}
	p.pos++
	if half == "" && (p.peek() == "am" || p.peek() == "pm") {
		half = p.peek()
		p.pos++
	}
	minute, err = clockMinute(hours, minutes, hasMinutes, half)
	if err != nil {
		return 0, false, wrong("daily at 09:00 and 6:30pm", "%q is not a time of day: %s", strings.TrimSuffix(word, half)+half, news.ReadPhrase(err.Error()))
	}
	return minute, true, nil
}

// clockMinute puts a time of day together.
func clockMinute(hours, minutes string, hasMinutes bool, half string) (int, error) {
	h, errHour := strconv.Atoi(hours)
	m := 0
	var errMinute error
	if hasMinutes {
		m, errMinute = strconv.Atoi(minutes)
	}
	switch {
	case errHour != nil || len(hours) > 2 || half == "" && h > 23:
		return 0, errors.New("hours go from 0 to 23")
	case half != "" && half != "am" && half != "pm":
		return 0, errors.New("write am or pm")
	case half != "" && (h < 1 || h > 12):
		return 0, errors.New("with am or pm, hours go from 1 to 12")
	case hasMinutes && (errMinute != nil || len(minutes) != 2 || m > 59):
		return 0, errors.New("minutes go from 00 to 59")
	}
	if half != "" {
		h %= 12
	}
	if half == "pm" {
		h += 12
	}
	return h*60 + m, nil
}

// noTime says that a time is missing, or that a word stands in its place.
func (p *parser) noTime(start int) error {
	if p.peek() != "" && p.peek() != "and" {
		return p.unknown()
	}
	if p.pos == start || slices.Contains([]string{"every", "each", "on", "and"}, p.words[p.pos-1]) {
		return &Error{Message: "something is missing at the end", Example: example}
	}
	so := strings.TrimSuffix(strings.Join(p.words[start:p.pos], " "), " at")
	return wrong(strings.TrimSuffix(so, " and")+" at 09:00", "%q: at what time?", so)
}

// unknown says which word is not understood.
func (p *parser) unknown() error {
	word := p.peek()
	if word == "" {
		return &Error{Message: "something is missing at the end", Example: example}
	}
	known := strings.Fields("daily weekdays weekends hourly monthly weekly every hours minutes at on and noon midnight " +
		"monday tuesday wednesday thursday friday saturday sunday")
	if near, ok := spell.Nearest(word, known); ok && near != word {
		return wrong(example, "%q is not understood, did you mean %s?", word, near)
	}
	return wrong(example, "%q is not understood", word)
}
