package bottest

import (
	"context"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"newsbell/bot"
	"newsbell/lang"
	"newsbell/news"
)

// RunLanguages holds an adapter against the suite in each language: what is
// typed stays English, and nothing that newsbell answers may.
func RunLanguages(t *testing.T, a Adapter) {
	t.Helper()
	for _, tag := range lang.All()[1:] {
		english := english(tag)
		for _, talk := range conversations() {
			t.Run(tag+" "+talk.name, func(t *testing.T) {
				chat := a.Open(t, speaking{atNow{Service(World(), slog.New(slog.DiscardHandler))}, tag})
				for _, s := range talk.steps {
					if s.typed || !s.by.Admin && s.rights && a.EveryoneAdmin {
						continue
					}
					got, err := chat.Say(t.Context(), s.by, s.line)
					if err != nil {
						t.Fatalf("%s types %q: %v", s.by.Name, s.line, err)
					}
					got = strings.Join(strings.Fields(got), " ")
					for _, words := range english {
						if strings.Contains(got, words) {
							t.Errorf("%s types %q: the answer holds English, %q:\n%s", s.by.Name, s.line, words, got)
						}
					}
				}
			})
		}
	}
}

// english gives the English words of all phrases that a language says in other
// words: stretches without a gap, long enough not to be met by chance.
func english(tag string) []string {
	gap := regexp.MustCompile(`%(\[\d+\])?[a-z]`)
	voice, seen := lang.In(tag), map[string]bool{}
	var words []string
	for _, key := range lang.Phrases() {
		if strings.Contains(voice.Text(strings.ReplaceAll(key, "%", "%%")), key) {
			continue
		}
		for _, part := range gap.Split(key, -1) {
			part = strings.Trim(part, " .,:;()·“”")
			if len(part) >= 12 && strings.Contains(part, " ") && !seen[part] {
				seen[part] = true
				words = append(words, part)
			}
		}
	}
	return words
}

// speaking is a clerk for whom everybody has one locale.
type speaking struct {
	bot.Clerk
	locale string
}

// Answer implements bot.Clerk.
func (c speaking) Answer(ctx context.Context, r bot.Request) news.Message {
	r.Actor.Locale = c.locale
	return c.Clerk.Answer(ctx, r)
}
