package setting

import (
	"cmp"
	"strings"

	"newsbell/bot/reply"
	"newsbell/news"
)

// The keys of the settings of which people with fewer rights must not decide.
const (
	keySubscribers = "subscribers"
	keyConfigurers = "configurers"
)

func rightSettings() []Setting {
	return []Setting{
		rightOf(keySubscribers, func(ch *news.Channel) *news.Who { return &ch.Settings.Subscribers }, news.Everyone),
		rightOf(keyConfigurers, func(ch *news.Channel) *news.Who { return &ch.Settings.Configurers }, news.Admins),
	}
}

// rightOf is the setting of who may do something. It takes everyone, admins, a
// role or user group, or default for what counts everywhere.
func rightOf(key string, field func(*news.Channel) *news.Who, usual news.Who) Setting {
	return Setting{
		Key: key, Choices: []string{string(news.Everyone), string(news.Admins), "default", "admins everywhere"},
		Words: func(v View) news.Phrase {
			return whoWords(cmp.Or(*field(&v.Channel), usual))
		},
		Set: func(ch *news.Channel, value string) (err error) {
			*field(ch), err = whoArg(key, value)
			return err
		},
		Typed: func(ch news.Channel) string { return whoTyped(ch.Target.Platform, *field(&ch)) },
	}
}

// IsRight reports whether a setting says who may do what: people cannot give
// themselves that.
func IsRight(key string) bool { return key == keySubscribers || key == keyConfigurers }

// Everywhere gives what stands in front of "everywhere" in the value of a
// right, which then shall count in all channels of a server or workspace.
func Everywhere(key, value string) (most string, ok bool) {
	most, ok = strings.CutSuffix(value, " everywhere")
	return strings.TrimSpace(most), ok && IsRight(key)
}

func whoWords(w news.Who) news.Phrase {
	if id, ok := w.Group(); ok {
		return news.Say("the members of the group %s and those who manage the channel", id)
	}
	return news.Say(string(w))
}

// whoTyped is what sets w.
func whoTyped(p news.Platform, w news.Who) string {
	id, ok := w.Group()
	switch {
	case !ok:
		return string(w)
	case p == news.Slack:
		return "<!subteam^" + id + ">"
	default:
		return "<@&" + id + ">"
	}
}

// whoArg reads who may do something; "" for the default.
func whoArg(key, value string) (news.Who, error) {
	switch w := news.Who(strings.ToLower(value)); w {
	case news.Everyone, news.Admins:
		return w, nil
	case "default":
		return "", nil
	}
	if id, ok := groupID(value); ok && strings.ContainsAny(id, "0123456789") {
		return news.GroupOf(id), nil
	}
	return "", news.Fault("bad_choice", "%s is everyone, admins, or a role or user group that you mention; add the word everywhere for all channels. Try: %s", key, reply.Shown("set "+key+" admins"))
}

// Who reads who may do something in all channels of a tenant; "" for
// the default.
func Who(key, value string, of news.Target) (news.Who, error) {
	w, err := whoArg(key, value)
	if id, ok := w.Group(); ok && id == of.Tenant { // Discord's role of everyone
		w = news.Everyone
	}
	return w, err
}

// SetRule writes a right into the rules of a tenant and says so.
func SetRule(rules *news.Rules, key string, w news.Who) news.Phrase {
	usual := news.Everyone
	if key == keyConfigurers {
		rules.Configurers, usual = w, news.Admins
	} else {
		rules.Subscribers = w
	}
	return news.Say("%s is set for all channels that have no rule of their own: %s.", key, whoWords(cmp.Or(w, usual)))
}
