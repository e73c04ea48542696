package deliver

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"newsbell/news"
)

// A Sender speaks to one platform. Its answers are classified: it returns no
// errors.
type Sender interface {
	// Render gives the exact bytes of the request that shows d, with d.Nonce in
	// them where the platform takes one. With simple set it gives the plainest form that the platform surely accepts.
	Render(d news.Delivery, simple bool) ([]byte, error)
	// Send makes one request with d.Body.
	Send(ctx context.Context, d news.Delivery) news.Outcome
	// Probe looks into the channel's history for d and gives its message id.
	Probe(ctx context.Context, d news.Delivery) (news.Finding, string)
}

// A Pacer is a Sender that knows when the next request may go out. The courier
// asks it before the bytes are written ahead, so that a process that dies while
// it waits leaves nothing unknown behind.
type Pacer interface {
	// Pace waits until d may be sent, for a second or two at most, or says how
	// long the lane should stay away.
	Pace(ctx context.Context, d news.Delivery) (away time.Duration)
}

// A Sharer is a Sender whose lanes may be drained by another process the next
// time: it takes over what that one left of a channel's limits, and leaves it.
type Sharer interface {
	Enter(ctx context.Context, t news.Target) error
	Leave(ctx context.Context, t news.Target) error
}

// A Store keeps the deliveries.
type Store interface {
	// Lane gives the heads of a channel's open rows by class and id.
	Lane(ctx context.Context, ch news.ChannelID, limit int) ([]news.Delivery, error)
	Delivery(ctx context.Context, id news.DeliveryID) (news.Delivery, error)
	// BeginSend commits the bytes and the state sending before a request.
	BeginSend(ctx context.Context, id news.DeliveryID, body []byte, nonce string, now time.Time) error
	Record(ctx context.Context, r news.Receipt) error
}

// A Route is a platform's sender and what the platform promises.
type Route struct {
	Sender Sender
	Policy Policy
}

// A Courier drains lanes. It is safe for many lanes at once; one lane must
// have one worker at a time.
type Courier struct {
	Log    *slog.Logger
	Store  Store
	Routes map[news.Platform]Route
	Now    func() time.Time
	// Shift is how long one Drain works before it lets others; zero means 5 s.
	Shift time.Duration
	// Timeout bounds one request; zero means 6 s.
	Timeout time.Duration
	// Compose, when set, gives the final form of what a delivery shows, just before
	// its bytes are written ahead. It must not take long: the lane waits for it.
	Compose func(ctx context.Context, d news.Delivery) news.Message
	// Observe, when set, is told of every attempt.
	Observe func(d news.Delivery, r news.Receipt)

	mu      sync.Mutex
	stopped map[news.Platform]time.Time // platforms that refuse us, until when
}

// What a courier knows of its lane: laneHeads open rows are read to choose the
// next, enough to see past rows that wait. They serve for up to laneServes rows
// that are simply sent, and for laneFresh: then what was added to the lane, such
// as an alert that overtakes, is looked for.
const (
	laneHeads  = 64
	laneServes = 32
	laneFresh  = 200 * time.Millisecond
)

// A lane is what one Drain knows of its channel's open rows. It is the only one
// to change them, but for people's decisions.
type lane struct {
	rows   []news.Delivery
	read   time.Time // zero: to be read
	served int

	entered Sharer // nil: nobody shares the lane, or not yet entered
	target  news.Target
}

// enter takes the lane over where processes share it, once.
func (l *lane) enter(ctx context.Context, s Sender) error {
	sharer, ok := s.(Sharer)
	if !ok || l.entered != nil {
		return nil
	}
	if err := sharer.Enter(ctx, l.rows[0].Target); err != nil {
		return fmt.Errorf("enter lane: %w", err)
	}
	l.entered, l.target = sharer, l.rows[0].Target
	return nil
}

// leave leaves a lane that was entered, also when the work is being stopped.
func (l *lane) leave(ctx context.Context) error {
	if l.entered == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := l.entered.Leave(ctx, l.target); err != nil {
		return fmt.Errorf("leave lane: %w", err)
	}
	return nil
}

// stale says that the rows must be read again.
func (l *lane) stale(now time.Time) bool {
	return l.read.IsZero() || l.served >= laneServes || now.Sub(l.read) >= laneFresh || len(l.rows) == 0
}

// done takes a row away that was sent. What else became of it, and what hangs
// on it, is read from the store.
func (l *lane) done(id news.DeliveryID, sent bool) {
	l.served++
	if !sent || slices.ContainsFunc(l.rows, func(d news.Delivery) bool { return d.Parent == id }) {
		l.read = time.Time{}
		return
	}
	l.rows = slices.DeleteFunc(l.rows, func(d news.Delivery) bool { return d.ID == id })
}

