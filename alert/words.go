package alert

import (
	"strings"
	"time"

	"newsbell/news"
)

// Details are phrases for people; they name numbers and publishers, never
// rules.

func corroboratedDetail(burst []news.Report) news.Phrase {
	names := make([]string, 0, len(burst))
	for _, r := range burst {
		names = append(names, r.Publisher)
	}
	took := burst[len(burst)-1].At.Sub(burst[0].At)
	if took < time.Minute {
		return news.Phrase{
			Format: "%d publishers within a minute: %s.", One: "%d publisher within a minute: %s.",
			Args: []any{len(burst), list(names)},
		}
	}
	return news.Phrase{
		Format: "%d publishers in %s: %s.", One: "%d publisher in %s: %s.",
		Args: []any{len(burst), span(took), list(names)},
	}
}

func belowDetail(burst []news.Report, budget int) news.Phrase {
	return news.Say("%s; below this channel's threshold for %s a day.", corroboratedDetail(burst).Clause(), count(max(budget, 0), "alert"))
}

func fewerDetail(burst []news.Report) news.Phrase {
	return news.Say("%s; fewer like this were asked for, so it must be bigger to ring.", corroboratedDetail(burst).Clause())
}

func officialDetail(r news.Report) news.Phrase {
	return news.Say("%s is an official source and may ring alone.", r.Publisher)
}

func aloneDetail(r news.Report, of Record) news.Phrase {
	return news.Say("1 publisher so far: %s; others took up %d of the last %d developments it told of.", r.Publisher, of.Shared, of.Told)
}

func firstDetail(f Facts) news.Phrase {
	switch n := len(f.Story.Reports); n {
	case 0:
		return news.Say("You asked for every story; first report by a publisher.")
	case 1:
		return news.Say("You asked for every story; first report by %s.", f.Story.Reports[0].Publisher)
	default:
		return news.Say("You asked for every story; %d publishers report this one.", n)
	}
}

func growingDetail(f Facts) news.Phrase {
	if f.Story.Corrected != "" {
		return news.Say("The headline was changed.")
	}
	return news.Count(len(f.Story.Reports), "Now reported by %d publisher.", "Now reported by %d publishers.")
}

func waitingDetail(have, need int) news.Phrase {
	return news.Say("%s within two hours; breaking takes %s.", count(have, "independent publisher"), number(need))
}

func oldDetail(age time.Duration) news.Phrase {
	return news.Say("The first report is %s old; only news younger than 6 hours breaks.", span(age))
}

func noiseDetail(class string) news.Phrase {
	return news.Say("It is no news but a regular item (%s).", news.Say(strings.ReplaceAll(class, "_", " ")))
}

func budgetDetail(budget int) news.Phrase {
	if budget <= 0 {
		return news.Say("Breaking alerts are off in this channel; it goes to the next digest.")
	}
	return news.Count(budget, "The channel has had its %d alert of 24 hours; it goes to the next digest.",
		"The channel has had its %d alerts of 24 hours; it goes to the next digest.")
}

func floodDetail(hour int) news.Phrase {
	return news.Count(hour, "%d message in the last hour; the rest comes as one list.", "%d messages in the last hour; the rest comes as one list.")
}

// Coverage tells how publishers joined a story, such as
// "1 → 4 publishers in 34 min"; the empty phrase for one publisher.
func Coverage(reports []news.Report) news.Phrase {
	if len(reports) < 2 {
		return news.Phrase{}
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
	grew := news.Say("1 → %d publishers in %s", n, span(to.Sub(from)))
	if to.Sub(from) < time.Minute {
		grew = news.Say("1 → %d publishers within a minute", n)
	}
	if copies := n - news.Independent(reports); copies > 0 {
		return news.Say("%s (%s)", grew, news.Count(copies, "%d repeats another's text", "%d repeat another's text"))
	}
	return grew
}

// span says a duration as people do: "34 min", "2 h 5 min", "3 days".
func span(d time.Duration) news.Phrase {
	minutes := int(d.Round(time.Minute) / time.Minute)
	hours := minutes / 60
	switch {
	case minutes < 1:
		return news.Say("less than a minute")
	case hours < 1:
		return news.Say("%d min", minutes)
	case hours >= 48:
		return count(hours/24, "day")
	case minutes%60 == 0:
		return news.Say("%d h", hours)
	default:
		return news.Say("%d h %d min", hours, minutes%60)
	}
}

// list joins names: "A, B and C"; of many only the first four are named.
func list(names []string) news.Phrase {
	const most = 4
	if len(names) > most {
		return news.Say("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	if len(names) < 2 {
		return news.Say("%s", strings.Join(names, ""))
	}
	return news.Say("%s and %s", strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
}

func count(n int, noun string) news.Phrase { return news.Count(n, "%d "+noun, "%d "+noun+"s") }

func number(n int) news.Phrase {
	switch n {
	case 1:
		return news.Say("one")
	case 2:
		return news.Say("two")
	case 3:
		return news.Say("three")
	default:
		return news.Say("%d", n)
	}
}
