package schedule_test

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"newsbell/digest/schedule"
)

func TestParse_canonical(t *testing.T) {
	for _, tt := range []struct{ phrase, want string }{
		{"daily at 09:00", "daily at 09:00"},
		{"  Daily  AT 9 ", "daily at 09:00"},
		{"every day at 9.30", "daily at 09:30"},
		{"at 9am", "daily at 09:00"},
		{"9am", "daily at 09:00"},
		{"12am and 12pm", "daily at 00:00 and 12:00"},
		{"noon, midnight", "daily at 00:00 and 12:00"},
		{"6 p.m.", "daily at 18:00"},
		{"daily at 18:00, 9:00 & 12:15", "daily at 09:00, 12:15 and 18:00"},
		{"daily at 9 and at 9:00", "daily at 09:00"},
		{"weekdays at 9am", "weekdays at 09:00"},
		{"mon-fri at 9", "weekdays at 09:00"},
		{"Monday – Friday at 9", "weekdays at 09:00"},
		{"monday to friday at 9", "weekdays at 09:00"},
		{"fri-mon at 9", "mon, fri, sat and sun at 09:00"},
		{"mon,wed,fri at 18:30", "mon, wed and fri at 18:30"},
		{"tues and thurs at 18:30", "tue and thu at 18:30"},
		{"every monday at 9", "mondays at 09:00"},
		{"on sundays at 7pm", "sundays at 19:00"},
		{"7pm on sundays", "sundays at 19:00"},
		{"weekends at 10", "weekends at 10:00"},
		{"weekdays and sundays at 10", "mon, tue, wed, thu, fri and sun at 10:00"},
		{"weekly on mondays at 8", "mondays at 08:00"},
		{"every week on mondays at 8", "mondays at 08:00"},
		{"weekdays at 9am and sundays at 7pm", "weekdays at 09:00 and sundays at 19:00"},
		{"mon at 9, 18:00 and tue at 10, hourly", "mondays at 09:00 and 18:00, tuesdays at 10:00 and hourly"},
		{"hourly", "hourly"},
		{"every hour", "hourly"},
		{"every 60 minutes", "hourly"},
		{"every 6 hours", "every 6 hours"},
		{"every 6h", "every 6 hours"},
		{"every 120 min", "every 2 hours"},
		{"every 30 minutes", "every 30 minutes"},
		{"monthly on the 1st at 08:00", "monthly on the 1st at 08:00"},
		{"every month on the 15th, 1st and last day at 8am", "monthly on the 1st, 15th and last day at 08:00"},
		{"on the 22nd of each month at 8am", "monthly on the 22nd at 08:00"},
		{"1st and 3rd at 8am", "monthly on the 1st and 3rd at 08:00"},
		{"0 9 * * MON-FRI", "0 9 * * mon-fri"},
		{"*/15  8-18  *  *  1,3", "*/15 8-18 * * 1,3"},
	} {
		t.Run(tt.phrase, func(t *testing.T) {
			s, err := schedule.Parse(tt.phrase)
			if err != nil {
				t.Fatal(err)
			}
			if s.String() != tt.want {
				t.Errorf("String() = %q, want %q", s, tt.want)
			}
			again, err := schedule.Parse(s.String())
			if err != nil || again.String() != s.String() {
				t.Fatalf("the canonical form reads as %q, %v", again, err)
			}
			from := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
			a, b := s.Upcoming(from, time.UTC, 50), again.Upcoming(from, time.UTC, 50)
			for i := range a {
				if !a[i].Equal(b[i]) {
					t.Fatalf("the canonical form runs at %s, not %s", b[i], a[i])
				}
			}
		})
	}
}

