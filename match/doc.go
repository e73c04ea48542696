// Package match is stage 3: it holds the query language and the index of all
// standing subscriptions. Parse reads a query, a Query explains itself and can
// be held against one article, and an Index names every subscription that an
// article answers. The matches go on to package alert (ring now?) and package
// digest (later).
//
// The query language itself, from text to tree and back, is package
// match/query. Package match/article prepares an article and holds one query
// against it; package match/index, behind the Index of this package, holds all
// of them at once. Their pages say how.
package match
