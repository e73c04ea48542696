package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"newsbell/news"
)

// The times hang together: a job ends before it counts as stuck, and what a
// dead process left behind is worked again within the minute for which a
// platform remembers a nonce.
const (
	jobTimeout    = 8 * time.Second
	rescueAfter   = 10 * time.Second
	fetchCooldown = 20 * time.Millisecond
	fetchPoll     = 500 * time.Millisecond
	keepCompleted = time.Hour
	housekeeping  = time.Minute
)

// Options say where the jobs lie and who works them.
type Options struct {
	DB     *sql.DB // the store's writing pool
	Engine string  // "sqlite" or "postgres"
	URL    string  // of the database; PostgreSQL listens on a connection of its own
	Store  Store
	Log    *slog.Logger // nil is silent

	Handlers Handlers
	// Lanes is how many lanes of a platform are drained at once; a platform
	// that is missing has 200, the local chat 50.
	Lanes map[news.Platform]int
	// Pages is how many pages are read at once; 0 means 8.
	Pages int
	// Grace is how long Stop lets jobs go on; 0 means 8 seconds.
	Grace time.Duration
}

// A Queue holds the jobs and works them, on River.
type Queue struct {
	client   *river.Client[*sql.Tx]
	db       *sql.DB
	listener *pgxpool.Pool // nil on SQLite
}

// New brings the job tables up to date and makes a queue, which can enqueue
// before it is started.
func New(ctx context.Context, o Options) (*Queue, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := migrate(ctx, o.Engine, o.DB); err != nil {
		return nil, err
	}
	q := &Queue{db: o.DB}
	var d riverdriver.Driver[*sql.Tx] = riversqlite.New(o.DB)
	var err error
	if o.Engine != "sqlite" {
		if q.listener, err = listener(ctx, o.URL); err != nil {
			return nil, fmt.Errorf("open listener: %w", err)
		}
		d = riverdatabasesql.NewWithPgxListener(o.DB, q.listener)
	}
	if q.client, err = river.NewClient(d, config(o)); err != nil {
		return nil, fmt.Errorf("make job client: %w", err)
	}
	return q, nil
}

// listener is the pool of the one connection on which PostgreSQL tells of new
// jobs. It connects when River first listens.
func listener(ctx context.Context, url string) (*pgxpool.Pool, error) {
	settings, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	settings.MinConns, settings.MaxConns = 0, 1
	return pgxpool.NewWithConfig(ctx, settings)
}

func config(o Options) *river.Config {
	workers := river.NewWorkers()
	f := failures{o.Log}
	river.AddWorker(workers, &laneWorker{failures: f, drain: o.Handlers.Lane, store: o.Store})
	river.AddWorker(workers, &pageWorker{failures: f, read: o.Handlers.Page})
	river.AddWorker(workers, &upkeepWorker{failures: f, housekeep: o.Handlers.Housekeep})
	queues := map[string]river.QueueConfig{}
	if o.Handlers.Page != nil {
		queues[queuePages] = river.QueueConfig{MaxWorkers: orElse(o.Pages, 8)}
	}
	if o.Handlers.Housekeep != nil {
		queues[queueUpkeep] = river.QueueConfig{MaxWorkers: 1}
	}
	if o.Handlers.Lane != nil {
		for platform, lanes := range map[news.Platform]int{news.Discord: 200, news.Slack: 200, news.Local: 50} {
			queues[laneQueue(platform)] = river.QueueConfig{MaxWorkers: orElse(o.Lanes[platform], lanes)}
		}
	}
	c := &river.Config{
		CompletedJobRetentionPeriod: keepCompleted,
		ErrorHandler:                f,
		FetchCooldown:               fetchCooldown,
		FetchPollInterval:           fetchPoll,
		JobTimeout:                  jobTimeout,
		Logger:                      slog.New(quiet{o.Log.Handler()}),
		Queues:                      queues,
		RescueStuckJobsAfter:        rescueAfter,
		SoftStopTimeout:             orElse(o.Grace, jobTimeout),
		Workers:                     workers,
	}
	// Written by whichever process leads, also one that does not do it itself.
	c.PeriodicJobs = []*river.PeriodicJob{river.NewPeriodicJob(
		river.PeriodicInterval(housekeeping),
		func() (river.JobArgs, *river.InsertOpts) { return upkeepArgs{}, nil },
		&river.PeriodicJobOpts{RunOnStart: true},
	)}
	return c
}

func orElse[N int | time.Duration](n, otherwise N) N {
	if n > 0 {
		return n
	}
	return otherwise
}

// Start begins to work jobs, until Stop is called or ctx ends.
func (q *Queue) Start(ctx context.Context) error {
	if err := q.client.Start(ctx); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	return nil
}

// Stop takes up no further job, lets those under way go on for the grace, then
// ends their contexts. It returns when all have ended, or with the error of ctx.
func (q *Queue) Stop(ctx context.Context) error {
	err := q.client.Stop(ctx)
	if q.listener != nil {
		q.listener.Close()
	}
	if err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}

// Enqueue writes jobs in the caller's transaction, as the last thing in it. A
// job that waits or runs already is not written again; one that waits for a
// later time is due at once. On an error the transaction must be rolled back.
func (q *Queue) Enqueue(ctx context.Context, tx *sql.Tx, jobs []news.Job) error {
	if len(jobs) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(jobs))
	for i, j := range jobs {
		args, err := argsOf(j)
		if err != nil {
			return err
		}
		params[i] = river.InsertManyParams{Args: args}
	}
	// Not InsertManyFast: this one locks the rows that it finds, on PostgreSQL,
	// and so holds up their completion until the caller has committed.
	results, err := q.client.InsertManyTx(ctx, tx, params)
	if err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	now := time.Now() //nolint:forbidigo // River stamps its rows with the same clock
	for _, r := range results {
		if !r.UniqueSkippedAsDuplicate || r.Job.State == rivertype.JobStateRunning || !r.Job.ScheduledAt.After(now) {
			continue
		}
		if _, err := q.client.JobRetryTx(ctx, tx, r.Job.ID); err != nil {
			return fmt.Errorf("wake job %d: %w", r.Job.ID, err)
		}
	}
	return nil
}

// Release is for the start of a process that works lanes, or the rest of the
// jobs, alone: the ones that a dead process was working are due at once. When
// both hold, nothing waits for its term as River's leader to run out either.
func (q *Queue) Release(ctx context.Context, lanes, rest bool) error {
	const due = "UPDATE river_job SET state = 'available', attempt = attempt - 1 WHERE state = 'running'"
	var statements []string
	switch {
	case lanes && rest:
		statements = []string{due, "DELETE FROM river_leader"}
	case lanes:
		statements = []string{due + " AND kind = '" + string(news.JobLane) + "'"}
	case rest:
		statements = []string{due + " AND kind <> '" + string(news.JobLane) + "'"}
	}
	tx, err := q.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("release jobs: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("release jobs: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("release jobs: %w", err)
	}
	return nil
}
