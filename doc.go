// Package newsbell is a guided tour; it holds no code but the tests that keep
// the repository's own rules. newsbell watches news feeds, groups the articles
// that tell of one event into a story, and rings the Discord and Slack channels
// that asked for it: an alert when a story breaks, kept current in place, and
// digests on a channel's own schedule.
//
// # One article, folder by folder
//
// cmd/newsbell is the commands: flags, signals, what is printed. It reads the
// operator's file through package config and hands it to package app, which puts
// everything below together, opens storage and starts the loops; no other
// package knows them all.
//
// Package news holds the nouns. Every other package speaks of them and of
// little else: Feed, Article, Story, Development, Subscription, Match, Verdict,
// Delivery, Message. It imports only the standard library.
//
// Package feed (stage 1) visits due feeds politely and turns what it reads into
// Articles: fetched (feed/fetch), parsed (feed/wire), identified, and, where the
// feed gives too little, completed from the article's own page (feed/page).
//
// Package story (stage 2) places each new Article in a Story, with the others
// that tell of the same event, and notes the Developments in it.
//
// Package match (stage 3) is the query language and the index of all standing
// subscriptions: Article in, Matches out.
//
// Package alert (stage 4a) decides for each Match whether the channel is rung
// now, and names the reason. Package summary writes the few sentences that go
// with it. Package digest (stage 4b) ranks the rest into a list when the channel
// wants it.
//
// Stages never import each other, so package desk runs story, match and alert
// as one loop: a batch of Articles in, one transaction out. Package replay runs
// story and alert over the articles of a file, to try a budget.
//
// Package deliver (stage 5) carries out each Delivery effectively once: written
// down before it is sent, paced, repeated, reconciled, edited in place.
//
// Package bot is the conversation: what people type comes in, Messages go out.
// bot/clerk answers; bot/discord, bot/slack and bot/local are the three places
// to talk, each with its own rendering and its own test server.
//
// Package storage keeps every noun, in SQLite or PostgreSQL, with one SQL text;
// package jobs runs the durable work on the same database. Package web shows
// the operator what goes on. Package text is the handling of words that stages
// share, package spell what they propose when a word is not understood.
//
// Package demo is a newsroom of our own words, for trying all this without a
// token or a network, and demo/show puts it on; package trial kills and restarts the real binary to see
// whether the promises hold.
//
// # Rules that tests keep
//
// Which package may import which, and which library belongs to whom, is one
// table in arch_test.go. Package comments, links in the documentation and
// go.mod are held to their rules in docs_test.go.
package newsbell
