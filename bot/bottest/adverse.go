package bottest

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/news"
)

// A Way is a wire on which a platform reaches an adapter.
type Way string

// The ways to all adapters.
const (
	Gateway Way = "Discord's gateway"
	Socket  Way = "Slack's Socket Mode"
	Signed  Way = "Slack's signed HTTP"
	Page    Way = "the local page"
)

// A Rig is a chat whose platform can go wrong.
type Rig interface {
	Chat
	// Meet has a person give a line while a hazard befalls it, in the form that
	// the platform gives both, and tells what came of it. It returns once the
	// platform has heard all that it will, or gives up; a hazard of installing has
	// no line, and [Well] then installs.
	Meet(ctx context.Context, h Hazard, p Person, line string) (Seen, error)
}

// Seen is what came of a hazard.
type Seen struct {
	// Text is what the person is shown, as they read it; "" for nothing.
	Text string
	// Refused says that it was turned away before anybody asked what it wants.
	Refused bool
	// Lacks are the rights that the answer must name where newsbell may not write.
	Lacks []string
	// Secrets came on the wire and may stand in no log.
	Secrets []string
}

// A Scene is what a rig is opened on.
type Scene struct {
	Clerk bot.Clerk
	Log   *slog.Logger
	// Asked waits until the clerk was asked n times, by whomever.
	Asked func(ctx context.Context, n int) error
	// Release lets a clerk answer that the hazard makes slow.
	Release func()
}

// Heard waits for what a rig's server tells of; its error says that it did not in
// time.
func Heard[T any](ctx context.Context, told <-chan T) (T, error) {
	select {
	case what := <-told:
		return what, nil
	case <-ctx.Done():
		var none T
		return none, fmt.Errorf("wait for what the server tells: %w", ctx.Err())
	}
}

// RunAdverse holds a way to an adapter against all that goes wrong: each row of
// the table is met on it, or is one that cannot befall it, for a reason that
// stands in the row. Rows of a way that no row names fail.
func RunAdverse(t *testing.T, way Way, open func(*testing.T, Scene) Rig) {
	t.Helper()
	met, absent := 0, 0
	for _, row := range adversities() {
		if why := row.absent[way]; why != "" {
			absent++
			t.Logf("%s: cannot befall %s: %s", row.hazard, way, why)
			continue
		}
		met++
		t.Run(string(row.hazard), func(t *testing.T) { row.run(t, way, open) })
	}
	if why := clicksAbsent()[way]; why != "" {
		absent++
		t.Logf("clicks: cannot befall %s: %s", way, why)
	} else {
		met++
		t.Run("clicks", func(t *testing.T) {
			RunClicks(t, Adapter{Open: func(t *testing.T, clerk bot.Clerk) Chat {
				t.Helper()
				return open(t, Scene{Clerk: clerk, Log: slog.New(slog.DiscardHandler)})
			}})
		})
	}
	t.Logf("%s: %d hazards met, %d cannot befall it", way, met, absent)
}

// run meets one row.
func (row adversity) run(t *testing.T, way Way, open func(*testing.T, Scene) Rig) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	log := &record{changed: make(chan struct{})}
	clerk := &watched{FormClerk: Service(clickWorld(), slog.New(slog.DiscardHandler)), changed: make(chan struct{})}
	if row.slow {
		clerk.held = make(chan struct{})
	}
	release := sync.OnceFunc(func() {
		if clerk.held != nil {
			close(clerk.held)
		}
	})
	t.Cleanup(release)
	rig := open(t, Scene{Clerk: clerk, Log: slog.New(slog.NewTextHandler(log, nil)), Asked: clerk.asked, Release: release})
	before := clerk.count()
	seen, err := rig.Meet(ctx, row.hazard, row.by, row.line)
	if err != nil {
		t.Fatal(err)
	}
	row.judge(ctx, t, way, seen, log)
	if err := clerk.until(ctx, func() bool { return clerk.carried-before >= row.done }); err != nil {
		t.Errorf("answered too seldom: %v", err)
	}
	if got := clerk.count() - before; got != row.done && row.done >= 0 {
		t.Errorf("answered %d times, want %d", got, row.done)
	}
	if row.again {
		if seen, err := rig.Meet(ctx, Well, row.by, ""); err != nil || seen.Text == "" {
			t.Errorf("a second try: %q, %v", seen.Text, err)
		}
	}
	if row.kept != "" {
		hear(t, rig, admin(), "list", row.kept)
	}
	for _, secret := range seen.Secrets {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
}

// judge holds what came of a hazard against the row.
func (row adversity) judge(ctx context.Context, t *testing.T, way Way, seen Seen, log *record) {
	t.Helper()
	switch lost := row.lost[way]; {
	case row.refused:
		if !seen.Refused {
			t.Errorf("it was not refused, and answered %q", seen.Text)
		}
		log.await(ctx, t, "refused")
	case lost != "":
		if seen.Text != "" {
			t.Errorf("answered %q, although %s", seen.Text, lost)
		}
		log.await(ctx, t, "answer not delivered")
	default:
		words := step{by: row.by, line: row.line, want: row.want, not: row.not}
		words.want = append(words.want, seen.Lacks...)
		words.check(t, seen.Text)
	}
}

// watched is a clerk for whom every request comes at [Now], and who is counted,
// and held back when he is to be slow.
type watched struct {
	bot.FormClerk
	held chan struct{}

	mu      sync.Mutex
	changed chan struct{} // closed and replaced with each change
	calls   int           // that have begun
	carried int           // of all commands but list, that were answered
}

// Answer implements bot.Clerk.
func (c *watched) Answer(ctx context.Context, r bot.Request) news.Message {
	r.At = Now()
	c.note(func() { c.calls++ })
	if c.held != nil && r.Command != bot.CmdList {
		select {
		case <-c.held:
		case <-ctx.Done():
		}
	}
	m := c.FormClerk.Answer(ctx, r)
	if !bot.Empty(m) && r.Command != bot.CmdList {
		c.note(func() { c.carried++ })
	}
	return m
}

// note changes the counts and wakes who waits for them.
func (c *watched) note(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *watched) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.carried
}

// asked waits until n requests have begun.
func (c *watched) asked(ctx context.Context, n int) error {
	return c.until(ctx, func() bool { return c.calls >= n })
}

// until waits for a condition of the counts.
func (c *watched) until(ctx context.Context, ok func() bool) error {
	for {
		c.mu.Lock()
		enough, changed := ok(), c.changed
		c.mu.Unlock()
		if enough {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// A record keeps what is logged.
type record struct {
	mu      sync.Mutex
	text    strings.Builder
	changed chan struct{} // closed and replaced with each line
}

// Write implements io.Writer.
func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.changed)
	r.changed = make(chan struct{})
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// await waits until the log holds some words.
func (r *record) await(ctx context.Context, t *testing.T, words string) {
	t.Helper()
	for {
		r.mu.Lock()
		changed, got := r.changed, r.text.String()
		r.mu.Unlock()
		if strings.Contains(got, words) {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Errorf("the log never holds %q:\n%s", words, got)
			return
		}
	}
}
