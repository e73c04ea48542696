// Package match is stage 3: it holds the query language and the index of all
// standing subscriptions. Parse reads a query, a Query explains itself and can
// be held against one article, and an Index names every subscription that an
// article answers. The matches go on to package alert (ring now?) and package
// digest (later).
//
// The query language itself, from text to tree and back, is package
// match/query; its page describes it.
//
// # The index
//
// A query is filed under the rarest words that it cannot do without, its
// anchors. An article looks up its own words and finds the queries filed under
// them; each posting names up to two further terms that must (or must not) be
// there, so most postings are settled by two bit tests; the rest run a few
// words of bytecode. Equal queries share one entry.
package match
