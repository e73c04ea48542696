// Package index is the data of package match's Index: all standing queries,
// and the subscriptions that ask them. It is not safe by itself for readers
// beside a writer; match, which comes next, puts a lock around it.
//
// A query is filed under the rarest words that it cannot do without, its
// anchors. An article looks up its own words and finds the postings filed under
// them; each posting names up to two further terms that must (or must not) be
// there, so most are settled by two bit tests; the rest run a few words of
// bytecode. Equal queries share one entry. Renew lays everything out anew in
// the order of the anchors, so that what one article touches lies together.
package index
