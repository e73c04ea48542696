package rule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"newsbell/bot"
	"newsbell/bot/arg"
	"newsbell/bot/past"
	"newsbell/bot/reply"
	"newsbell/news"
	"newsbell/text"
)

// maxLines bounds a list in a reply, so that it fits one message everywhere.
const maxLines = 25

// Subscriptions shows subscriptions to a person; those who do not manage the channel
// see which are theirs.
func Subscriptions(title any, subs []news.Subscription, person string, manages bool) news.Message {
	if len(subs) == 0 {
		return reply.Note("This channel has no subscriptions yet", reply.Line("Try:"), reply.Command(`subscribe ukraine "peace talks"`))
	}
	var lines []news.Line
	for _, sub := range subs[:min(len(subs), maxLines)] {
		entry := news.Say("%d. %s · %s", sub.Number, reply.Clip(sub.Query, 120), string(sub.Mode))
		if len(sub.From) > 0 {
			entry = news.Say("%s · from %s", entry, reply.Join(sub.From, "and"))
		}
		if sub.Creator == person && !manages {
			entry = news.Say("%s · yours", entry)
		}
		lines = append(lines, reply.Says(entry))
	}
	if more := len(subs) - maxLines; more > 0 {
		lines = append(lines, reply.Line("… and %d more. All of them:", more), reply.Command(bot.CmdExport))
	}
	return reply.Note(title, lines...)
}

// Pick finds a subscription by number or words; none is named by an empty
// string. It asks back when several fit.
func Pick(subs []news.Subscription, typed string) (news.Subscription, error) {
	typed = strings.Trim(strings.TrimSpace(typed), `#"`)
	if typed == "" {
		return news.Subscription{}, nil
	}
	number, _ := strconv.Atoi(typed)
	var hits []news.Subscription
	for _, sub := range subs {
		switch want := text.Fold(typed); {
		case sub.Number == number, text.Fold(sub.Query) == want, sub.Canonical == typed:
			return sub, nil
		case strings.Contains(text.Fold(sub.Query), want):
			hits = append(hits, sub)
		}
	}
	if len(hits) == 1 && number == 0 {
		return hits[0], nil
	}
	return news.Subscription{}, news.Fault("not_found", "Which one is %q? Give the number that this shows: %s", reply.Clip(text.Clean(typed), 60), reply.Shown(bot.CmdList))
}

// Subscription is the command that makes the subscription.
func Subscription(sub news.Subscription) string {
	line := fmt.Sprintf("subscribe %s when %s", sub.Query, sub.Mode)
	if len(sub.From) == 0 {
		return line
	}
	parts := make([]string, len(sub.From))
	for i, name := range sub.From {
		if parts[i] = name; !arg.IsAddress(name) {
			parts[i] = `"` + name + `"`
		}
	}
	return line + " from " + strings.Join(parts, ", ")
}

// Sources is the argument from of a subscription.
func Sources(sub news.Subscription) string {
	_, from, _ := strings.Cut(Subscription(sub), " when "+string(sub.Mode)+" from ")
	return from
}

// Mode say when the subscription rings; why is set when the mode was
// chosen for the person.
func Mode(mode news.Mode, why news.Phrase) news.Phrase {
	switch {
	case why.Format != "":
		return news.Say("Mode %s: it rings %s.", string(mode), why)
	case mode == news.Every:
		return news.Say("Mode every: it posts each new story at once.")
	case mode == news.DigestOnly:
		return news.Say("Mode digest: it never rings; its stories come in this channel's digests.")
	default:
		return news.Say("Mode breaking: it rings once independent publishers confirm a story.")
	}
}

// Languages says in which languages a subscription looks.
func Languages(languages []string) news.Phrase {
	if slices.Contains(languages, past.AnyLanguage) {
		return news.Say("Languages: any.")
	}
	return news.Say("Languages: %s.", reply.Join(languages, "and"))
}
