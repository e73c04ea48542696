package slack

import (
	"encoding/json"
	"strings"
)

type object = map[string]any

// Scopes are the permissions of the bot, each with what needs it: posting;
// commands and shortcuts; knowing channels, who made them and who is in them;
// opening the conversation with a person; reading, after a broken connection,
// whether a message arrived; and telling admins and guests apart.
func Scopes() []string {
	return []string{
		"chat:write", "commands", "channels:read", "groups:read", "im:read", "im:write",
		"channels:history", "groups:history", "im:history", "users:read",
	}
}

// optionalScopes are those that only some settings need: usergroups:read, to tell
// who is in a user group that a rule names.
func optionalScopes() []string { return []string{"usergroups:read"} }

// Manifest is the description from which Slack makes the app in one step: the
// command, the shortcuts, the Home tab, the scopes and the events. With the
// address at which Slack reaches newsbell it is for signed HTTP and OAuth,
// without one ("") for Socket Mode. More are scopes besides those that newsbell
// always needs, such as post.ScopeFiles.
func Manifest(publicURL string, more ...string) []byte {
	publicURL = strings.TrimSuffix(publicURL, "/")
	command := object{
		"command": "/news", "description": "Subscribe to news, see why it rang, set digests",
		"usage_hint": "subscribe <words> | list | digest daily at 09:00 | help", "should_escape": true,
	}
	oauth := object{"scopes": object{"bot": append(Scopes(), more...), "bot_optional": optionalScopes()}}
	events := object{"bot_events": botEvents()}
	interactivity := object{"is_enabled": true}
	if publicURL != "" {
		command["url"] = publicURL + PathCommands
		oauth["redirect_urls"] = []string{publicURL + pathCallback}
		events["request_url"] = publicURL + PathEvents
		interactivity["request_url"] = publicURL + PathInteractivity
		interactivity["message_menu_options_url"] = publicURL + PathInteractivity
	}
	m := object{
		"display_information": object{
			"name":        "newsbell",
			"description": "Rings when news you care about breaks, and keeps the story current",
		},
		"features": object{
			"bot_user":       object{"display_name": "newsbell", "always_online": true},
			"app_home":       object{"home_tab_enabled": true, "messages_tab_enabled": true, "messages_tab_read_only_enabled": false},
			"slash_commands": []object{command},
			"shortcuts":      shortcuts(),
		},
		"oauth_config": oauth,
		"settings": object{
			"event_subscriptions":    events,
			"interactivity":          interactivity,
			"org_deploy_enabled":     false,
			"socket_mode_enabled":    publicURL == "",
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

// pathCallback is where Slack leads back after an installation; bot/slack/install
// serves it.
const pathCallback = "/slack/oauth/callback"

func shortcuts() []object {
	return []object{
		{"name": "Subscribe to news", "type": "global", "callback_id": shortcutSubscribe, "description": "Ring a channel when your words are in the news"},
		{"name": "Why this?", "type": "message", "callback_id": shortcutWhy, "description": "Explain why this story rang, or did not"},
		{"name": "Mute this story", "type": "message", "callback_id": shortcutMute, "description": "Hear no more of this story in the channel"},
	}
}