func TestParse_mistakes(t *testing.T) {
	for _, tt := range []struct{ phrase, want string }{
		{"", "the schedule is empty; for example: weekdays at 09:00 and 18:30"},
		{" , ", "something is missing at the end; for example: weekdays at 09:00 and 18:30"},
		{strings.Repeat("hourly ", 50), "the schedule is too long; for example: weekdays at 09:00 and 18:30"},
		{"dayly at 9", `"dayly" is not understood, did you mean daily?; for example: weekdays at 09:00 and 18:30`},
		{"daily", `"daily": at what time?; for example: daily at 09:00`},
		{"weekdays at", `"weekdays": at what time?; for example: weekdays at 09:00`},
		{"daily at 9 and", "something is missing at the end; for example: weekdays at 09:00 and 18:30"},
		{"daily at 25:00", `"25:00" is not a time of day: hours go from 0 to 23; for example: daily at 09:00 and 6:30pm`},
		{"daily at 24:00", `"24:00" is not a time of day: hours go from 0 to 23; for example: daily at 09:00 and 6:30pm`},
		{"daily at 9:60", `"9:60" is not a time of day: minutes go from 00 to 59; for example: daily at 09:00 and 6:30pm`},
		{"daily at 9:5", `"9:5" is not a time of day: minutes go from 00 to 59; for example: daily at 09:00 and 6:30pm`},
		{"daily at 13pm", `"13pm" is not a time of day: with am or pm, hours go from 1 to 12; for example: daily at 09:00 and 6:30pm`},
		{"daily at 0 am", `"0am" is not a time of day: with am or pm, hours go from 1 to 12; for example: daily at 09:00 and 6:30pm`},
		{"daily at 9xm", `"9xm" is not understood; for example: weekdays at 09:00 and 18:30`},
		{"daily at 9 o'clock", `"o'clock" is not understood; for example: weekdays at 09:00 and 18:30`},
		{"daily at 9 in Berlin", `"in" is not understood, did you mean on?; for example: weekdays at 09:00 and 18:30`},
		{"every", "something is missing at the end; for example: weekdays at 09:00 and 18:30"},
		{"every other day at 9", `"other" is not understood; for example: weekdays at 09:00 and 18:30`},
		{"every 2 days", "every 2 days cannot be written, only hours and minutes; for example: every 6 hours"},
		{"every 6", "every 6 what?; for example: every 6 hours"},
		{"every 0 hours", "hours must be from 1 to 24; for example: every 6 hours"},
		{"every 90 minutes", "minutes must be from 1 to 59, or whole hours; for example: every 6 hours"},
		{"weekly at 9", "on which day of the week?; for example: weekly on mondays at 09:00"},
		{"monthly at 9", "on which day of the month?; for example: monthly on the 1st and 15th at 08:00"},
		{"monthly on the 32nd at 9", "on which day of the month?; for example: monthly on the 1st and 15th at 08:00"},
		{"monthly on the 1rd at 9", "on which day of the month?; for example: monthly on the 1st and 15th at 08:00"},
		{"monthly on the 1st", `"monthly on the 1st": at what time?; for example: monthly on the 1st at 09:00`},
		{"monthly on the first monday at 9", `"monthly on the first monday" cannot be written; for example: monthly on the 1st at 08:00`},
		{"0 9 * *", "cron has five fields (minute, hour, day of month, month, day of week), not 4; for example: 30 9 * * mon-fri"},
		{"0 0 9 * * *", "cron has five fields (minute, hour, day of month, month, day of week), not 6; for example: 30 9 * * mon-fri"},
		{"60 9 * * *", `minute: must be from 0 to 59, not "60"; for example: 30 9 * * mon-fri`},
		{"0 24 * * *", `hour: must be from 0 to 23, not "24"; for example: 30 9 * * mon-fri`},
		{"0 9 0 * *", `day of month: must be from 1 to 31, not "0"; for example: 30 9 * * mon-fri`},
		{"0 9 * 13 *", `month: must be from 1 to 12, not "13"; for example: 30 9 * * mon-fri`},
		{"0 9 * * 8", `day of week: must be from 0 to 7, not "8"; for example: 30 9 * * mon-fri`},
		{"0 9 * * mno", `day of week: "mno" is not understood, did you mean mon?; for example: 30 9 * * mon-fri`},
		{"0 18-9 * * *", "hour: 18-9 runs backwards; for example: 30 9 * * mon-fri"},
		{"*/0 9 * * *", `minute: a step must be from 1 to 59, not "0"; for example: 30 9 * * mon-fri`},
		{"0 0 30 feb *", `"0 0 30 feb *" never comes; for example: monthly on the last day at 08:00`},
	} {
		t.Run(tt.phrase, func(t *testing.T) {
			s, err := schedule.Parse(tt.phrase)
			if err == nil {
				t.Fatalf("understood as %q", s)
			}
			if err.Error() != tt.want {
				t.Errorf("got  %s\nwant %s", err, tt.want)
			}
			e, ok := errors.AsType[*schedule.Error](err)
			if !ok {
				t.Fatalf("error is %T", err)
			}
			if _, err := schedule.Parse(e.Example); err != nil {
				t.Errorf("the example %q is wrong: %v", e.Example, err)
			}
		})
	}
}

