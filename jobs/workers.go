package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"newsbell/news"
)

// The queues. River allows lower case only.
const (
	queuePages  = "page"
	queueUpkeep = "upkeep"
)

func laneQueue(p news.Platform) string { return "lane_" + string(p) }

// shortPause is the longest pause for which a lane's job simply sleeps. What is
// added at the very moment it falls asleep waits for it to wake; a longer pause
// is taken in a transaction that sees such an addition.
const shortPause = time.Second

type laneArgs struct {
	Channel  news.ChannelID `json:"channel"  river:"unique"`
	Platform news.Platform  `json:"platform"`
}

func (laneArgs) Kind() string { return string(news.JobLane) }

// InsertOpts implements river.JobArgsWithInsertOpts.
func (a laneArgs) InsertOpts() river.InsertOpts { return once(laneQueue(a.Platform)) }

type pageArgs struct {
	Article news.ArticleID `json:"article" river:"unique"`
}

func (pageArgs) Kind() string { return string(news.JobPage) }

// InsertOpts implements river.JobArgsWithInsertOpts.
func (pageArgs) InsertOpts() river.InsertOpts { return once(queuePages) }

type upkeepArgs struct{}

func (upkeepArgs) Kind() string { return "upkeep" }

// InsertOpts implements river.JobArgsWithInsertOpts.
func (upkeepArgs) InsertOpts() river.InsertOpts { return once(queueUpkeep) }

// once is for a job of which one may wait or run.
func once(queue string) river.InsertOpts {
	return river.InsertOpts{Queue: queue, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateScheduled,
		rivertype.JobStateRunning, rivertype.JobStateRetryable,
	}}}
}

func argsOf(j news.Job) (river.JobArgs, error) {
	switch j.Kind {
	case news.JobLane:
		return laneArgs{Channel: j.Channel, Platform: j.Platform}, nil
	case news.JobPage:
		return pageArgs{Article: j.Article}, nil
	default:
		return nil, fmt.Errorf("there is no job of kind %q", j.Kind)
	}
}

type laneWorker struct {
	river.WorkerDefaults[laneArgs]
	failures
	drain func(context.Context, news.ChannelID) (time.Duration, error)
	store Store
}

// NextRetry implements river.Worker.
func (*laneWorker) NextRetry(job *river.Job[laneArgs]) time.Time { return nextRetry(job.JobRow) }

// Work drains a lane and ends the job only when nothing can have been missed.
func (w *laneWorker) Work(ctx context.Context, job *river.Job[laneArgs]) error {
	return w.answer(ctx, job.JobRow, w.work(ctx, job))
}

func (w *laneWorker) work(ctx context.Context, job *river.Job[laneArgs]) error {
	for ch := job.Args.Channel; ; {
		last, err := w.store.LaneEnd(ctx, ch)
		if err != nil {
			return err
		}
		pause, err := w.drain(ctx, ch)
		if err != nil {
			return err
		}
		var done bool
		switch {
		case pause <= 0:
			done, err = w.store.FinishLane(ctx, ch, func(ctx context.Context, tx *sql.Tx) error {
				return complete(ctx, tx, job)
			})
		case pause <= shortPause:
			return river.JobSnooze(pause)
		default:
			done, err = w.store.PauseLane(ctx, ch, last, func(ctx context.Context, tx *sql.Tx) error {
				return replace(ctx, tx, job, pause)
			})
		}
		if done || err != nil {
			return err
		}
	}
}

// complete ends the job in the transaction: it takes its row away. River's own
// way, which keeps the row as completed, costs three statements more a job, two
// of them after the fact; nobody reads completed lanes. What holds a lane's next
// job back is the row's unique key, and an enqueuer that relies on the row holds
// its lock on PostgreSQL, so that this waits for it.
func complete(ctx context.Context, tx *sql.Tx, job *river.Job[laneArgs]) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM river_job WHERE id = "+strconv.FormatInt(job.ID, 10))
	return err
}

// replace ends the job and writes one for after the pause.
func replace(ctx context.Context, tx *sql.Tx, job *river.Job[laneArgs], pause time.Duration) error {
	if err := complete(ctx, tx, job); err != nil {
		return err
	}
	client := river.ClientFromContext[*sql.Tx](ctx)
	later := &river.InsertOpts{ScheduledAt: time.Now().Add(pause)} //nolint:forbidigo // River's own clock
	_, err := client.InsertTx(ctx, tx, job.Args, later)
	return err
}

type pageWorker struct {
	river.WorkerDefaults[pageArgs]
	failures
	read func(context.Context, news.ArticleID) error
}

// NextRetry implements river.Worker.
func (*pageWorker) NextRetry(job *river.Job[pageArgs]) time.Time { return nextRetry(job.JobRow) }

// Work reads a page.
func (w *pageWorker) Work(ctx context.Context, job *river.Job[pageArgs]) error {
	return w.answer(ctx, job.JobRow, w.read(ctx, job.Args.Article))
}

type upkeepWorker struct {
	river.WorkerDefaults[upkeepArgs]
	failures
	housekeep func(context.Context) error
}

// NextRetry implements river.Worker.
func (*upkeepWorker) NextRetry(job *river.Job[upkeepArgs]) time.Time { return nextRetry(job.JobRow) }

// Work does the upkeep of a minute.
func (w *upkeepWorker) Work(ctx context.Context, job *river.Job[upkeepArgs]) error {
	return w.answer(ctx, job.JobRow, w.housekeep(ctx))
}
