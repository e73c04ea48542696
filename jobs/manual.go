package jobs

import (
	"cmp"
	"context"
	"database/sql"
	"log/slog"
	"slices"
	"sync"
	"time"

	"newsbell/news"
)

// Manual is a queue in memory that is worked by hand, for simulated time and
// tests. What a rolled-back transaction enqueued stays enqueued: a lane that is
// drained in vain does no harm.
type Manual struct {
	Store    Store
	Handlers Handlers
	Now      func() time.Time
	Log      *slog.Logger // nil is silent

	mu   sync.Mutex
	jobs map[news.Job]*waiting
	seq  int
}

// waiting is when a job is due, and its place among those due.
type waiting struct {
	due      time.Time
	seq      int
	failures int
	running  bool
}

// Enqueue is Queue.Enqueue; the transaction may be nil.
func (m *Manual) Enqueue(_ context.Context, _ *sql.Tx, jobs []news.Job) error {
	for _, j := range jobs {
		if _, err := argsOf(j); err != nil {
			return err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.jobs == nil {
		m.jobs = make(map[news.Job]*waiting)
	}
	now := m.Now()
	for _, j := range jobs {
		w, known := m.jobs[j]
		if !known {
			w = &waiting{due: now, seq: m.seq}
			m.jobs[j] = w
			m.seq++
		}
		if w.due.After(now) {
			w.due = now
		}
	}
	return nil
}

// Start does nothing: call Run.
func (*Manual) Start(context.Context) error { return nil }

// Stop does nothing.
func (*Manual) Stop(context.Context) error { return nil }

// Release does nothing: a new Manual holds no jobs.
func (*Manual) Release(context.Context, bool, bool) error { return nil }

// Run works, one after the other, the jobs that are due, and those that become
// due meanwhile, until none is. It returns only the error of ctx.
func (m *Manual) Run(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		j, w, ok := m.take()
		if !ok {
			return nil
		}
		m.settle(ctx, j, w, m.work(ctx, j, w))
	}
}

// Next is when the next job is due; false when there is none.
func (m *Manual) Next() (time.Time, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var next time.Time
	for _, w := range m.jobs {
		if next.IsZero() || w.due.Before(next) {
			next = w.due
		}
	}
	return next, len(m.jobs) > 0
}

// take takes up the job that has been due longest.
func (m *Manual) take() (news.Job, *waiting, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var first news.Job
	var chosen *waiting
	now := m.Now()
	for j, w := range m.jobs {
		if w.running || w.due.After(now) {
			continue
		}
		if chosen == nil || cmp.Or(w.due.Compare(chosen.due), cmp.Compare(w.seq, chosen.seq)) < 0 {
			first, chosen = j, w
		}
	}
	if chosen != nil {
		chosen.running = true
	}
	return first, chosen, chosen != nil
}

func (m *Manual) work(ctx context.Context, j news.Job, w *waiting) error {
	if j.Kind == news.JobPage {
		err := m.Handlers.Page(ctx, j.Article)
		if err == nil {
			m.change(func() { delete(m.jobs, j) })
		}
		return err
	}
	for {
		last, err := m.Store.LaneEnd(ctx, j.Channel)
		if err != nil {
			return err
		}
		pause, err := m.Handlers.Lane(ctx, j.Channel)
		if err != nil {
			return err
		}
		var done bool
		if pause > 0 {
			done, err = m.Store.PauseLane(ctx, j.Channel, last, func(context.Context, *sql.Tx) error {
				m.change(func() { w.due, w.failures = m.Now().Add(pause), 0 })
				return nil
			})
		} else {
			done, err = m.Store.FinishLane(ctx, j.Channel, func(context.Context, *sql.Tx) error {
				m.change(func() { delete(m.jobs, j) })
				return nil
			})
		}
		if done {
			return err
		}
		m.change(func() { m.jobs[j] = w }) // the transaction was rolled back
		if err != nil {
			return err
		}
	}
}

func (m *Manual) change(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
}

// settle puts a job down that was worked, and notes when to try a failed one.
func (m *Manual) settle(ctx context.Context, j news.Job, w *waiting, err error) {
	m.change(func() {
		w.running = false
		if err != nil {
			w.failures++
			w.due = m.Now().Add(retryPause(w.failures))
		}
	})
	if err != nil && m.Log != nil {
		m.Log.WarnContext(ctx, "job failed", "channel", j.Channel, "article", j.Article, "err", err)
	}
}

// Waiting gives the jobs that wait, in order of their channels and articles.
func (m *Manual) Waiting() []news.Job {
	m.mu.Lock()
	defer m.mu.Unlock()
	jobs := make([]news.Job, 0, len(m.jobs))
	for j := range m.jobs {
		jobs = append(jobs, j)
	}
	slices.SortFunc(jobs, func(a, b news.Job) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Article, b.Article))
	})
	return jobs
}
