package card

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
	MaxChoices      = 25
	MaxChoice       = 100
	MaxOptions      = 25
	maxPlaceholder  = 150
	MaxDescription  = 100
)

// What newsbell allows itself, below the limits.
const (
	textBudget  = 3800 // of maxText, as its exact scope is not documented
	listItems   = 8
	answerItems = 10 // of a list that answers a command: a page of what was looked for
	cardReports = 4
)
