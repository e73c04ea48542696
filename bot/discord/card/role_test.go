package card_test

import (
	"bytes"
	"testing"

	"newsbell/bot/discord/card"
	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

// hang makes d an edit or a reply of the message with that id.
func hang(d news.Delivery, kind news.Kind, parent string) news.Delivery {
	d.Kind, d.Message.Kind, d.Parent, d.ParentID = kind, kind, 1, parent
	return d
}

func TestRender_callsOneRole(t *testing.T) {
	const role = "112233445566778899"
	tests := []struct {
		name    string
		kind    news.Kind
		mention string
		calls   bool
	}{
		{"alert", news.KindAlert, role, true},
		{"reply", news.KindReply, role, false},
		{"edit", news.KindEdit, role, false},
		{"digest", news.KindDigest, role, false},
		{"nobody", news.KindAlert, "", false},
		{"everyone's role", news.KindAlert, discordtest.Guild, false},
		{"no id", news.KindAlert, "everyone", false},
		{"a group of Slack", news.KindAlert, "S0123456", false},
	}
	for _, tt := range tests {
		for _, simple := range []bool{false, true} {
			t.Run(tt.name, func(t *testing.T) {
				c := discordtest.Storm()
				c.Title = "<@&" + role + "> @everyone"
				d := hang(discordtest.Alert(1, "c1", c), tt.kind, "99")
				d.Message.Mention = tt.mention
				b, err := card.Render(d, simple)
				if err != nil {
					t.Fatal(err)
				}
				if err := card.Validate(b); err != nil {
					t.Errorf("breaks a rule: %v", err)
				}
				calls := bytes.Contains(b, []byte(`"allowed_mentions":{"parse":[],"roles":["`+role+`"]}`))
				line := bytes.Contains(b, []byte(`"content":"<@&`+role+`>"`))
				if calls != tt.calls || line != tt.calls {
					t.Errorf("allowed %v, named %v, want %v: %s", calls, line, tt.calls, b)
				}
				if !calls && (bytes.Contains(b, []byte(`"roles"`)) || bytes.Contains(b, []byte(`"content":"<@&`))) {
					t.Errorf("calls another role: %s", b)
				}
				if !calls && !bytes.Contains(b, []byte(`"allowed_mentions":{"parse":[]`)) {
					t.Errorf("mentions are left open: %s", b)
				}
			})
		}
	}
}
