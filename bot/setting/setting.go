package setting

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/bot/reply"
	"newsbell/digest/schedule"
	"newsbell/lang"
	"newsbell/news"
)

// A Setting is one thing about a channel that can be set.
type Setting struct {
	Key     string
	Choices []string // what is offered; other values may be good too
	// Words tells its value for people.
	Words func(View) news.Phrase
	// Set reads a typed value into the channel; what a person can mend is a
	// *news.Error.
	Set func(ch *news.Channel, value string) error
	// Typed is the value that sets it as it is; "" when it is the default.
	Typed func(ch news.Channel) string
}

// A View is a channel, and what its settings are told by.
type View struct {
	Channel news.Channel
	Now     time.Time
	Budget  int // the operator's default, alerts a day
}

// All are the settings, in the order in which they are shown.
func All() []Setting {
	return slices.Concat(placeSettings(), ringSettings(), rightSettings())
}

// Named finds a setting by its key, in any case.
func Named(key string) (Setting, bool) {
	all := All()
	i := slices.IndexFunc(all, func(s Setting) bool { return s.Key == strings.ToLower(key) })
	if i < 0 {
		return Setting{}, false
	}
	return all[i], true
}

// Keys are the keys of all settings, in the order in which they are shown.
func Keys() []string {
	var keys []string
	for _, s := range All() {
		keys = append(keys, s.Key)
	}
	return keys
}

// InForm are the keys of the settings that the form shows.
func InForm() []string { return []string{"zone", "languages", "budget", "breakthrough"} }

// Offered are values for the setting with a key while one is typed.
func Offered(key, typed string) []string {
	s, ok := Named(key)
	if !ok {
		return nil
	}
	if s.Key == "languages" || s.Key == "mention" {
		return append(slices.Clone(s.Choices), typed)
	}
	return s.Choices
}

func placeSettings() []Setting {
	return []Setting{
		{
			Key: "zone", Choices: zones(),
			Words: func(v View) news.Phrase {
				return news.Say("%s (it is %s)", cmp.Or(v.Channel.Zone, "UTC"), reply.Moment(v.Now, Zone(v.Channel)))
			},
			Set: func(ch *news.Channel, value string) error {
				_, name, err := schedule.Zone(value)
				if err == nil {
					ch.Zone = name
				}
				return err
			},
			Typed: func(ch news.Channel) string { return cmp.Or(ch.Zone, "UTC") },
		},
		{
			Key: "language", Choices: lang.All(),
			Words: func(v View) news.Phrase {
				return news.Say(languageName(lang.In(v.Channel.Settings.Language).Tag()))
			},
			Set: func(ch *news.Channel, value string) error {
				tag := lang.Pick(value)
				if tag == "" {
					return news.Fault("bad_choice", "I speak %s. Try: %s", reply.Join(lang.All(), "or"), reply.Shown("set language de"))
				}
				ch.Settings.Language = tag
				return nil
			},
			Typed: func(ch news.Channel) string { return ch.Settings.Language },
		},
		{
			Key: "languages", Choices: []string{"en", "de", "fr", "es", "uk", "en, de"},
			Words: func(v View) news.Phrase {
				return news.Say("%s", strings.Join(Languages(v.Channel), ", "))
			},
			Set: func(ch *news.Channel, value string) (err error) {
				ch.Languages, err = languageTags(value)
				return err
			},
			Typed: func(ch news.Channel) string { return strings.Join(Languages(ch), ", ") },
		},
	}
}

func ringSettings() []Setting {
	return []Setting{
		{
			Key: "budget", Choices: []string{"default", "0", "3", "5", "10", "20"},
			Words: func(v View) news.Phrase { return budgetWords(v.Channel.Budget, v.Budget) },
			Set: func(ch *news.Channel, value string) (err error) {
				ch.Budget, err = budgetArg(value)
				return err
			},
			Typed: func(ch news.Channel) string {
				if ch.Budget < 0 {
					return ""
				}
				return strconv.Itoa(ch.Budget)
			},
		},
		{
			Key: "breakthrough", Choices: []string{"off", "4", "6", "10"},
			Words: func(v View) news.Phrase {
				if v.Channel.Settings.Breakthrough == 0 {
					return news.Say("nothing rings in quiet hours")
				}
				return news.Say("what %d publishers report rings in quiet hours", v.Channel.Settings.Breakthrough)
			},
			Set: func(ch *news.Channel, value string) (err error) {
				ch.Settings.Breakthrough, err = numberOrOff(value, 2, 100, "breakthrough 6")
				return err
			},
			Typed: func(ch news.Channel) string { return orNothing(ch.Settings.Breakthrough) },
		},
		oneOf("width", func(ch *news.Channel) *news.Width { return &ch.Settings.Width }, news.Normal, news.Tight, news.Wide),
		{
			Key: "mention", Choices: []string{"off"},
			Words: func(v View) news.Phrase {
				if v.Channel.Settings.Mention == "" {
					return news.Say("alerts call nobody by name")
				}
				return news.Say("alerts call the group %s", v.Channel.Settings.Mention)
			},
			Set: func(ch *news.Channel, value string) error {
				group, err := groupArg(value)
				if err == nil && group == ch.Target.Tenant && group != "" { // Discord's role of everyone has the server's id
					err = news.Fault("bad_group", "Alerts call no one but a group that people chose to be in, never everyone. Name another role, or: %s", reply.Shown("set mention off"))
				}
				if err == nil {
					ch.Settings.Mention = group
				}
				return err
			},
			Typed: func(ch news.Channel) string { return ch.Settings.Mention },
		},
		yesNo("quiet_day", "an empty digest says that nothing happened", "an empty digest is not posted",
			func(ch *news.Channel) *bool { return &ch.Settings.QuietDay }),
		yesNo("chart", "a digest carries a picture of its stories by hour and topic", "a digest carries no picture",
			func(ch *news.Channel) *bool { return &ch.Settings.Chart }),
		yesNo("crosspost", "alerts of an announcement channel are published to its followers", "alerts stay in this channel",
			func(ch *news.Channel) *bool { return &ch.Settings.Crosspost }),
		yesNo("threads", "what is new in a story goes into a thread of its alert", "what is new in a story answers its alert",
			func(ch *news.Channel) *bool { return &ch.Settings.Threads }),
	}
}
