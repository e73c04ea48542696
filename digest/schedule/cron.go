package schedule

import (
	"strconv"
	"strings"

	"newsbell/spell"
)

// A cronField is one of the five fields of a cron line.
type cronField struct {
	name      string
	low, high int
	names     []string // names[i] means low+i
}

// cronFields lists the fields in their order. Both 0 and 7 are Sunday.
func cronFields() [5]cronField {
	return [5]cronField{
		{name: "minute", high: 59},
		{name: "hour", high: 23},
		{name: "day of month", low: 1, high: 31},
		{name: "month", low: 1, high: 12, names: strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")},
		{name: "day of week", high: 7, names: strings.Fields("sun mon tue wed thu fri sat")},
	}
}

// looksLikeCron reports whether a phrase is meant as cron: its first two words
// hold nothing but what a field of numbers may hold.
func looksLikeCron(words []string) bool {
	if len(words) < 4 {
		return false
	}
	for _, w := range words[:2] {
		if strings.Trim(w, "0123456789*/,-?") != "" || strings.HasSuffix(w, ",") {
			return false
		}
	}
	return true
}

// parseCron reads five fields.
func parseCron(words []string) (rule, error) {
	fields := cronFields()
	if len(words) != len(fields) {
		return rule{}, cronError("cron has five fields (minute, hour, day of month, month, day of week), not %d", len(words))
	}
	var sets [len(fields)]uint64
	for i, f := range fields {
		var err error
		if sets[i], err = f.parse(words[i]); err != nil {
			return rule{}, err
		}
	}
	week := sets[4]
	r := rule{
		monthDays: uint32(sets[2]),
		months:    uint16(sets[3]),
		weekdays:  uint8((week | week>>7) & uint64(allWeekdays)),
		either:    !star(words[2]) && !star(words[4]),
		spelt:     list(words[0]) && list(words[1]),
		words:     strings.Join(words, " "),
	}
	for minute := range 24 * 60 {
		if sets[1]&(1<<(minute/60)) != 0 && sets[0]&(1<<(minute%60)) != 0 {
			r.times = append(r.times, minute)
		}
	}
	return r, nil
}

// star reports whether a field is not restricted.
func star(field string) bool { return field == "*" || field == "?" || field == "*/1" }

// list reports whether a field names its numbers one by one.
func list(field string) bool { return !strings.ContainsAny(field, "*/-?") }

// parse reads one field as a set of bits.
func (f cronField) parse(field string) (uint64, error) {
	if field == "?" {
		field = "*"
	}
	var set uint64
	for term := range strings.SplitSeq(field, ",") {
		bits, err := f.term(term)
		if err != nil {
			return 0, err
		}
		set |= bits
	}
	return set, nil
}

// term reads one part of a field: *, n, a-b, each perhaps with /step.
func (f cronField) term(term string) (uint64, error) {
	span, step, stepped := strings.Cut(term, "/")
	every := 1
	if stepped {
		n, err := strconv.Atoi(step)
		if err != nil || n < 1 || n > f.high {
			return 0, cronError("%s: a step must be from 1 to %d, not %q", f.name, f.high, step)
		}
		every = n
	}
	first, last, ranged := strings.Cut(span, "-")
	low, high := f.low, f.high
	if span == "*" && high == 7 {
		high = 6 // a step must not meet Sunday twice
	}
	if span != "*" {
		var err error
		if low, err = f.number(first); err != nil {
			return 0, err
		}
		switch {
		case ranged:
			if high, err = f.number(last); err != nil {
				return 0, err
			}
		case !stepped:
			high = low
		}
	}
	if high == 0 && low > 0 && f.high == 7 {
		high = 7 // fri-sun
	}
	if low > high {
		return 0, cronError("%s: %s runs backwards", f.name, span)
	}
	var set uint64
	for n := low; n <= high; n += every {
		set |= 1 << n
	}
	return set, nil
}

// number reads a number or name within the field's bounds.
func (f cronField) number(s string) (int, error) {
	for i, name := range f.names {
		if s == name {
			return f.low + i, nil
		}
	}
	n, err := strconv.Atoi(s)
	if err == nil && n >= f.low && n <= f.high {
		return n, nil
	}
	if near, ok := spell.Nearest(s, f.names); ok && err != nil {
		return 0, cronError("%s: %q is not understood, did you mean %s?", f.name, s, near)
	}
	return 0, cronError("%s: must be from %d to %d, not %q", f.name, f.low, f.high, s)
}

// cronError is the error of a cron line.
func cronError(format string, args ...any) error {
	return wrong("30 9 * * mon-fri", format, args...)
}
