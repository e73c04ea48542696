// Package wire turns the bytes of a feed into articles: the first step of stage
// 1, after feed/fetch has brought the bytes and before package feed decides
// what in them is new.
//
// RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed and CDF come out as one
// [Feed]. The parsers proper are gofeed's; this package does what surrounds
// them: character sets, damaged documents, limits, links, dates and clean text.
// Whatever a document holds, [Parse] gives a feed, perhaps with warnings, or a
// *news.Error whose code is one of the Ill constants. It does not panic, it
// does not go to the network and it never guesses a date.
package wire
