package setting

import (
	"cmp"
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

// Languages are those of the news that a channel wants.
func Languages(ch news.Channel) []string {
	if len(ch.Languages) > 0 {
		return ch.Languages
	}
	return []string{"en"}
}

// Zone is the channel's zone; one that this machine does not know is UTC.
func Zone(ch news.Channel) *time.Location {
	loc, err := time.LoadLocation(ch.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Language is the primary tag of a locale: "de" for "de-AT".
func Language(locale string) (string, error) {
	primary := regexp.MustCompile(`^([A-Za-z]{2,3})([-_].*)?$`).FindStringSubmatch(locale)
	if primary == nil {
		return "", news.Fault("bad_language", "%q is not a language code such as en, de or uk. Try: %s", reply.Clip(text.Clean(locale), 40), reply.Shown("set languages en, de"))
	}
	return strings.ToLower(primary[1]), nil
}

// languageName names a language in which newsbell speaks.
func languageName(tag string) string {
	return map[string]string{"en": "English", "de": "German", "fr": "French", "es": "Spanish", "uk": "Ukrainian"}[tag]
}

func numberOrOff(value string, low, high int, example string) (int, error) {
	if strings.EqualFold(value, "off") {
		return 0, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < low || n > high {
		return 0, news.Fault("bad_number", "Give a number from %d to %d, or off. Try: %s", low, high, reply.Shown("set "+example))
	}
	return n, nil
}

func orNothing(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// groupArg reads the id of a role or user group, also in the platforms' own
// spelling of a mention.
func groupArg(value string) (string, error) {
	if strings.EqualFold(value, "off") {
		return "", nil
	}
	id, ok := groupID(value)
	if !ok {
		return "", news.Fault("bad_group", "Mention the role or user group whose members alerts shall call, or say off. Try: %s", reply.Shown("set mention off"))
	}
	return id, nil
}

// groupID reads the id of a role or user group, also as the platforms write a
// mention of it.
func groupID(value string) (id string, ok bool) {
	m := regexp.MustCompile(`^<(?:@&|!subteam\^)([A-Z0-9]{2,24})(?:\|[^>]*)?>$|^([A-Z0-9]{2,24})$`).FindStringSubmatch(value)
	if m == nil {
		return "", false
	}
	return cmp.Or(m[1], m[2]), true
}

// zones are those that most people look for; any other can be typed.
func zones() []string {
	return []string{
		"UTC", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Rome", "Europe/Warsaw",
		"Europe/Kyiv", "Europe/Athens", "Europe/Istanbul", "Africa/Cairo", "Africa/Lagos", "Africa/Johannesburg",
		"Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney",
		"Pacific/Auckland", "America/Sao_Paulo", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
	}
}

// budgetWords tell a budget; usual is the operator's default.
func budgetWords(budget, usual int) news.Phrase {
	if budget < 0 {
		return news.Say("%s (the operator's default)", aDay(usual))
	}
	return aDay(budget)
}

func aDay(budget int) news.Phrase {
	if budget == 0 {
		return news.Say("breaking news never interrupts")
	}
	return news.Count(budget, "about %d breaking alert a day", "about %d breaking alerts a day")
}

func budgetArg(value string) (int, error) {
	if strings.EqualFold(value, "default") {
		return -1, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > 10000 {
		return 0, news.Fault("bad_budget", "The budget is a number of alerts a day from 0 to 10000, or default. Try: %s", reply.Shown("set budget 5"))
	}
	return n, nil
}

// languageTags reads a list of language codes.
func languageTags(value string) ([]string, error) {
	var langs []string
	for _, w := range arg.List(value) {
		lang, err := Language(w)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(langs, lang) {
			langs = append(langs, lang)
		}
	}
	if len(langs) == 0 || len(langs) > 10 {
		return nil, news.Fault("bad_language", "Give one to ten languages. Try: %s", reply.Shown("set languages en, de"))
	}
	return langs, nil
}
