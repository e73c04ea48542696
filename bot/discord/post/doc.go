// Package post brings deliveries to Discord, as part of stage 5: it sends the
// bytes that package card wrote and says what came of it, finds out what a place
// is (a channel, a thread, a forum, a person), publishes alerts of announcement
// channels, and looks for a message whose answer was lost. Package deliver
// decides next what an outcome means.
package post
