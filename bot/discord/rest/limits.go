package rest

import "time"

// DefaultGlobalPerSecond is Discord's limit of 50 requests a second over all
// routes, less one for what the gateway's library asks by itself. It is kept
// however long requests take; see gate.
const DefaultGlobalPerSecond = 49

// RouteMessages is the route of a channel's messages.
const RouteMessages = "/channels/{}/messages"

// Discord's codes that say what a place is, or that it is so already.
const (
	CodeForum       = 40058
	CodeForumTag    = 40067
	CodeArchived    = 50083
	CodeThreadsMany = 160006
)

const (
	longestWait   = 2 * time.Second         // a request that must wait longer gives way
	longestQueue  = 4500 * time.Millisecond // so at the gate, where the others are as fast
	comeBack      = 250 * time.Millisecond  // when one that was sent away from the gate returns
	breakerPause  = 10 * time.Minute        // after an answer that is not Discord's own
	resetJitter   = 500 * time.Millisecond  // by which two answers may differ about one window
	invalidBudget = 5000                    // of the 10,000 invalid requests in 10 minutes that block an address
)
