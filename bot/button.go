package bot

// CmdButton is the command of a pressed button. People cannot type it; its
// arguments are those that the platforms' adapters set.
const CmdButton = "button"

// The arguments of a pressed button, and its verbs.
const (
	ArgVerb     = "verb"
	ArgDelivery = "delivery" // whose message the button stands on

	VerbSources = "sources"
	VerbWhy     = "why"
	VerbFollow  = "follow"
	VerbMute    = "mute"
	VerbFewer   = "fewer"
	VerbMore    = "more" // of a digest: what it left out
)

func buttonCommand() Command {
	return Command{
		Name: CmdButton, Help: "A button on a message",
		Args: []Arg{{Name: ArgVerb, Required: true}, {Name: ArgDelivery, Required: true}},
	}
}
