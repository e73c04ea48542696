package bottest

import (
	"context"
	"log/slog"
	"time"

	"newsbell/bot"
	"newsbell/news"
)

// A Sample is one kind of message that people are shown.
type Sample struct {
	Name string
	// Delivery is what is posted; its Message alone is an answer when Kind is "".
	Delivery news.Delivery
}

// Answer reports whether the sample answers a command, and so is shown to one
// person and carries no delivery.
func (s Sample) Answer() bool { return s.Delivery.Kind == "" }

// Samples are all kinds of messages, in the conversations' world, for a channel
// of a platform.
func Samples(ctx context.Context, to news.Target) []Sample {
	all := append(posted(), answered(ctx, to)...)
	for i := range all {
		d := &all[i].Delivery
		d.ID, d.Target = news.DeliveryID(i+1), to
		if d.Kind == news.KindEdit || d.Kind == news.KindReply {
			d.Parent, d.ParentID = 1, "1739379841"
		}
	}
	return all
}

// posted are the samples that are delivered.
func posted() []Sample {
	card := func(name string, kind news.Kind, change func(*news.Card)) Sample {
		c := talksCard()
		if change != nil {
			change(&c)
		}
		m := news.Message{Kind: kind, Card: &c}
		return Sample{name, news.Delivery{Kind: kind, Story: c.Story, Development: c.Development, Message: m}}
	}
	list := func(name string, l news.List) Sample {
		return Sample{name, news.Delivery{Kind: news.KindDigest, Message: news.Message{Kind: news.KindDigest, Silent: true, List: &l}}}
	}
	note := func(name string, n news.Note) Sample {
		return Sample{name, news.Delivery{Kind: news.KindNotice, Message: news.Message{Kind: news.KindNotice, Text: &n}}}
	}
	return []Sample{
		card("alert", news.KindAlert, nil),
		card("update", news.KindEdit, grow),
		card("merged", news.KindEdit, func(c *news.Card) {
			grow(c)
			c.Earlier = "https://chat.example/earlier"
		}),
		card("correction", news.KindEdit, func(c *news.Card) { c.Corrected = "Trump and Putin agree on peace for Ukraine" }),
		card("development", news.KindReply, func(c *news.Card) {
			c.Title, c.Summary = "Negotiating teams to meet in Riyadh", "The foreign ministers open the talks on Tuesday."
		}),
		list("digest", digestList("Daily digest", true, true)),
		list("digest-headlines", digestList("Headlines", false, false)),
		list("digest-sections", digestList("Your topics", false, true)),
		list("held-back", news.List{
			Heading: "Held back in quiet hours", Intro: "2 alerts came between 22:00 and 07:00", Zone: "Europe/Berlin", To: Now(),
			Items: digestList("", true, false).Items[:2],
		}),
		list("catch-up", news.List{
			Heading: "While I could not post here", Intro: "The channel was closed to me for 3 hours", Zone: "Europe/Berlin", To: Now(),
			Items: digestList("", false, false).Items[:2],
		}),
		note("notice", news.Note{Title: "Slow Gazette is ill", Lines: []news.Line{
			{Text: "slow.example has not answered for 3 hours: no answer within 10 s."},
			{Text: "I try again every hour. To watch it no longer:"},
			{Text: "/news feeds remove slow.example", Code: true},
		}}),
	}
}

func talksCard() news.Card {
	began := Now().Add(-28 * time.Minute)
	return news.Card{
		Story: 11, Development: 21, Title: "Trump and Putin agree to start talks on Ukraine", URL: "https://wire.example/talks",
		Summary: "The two presidents spoke by telephone for ninety minutes. Negotiating teams are to start work at once.",
		Reports: []news.Report{
			{Article: 1, Publisher: "Example Wire", URL: "https://wire.example/talks", At: began},
			{Article: 2, Publisher: "Daily Example", URL: "https://daily.example/talks", At: began.Add(8 * time.Minute)},
			{Article: 5, Publisher: "Coast Paper", URL: "https://coast.example/world/talks", At: began.Add(14 * time.Minute)},
		},
		Began: began, Updated: began.Add(14 * time.Minute), Coverage: "1 -> 3 publishers in 14 min",
		Reason: "3 independent publishers within 20 minutes", Words: []string{"ukraine", "talks"},
	}
}

// grow is the story half an hour later.
func grow(c *news.Card) {
	c.Reports = append(c.Reports,
		news.Report{Article: 6, Publisher: "Evening Star", URL: "https://star.example/a", At: Now()},
		news.Report{Article: 7, Publisher: "Copy Post", URL: "https://copy.example/x", At: Now(), Copy: true})
	c.Updated, c.Coverage = Now(), "1 -> 5 publishers in 28 min"
}

// digestList is a digest of three stories.
func digestList(heading string, summaries, sections bool) news.List {
	at := Now().Add(-2 * time.Hour)
	l := news.List{
		Heading: heading, Intro: "3 stories since yesterday 09:00", Zone: "Europe/Berlin", From: Now().Add(-24 * time.Hour), To: Now(), More: 4,
		Items: []news.Item{
			{Story: 11, Title: "Trump and Putin agree to start talks on Ukraine", URL: "https://wire.example/talks", Summary: "Negotiating teams are to start work at once.", Publishers: []string{"Example Wire", "Daily Example", "Coast Paper", "Evening Star"}, At: at, Note: "rang at 18:04", Section: "Ukraine"},
			{Story: 12, Title: "Strong earthquake shakes the coast", URL: "https://daily.example/quake", Summary: "No injuries were reported at first.", Publishers: []string{"Daily Example"}, At: at.Add(-3 * time.Hour), Section: "World"},
			{Story: 14, Title: "A new telescope sees first light", URL: "https://sky.example/t", Summary: "Its mirror is eight metres wide.", Publishers: []string{"Sky Weekly"}, At: at.Add(-5 * time.Hour), Section: "World"},
		},
	}
	for i := range l.Items {
		if !summaries {
			l.Items[i].Summary = ""
		}
		if !sections {
			l.Items[i].Section = ""
		}
	}
	return l
}

// answered are the samples that answer commands, as the clerk gives them.
func answered(ctx context.Context, to news.Target) []Sample {
	clerk := Service(World(), slog.New(slog.DiscardHandler))
	var out []Sample
	ask := func(name, line string) {
		command, args, err := bot.ParseLine(line, bot.Commands())
		if err != nil {
			return // the samples then lack one, which their test tells
		}
		m := clerk.Answer(ctx, bot.Request{
			Target: to, Channel: "news", Actor: bot.Actor{ID: "100", Name: "Ada", Admin: true, Owner: true}, Command: command, Args: args, At: Now(),
		})
		if name != "" {
			out = append(out, Sample{Name: name, Delivery: news.Delivery{Message: m}})
		}
	}
	ask("subscribed", "subscribe ukraine talks")
	ask("", "subscribe earthquake when every")
	ask("list", "list")
	ask("preview", "preview earthquake")
	ask("search", "search ukraine")
	ask("why", "why https://wire.example/talks")
	ask("settings", "settings")
	ask("help", "help")
	ask("sample-alert", "test")
	ask("error", "subscribe (ukraine talks")
	return out
}

// SampleNames are the kinds that [Samples] gives.
func SampleNames() []string {
	return []string{
		"alert", "update", "merged", "correction", "development", "digest", "digest-headlines", "digest-sections", "held-back", "catch-up",
		"notice", "subscribed", "list", "preview", "search", "why", "settings", "help", "sample-alert", "error",
	}
}
