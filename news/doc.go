// Package news holds the nouns that every other package speaks of. It imports
// only the standard library and decides nothing.
//
// An article's way, in the order of the folders:
//
//	feed     wire     -> Article    fetched, parsed, identified
//	story    Article  -> Story      grouped with the others that tell of the event
//	match    Story    -> Match      held against what the channels asked for
//	alert    Match    -> Delivery   judged: ring now, and why
//	digest   Match    -> Delivery   or later, on the channel's own schedule
//	deliver  Delivery -> chat       sent effectively once
//
// Times are instants; they become UTC milliseconds only in package storage.
// Text that came from a feed or a person is plain, untrusted text: a platform
// escapes it where it leaves (bot/discord, bot/slack, bot/local), nowhere else.
//
// # Logging keys
//
// Logs use log/slog with constant messages and these keys: article, story,
// development, sub, channel, delivery, feed, target, reason, attempt, err, dur,
// count. Info says that a noun changed state, Warn that something will be tried
// again, Error that a person must act.
package news
