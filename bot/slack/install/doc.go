// Package install lets many Slack workspaces install newsbell by OAuth, and
// keeps their tokens sealed ([Vault]). It stands before the conversation: what
// it keeps is what bot/slack speaks with.
package install