func TestSchedule_TooOften(t *testing.T) {
	for _, tt := range []struct {
		phrase string
		want   bool
	}{
		{"hourly", false},
		{"every 15 minutes", false},
		{"every 10 minutes", true},
		{"every 25 minutes", true}, // 50 to 00
		{"every minute", true},
		{"daily at 09:00 and 09:05", false},
		{"daily at 09:00, hourly", false},
		{"0,5 9 * * *", false},
		{"0,5 * * * *", true},
		{"*/5 9 1 12 *", true},
		{"59 23 * * *", false},
		{"0,50 0-23 * * *", true},
	} {
		s, err := schedule.Parse(tt.phrase)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.TooOften(); got != tt.want {
			t.Errorf("%q: TooOften = %v, want %v", tt.phrase, got, tt.want)
		}
	}
}

// Cron lines mean what another implementation reads in them, in a zone without
// clock changes.
func TestParse_cronAsElsewhere(t *testing.T) {
	const seed = 14
	rnd := rand.New(rand.NewPCG(seed, seed))
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	field := func(low, high int, names ...string) string {
		number := func() string {
			n := low + rnd.IntN(high-low+1)
			if len(names) > 0 && rnd.IntN(3) == 0 {
				return names[n-low]
			}
			return strconv.Itoa(n)
		}
		switch rnd.IntN(6) {
		case 0:
			return number()
		case 1:
			return number() + "," + number()
		case 2:
			a := low + rnd.IntN(high-low)
			return strconv.Itoa(a) + "-" + strconv.Itoa(a+rnd.IntN(high-a)+1)
		case 3:
			return "*/" + strconv.Itoa(2+rnd.IntN(3))
		default:
			return "*"
		}
	}
	for range 300 {
		line := strings.Join([]string{
			field(0, 59), field(0, 23), field(1, 28),
			field(1, 12, "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
			field(0, 6, "sun", "mon", "tue", "wed", "thu", "fri", "sat"),
		}, " ")
		other, err := parser.Parse(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		s, err := schedule.Parse(line)
		if err != nil {
			t.Fatalf("seed %d: %s: %v", seed, line, err)
		}
		at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
		for range 20 {
			want := other.Next(at)
			if got := s.Next(at, time.UTC); !got.Equal(want) {
				t.Fatalf("seed %d: %s after %s: got %s, want %s", seed, line, at, got, want)
			}
			at = want
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"daily at 09:00", "mon,wed at 18:30 and hourly", "0 9 * * 1-5", "monthly on the last day at noon"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, phrase string) {
		s, err := schedule.Parse(phrase)
		if err != nil {
			return
		}
		again, err := schedule.Parse(s.String())
		if err != nil || again.String() != s.String() {
			t.Fatalf("%q is %q, which reads as %q, %v", phrase, s, again, err)
		}
		from := time.Date(2026, time.March, 29, 0, 0, 0, 0, time.UTC)
		if next := s.Next(from, time.UTC); !next.After(from) || !next.Equal(again.Next(from, time.UTC)) {
			t.Fatalf("%q: next is %s", phrase, next)
		}
	})
}
