package setting

import (
	"cmp"
	"slices"
	"strings"

	"newsbell/bot/reply"
	"newsbell/news"
)

// oneOf is a setting with a few values, the first the default.
func oneOf[T ~string](key string, field func(*news.Channel) *T, values ...T) Setting {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	return Setting{
		Key: key, Choices: names,
		Words: func(v View) news.Phrase {
			return news.Say(string(cmp.Or(*field(&v.Channel), values[0])))
		},
		Set: func(ch *news.Channel, value string) error {
			if !slices.Contains(names, strings.ToLower(value)) {
				return news.Fault("bad_choice", "%s is %s. Try: %s", key, reply.Join(names, "or"), reply.Shown("set "+key+" "+names[0]))
			}
			*field(ch) = T(strings.ToLower(value))
			return nil
		},
		Typed: func(ch news.Channel) string { return string(*field(&ch)) },
	}
}

// yesNo is a setting that is on or off, off by default.
func yesNo(key, on, off string, field func(*news.Channel) *bool) Setting {
	return Setting{
		Key: key, Choices: []string{"on", "off"},
		Words: func(v View) news.Phrase {
			if *field(&v.Channel) {
				return news.Say(on)
			}
			return news.Say(off)
		},
		Set: func(ch *news.Channel, value string) error {
			switch strings.ToLower(value) {
			case "on", "yes", "true":
				*field(ch) = true
			case "off", "no", "false":
				*field(ch) = false
			default:
				return news.Fault("bad_choice", "%s is on or off. Try: %s", key, reply.Shown("set "+key+" on"))
			}
			return nil
		},
		Typed: func(ch news.Channel) string {
			if *field(&ch) {
				return "on"
			}
			return ""
		},
	}
}
