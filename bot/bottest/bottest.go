// Package bottest proves that an adapter of package bot speaks like every
// other: the same words typed on each platform lead to the same answers. An
// adapter's test opens it on a [bot.Clerk] and hands it to [Run].
//
// The world of the conversations is [Memory], fixed at [Now].
package bottest

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/clerk"
	"newsbell/bot/source"
	"newsbell/news"
)

// A Person types commands.
type Person struct {
	ID    string
	Name  string
	Admin bool // manages the channel, by the platform's own means
	// Groups are the roles or user groups that the person is in.
	Groups []string
}

// A Chat is one channel of a platform, with an adapter behind it.
type Chat interface {
	// Say types a line without the leading "/news", such as "subscribe flood",
	// the way the platform takes it, and gives what the person is shown then,
	// as they read it: without markup and escapes.
	Say(ctx context.Context, p Person, line string) (string, error)
}

// An Adapter opens chats of a platform.
type Adapter struct {
	// Typed says that people type free text, so that it may be wrong in ways
	// that a form does not allow.
	Typed bool
	// EveryoneAdmin says that the platform knows no people without rights.
	EveryoneAdmin bool
	// Direct opens a fresh direct message of newsbell with a person; nil where
	// there is none.
	Direct func(t *testing.T, clerk bot.Clerk) Chat
	// Open gives a fresh channel whose commands the clerk answers.
	Open func(t *testing.T, clerk bot.Clerk) Chat
}

// Now is the time in the conversations' world.
func Now() time.Time { return time.Date(2025, 2, 12, 17, 30, 0, 0, time.UTC) }

// Service gives a service over m that answers at [Now] and chooses breaking
// when no mode is named and more than one publisher may tell.
func Service(m *Memory, log *slog.Logger) *clerk.Service {
	return &clerk.Service{
		Store: m, Index: m, Feeds: m, Digests: m, Verdicts: m, Now: Now, Log: log,
		Defaults: clerk.Defaults{Zone: "UTC", Languages: []string{"en"}, Budget: 5},
		Mode: func(f clerk.ModeFacts) (news.Mode, news.Phrase) {
			if f.Bound == 1 || f.Watched < 2 {
				return news.Every, news.Say("for every new story, because one publisher alone can tell of it")
			}
			return news.Breaking, news.Say("when several publishers report it")
		},
	}
}

// Run holds an adapter against every conversation of the suite.
func Run(t *testing.T, a Adapter) {
	t.Helper()
	run(t, a, a.Open, conversations())
	if a.Direct != nil {
		run(t, a, a.Direct, personal())
	}
}

func run(t *testing.T, a Adapter, open func(*testing.T, bot.Clerk) Chat, talks []conversation) {
	t.Helper()
	for _, talk := range talks {
		t.Run(talk.name, func(t *testing.T) {
			chat := open(t, atNow{Service(World(), slog.New(slog.DiscardHandler))})
			for _, s := range talk.steps {
				if s.typed && !a.Typed || !s.by.Admin && s.rights && a.EveryoneAdmin {
					continue
				}
				got, err := chat.Say(t.Context(), s.by, s.line)
				if err != nil {
					t.Fatalf("%s types %q: %v", s.by.Name, s.line, err)
				}
				s.check(t, got)
			}
		})
	}
}

// atNow is a clerk for whom every request comes at [Now].
type atNow struct{ bot.Clerk }

// Answer implements bot.Clerk.
func (c atNow) Answer(ctx context.Context, r bot.Request) news.Message {
	r.At = Now()
	return c.Clerk.Answer(ctx, r)
}

// A step is one line typed and what its answer holds.
type step struct {
	by   Person
	line string
	// want are parts of the answer, in order; white space does not matter.
	want []string
	// not must not occur in it.
	not    []string
	typed  bool // wrong in a way that a form does not allow
	rights bool // rests on the person lacking rights
}

