// Package bot is the conversation: one command model for every platform.
// A platform adapter (bot/discord, bot/slack, bot/local) turns what a person
// typed into a [Request], and the answering [news.Message] into its own form.
package bot
