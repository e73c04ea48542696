package bot

import (
	"errors"

	"newsbell/bot/reply"
	"newsbell/lang"
	"newsbell/news"
)

// Refuse is the reply to a typed line that [ParseLine] cannot read, in the first
// of the locales that newsbell speaks.
func Refuse(err error, locales ...string) news.Message {
	p := news.ReadPhrase(err.Error())
	if e, ok := errors.AsType[*news.Error](err); ok {
		p = e.Phrase()
	}
	return lang.In(lang.Pick(locales...)).Message(reply.Sorry("", reply.Says(p)))
}

// Empty reports whether there is nothing to show in m.
func Empty(m news.Message) bool { return m.Card == nil && m.List == nil && m.Text == nil }
