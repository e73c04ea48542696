// Package discord is the Discord side of the conversation: stage 5's wire for
// messages out, and the door for commands in.
//
// Package card turns a news.Delivery into the exact bytes of a request. A Sender
// of package post posts those bytes and says what came of it, as a news.Outcome;
// when the answer was lost, its Probe looks for the message in the channel's
// history. A Session keeps the gateway open, hands commands and clicks to a bot.Clerk and
// shows its answers. Package deliver decides what is sent when and what an
// outcome means for the delivery; package bot answers the commands.
//
// # Requests
//
// Every request, also those of a Session, goes through the client of package
// rest, which honours contexts, learns the buckets from the headers, keeps below
// the global limit and stops by itself before Discord has to stop it. Only the
// gateway is left to discordgo.
//
// # Effectively once
//
// A message carries its delivery twice: as an enforced nonce, by which Discord
// answers a repeated request within some minutes with the first message, and in
// the custom_id of a button ("n1:<verb>:<delivery>"), by which Probe finds it
// in the history for as long as the message stands.
//
// # Untrusted text
//
// Text of feeds and people passes through the escapes of package card, and
// every body says that it may mention nobody, but for the one role that a
// channel's admins had its alerts call.
//
// # Places
//
// A delivery goes to a channel, a thread, a direct message, or a forum, which
// takes a new thread instead of a message. Newsbell learns what a place is from
// Discord's refusal of another form, so that ordinary channels cost no question.
// The id of a message in a thread that newsbell started names the thread too:
// "<thread>/<message>". Forum posts know no nonce: see [post.Sender.Send].
package discord
