package form

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"newsbell/bot"
	"newsbell/news"
	"newsbell/text"
)

// A Filled is a form as it comes back, or as it stands while someone types.
type Filled struct {
	Command string
	Args    map[string]string
	Place   Place // its channel is the one that the person chose, if the form asked
	Chosen  bool  // the person chose the channel
	View    string
	Root    string // of the lowest view of a stack; names the form while it is open
	Hash    string // of this state of the view
}

// A received is a view in a payload.
type received struct {
	ID       string `json:"id"`
	Root     string `json:"root_view_id"`
	Hash     string `json:"hash"`
	Callback string `json:"callback_id"`
	Private  string `json:"private_metadata"`
	State    struct {
		Values map[string]map[string]value `json:"values"`
	} `json:"state"`
}

type value struct {
	Value        string  `json:"value"`
	Selected     *Option `json:"selected_option"`
	Conversation string  `json:"selected_conversation"`
}

// Read reads the view of a payload. ok is false when it is none of ours.
func Read(raw json.RawMessage) (f Filled, ok bool) {
	var v received
	if json.Unmarshal(raw, &v) != nil {
		return Filled{}, false
	}
	name, ours := strings.CutPrefix(v.Callback, prefix)
	if !ours {
		return Filled{}, false
	}
	f = Filled{Command: name, Args: map[string]string{}, View: v.ID, Root: v.Root, Hash: v.Hash}
	if v.Private != "" && json.Unmarshal([]byte(v.Private), &f.Place) != nil {
		return Filled{}, false
	}
	for block, actions := range v.State.Values {
		one := actions[action]
		if arg, is := strings.CutPrefix(block, argPrefix); is {
			if s := strings.TrimSpace(one.text()); s != "" {
				f.Args[arg] = s
			}
		}
		if block == blockPlace && f.Place.Channel == "" && one.Conversation != "" {
			f.Place.Channel, f.Chosen = one.Conversation, true
		}
	}
	return f, true
}

func (v value) text() string {
	if v.Selected != nil {
		return v.Selected.Value
	}
	return v.Value
}

// ArgOf gives the argument whose field has the block id, "" for none.
func ArgOf(block string) string {
	arg, ok := strings.CutPrefix(block, argPrefix)
	if !ok {
		return ""
	}
	return arg
}

// NoPlace is the error at the field in which a channel is chosen.
func NoPlace(why string) map[string]string { return map[string]string{blockPlace: why} }

// maxFault bounds an error under a field; Slack shows a line or two.
const maxFault = 300

// Fault puts an answer that reports an error at the field that it is about. ok
// is false when the answer is none, or too long to stand under a field.
func Fault(cmd bot.Command, args map[string]string, answer news.Message) (at map[string]string, ok bool) {
	n := answer.Text
	if n == nil || !n.Error || len(cmd.Args) == 0 {
		return nil, false
	}
	var words []string
	for _, l := range n.Lines {
		if !l.Code && l.Text != "" {
			words = append(words, text.Clean(l.Text))
		}
	}
	why := strings.Join(words, " ")
	if why == "" {
		why = text.Clean(n.Title)
	}
	if why == "" || utf8.RuneCountInString(why) > maxFault {
		return nil, false
	}
	return map[string]string{argPrefix + blame(cmd, args, why): why}, true
}

// blame names the argument that an error is about: the one whose value it
// quotes (the longest if there are several; what was chosen from a menu is
// right), else the last that is required, else the first.
func blame(cmd bot.Command, args map[string]string, why string) string {
	best, named := "", ""
	folded := text.Fold(why)
	for _, a := range cmd.Args {
		v := text.Fold(args[a.Name])
		if len(a.Choices) == 0 && len(v) > 1 && len(v) > len(best) && strings.Contains(folded, v) {
			best, named = v, a.Name
		}
	}
	if named != "" {
		return named
	}
	for _, a := range slices.Backward(cmd.Args) {
		if a.Required {
			return a.Name
		}
	}
	return cmd.Args[0].Name
}
