// Package push is the fast way into stage 1: it subscribes to feeds at their
// WebSub hubs and takes what the hubs deliver. Package feed reads it, and what
// comes next is the same as after a poll.
//
// A [Subscriber] asks hubs, renews what they granted, and answers below
// /websub/. Push only ever adds to polling: nothing rests on a hub, and [Pace]
// lets polls be rarer only while everything new came from the hub first. What
// is delivered counts only with the right signature, and it is acknowledged
// after it is committed, so that a hub delivers again what was lost.
//
// The protocol is the W3C's Recommendation WebSub; requests also carry what
// hubs of its forerunner, PubSubHubbub 0.3, want.
package push