func (s step) check(t *testing.T, got string) {
	t.Helper()
	if len(s.line) > 80 {
		s.line = s.line[:80] + " and so on"
	}
	rest := strings.Join(strings.Fields(got), " ")
	for _, want := range s.want {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Errorf("%s types %q: the answer lacks %q (or has it too early):\n%s", s.by.Name, s.line, want, got)
			return
		}
		rest = after
	}
	for _, not := range s.not {
		if strings.Contains(got, not) {
			t.Errorf("%s types %q: the answer holds %q:\n%s", s.by.Name, s.line, not, got)
		}
	}
}

// World is what the conversations speak about: three publishers, one of them
// ill, and three stories of 12 February 2025.
func World() *Memory {
	now := Now()
	at := func(minutes int) time.Time { return now.Add(time.Duration(-minutes) * time.Minute) }
	talks := []news.Report{
		{Article: 1, Publisher: "Example Wire", Title: "Trump and Putin agree to start talks on Ukraine", URL: "https://wire.example/talks", At: at(28)},
		{Article: 2, Publisher: "Daily Example", Title: "US and Russian leaders to open Ukraine peace talks", URL: "https://daily.example/talks", At: at(20)},
	}
	quake := []news.Report{{Article: 3, Publisher: "Daily Example", Title: "Strong earthquake shakes the coast", URL: "https://daily.example/quake", At: at(300)}}
	return &Memory{
		AllFeeds: []news.Feed{
			{ID: 901, URL: "https://wire.example/feed", Title: "Example Wire", Publisher: "Example Wire", Language: "en", Origin: news.OriginFile, Seen: true, LastNew: at(28)},
			{ID: 902, URL: "https://daily.example/rss", Title: "Daily Example", Publisher: "Daily Example", Language: "en", Origin: news.OriginCatalogue, Seen: true, LastNew: at(20)},
			{ID: 903, URL: "https://slow.example/rss", Title: "Slow Gazette", Publisher: "Slow Gazette", Language: "en", Origin: news.OriginChat, Ill: "timeout", IllWhy: "no answer within 10 s", IllSince: at(180)},
			{ID: 904, URL: "https://intranet.corp.example/secret-feed", Title: "Corporate news", Language: "en", Origin: news.OriginFile, Private: true, Seen: true},
		},
		Articles: append(reports(), []news.Article{
			{ID: 1, URL: talks[0].URL, Title: talks[0].Title, Lead: "The two presidents spoke by telephone for ninety minutes.", Language: "en", Publisher: "Example Wire", Arrived: at(28), Story: 11},
			{ID: 2, URL: talks[1].URL, Title: talks[1].Title, Language: "en", Publisher: "Daily Example", Arrived: at(20), Story: 11},
			{ID: 3, URL: quake[0].URL, Title: quake[0].Title, Language: "en", Publisher: "Daily Example", Arrived: at(300), Story: 12},
			{ID: 4, URL: "https://blatt.example/a", Title: "Gespräche über die Ukraine angekündigt", Language: "de", Publisher: "Beispielblatt", Arrived: at(10), Story: 13},
		}...),
		Stories: []news.Story{
			{ID: 11, Title: talks[0].Title, URL: talks[0].URL, Lead: "The two presidents spoke by telephone for ninety minutes.", Language: "en", Began: at(28), Updated: at(20), Articles: 2, Reports: talks},
			{ID: 12, Title: quake[0].Title, URL: quake[0].URL, Lead: "No injuries were reported at first.", Language: "en", Began: at(300), Updated: at(300), Articles: 1, Reports: quake},
			{ID: 13, Title: "Gespräche über die Ukraine angekündigt", URL: "https://blatt.example/a", Language: "de", Began: at(10), Updated: at(10), Articles: 1, Reports: []news.Report{{Article: 4, Publisher: "Beispielblatt", Title: "Gespräche über die Ukraine angekündigt", URL: "https://blatt.example/a", At: at(10)}}},
		},
		Found: map[string][]source.Found{
			"https://new.example/news": {
				{URL: "https://new.example/rss.xml", Title: "New Example", Language: "en", Articles: 12},
				{URL: "https://new.example/sport.xml", Title: "New Example Sport", Language: "en", Articles: 3},
			},
			"https://one.example": {{URL: "https://one.example/feed", Title: "One Example", Articles: 5}},
		},
	}
}
