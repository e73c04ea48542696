// Package text holds the language-neutral handling of words that the stages
// share: cleaning what came from outside, plain text from HTML, folding,
// tokens, stems, sentences and safe truncation.
//
// It stands beside the stages: package feed cleans with it, story, match and
// summary read words with it. Nothing in it fails or panics, whatever the
// bytes; limits are counted in runes.
package text
