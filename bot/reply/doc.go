// Package reply makes the answers of the conversation: private notes of a title
// and lines, and the phrases that stand in many of them. Formats are keys of the
// catalogue of package lang, which says the whole in the person's language next.
package reply
