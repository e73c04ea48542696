package feed

import (
	"strings"
	"time"

	"newsbell/news"
)

// A permanent redirect is believed when it stood for this long and this many
// good polls: many are mistakes that are taken back.
const (
	moveSpan  = 48 * time.Hour
	movePolls = 8
)

// A move is what a poll's permanent redirect means for the feed.
type move string

// The meanings, each the reason for what is kept in the feed's row.
const (
	moveNone     move = "none"      // it answered at its own address
	moveSeen     move = "seen"      // a redirect, or one to another place than before
	moveUnstable move = "unstable"  // the same, but not yet for long enough
	moveUnsafe   move = "downgrade" // from https to http: followed, never adopted
	moveAdopted  move = "adopted"   // it is the address now
)

// follow notes where a good poll was permanently redirected, "" for nowhere,
// and gives the feed its new address once that has been stable. Only a good
// poll may ask, so a redirect to a login or any other page never counts. The
// validators stay with the address that they came from.
func follow(f news.Feed, to string, now time.Time) (news.Feed, move) {
	m := moveOf(f, to, now)
	switch m {
	case moveNone, moveUnsafe:
		f.MovedTo, f.MovedSince, f.MovedPolls = "", time.Time{}, 0
	case moveSeen:
		f.MovedTo, f.MovedSince, f.MovedPolls = to, now, 1
	case moveUnstable:
		f.MovedPolls++
	case moveAdopted:
		f.URL, f.ETag, f.LastModified = to, "", ""
		f.MovedTo, f.MovedSince, f.MovedPolls = "", time.Time{}, 0
	}
	return f, m
}

func moveOf(f news.Feed, to string, now time.Time) move {
	switch {
	case to == "" || to == f.URL:
		return moveNone
	case strings.HasPrefix(strings.ToLower(f.URL), "https:") && !strings.HasPrefix(strings.ToLower(to), "https:"):
		return moveUnsafe
	case f.MovedTo != to:
		return moveSeen
	case f.MovedPolls+1 < movePolls || now.Sub(f.MovedSince) < moveSpan:
		return moveUnstable
	default:
		return moveAdopted
	}
}
