// Package deliver is stage 5: it carries decided deliveries to the chat
// effectively once. The decision is a row under a unique key; the exact bytes
// and a nonce are committed before the request; an unknown outcome is
// reconciled with the platform, never blindly repeated, and parked for review
// when no proof can be had.
//
// The decisions are pure: [Pick] says which row of a lane is next, [Judge] what
// an answer means for a row, [Next] how an unknown row is resolved and
// [JudgeFinding] what a look into the history proved. [Courier] acts on them,
// one lane a channel, one request in flight. docs/delivery.md draws the states.
//
// Nothing comes after this stage: people read what it sent. What they answer
// enters through package bot.
package deliver
