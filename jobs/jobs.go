// Package jobs works, durably, what the stages leave for later: a channel's
// lane to drain, an article's page to read, the upkeep of each minute. The jobs
// lie in the store's own database and are written in the transaction of what
// they follow from. They lead back into the stages: a lane into package
// deliver, a page into feed/page. It is the only package that knows River.
//
// There is at most one lane job a channel, so that a channel has one sender. An
// enqueuer relies on the job that is there already; therefore a lane job ends
// in a transaction that first completes it and then looks at the lane once
// more, and a lane that waits is woken by whatever is added to it.
package jobs

import (
	"context"
	"database/sql"
	"time"

	"newsbell/news"
)

// Handlers do the work. What a process has no handler for it leaves to others;
// it must have one at least. An error is logged and the job tried again, after a
// pause that grows to a minute; no job is given up. Their contexts end after
// 8 seconds and when the process stops.
type Handlers struct {
	// Lane drains a channel's lane for some 5 seconds at most. It returns 0
	// when the lane is empty, else when to come again.
	Lane func(ctx context.Context, ch news.ChannelID) (again time.Duration, err error)
	// Page reads an article's page and saves what it says.
	Page func(ctx context.Context, a news.ArticleID) error
	// Housekeep is called each minute in one of the processes.
	Housekeep func(ctx context.Context) error
}

// A Store knows whether a lane is empty; storage.Store documents the methods.
type Store interface {
	LaneEnd(ctx context.Context, ch news.ChannelID) (news.DeliveryID, error)
	FinishLane(ctx context.Context, ch news.ChannelID, complete func(context.Context, *sql.Tx) error) (bool, error)
	PauseLane(ctx context.Context, ch news.ChannelID, last news.DeliveryID,
		replace func(context.Context, *sql.Tx) error) (bool, error)
}

// retryPause is how long to wait after the given number of failures: doubling
// from a second to a minute.
func retryPause(failures int) time.Duration {
	return min(time.Second<<min(max(failures-1, 0), 6), time.Minute)
}
