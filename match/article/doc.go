// Package article prepares an article for matching, part of stage 3: its words,
// grouped by each way of stemming, its sources and sections. It can also hold
// one query against one article, plainly. Package match/index, which comes
// next, holds all standing queries against it.
package article
