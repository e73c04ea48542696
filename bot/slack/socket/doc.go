// Package socket keeps the connections of Socket Mode open for package slack and
// hands what comes over them to it: commands, presses and events, each with the
// [Ack] that acknowledges it. What Slack sends twice it hands on twice.
package socket
