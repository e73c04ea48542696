package alert

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"newsbell/news"
)

// Details are sentences for people; they name numbers and publishers, never
// rules.

func corroboratedDetail(burst []news.Report) string {
	names := make([]string, 0, len(burst))
	for _, r := range burst {
		names = append(names, r.Publisher)
	}
	took := burst[len(burst)-1].At.Sub(burst[0].At)
	return count(len(burst), "publisher") + " " + within(took) + ": " + list(names) + "."
}

func belowDetail(burst []news.Report, budget int) string {
	return strings.TrimSuffix(corroboratedDetail(burst), ".") + "; below this channel's threshold for " + count(max(budget, 0), "alert") + " a day."
}

func officialDetail(r news.Report) string {
	return r.Publisher + " is an official source and may ring alone."
}

func firstDetail(f Facts) string {
	name := "a publisher"
	if n := len(f.Story.Reports); n > 0 {
		name = f.Story.Reports[0].Publisher
	}
	if n := len(f.Story.Reports); n > 1 {
		return "You asked for every story; " + count(n, "publisher") + " " + reportVerb(n) + " this one."
	}
	return "You asked for every story; first report by " + name + "."
}

func growingDetail(f Facts) string {
	if f.Story.Corrected != "" {
		return "The headline was changed."
	}
	return "Now reported by " + count(len(f.Story.Reports), "publisher") + "."
}

func waitingDetail(have, need int) string {
	return fmt.Sprintf("%s within two hours; breaking takes %s.", count(have, "independent publisher"), number(need))
}

func oldDetail(age time.Duration) string {
	return "The first report is " + span(age) + " old; only news younger than 6 hours breaks."
}

func noiseDetail(class string) string {
	return "It is no news but a regular item (" + strings.ReplaceAll(class, "_", " ") + ")."
}

func budgetDetail(budget int) string {
	if budget <= 0 {
		return "Breaking alerts are off in this channel; it goes to the next digest."
	}
	return "The channel has had its " + count(budget, "alert") + " of 24 hours; it goes to the next digest."
}

func floodDetail(hour int) string {
	return count(hour, "message") + " in the last hour; the rest comes as one list."
}

// Coverage tells how publishers joined a story, such as
// "1 → 4 publishers in 34 min"; "" for one publisher.
func Coverage(reports []news.Report) string {
	if len(reports) < 2 {
		return ""
	}
	from, to := reports[0].At, reports[0].At
	for _, r := range reports {
		if r.At.Before(from) {
			from = r.At
		}
		if r.At.After(to) {
			to = r.At
		}
	}
	n := len(reports)
	text := fmt.Sprintf("1 → %d publishers %s", n, within(to.Sub(from)))
	if copies := n - news.Independent(reports); copies == 1 {
		text += " (1 repeats another's text)"
	} else if copies > 1 {
		text += fmt.Sprintf(" (%d repeat another's text)", copies)
	}
	return text
}

func within(d time.Duration) string {
	if d < time.Minute {
		return "within a minute"
	}
	return "in " + span(d)
}

// span writes a duration as people say it: "34 min", "2 h 5 min", "3 days".
func span(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	hours := minutes / 60
	switch {
	case minutes < 1:
		return "less than a minute"
	case hours < 1:
		return fmt.Sprintf("%d min", minutes)
	case hours >= 48:
		return fmt.Sprintf("%d days", hours/24)
	case minutes%60 == 0:
		return fmt.Sprintf("%d h", hours)
	default:
		return fmt.Sprintf("%d h %d min", hours, minutes%60)
	}
}

// list joins names: "A, B and C"; of many only the first four are named.
func list(names []string) string {
	const most = 4
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func number(n int) string {
	switch n {
	case 1:
		return "one"
	case 2:
		return "two"
	case 3:
		return "three"
	default:
		return strconv.Itoa(n)
	}
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func reportVerb(n int) string {
	if n == 1 {
		return "reports"
	}
	return "report"
}
