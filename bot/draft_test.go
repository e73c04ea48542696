package bot_test

import (
	"maps"
	"strings"
	"testing"

	"newsbell/bot"
)

func TestDraft(t *testing.T) {
	for _, tt := range []struct {
		line, command string
		args          map[string]string
	}{
		{"subscribe", "subscribe", map[string]string{}},
		{"/news sub when every", "subscribe", map[string]string{"when": "every"}},
		{"digest", "digest set", map[string]string{}},
		{"quiet", "quiet", map[string]string{}},
		{"set budget", "set", map[string]string{"key": "budget"}},
		{"subscribe ukraine", "", nil},
		{"list", "", nil},
		{"", "", nil},
		{"gibberish", "", nil},
		{strings.Repeat("subscribe ", 1000), "", nil},
	} {
		cmd, args, ok := bot.Draft(tt.line, bot.Commands())
		if ok != (tt.command != "") || cmd.Name != tt.command || !maps.Equal(args, tt.args) {
			t.Errorf("%.40q: got %q, %v, %v", tt.line, cmd.Name, args, ok)
		}
	}
}
