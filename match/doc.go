// Package match is stage 3: it holds the query language and the index of all
// standing subscriptions. Parse reads a query, a Query explains itself and can
// be held against one article, and an Index names every subscription that an
// article answers. The matches go on to package alert (ring now?) and package
// digest (later).
//
// # The language
//
//	ukraine peace talks        all the words
//	apple, microsoft           any of them; also: apple OR microsoft
//	ios -ipados                without a word; also: ios NOT ipados
//	"rate cut"                 words in a row; "rate cut"~3 lets 3 words between
//	(apple OR google) antitrust
//	title:recall               in the headline
//	source:bbc.co.uk,reuters   from a site or publisher
//	lang:de section:world      in a language, a section
//	crypt*                     words that begin so
//	trump NEAR/5 putin         within 5 words of each other
//	=chips  ~running           that very form; any form of the word
//
// Operators are operators only in capitals. Words are whole words; case and
// accents do not matter; a plural or possessive matches its singular.
//
// # The index
//
// A query is filed under the rarest words that it cannot do without, its
// anchors. An article looks up its own words and finds the queries filed under
// them; each posting names up to two further terms that must (or must not) be
// there, so most postings are settled by two bit tests; the rest run a few
// words of bytecode. Equal queries share one entry.
package match
