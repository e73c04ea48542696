package discord

import "time"

// The limits that Discord documents for messages, in characters unless said
// otherwise.
const (
	maxComponents   = 40 // nested ones counted
	maxText         = 4000
	maxContent      = 2000
	maxRows         = 5 // classic messages
	maxRowButtons   = 5
	maxSectionTexts = 3
	maxLabel        = 80
	maxCustomID     = 100
	maxButtonURL    = 512
	maxMediaURL     = 2048
	maxAlt          = 1024
	maxNonce        = 25
	maxEmbeds       = 10
	maxEmbedTotal   = 6000
	maxEmbedTitle   = 256
	maxEmbedText    = 4096
	maxEmbedFooter  = 2048
	maxChoices      = 25
	maxChoice       = 100
	maxOptions      = 25
	maxDescription  = 100
)

// What newsbell allows itself, below the limits.
const (
	textBudget  = 3800 // of maxText, as its exact scope is not documented
	listItems   = 8
	cardReports = 4
)

// DefaultGlobalPerSecond is Discord's limit of 50 requests a second over all
// routes, less one for what the gateway's library asks by itself. It is kept
// however long requests take; see gate.
const DefaultGlobalPerSecond = 49

const (
	longestWait   = 2 * time.Second         // a Send that must wait longer gives way
	longestQueue  = 4500 * time.Millisecond // so at the gate, where the others are as fast
	comeBack      = 250 * time.Millisecond  // when one that was sent away from the gate returns
	routeMessages = "/channels/{}/messages"
	breakerPause  = 10 * time.Minute // after an answer that is not Discord's own
	invalidBudget = 5000             // of the 10,000 invalid requests in 10 minutes that block an address
)