// Drain works on a channel's lane until it is empty (again is 0), until
// nothing is due for a while (again says how long), or until its shift ends.
// Its errors are the store's; those of the platform become states of rows.
func (c *Courier) Drain(ctx context.Context, ch news.ChannelID) (again time.Duration, err error) {
	end := c.Now().Add(orElse(c.Shift, 5*time.Second))
	var l lane
	defer func() { err = errors.Join(err, l.leave(ctx)) }()
	for ctx.Err() == nil {
		now := c.Now()
		if l.stale(now) {
			rows, err := c.Store.Lane(ctx, ch, laneHeads)
			if err != nil {
				return 0, fmt.Errorf("read lane of channel %d: %w", ch, err)
			}
			l.rows, l.read, l.served = rows, now, 0
		}
		if len(l.rows) > 0 {
			if until := c.pausedUntil(l.rows[0].Target.Platform); until.After(now) {
				return until.Sub(now), nil
			}
			if err := l.enter(ctx, c.Routes[l.rows[0].Target.Platform].Sender); err != nil {
				return 0, err
			}
		}
		choice := Pick(l.rows, now)
		switch {
		case choice.Act == ActDone:
			return 0, nil
		case choice.Act == ActWait:
			wait := waitFor(choice.At, now)
			l.read = time.Time{}
			if now.Add(wait).After(end) || !sleep(ctx, wait) {
				return wait, ctx.Err()
			}
		case now.After(end):
			return time.Millisecond, nil
		default:
			sent, away, err := c.act(ctx, choice)
			if err != nil || away > 0 {
				return away, err
			}
			l.done(choice.Delivery, sent)
		}
	}
	return 0, ctx.Err()
}

// idleWait is how long a lane rests when its rows wait for something that
// tells no time.
const idleWait = 5 * time.Second

func waitFor(at, now time.Time) time.Duration {
	if at.IsZero() {
		return idleWait
	}
	return max(at.Sub(now), time.Millisecond)
}

// act does what was chosen for one row, and tells whether it is sent now; away
// says that the platform asked the lane to stay away for a while.
func (c *Courier) act(ctx context.Context, choice Choice) (sent bool, away time.Duration, err error) {
	d, err := c.Store.Delivery(ctx, choice.Delivery)
	if err != nil {
		return false, 0, fmt.Errorf("read delivery %d: %w", choice.Delivery, err)
	}
	route, ok := c.Routes[d.Target.Platform]
	if !ok {
		return false, time.Minute, nil // the platform is not configured now; its rows wait
	}
	switch {
	case !open(d.State):
		return false, 0, nil // suspended or settled since the lane was read
	case choice.Act == ActOrphan:
		return false, 0, c.settleOrphan(ctx, d)
	case choice.Act == ActResolve:
		return c.resolve(ctx, d, route)
	default:
		return c.send(ctx, d, route)
	}
}

// open says that a row of this state stands in its lane.
func open(s news.DeliveryState) bool {
	return s == news.Pending || s == news.Retry || s == news.Unknown || s == news.Sending
}

// settleOrphan ends a row whose parent has no message and is not open: it can
// never be sent.
func (c *Courier) settleOrphan(ctx context.Context, d news.Delivery) error {
	return c.record(ctx, d, news.Receipt{
		Delivery: d.ID, State: news.Dropped, At: c.Now(),
		Outcome: "dropped: the message it belongs to was not sent",
	})
}

// send writes the bytes ahead, makes one request and records what came of it.
func (c *Courier) send(ctx context.Context, d news.Delivery, route Route) (sent bool, away time.Duration, err error) {
	if c.Compose != nil && len(d.Body) == 0 {
		d.Message = c.Compose(ctx, d)
	}
	if p, ok := route.Sender.(Pacer); ok {
		if away := p.Pace(ctx, d); away > 0 {
			return false, away, nil
		}
	}
	d.Nonce = Nonce(d)
	if len(d.Body) == 0 {
		body, err := route.Sender.Render(d, false)
		if err != nil {
			return false, 0, c.record(ctx, d, news.Receipt{
				Delivery: d.ID, State: news.Dropped, At: c.Now(), Outcome: "render: " + err.Error(),
			})
		}
		d.Body = body
	}
	now := c.Now()
	if err := c.Store.BeginSend(ctx, d.ID, d.Body, d.Nonce, now); err != nil {
		return false, 0, fmt.Errorf("write delivery %d ahead: %w", d.ID, err)
	}
	d.Attempts++
	d.LastTry = now
	if d.FirstTry.IsZero() {
		d.FirstTry = now
	}
	return c.request(ctx, d, route)
}

