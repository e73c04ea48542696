package slack

import "encoding/json"

type object = map[string]any

// Manifest is the description from which Slack makes the app in one step:
// the command, the scopes and the events, in Socket Mode. The history scopes
// serve only to find out whether a message arrived after a broken connection.
func Manifest() []byte {
	m := object{
		"display_information": object{
			"name":        "newsbell",
			"description": "Rings when news you care about breaks, and keeps the story current",
		},
		"features": object{
			"bot_user": object{"display_name": "newsbell", "always_online": true},
			"app_home": object{"home_tab_enabled": false, "messages_tab_enabled": true, "messages_tab_read_only_enabled": false},
			"slash_commands": []object{{
				"command": "/news", "description": "Subscribe to news, see why it rang, set digests",
				"usage_hint": "subscribe <words> | list | digest daily at 09:00 | help", "should_escape": true,
			}},
		},
		"oauth_config": object{"scopes": object{"bot": []string{
			"chat:write", "commands", "channels:read", "groups:read", "im:read", "im:write",
			"channels:history", "groups:history", "im:history", "users:read",
		}}},
		"settings": object{
			"event_subscriptions": object{"bot_events": []string{
				"app_uninstalled", "tokens_revoked", "channel_archive", "channel_unarchive", "channel_deleted",
				"channel_left", "group_archive", "group_unarchive", "group_left", "member_joined_channel",
			}},
			"interactivity":          object{"is_enabled": true},
			"org_deploy_enabled":     false,
			"socket_mode_enabled":    true,
			"token_rotation_enabled": false,
		},
	}
	// Maps are written in the order of their keys, and nothing in this one
	// can fail to be written.
	out, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil
	}
	return append(out, '\n')
}
