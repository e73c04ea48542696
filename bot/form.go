package bot

import (
	"context"

	"newsbell/bot/setting"
	"newsbell/news"
)

// The commands that only forms send: people cannot type them.
const (
	CmdChange = "change" // several settings at once
	CmdEdit   = "edit"   // a subscription's query, mode and sources
)

// A Form asks for several arguments at once, filled in with what holds now. The
// platform shows it, and sends Command with Args and the fields' values, empty
// ones too.
type Form struct {
	Title   string
	Command string
	Args    map[string]string
	Fields  []Field
}

// A Field is one argument of a form.
type Field struct {
	Name     string // of the argument
	Help     string
	Value    string   // what holds now
	Choices  []string // a closed list, when there is one
	Required bool
}

// A FormClerk is a Clerk that has forms.
type FormClerk interface {
	Clerk
	// Form gives the form of a request for [CmdChange] or [CmdEdit]. When there
	// is none for this person, the message says why.
	Form(ctx context.Context, r Request) (Form, news.Message)
}

// formCommands are the commands of the forms.
func formCommands() []Command {
	change := Command{Name: CmdChange, Admin: true, Help: "Change several settings", Example: "set zone Europe/Berlin"}
	for _, key := range setting.InForm() {
		change.Args = append(change.Args, Arg{Name: key})
	}
	return []Command{change, {
		Name: CmdEdit, Help: "Change a subscription", Example: "unsubscribe 2",
		Args: []Arg{
			{Name: ArgSubscription, Required: true},
			{Name: ArgQuery, Help: "words, \"phrases\", OR, -without", Required: true},
			{Name: ArgWhen, Help: "when to ring: breaking, every or digest", Choices: modes()},
			{Name: ArgFrom, Help: "only these feeds or sites"},
		},
	}}
}

// FormCommand gives the command that a form sends, by its name.
func FormCommand(name string) (Command, bool) { return lookup(formCommands(), name) }
