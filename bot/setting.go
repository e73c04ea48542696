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

	"newsbell/digest/schedule"
	"newsbell/lang"
	"newsbell/news"
)

// The keys of the settings of which people with fewer rights must not decide.
const (
	keySubscribers = "subscribers"
	keyConfigurers = "configurers"
)

// A setting is one thing about a channel that can be set.
type setting struct {
	key     string
	choices []string // what is offered; other values may be good too
	// words tells its value for people.
	words func(s *Service, ch news.Channel, now time.Time) news.Phrase
	// set reads a typed value into the channel; what a person can mend is a
	// *news.Error.
	set func(ch *news.Channel, value string) error
	// typed is the value that sets it as it is; "" when it is the default.
	typed func(ch news.Channel) string
}

// settings are all of them, in the order in which they are shown.
func settings() []setting {
	return slices.Concat(placeSettings(), ringSettings(), rightSettings())
}

func placeSettings() []setting {
	return []setting{
		{
			key: "zone", choices: zones(),
			words: func(_ *Service, ch news.Channel, now time.Time) news.Phrase {
				return say("%s (it is %s)", cmp.Or(ch.Zone, "UTC"), moment(now, zoneOf(ch)))
			},
			set: func(ch *news.Channel, value string) error {
				_, name, err := schedule.Zone(value)
				if err == nil {
					ch.Zone = name
				}
				return err
			},
			typed: func(ch news.Channel) string { return cmp.Or(ch.Zone, "UTC") },
		},
		{
			key: "language", choices: lang.All(),
			words: func(_ *Service, ch news.Channel, _ time.Time) news.Phrase {
				return say(languageName(lang.In(ch.Settings.Language).Tag()))
			},
			set: func(ch *news.Channel, value string) error {
				tag := lang.Pick(value)
				if tag == "" {
					return news.Fault("bad_choice", "I speak %s. Try: %s", either(lang.All()), shown("set language de"))
				}
				ch.Settings.Language = tag
				return nil
			},
			typed: func(ch news.Channel) string { return ch.Settings.Language },
		},
		{
			key: "languages", choices: []string{"en", "de", "fr", "es", "uk", "en, de"},
			words: func(_ *Service, ch news.Channel, _ time.Time) news.Phrase {
				return verbatim(strings.Join(languagesOf(nil, ch), ", "))
			},
			set: func(ch *news.Channel, value string) (err error) {
				ch.Languages, err = languageTags(value)
				return err
			},
			typed: func(ch news.Channel) string { return strings.Join(languagesOf(nil, ch), ", ") },
		},
	}
}

