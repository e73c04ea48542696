package discord

import (
	"encoding/json"
	"testing"
	"time"
)

func TestChangeOf(t *testing.T) {
	now := time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, kind, data string
		want             string // target and state; "" for nothing
	}{
		{"a channel is deleted", "CHANNEL_DELETE", `{"id":"5","guild_id":"1"}`, "discord/1/5 ended"},
		{"a thread is deleted", "THREAD_DELETE", `{"id":"6","guild_id":"1","parent_id":"5"}`, "discord/1/6 ended"},
		{"permissions change", "CHANNEL_UPDATE", `{"id":"5","guild_id":"1","permission_overwrites":[]}`, "discord/1/5 active"},
		{"a direct message's channel", "CHANNEL_UPDATE", `{"id":"5"}`, ""},
		{"a thread is archived", "THREAD_UPDATE", `{"id":"6","guild_id":"1","thread_metadata":{"archived":true}}`, ""},
		{"a thread is open again", "THREAD_UPDATE", `{"id":"6","guild_id":"1","thread_metadata":{"archived":false}}`, "discord/1/6 active"},
		{"roles change", "GUILD_ROLE_UPDATE", `{"guild_id":"1","role":{"id":"9"}}`, "discord/1/ active"},
		{"our roles change", "GUILD_MEMBER_UPDATE", `{"guild_id":"1","user":{"id":"me"}}`, "discord/1/ active"},
		{"another's roles change", "GUILD_MEMBER_UPDATE", `{"guild_id":"1","user":{"id":"you"}}`, ""},
		{"removed from the server", "GUILD_DELETE", `{"id":"1"}`, "discord/1/ suspended"},
		{"an outage", "GUILD_DELETE", `{"id":"1","unavailable":true}`, ""},
		{"invited anew", "GUILD_CREATE", `{"id":"1","joined_at":"2025-02-12T11:59:00Z"}`, "discord/1/ active"},
		{"a server of old", "GUILD_CREATE", `{"id":"1","joined_at":"2024-02-12T11:59:00Z"}`, ""},
		{"not readable", "CHANNEL_DELETE", `[`, ""},
		{"of no concern", "TYPING_START", `{"id":"5","guild_id":"1"}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, ok := changeOf(tt.kind, json.RawMessage(tt.data), "me", now)
			got := ""
			if ok {
				got = c.target.String() + " " + string(c.state)
			}
			if got != tt.want || ok && c.why == "" {
				t.Errorf("got %q because %q, want %q", got, c.why, tt.want)
			}
		})
	}
}
