// Package past looks back for the conversation: articles and stories that answer
// a query (past.go), what a subscription or a budget would have brought
// (outlook.go, replay.go), and what became of one story in a channel (fate.go).
// What it finds is what the stages would have matched. It reads the store and
// changes nothing; package bot/clerk makes answers of it.
package past
