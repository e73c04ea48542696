package bot

import (
	"context"
	"time"

	"newsbell/bot/reply"
	"newsbell/news"
)

// An Actor is the person who typed a command or pressed a button.
type Actor struct {
	ID     string // on the platform
	Name   string
	Admin  bool   // may configure: Manage Channels on Discord, admin or creator on Slack
	Owner  bool   // manages the whole server or workspace
	Locale string // BCP 47 as the platform gives it, "" when unknown
	Zone   string // IANA, "" when unknown
	// In tells whether the person is in a role or user group; nil means in none.
	// What a person can mend is a *news.Error.
	In func(ctx context.Context, group string) (bool, error)
}

// A Request is one command, whatever platform it came from.
type Request struct {
	ID      string // the platform's id of the event; a repeated one is answered once
	Target  news.Target
	Channel string // the channel's name, for people
	// Around is the id of the channel around the thread in which it came, "" for
	// none: what stands in the thread may belong to either.
	Around string
	Actor  Actor
	// Locale is that of the place, a guild or workspace: BCP 47, "" when unknown.
	Locale string
	// Command is the command's words, such as "subscribe" or "digest now".
	Command string
	// Args are its arguments by name, such as "query", "when", "from".
	Args map[string]string
	At   time.Time
}

// A Choice is one suggestion of an autocompletion.
type Choice struct {
	Label string
	Value string
}

// A Clerk answers requests; adapters call it and show what it returns.
type Clerk interface {
	// Answer carries out a request. It never fails: a fault is a message that
	// says what to do.
	Answer(ctx context.Context, r Request) news.Message
	// Complete suggests values for the argument being typed.
	Complete(ctx context.Context, r Request, arg, typed string) []Choice
}

// An Arg is one argument of a command.
type Arg struct {
	Name     string
	Help     string
	Required bool
	Choices  []string // a closed list, when there is one
	Complete bool     // offers suggestions while typing
	// Keyword introduces the argument in typed text ("when", "from", "in",
	// "about"); the first argument has none.
	Keyword string
}

// A Command is one thing that people can ask for.
type Command struct {
	Name    string // "subscribe", "feeds add"
	Help    string // one line
	Example string // as typed after /news
	Admin   bool   // only for those who may configure
	Args    []Arg
}

// Among says, as a *news.Error, why a person is not among those who may use a
// command; nil when they are. It fails as well when [Actor.In] does.
func (a Actor) Among(ctx context.Context, may news.Who, cmd Command) error {
	group, named := may.Group()
	switch {
	case may == news.Everyone:
		return nil
	case named && a.In != nil:
		in, err := a.In(ctx, group)
		if err != nil {
			return err
		}
		if in {
			return nil
		}
	}
	switch {
	case named:
		return news.Fault("forbidden", "Only the members of the group %s and those who manage this channel may use %s.", group, reply.Shown(cmd.Typed()))
	case cmd.Admin:
		return news.Fault("forbidden", "Only those who manage this channel may use %s.", reply.Shown(cmd.Typed()))
	default:
		return news.Fault("forbidden", "In this channel only those who manage it may subscribe, mute and follow.")
	}
}
