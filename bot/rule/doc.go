// Package rule tells of a channel's rules, its subscriptions and digests: as a
// person reads them in a list, and as the commands that make them, which can be
// typed back. Package bot/clerk answers with both. Read subscription.go, then
// digest.go.
package rule
