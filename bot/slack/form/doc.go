// Package form turns a command of the conversation into a Slack form and what
// was filled in back into the command's arguments. It is pure: bot/slack.Session
// opens the views, and hands what comes back to the clerk.
package form
