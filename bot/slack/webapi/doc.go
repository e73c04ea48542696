// Package webapi makes the calls to Slack's Web API for packages slack and post:
// a [Client] has one token, [Workspaces] finds the client of each team. It never
// repeats a call, sends a token to one host only, and keeps addresses that are
// secrets out of errors. What an answer means is up to its caller.
package webapi