func ringSettings() []setting {
	return []setting{
		{
			key: "budget", choices: []string{"default", "0", "3", "5", "10", "20"},
			words: func(s *Service, ch news.Channel, _ time.Time) news.Phrase { return s.budgetWords(ch.Budget) },
			set: func(ch *news.Channel, value string) (err error) {
				ch.Budget, err = budgetArg(value)
				return err
			},
			typed: func(ch news.Channel) string {
				if ch.Budget < 0 {
					return ""
				}
				return strconv.Itoa(ch.Budget)
			},
		},
		{
			key: "breakthrough", choices: []string{"off", "4", "6", "10"},
			words: func(_ *Service, ch news.Channel, _ time.Time) news.Phrase {
				if ch.Settings.Breakthrough == 0 {
					return say("nothing rings in quiet hours")
				}
				return say("what %d publishers report rings in quiet hours", ch.Settings.Breakthrough)
			},
			set: func(ch *news.Channel, value string) (err error) {
				ch.Settings.Breakthrough, err = numberOrOff(value, 2, 100, "breakthrough 6")
				return err
			},
			typed: func(ch news.Channel) string { return orNothing(ch.Settings.Breakthrough) },
		},
		oneOf("width", func(ch *news.Channel) *news.Width { return &ch.Settings.Width }, news.Normal, news.Tight, news.Wide),
		{
			key: "mention", choices: []string{"off"},
			words: func(_ *Service, ch news.Channel, _ time.Time) news.Phrase {
				if ch.Settings.Mention == "" {
					return say("alerts call nobody by name")
				}
				return say("alerts call the group %s", ch.Settings.Mention)
			},
			set: func(ch *news.Channel, value string) error {
				group, err := groupArg(value)
				if err == nil && group == ch.Target.Tenant && group != "" { // Discord's role of everyone has the server's id
					err = news.Fault("bad_group", "Alerts call no one but a group that people chose to be in, never everyone. Name another role, or: %s", shown("set mention off"))
				}
				if err == nil {
					ch.Settings.Mention = group
				}
				return err
			},
			typed: func(ch news.Channel) string { return ch.Settings.Mention },
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

func rightSettings() []setting {
	return []setting{
		rightOf(keySubscribers, func(ch *news.Channel) *news.Who { return &ch.Settings.Subscribers }, news.Everyone),
		rightOf(keyConfigurers, func(ch *news.Channel) *news.Who { return &ch.Settings.Configurers }, news.Admins),
	}
}

// oneOf is a setting with a few values, the first the default.
func oneOf[T ~string](key string, field func(*news.Channel) *T, values ...T) setting {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	return setting{
		key: key, choices: names,
		words: func(_ *Service, ch news.Channel, _ time.Time) news.Phrase {
			return say(string(cmp.Or(*field(&ch), values[0])))
		},
		set: func(ch *news.Channel, value string) error {
			if !slices.Contains(names, strings.ToLower(value)) {
				return news.Fault("bad_choice", "%s is %s. Try: %s", key, either(names), shown("set "+key+" "+names[0]))
			}
			*field(ch) = T(strings.ToLower(value))
			return nil
		},
		typed: func(ch news.Channel) string { return string(*field(&ch)) },
	}
}

// languageName names a language in which newsbell speaks.
func languageName(tag string) string {
	return map[string]string{"en": "English", "de": "German", "fr": "French", "es": "Spanish", "uk": "Ukrainian"}[tag]
}

// yesNo is a setting that is on or off, off by default.
func yesNo(key, on, off string, field func(*news.Channel) *bool) setting {
	return setting{
		key: key, choices: []string{"on", "off"},
		words: func(_ *Service, ch news.Channel, _ time.Time) news.Phrase {
			if *field(&ch) {
				return say(on)
			}
			return say(off)
		},
		set: func(ch *news.Channel, value string) error {
			switch strings.ToLower(value) {
			case "on", "yes", "true":
				*field(ch) = true
			case "off", "no", "false":
				*field(ch) = false
			default:
				return news.Fault("bad_choice", "%s is on or off. Try: %s", key, shown("set "+key+" on"))
			}
			return nil
		},
		typed: func(ch news.Channel) string {
			if *field(&ch) {
				return "on"
			}
			return ""
		},
	}
}

func numberOrOff(value string, low, high int, example string) (int, error) {
	if strings.EqualFold(value, "off") {
		return 0, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < low || n > high {
		return 0, news.Fault("bad_number", "Give a number from %d to %d, or off. Try: %s", low, high, shown("set "+example))
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
		return "", news.Fault("bad_group", "Mention the role or user group whose members alerts shall call, or say off. Try: %s", shown("set mention off"))
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

func settingNamed(key string) (setting, bool) {
	all := settings()
	i := slices.IndexFunc(all, func(s setting) bool { return s.key == strings.ToLower(key) })
	if i < 0 {
		return setting{}, false
	}
	return all[i], true
}

func settingKeys() []string {
	var keys []string
	for _, s := range settings() {
		keys = append(keys, s.key)
	}
	return keys
}

func settingChoices(key, typed string) []Choice {
	s, ok := settingNamed(key)
	if !ok {
		return nil
	}
	if s.key == "languages" || s.key == "mention" {
		return same(append(slices.Clone(s.choices), typed)...)
	}
	return same(s.choices...)
}

// settings shows the channel's settings and what people said of stories.
func (s *Service) settings(ctx context.Context, c call) (news.Message, error) {
	var lines []news.Line
	for _, one := range settings() {
		lines = append(lines, plain("%s: %s", one.key, one.words(s, c.ch, c.At)))
	}
	lines = append(lines, plain("quiet hours: %s", quietWords(c.ch)), plain("state: %s", StateWords(c.ch)))
	said, err := s.Store.ChannelFeedback(ctx, c.ch.ID, c.At)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feedback: %w", err)
	}
	if len(said) > 0 {
		head := plain("What was said of stories:")
		head.Bold = true
		lines = append(lines, head)
		lines = append(lines, feedbackLines(said, c.ch)...)
		lines = append(lines, plain("To take one back:"), command("forget %d", said[0].ID))
	}
	if c.Actor.Admin {
		tried, err := s.replay(ctx, c, c.ch, false)
		if err != nil {
			return news.Message{}, err
		}
		lines = append(lines, tried...)
		lines = append(lines, plain("To change one:"), command("set zone Europe/Berlin"))
	}
	return note("Settings of this channel", lines...), nil
}

// set changes one setting of the channel.
func (s *Service) set(ctx context.Context, c call) (news.Message, error) {
	one, ok := settingNamed(c.Args[ArgKey])
	if !ok {
		return news.Message{}, fmt.Errorf("set %s: no such setting", c.Args[ArgKey]) // checkArgs lets none through
	}
	value := strings.TrimSpace(c.Args[ArgValue])
	if most, ok := strings.CutSuffix(value, " "+everywhere); ok && who(one.key) {
		return s.setEverywhere(ctx, c, one.key, strings.TrimSpace(most))
	}
	ch := c.ch
	if err := one.set(&ch, value); err != nil {
		return news.Message{}, err
	}
	if err := s.update(ctx, ch); err != nil {
		return news.Message{}, err
	}
	if q := ch.Settings.Quiet; one.key == "zone" && q.From != q.To && q.Zone == "" {
		if err := s.setQuiet(ctx, ch, c.At); err != nil {
			return news.Message{}, err
		}
	}
	lines := []news.Line{plain("%s is set: %s.", one.key, one.words(s, ch, c.At))}
	if one.key == "budget" {
		tried, err := s.replay(ctx, c, ch, true)
		if err != nil {
			return news.Message{}, err
		}
		lines = append(lines, tried...)
	}
	return note("", lines...), nil
}
