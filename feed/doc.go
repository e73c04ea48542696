// Package feed is stage 1: it watches feeds and makes articles of what is new
// in them. What comes next is package story, which groups the articles.
//
//	feed/fetch      the network: polite, bounded, safe
//	feed/mend       torn, foreign bytes -> readable XML in UTF-8
//	feed/wire       bytes of a feed -> items
//	feed/date       the dates that feeds and pages write
//	feed/health     how feeds are, and when people are told
//	feed/link       comparing web addresses
//	feed/page       bytes of a page -> the article's own text
//	feed/push       what hubs deliver, besides the polls
//	feed/opml       lists of feeds in and out
//	feed/discover   what a person typed -> the feeds behind it
//	feed/catalogue  the built-in list of feeds
//
// A [Watcher] claims the feeds that are due, polls them and commits each poll
// whole. What is new in a poll is decided by [Diff], a pure function: identity
// rests on a feed's ids, on canonical links and on headlines, never on dates,
// so that re-dated, re-ordered or re-numbered items ring nothing twice. A
// [Reader] reads an article's page when its feed carries only a teaser.
package feed
