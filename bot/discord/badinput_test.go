package discord_test

import (
	"strings"
	"testing"

	"newsbell/bot/discord/discordtest"
)

// all are the rights that newsbell needs, as bits.
const allRights = 1<<10 | 1<<11 | 1<<14 | 1<<16 | 1<<38

// TestSession_badInput is what only Discord's forms and buttons can get wrong, and
// what is said; what every platform can stands in [bottest.RunAdverse].
func TestSession_badInput(t *testing.T) {
	long := strings.Repeat("ab ", 1333)
	tests := []struct {
		name string
		do   discordtest.Interaction
		want string
	}{
		{"click on a message that is forgotten", discordtest.Interaction{Button: "n1:why:999999"}, "no longer knows this message"},
		{"click on another channel's message", discordtest.Interaction{Button: "n1:mute:1", Channel: "56"}, "no longer knows this message"},
		{"a button of an older newsbell", discordtest.Interaction{Button: "n1:explode:1"}, "no longer knows|older newsbell"},
		{"a button of something else", discordtest.Interaction{Button: "vote:yes"}, "older newsbell"},
		{"a button without a name", discordtest.Interaction{Button: "n1::"}, "older newsbell"},
		{"a number that is none", discordtest.Interaction{Button: "n1:why:1e9"}, "older newsbell"},
		{"a form of something else", discordtest.Interaction{Form: "survey", Args: map[string]string{"a": "b"}}, "older newsbell"},
		{"a form for nothing", discordtest.Interaction{Form: "n1:edit:0", Args: map[string]string{"query": "flood"}}, "Which one"},
		{"a form without its fields", discordtest.Interaction{Form: "n1:edit:1"}, "subscribe|query|needs"},
		{"4,000 characters", discordtest.Interaction{Command: "subscribe", Args: map[string]string{"query": long}}, "too long"},
		{"4,000 characters of a link", discordtest.Interaction{Command: "why", Args: map[string]string{"link": long}}, "is not a link"},
		{"mentions and mark-up", discordtest.Interaction{Command: "subscribe", Args: map[string]string{"query": "(<@&42> @everyone `x"}}, "cannot read that query"},
		{"a link of another scheme", discordtest.Interaction{Command: "summary", Args: map[string]string{"link": "javascript:discordtest.Alert(1)"}}, "is not a link"},
		{"no right to set", discordtest.Interaction{Command: "set", Args: map[string]string{"key": "budget", "value": "3"}}, "Only those who manage"},
		{"everyone as the group to call", discordtest.Interaction{
			Command: "set", Args: map[string]string{"key": "mention", "value": "<@&" + discordtest.Guild + ">"}, Permissions: 8,
		}, "never everyone"},
		{"@everyone in words", discordtest.Interaction{
			Command: "set", Args: map[string]string{"key": "mention", "value": "@everyone"}, Permissions: 8,
		}, "Mention the role"},
	}
	k := talking(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k.t = t
			reply, got := k.do(tt.do)
			ok := false
			for want := range strings.SplitSeq(tt.want, "|") {
				ok = ok || strings.Contains(got, want)
			}
			if !ok || !reply.Private {
				t.Errorf("answered %q (private %v), want %q for this person alone", got, reply.Private, tt.want)
			}
		})
	}
}

// TestSession_saysWhatItLacks names each permission as Discord's settings do.
func TestSession_saysWhatItLacks(t *testing.T) {
	subscribe := discordtest.Interaction{Command: "subscribe", Args: map[string]string{"query": "flood"}}
	tests := []struct {
		name   string
		do     discordtest.Interaction
		rights int64
		kind   discordtest.Kind
		want   string // "" when nothing is missing
	}{
		{"all", subscribe, allRights, discordtest.Text, ""},
		{"administrator", subscribe, 1 << 3, discordtest.Text, ""},
		{"cannot send", subscribe, allRights &^ (1 << 11), discordtest.Text, "I lack: Send Messages."},
		{"cannot see or embed", subscribe, allRights &^ (1<<10 | 1<<14), discordtest.Text, "I lack: View Channel, Embed Links."},
		{"nothing at all", subscribe, discordtest.NoRights, discordtest.Text, "I lack: View Channel, Send Messages, Embed Links, Read Message History."},
		{"a sample", discordtest.Interaction{Command: "test"}, allRights &^ (1 << 16), discordtest.Text, "I lack: Read Message History."},
		{"what only answers", discordtest.Interaction{Command: "list"}, allRights &^ (1 << 11), discordtest.Text, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k := talking(t)
			tt.do.Rights, tt.do.Kind = tt.rights, tt.kind
			_, got := k.do(tt.do)
			if tt.want == "" && strings.Contains(got, "I lack") || !strings.Contains(got, tt.want) {
				t.Errorf("answered %q, want %q in it", got, tt.want)
			}
			if tt.want != "" && !strings.Contains(got, "channel settings") {
				t.Errorf("answered %q: it does not say how to give it", got)
			}
		})
	}
}