// request makes the request for a delivery whose bytes are written ahead. When
// the context ended before it, nothing went out and the row says so.
func (c *Courier) request(ctx context.Context, d news.Delivery, route Route) (sent bool, away time.Duration, err error) {
	if ctx.Err() != nil {
		return false, 0, c.record(ctx, d, news.Receipt{
			Delivery: d.ID, State: news.Retry, At: c.Now(), Outcome: "not sent: stopping", Probes: d.Probes,
		})
	}
	sendCtx, cancel := context.WithTimeout(ctx, orElse(c.Timeout, 6*time.Second))
	o := route.Sender.Send(sendCtx, d)
	cancel()
	now := c.Now()
	r := Judge(d, o, route.Policy, now)
	if o.Class == news.OutcomeRefused {
		r = c.simplify(d, r, route, now)
	}
	if o.Class == news.OutcomeStopped {
		c.pause(d.Target.Platform, now.Add(o.After), r.Outcome)
	}
	if err := c.record(ctx, d, r); err != nil {
		return false, 0, err
	}
	if o.Class == news.OutcomeLimited && o.After > 2*time.Second {
		return false, o.After, nil
	}
	return r.State == news.Sent, 0, nil
}

// simplify turns a refusal of the message into one more attempt in the plainest
// form; when that was refused too, the delivery is dropped and the operator told.
func (c *Courier) simplify(d news.Delivery, r news.Receipt, route Route, now time.Time) news.Receipt {
	simple, err := route.Sender.Render(d, true)
	if err != nil || bytes.Equal(simple, d.Body) {
		c.Log.Error("message refused in its plainest form", "delivery", d.ID, "target", d.Target.String(), "reason", r.Outcome)
		return r
	}
	r.State, r.Body, r.NotBefore = news.Retry, simple, now
	return r
}

// resolve takes one step to learn what became of an unknown delivery.
func (c *Courier) resolve(ctx context.Context, d news.Delivery, route Route) (sent bool, away time.Duration, err error) {
	now := c.Now()
	d.LastTry = earlier(d.LastTry, now) // the clock may have been set back
	if Next(d, route.Policy, now) == StepRepeat {
		return c.send(ctx, d, route)
	}
	if at := d.LastTry.Add(firstProbe(route.Policy)); d.Probes == 0 && at.After(now) {
		return false, 0, c.record(ctx, d, news.Receipt{
			Delivery: d.ID, State: news.Unknown, NotBefore: at, Outcome: d.Outcome, At: now,
		})
	}
	probeCtx, cancel := context.WithTimeout(ctx, orElse(c.Timeout, 6*time.Second))
	finding, id := route.Sender.Probe(probeCtx, d)
	cancel()
	return false, 0, c.record(ctx, d, JudgeFinding(d, finding, id, route.Policy, c.Now()))
}

func firstProbe(p Policy) time.Duration {
	if len(p.Probes) == 0 {
		return 0
	}
	return p.Probes[0]
}

// record commits a receipt, also when the work is being stopped: what the
// platform answered must not be forgotten.
func (c *Courier) record(ctx context.Context, d news.Delivery, r news.Receipt) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := c.Store.Record(ctx, r); err != nil {
		return fmt.Errorf("record delivery %d as %s: %w", d.ID, r.State, err)
	}
	if c.Observe != nil {
		c.Observe(d, r)
	}
	level := slog.LevelDebug
	if r.State == news.Review || r.State == news.Dropped || r.State == news.Suspended {
		level = slog.LevelWarn
	}
	c.Log.Log(ctx, level, "delivery changed", "delivery", d.ID, "target", d.Target.String(),
		"reason", r.Outcome, "attempt", d.Attempts)
	return nil
}

func (c *Courier) pausedUntil(p news.Platform) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stopped[p]
}

// pause stops all calls to a platform that refuses us altogether.
func (c *Courier) pause(p news.Platform, until time.Time, why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped == nil {
		c.stopped = map[news.Platform]time.Time{}
	}
	if c.stopped[p].IsZero() {
		c.Log.Error("platform refuses us: all sending to it stops", "target", string(p), "reason", why)
	}
	c.stopped[p] = until
}

// Nonce is a delivery's idempotency key: 24 characters, as Discord's limit of
// 25 asks, from the first 15 bytes of a hash of what makes the delivery unique
// also among stores that count their rows alike.
func Nonce(d news.Delivery) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "v1|%d|%s|%s|%d", d.ID, d.Target, d.Key, d.Created.UnixMilli()))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:15]))
}

func orElse(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// sleep waits for d; false means that the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
