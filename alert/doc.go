// Package alert is stage 4a: it judges what interrupts a channel now. Given a
// story, the subscriptions of one channel that match it and what the channel
// was already sent, [Decide] answers ring, reply, edit, hold or nothing, with
// a named reason. It holds no store, no clock and no network. What it decides
// becomes a delivery (stage 5, package deliver); what it leaves goes to the
// channel's digests (stage 4b, package digest).
package alert
