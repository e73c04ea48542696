package post

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"newsbell/bot/slack/block"
	"newsbell/bot/slack/webapi"
	"newsbell/news"
)

// A rule is one row of the outcome table: what an error that Slack names
// comes to for the delivery and its channel.
type rule struct {
	class  news.OutcomeClass
	detail string
	after  time.Duration
	global bool
}

// Waits that the table gives where Slack names none.
const (
	waitSoon  = time.Minute
	waitLong  = time.Hour
	waitPace  = 30 * time.Second // of a call that was made too soon
	waitQuota = 6 * time.Hour    // the message cap of a workspace's plan
)

// rules is the outcome table. An error that is not in it was refused without
// being posted, since only those of the class unknown can have posted
// something; it is tried again.
func rules() map[string]rule {
	table := map[string]rule{
		"internal_error":      {class: news.OutcomeUnknown, detail: "Slack had an internal error and may have posted it"},
		"fatal_error":         {class: news.OutcomeUnknown, detail: "Slack had a fatal error and may have posted it"},
		"service_unavailable": {class: news.OutcomeUnknown, detail: "Slack is unavailable and may have posted it"},

		"ratelimited":            {class: news.OutcomeLimited, detail: "Slack asks for a slower pace"},
		"rate_limited":           {class: news.OutcomeLimited, detail: "Slack asks for a slower pace"},
		"message_limit_exceeded": {class: news.OutcomeLimited, after: waitQuota, global: true, detail: "the workspace's plan takes no more messages now"},

		"request_timeout":            {class: news.OutcomeNotSent, after: waitSoon, detail: "Slack did not receive the whole request"},
		"external_channel_migrating": {class: news.OutcomeNotSent, after: waitSoon, detail: "the channel is being moved by Slack"},
		"team_added_to_org":          {class: news.OutcomeNotSent, after: waitLong, global: true, detail: "the workspace is being moved into an organisation"},
	}
	add(table, news.OutcomeRefused, "Slack refuses the form of this message",
		"invalid_blocks", "invalid_blocks_format", "invalid_block_type", "only_one_table_allowed",
		"msg_blocks_too_long", "msg_too_long", "no_text", "markdown_text_conflict", "too_many_attachments",
		"attachment_payload_limit_exceeded", "invalid_attachments",
		"metadata_too_large", "invalid_metadata_format", "invalid_metadata_schema", "metadata_must_be_sent_from_app",
		"invalid_arguments", "invalid_arg_name", "invalid_array_arg", "invalid_json", "json_not_object",
		"invalid_charset", "invalid_form_data", "invalid_post_type", "missing_post_type")
	add(table, news.OutcomeGone, "the message is no more or can no longer be changed",
		"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive",
		"cannot_reply_to_message", "thread_not_found", "invalid_ts",
		"duplicate_message_not_found", "duplicate_channel_not_found")
	addChannel(table)
	addStopped(table)
	return table
}

// addChannel holds the errors that close one channel. Each may heal, so none
// ends it: an event or a person does that.
func addChannel(table map[string]rule) {
	add(table, news.OutcomeForbidden, "the channel does not exist or newsbell cannot see it: /invite the app there", "channel_not_found")
	add(table, news.OutcomeForbidden, "the channel is archived", "is_archived")
	add(table, news.OutcomeForbidden, "newsbell is not a member of the channel: /invite the app there",
		"not_in_channel", "no_permission", "user_not_in_channel")
	add(table, news.OutcomeForbidden, "a rule of the workspace forbids newsbell to post in the channel",
		"restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
		"restricted_action_non_threadable_channel", "restricted_action_thread_locked",
		"ekm_access_denied", "messages_tab_disabled", "cannot_dm_bot", "channel_is_limited_access",
		"slack_connect_file_link_sharing_blocked", "team_not_found", "method_not_supported_for_channel_type")
}

// addStopped holds the errors that close the whole workspace.
func addStopped(table map[string]rule) {
	for _, code := range webapi.TokenErrors() {
		table[code] = rule{class: news.OutcomeStopped, after: waitLong, global: true, detail: "Slack rejects the bot token: install the app again and give newsbell the new one"}
	}
	table["missing_scope"] = rule{class: news.OutcomeStopped, after: waitLong, global: true, detail: "the app lacks a permission: update its manifest and install it again"}
	for _, code := range []string{
		"access_denied", "team_access_not_granted", "org_login_required", "two_factor_setup_required", "enterprise_is_restricted",
		"accesslimited", "method_deprecated", "deprecated_endpoint", "unknown_method", "not_allowed_token_type",
	} {
		table[code] = rule{class: news.OutcomeStopped, after: waitLong, global: true, detail: "Slack refuses this app in the workspace"}
	}
}

func add(table map[string]rule, class news.OutcomeClass, detail string, codes ...string) {
	for _, code := range codes {
		table[code] = rule{class: class, detail: detail}
	}
}

// classify turns the reply to a post or an edit into an outcome.
func classify(table map[string]rule, r webapi.Reply) news.Outcome {
	status := strconv.Itoa(r.Status)
	switch {
	case r.Status == 0 && !r.Wrote:
		return news.Outcome{Class: news.OutcomeNotSent, Code: "network", Detail: "Slack could not be reached"}
	case r.Status == 0:
		return news.Outcome{Class: news.OutcomeUnknown, Code: "network", Detail: "the connection broke before Slack answered"}
	case r.Status == http.StatusTooManyRequests:
		return news.Outcome{
			Class: news.OutcomeLimited, Code: "ratelimited", After: cmp.Or(r.RetryAfter, waitPace),
			Detail: "Slack asks for a slower pace",
		}
	case r.Status >= 500, r.Status == http.StatusRequestTimeout, r.Status < 300 && r.Err != nil:
		return news.Outcome{Class: news.OutcomeUnknown, Code: status, Detail: "Slack failed while it may have posted the message"}
	case r.Err == nil && r.Answer.Error != "":
		return classifyCode(table, r)
	case r.Status == http.StatusRequestEntityTooLarge:
		return news.Outcome{Class: news.OutcomeRefused, Code: status, Detail: "the request is too large"}
	case r.Status >= 300:
		return news.Outcome{Class: news.OutcomeNotSent, Code: status, After: waitSoon, Detail: "something between newsbell and Slack refused the request"}
	case r.Answer.OK && r.Answer.TS != "":
		return news.Outcome{Class: news.OutcomeSent, MessageID: r.Answer.TS}
	default:
		return news.Outcome{Class: news.OutcomeUnknown, Code: status, Detail: "Slack's answer makes no sense"}
	}
}

// classifyCode looks an error up that Slack named.
func classifyCode(table map[string]rule, r webapi.Reply) news.Outcome {
	row, known := table[r.Answer.Error]
	if !known {
		row = rule{class: news.OutcomeNotSent, after: waitSoon, detail: "Slack refused the request"}
	}
	o := news.Outcome{Class: row.class, Code: r.Answer.Error, After: row.after, Global: row.global, Detail: row.detail}
	switch row.class {
	case news.OutcomeLimited:
		o.After = cmp.Or(r.RetryAfter, row.after, waitPace)
	case news.OutcomeForbidden:
		o.Channel = news.ChannelSuspended
	default:
	}
	if r.Answer.Error == "missing_scope" && r.Answer.Needed != "" {
		o.Detail += " (it needs " + block.Clip(r.Answer.Needed, 80) + ")"
	}
	return o
}
