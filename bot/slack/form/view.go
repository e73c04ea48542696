package form

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"newsbell/bot"
	"newsbell/lang"
	"newsbell/text"
)

// Slack's limits of views, in characters (docs.slack.dev, "Views", "Input block"
// and "Option object").
const (
	maxTitle    = 24
	maxButton   = 24
	maxBlocks   = 100
	maxMetadata = 3000
	maxLabel    = 2000
	maxOption   = 75
	maxValue    = 150
	maxOptions  = 100
	maxTyped    = 3000 // of a text field
	maxHint     = 150
	maxID       = 255
)

// The names under which a form's parts come back.
const (
	prefix      = "news."
	argPrefix   = "arg."
	action      = "value"
	blockPlace  = "place"
	callbackMax = maxID
)

// A View is what views.open, views.update and views.publish take.
type View struct {
	Type     string `json:"type"` // "modal" or "home"
	Callback string `json:"callback_id,omitempty"`
	Private  string `json:"private_metadata,omitempty"`
	Title    *Text  `json:"title,omitempty"`
	Submit   *Text  `json:"submit,omitempty"`
	Close    *Text  `json:"close,omitempty"`
	Blocks   any    `json:"blocks"`
}

// A Text is shown as it is.
type Text struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji *bool  `json:"emoji,omitempty"`
}

// An Option is one entry of a menu.
type Option struct {
	Text  Text   `json:"text"`
	Value string `json:"value"`
}

type input struct {
	Type     string  `json:"type"`
	BlockID  string  `json:"block_id"`
	Label    Text    `json:"label"`
	Hint     *Text   `json:"hint,omitempty"`
	Optional bool    `json:"optional"`
	Element  element `json:"element"`
}

type element struct {
	Type        string   `json:"type"`
	ActionID    string   `json:"action_id"`
	Placeholder *Text    `json:"placeholder,omitempty"`
	Initial     string   `json:"initial_value,omitempty"`
	Chosen      *Option  `json:"initial_option,omitempty"`
	Options     []Option `json:"options,omitempty"`
	MaxLength   int      `json:"max_length,omitempty"`
	MinQuery    *int     `json:"min_query_length,omitempty"`
	Current     bool     `json:"default_to_current_conversation,omitempty"`
	Filter      *filter  `json:"filter,omitempty"`
}

type filter struct {
	Include []string `json:"include"`
	NoBots  bool     `json:"exclude_bot_users"`
	NoOther bool     `json:"exclude_external_shared_channels"`
}

// A Place says for which channel a form is, and where it was opened.
type Place struct {
	Channel string `json:"c,omitempty"` // "" has the person choose one
	Name    string `json:"n,omitempty"` // for people
	Home    string `json:"h,omitempty"` // the person's direct channel, when it was opened in the Home tab
}

// Ask is the form of a command: a field for each argument, filled with what is
// given. The closed lists are menus, what can be suggested is looked up while
// typing, the rest is text.
func Ask(cmd bot.Command, given map[string]string, at Place, voice lang.Voice) View {
	var blocks []any
	if at.Channel == "" {
		blocks = append(blocks, placeField(voice))
	}
	for _, a := range cmd.Args {
		blocks = append(blocks, field(a, given[a.Name], voice))
	}
	return View{
		Type: "modal", Callback: prefix + cmd.Name, Private: private(at), Title: title(cmd),
		Submit: plain(voice.Text("Go"), maxButton), Close: plain(voice.Text("Cancel"), maxButton), Blocks: blocks,
	}
}

// Answer shows what a command answered in the place of its form. The blocks are
// an array of blocks as JSON.
func Answer(cmd bot.Command, at Place, blocks json.RawMessage, voice lang.Voice) View {
	return View{
		Type: "modal", Callback: prefix + cmd.Name, Private: private(at), Title: title(cmd),
		Close: plain(voice.Text("Done"), maxButton), Blocks: blocks,
	}
}

// Home is the Home tab with an array of blocks as JSON. It carries the person's
// direct conversation with newsbell, "" when that is not known.
func Home(blocks json.RawMessage, direct string) View {
	return View{Type: "home", Private: direct, Blocks: blocks}
}

func private(at Place) string {
	at.Name = text.Truncate(text.Clean(at.Name), 100)
	raw, err := json.Marshal(at)
	if err != nil || len(raw) > maxMetadata {
		return ""
	}
	return string(raw)
}

func title(cmd bot.Command) *Text {
	name := strings.TrimSuffix(cmd.Name, " set")
	return plain(capital(name), maxTitle)
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(r)) + s[n:]
}

// placeField has the person choose a channel.
func placeField(voice lang.Voice) input {
	return input{
		Type: "input", BlockID: blockPlace, Label: *plain(voice.Text("Channel"), maxLabel),
		Hint: plain(voice.Text("newsbell must be in it: /invite @newsbell"), maxHint),
		Element: element{
			Type: "conversations_select", ActionID: action, Current: true,
			Filter: &filter{Include: []string{"public", "private"}, NoBots: true, NoOther: true},
		},
	}
}

func field(a bot.Arg, given string, voice lang.Voice) input {
	in := input{
		Type: "input", BlockID: argPrefix + a.Name, Label: *plain(capital(a.Name), maxLabel),
		Hint: plain(capital(voice.Text(strings.ReplaceAll(a.Help, "%", "%%"))), maxHint), Optional: !a.Required,
	}
	switch {
	case len(a.Choices) > 0:
		in.Element = element{Type: "static_select", ActionID: action, Placeholder: plain(voice.Text("Choose"), maxHint)}
		for _, c := range a.Choices[:min(len(a.Choices), maxOptions)] {
			o := option(c, c)
			in.Element.Options = append(in.Element.Options, o)
			if strings.EqualFold(c, given) {
				in.Element.Chosen = &o
			}
		}
	case a.Complete && utf8.RuneCountInString(given) <= maxValue:
		in.Element = element{Type: "external_select", ActionID: action, Placeholder: plain(voice.Text("Type or choose"), maxHint), MinQuery: new(int)}
		if given != "" {
			o := option(given, given)
			in.Element.Chosen = &o
		}
	default:
		in.Element = element{Type: "plain_text_input", ActionID: action, MaxLength: maxTyped, Initial: text.Truncate(given, maxTyped)}
	}
	return in
}

// Options is the menu of what may be meant by the typed text: the text itself,
// since people may know better, and the suggestions. Those that are too long to
// come back whole are left out.
func Options(typed string, suggested []bot.Choice) []Option {
	typed = strings.TrimSpace(typed)
	out := []Option{}
	seen := map[string]bool{}
	add := func(label, value string) {
		if value == "" || seen[value] || utf8.RuneCountInString(value) > maxValue || len(out) == maxOptions {
			return
		}
		seen[value] = true
		out = append(out, option(label, value))
	}
	exact := false
	for _, c := range suggested {
		exact = exact || c.Value == typed
	}
	if !exact {
		add(typed, typed)
	}
	for _, c := range suggested {
		add(c.Label, c.Value)
	}
	return out
}

func option(label, value string) Option {
	t := plain(label, maxOption)
	if t.Text == "" {
		t.Text = "…"
	}
	return Option{Text: *t, Value: value}
}

func plain(s string, most int) *Text {
	return &Text{Type: "plain_text", Text: text.Truncate(text.Clean(s), most), Emoji: new(bool)}
}
