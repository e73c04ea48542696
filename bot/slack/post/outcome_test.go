package post_test

import (
	"net/http"
	"testing"
	"time"

	"newsbell/bot/slack/post"
	"newsbell/news"
)

func TestOutcome(t *testing.T) {
	refused := func(code string) string { return `{"ok":false,"error":"` + code + `"}` }
	for _, tt := range []struct {
		name   string
		status int
		retry  string
		body   string
		want   news.Outcome
	}{
		{"sent", 200, "", `{"ok":true,"ts":"1.000200","channel":"C1"}`, news.Outcome{Class: news.OutcomeSent, MessageID: "1.000200"}},
		{"ok without ts", 200, "", `{"ok":true}`, news.Outcome{Class: news.OutcomeUnknown, Code: "200"}},
		{"ok is false", 200, "", `{"ok":false}`, news.Outcome{Class: news.OutcomeUnknown, Code: "200"}},
		{"bad JSON", 200, "", `<html>`, news.Outcome{Class: news.OutcomeUnknown, Code: "200"}},
		{"cut JSON", 200, "", `{"ok":true,"ts":"1`, news.Outcome{Class: news.OutcomeUnknown, Code: "200"}},
		{"500", 500, "", `oops`, news.Outcome{Class: news.OutcomeUnknown, Code: "500"}},
		{"502 from a proxy", 502, "", `<html>`, news.Outcome{Class: news.OutcomeUnknown, Code: "502"}},
		{"503 that names an error", 503, "", refused("service_unavailable"), news.Outcome{Class: news.OutcomeUnknown, Code: "503"}},
		{"408", 408, "", ``, news.Outcome{Class: news.OutcomeUnknown, Code: "408"}},
		{"429", 429, "7", refused("ratelimited"), news.Outcome{Class: news.OutcomeLimited, Code: "ratelimited", After: 7 * time.Second}},
		{"429 without Retry-After", 429, "", `<html>`, news.Outcome{Class: news.OutcomeLimited, Code: "ratelimited", After: 30 * time.Second}},
		{"ratelimited with 200", 200, "3", refused("ratelimited"), news.Outcome{Class: news.OutcomeLimited, Code: "ratelimited", After: 3 * time.Second}},
		{"redirect", 302, "", ``, news.Outcome{Class: news.OutcomeNotSent, Code: "302", After: time.Minute}},
		{"404 of a proxy", 404, "", `not here`, news.Outcome{Class: news.OutcomeNotSent, Code: "404", After: time.Minute}},
		{"413", 413, "", ``, news.Outcome{Class: news.OutcomeRefused, Code: "413"}},
		{"plan is full", 200, "", refused("message_limit_exceeded"), news.Outcome{Class: news.OutcomeLimited, Code: "message_limit_exceeded", After: 6 * time.Hour, Global: true}},
		{"internal_error", 200, "", refused("internal_error"), news.Outcome{Class: news.OutcomeUnknown, Code: "internal_error"}},
		{"fatal_error", 200, "", refused("fatal_error"), news.Outcome{Class: news.OutcomeUnknown, Code: "fatal_error"}},
		{"service_unavailable", 200, "", refused("service_unavailable"), news.Outcome{Class: news.OutcomeUnknown, Code: "service_unavailable"}},
		{"request_timeout", 200, "", refused("request_timeout"), news.Outcome{Class: news.OutcomeNotSent, Code: "request_timeout", After: time.Minute}},
		{"invalid_blocks", 200, "", refused("invalid_blocks"), news.Outcome{Class: news.OutcomeRefused, Code: "invalid_blocks"}},
		{"blocks too long", 200, "", refused("msg_blocks_too_long"), news.Outcome{Class: news.OutcomeRefused, Code: "msg_blocks_too_long"}},
		{"metadata", 200, "", refused("metadata_too_large"), news.Outcome{Class: news.OutcomeRefused, Code: "metadata_too_large"}},
		{"no channel", 200, "", refused("channel_not_found"), news.Outcome{Class: news.OutcomeForbidden, Code: "channel_not_found", Channel: news.ChannelSuspended}},
		{"archived", 200, "", refused("is_archived"), news.Outcome{Class: news.OutcomeForbidden, Code: "is_archived", Channel: news.ChannelSuspended}},
		{"not a member", 200, "", refused("not_in_channel"), news.Outcome{Class: news.OutcomeForbidden, Code: "not_in_channel", Channel: news.ChannelSuspended}},
		{"policy", 200, "", refused("restricted_action_read_only_channel"), news.Outcome{Class: news.OutcomeForbidden, Code: "restricted_action_read_only_channel", Channel: news.ChannelSuspended}},
		{"parent gone", 200, "", refused("message_not_found"), news.Outcome{Class: news.OutcomeGone, Code: "message_not_found"}},
		{"edit too late", 200, "", refused("edit_window_closed"), news.Outcome{Class: news.OutcomeGone, Code: "edit_window_closed"}},
		{"bad token", 200, "", refused("invalid_auth"), news.Outcome{Class: news.OutcomeStopped, Code: "invalid_auth", After: time.Hour, Global: true}},
		{"revoked", 200, "", refused("token_revoked"), news.Outcome{Class: news.OutcomeStopped, Code: "token_revoked", After: time.Hour, Global: true}},
		{"uninstalled", 200, "", refused("account_inactive"), news.Outcome{Class: news.OutcomeStopped, Code: "account_inactive", After: time.Hour, Global: true}},
		{"scope", 200, "", `{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"commands"}`, news.Outcome{Class: news.OutcomeStopped, Code: "missing_scope", After: time.Hour, Global: true}},
		{"no permission", 200, "", refused("no_permission"), news.Outcome{Class: news.OutcomeForbidden, Code: "no_permission", Channel: news.ChannelSuspended}},
		{"threads only", 200, "", refused("restricted_action_thread_only_channel"), news.Outcome{Class: news.OutcomeForbidden, Code: "restricted_action_thread_only_channel", Channel: news.ChannelSuspended}},
		{"no threads", 200, "", refused("restricted_action_non_threadable_channel"), news.Outcome{Class: news.OutcomeForbidden, Code: "restricted_action_non_threadable_channel", Channel: news.ChannelSuspended}},
		{"key management", 200, "", refused("ekm_access_denied"), news.Outcome{Class: news.OutcomeForbidden, Code: "ekm_access_denied", Channel: news.ChannelSuspended}},
		{"messages tab", 200, "", refused("messages_tab_disabled"), news.Outcome{Class: news.OutcomeForbidden, Code: "messages_tab_disabled", Channel: news.ChannelSuspended}},
		{"text too long", 200, "", refused("msg_too_long"), news.Outcome{Class: news.OutcomeRefused, Code: "msg_too_long"}},
		{"deleted after it was sent", 200, "", refused("duplicate_message_not_found"), news.Outcome{Class: news.OutcomeGone, Code: "duplicate_message_not_found"}},
		{"update not allowed", 200, "", refused("cant_update_message"), news.Outcome{Class: news.OutcomeGone, Code: "cant_update_message"}},
		{"no token", 200, "", refused("not_authed"), news.Outcome{Class: news.OutcomeStopped, Code: "not_authed", After: time.Hour, Global: true}},
		{"token expired", 200, "", refused("token_expired"), news.Outcome{Class: news.OutcomeStopped, Code: "token_expired", After: time.Hour, Global: true}},
		{"team not granted", 200, "", refused("team_access_not_granted"), news.Outcome{Class: news.OutcomeStopped, Code: "team_access_not_granted", After: time.Hour, Global: true}},
		{"organisation's login", 200, "", refused("org_login_required"), news.Outcome{Class: news.OutcomeStopped, Code: "org_login_required", After: time.Hour, Global: true}},
		{"moves into an organisation", 200, "", refused("team_added_to_org"), news.Outcome{Class: news.OutcomeNotSent, Code: "team_added_to_org", After: time.Hour, Global: true}},
		{"something new", 200, "", refused("invented_yesterday"), news.Outcome{Class: news.OutcomeNotSent, Code: "invented_yesterday", After: time.Minute}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := http.Header{}
			if tt.retry != "" {
				h.Set("Retry-After", tt.retry)
			}
			got := post.Outcome(t.Context(), tt.status, h, tt.body)
			if got.Class != news.OutcomeSent && got.Detail == "" {
				t.Error("no words for people")
			}
			got.Detail = ""
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestRules holds that only what may have been posted is unknown: a mistake
// here loses or doubles messages.
func TestRules(t *testing.T) {
	for code, class := range post.Rules() {
		may := code == "internal_error" || code == "fatal_error" || code == "service_unavailable"
		if may != (class == news.OutcomeUnknown) {
			t.Errorf("%s is %s", code, class)
		}
	}
}
