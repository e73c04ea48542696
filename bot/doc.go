// Package bot is the conversation: one command model for every platform.
// A platform adapter (bot/discord, bot/slack, bot/local) turns what a person
// typed into a [Request], and the answering [news.Message] into its own form.
//
// [Commands] is the whole vocabulary, [ParseLine] reads typed text with it, and
// [CommandOf] holds a request against it. [PlainText] writes a message as a
// person would read it in a terminal. A [Clerk] answers: clerk.Service is the
// one, and what comes next. Package bot/bottest proves that every adapter gives
// the same answers.
//
// The conversation stands beside the stages: what people ask for here is read
// by package match, and what the stages decide comes back as messages. Read
// commands.go, request.go and parse.go, then bot/clerk from service.go on.
package bot
