package deliver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"newsbell/news"
)

// ledger is a store in memory with the rules of the real one.
type ledger struct {
	mu   sync.Mutex
	rows map[news.DeliveryID]news.Delivery
}

func newLedger(rows ...news.Delivery) *ledger {
	l := &ledger{rows: map[news.DeliveryID]news.Delivery{}}
	for _, d := range rows {
		if d.State == "" {
			d.State = news.Pending
		}
		d.Channel, d.Target = 1, news.Target{Platform: "chat", Channel: "c"}
		l.rows[d.ID] = d
	}
	return l
}

func (l *ledger) Lane(_ context.Context, _ news.ChannelID, limit int) ([]news.Delivery, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []news.Delivery
	for _, d := range l.rows {
		switch d.State {
		case news.Pending, news.Sending, news.Retry, news.Unknown:
			d.ParentID = l.rows[d.Parent].MessageID
			out = append(out, d)
		default:
		}
	}
	slices.SortFunc(out, func(a, b news.Delivery) int {
		if c := a.Kind.Class() - b.Kind.Class(); c != 0 {
			return c
		}
		return int(a.ID - b.ID)
	})
	return out[:min(limit, len(out))], nil
}

func (l *ledger) Delivery(_ context.Context, id news.DeliveryID) (news.Delivery, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d, ok := l.rows[id]
	if !ok {
		return d, fmt.Errorf("no delivery %d", id)
	}
	d.ParentID = l.rows[d.Parent].MessageID
	return d, nil
}

func (l *ledger) BeginSend(_ context.Context, id news.DeliveryID, body []byte, nonce string, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.rows[id]
	d.State, d.Body, d.Nonce, d.LastTry = news.Sending, body, nonce, now
	d.Attempts++
	if d.FirstTry.IsZero() {
		d.FirstTry = now
	}
	l.rows[id] = d
	return nil
}

func (l *ledger) Record(ctx context.Context, r news.Receipt) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.rows[r.Delivery]
	if d.State == news.Sending || d.LastTry.After(r.At) {
		d.LastTry = r.At
	}
	d.State, d.NotBefore, d.Outcome, d.Probes = r.State, r.NotBefore, r.Outcome, r.Probes
	if r.MessageID != "" {
		d.MessageID = r.MessageID
	}
	if r.Body != nil {
		d.Body = r.Body
	}
	l.rows[r.Delivery] = d
	return nil
}

// release is the start of a process: what a dead one was sending is unknown.
func (l *ledger) release(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, d := range l.rows {
		if d.State == news.Sending {
			d.State, d.LastTry = news.Unknown, now
			l.rows[id] = d
		}
	}
}

// nonce is the idempotency key of a row.
func (l *ledger) nonce(id news.DeliveryID) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return Nonce(l.rows[id])
}

func (l *ledger) state(id news.DeliveryID) news.DeliveryState {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rows[id].State
}

// platform is a chat that knows nonces for a while, keeps a history, and
// answers as its script says; after the script it accepts.
type platform struct {
	window  time.Duration
	script  []func(commit func() string) news.Outcome
	refuse  bool // refuses everything that is not plain
	visible []string
	bodies  []string
	nonces  map[string]nonceMark
	asked   int
}

type nonceMark struct {
	id string
	at time.Time
}

func (p *platform) Render(d news.Delivery, simple bool) ([]byte, error) {
	if simple {
		return fmt.Appendf(nil, "plain %d", d.ID), nil
	}
	return fmt.Appendf(nil, "rich %d", d.ID), nil
}

func (p *platform) Send(_ context.Context, d news.Delivery) news.Outcome {
	p.asked++
	if p.refuse && string(d.Body[:4]) == "rich" {
		return news.Outcome{Class: news.OutcomeRefused, Code: "50035"}
	}
	commit := func() string {
		if m, ok := p.nonces[d.Nonce]; ok && time.Since(m.at) <= p.window {
			return m.id
		}
		id := fmt.Sprintf("m%d", len(p.visible)+1)
		if p.nonces == nil {
			p.nonces = map[string]nonceMark{}
		}
		p.nonces[d.Nonce] = nonceMark{id, time.Now()}
		p.visible = append(p.visible, d.Nonce)
		p.bodies = append(p.bodies, string(d.Body))
		return id
	}
	if len(p.script) > 0 {
		answer := p.script[0]
		p.script = p.script[1:]
		return answer(commit)
	}
	return news.Outcome{Class: news.OutcomeSent, MessageID: commit()}
}

func (p *platform) Probe(_ context.Context, d news.Delivery) (news.Finding, string) {
	if i := slices.Index(p.visible, d.Nonce); i >= 0 {
		return news.Found, fmt.Sprintf("m%d", i+1)
	}
	return news.Absent, ""
}

func courier(l *ledger, p Sender, policy Policy) *Courier {
	return &Courier{
		Log: slog.New(slog.DiscardHandler), Store: l, Now: time.Now,
		Routes: map[news.Platform]Route{"chat": {Sender: p, Policy: policy}},
	}
}

// drainAll works on the lane until it is empty, as its job would.
func drainAll(t *testing.T, c *Courier) {
	t.Helper()
	for range 10_000 {
		again, err := c.Drain(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if again == 0 {
			return
		}
		if !sleep(t.Context(), again) {
			t.Fatal("test ended")
		}
	}
	t.Fatal("the lane never empties")
}

func lost(commit func() string) news.Outcome {
	commit()
	return news.Outcome{Class: news.OutcomeUnknown, Detail: "response lost"}
}

func neverArrived(func() string) news.Outcome { return news.Outcome{Class: news.OutcomeUnknown} }

func TestCourier_lostResponseIsNotDoubled(t *testing.T) {
	for name, policy := range map[string]Policy{"nonce": DiscordPolicy(), "history": SlackPolicy(2 * time.Minute)} {
		for fault, answer := range map[string]func(func() string) news.Outcome{"committed": lost, "not committed": neverArrived} {
			t.Run(name+" "+fault, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := &platform{window: policy.Repeat * 3, script: []func(func() string) news.Outcome{answer}}
					l := newLedger(news.Delivery{ID: 1, Kind: news.KindAlert}, news.Delivery{ID: 2, Kind: news.KindAlert})
					drainAll(t, courier(l, p, policy))
					got := slices.Sorted(slices.Values(p.visible))
					want := slices.Sorted(slices.Values([]string{l.nonce(1), l.nonce(2)}))
					if !slices.Equal(got, want) {
						t.Errorf("visible %v, want each once", p.visible)
					}
				})
			})
		}
	}
}

func TestCourier_orphanedSendingIsResolved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{window: time.Hour}
		l := newLedger(news.Delivery{ID: 1, Kind: news.KindAlert})
		c := courier(l, p, SlackPolicy(2*time.Minute))
		// A process wrote ahead, posted, and died before it could record.
		if err := l.BeginSend(t.Context(), 1, []byte("rich 1"), l.nonce(1), time.Now()); err != nil {
			t.Fatal(err)
		}
		d, err := l.Delivery(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		p.Send(t.Context(), d)
		drainAll(t, c)
		if l.state(1) != news.Sent || len(p.visible) != 1 {
			t.Errorf("state %s, %d visible; want sent once", l.state(1), len(p.visible))
		}
	})
}

func TestCourier_refusedRichIsSentPlain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{refuse: true}
		l := newLedger(news.Delivery{ID: 1, Kind: news.KindAlert})
		drainAll(t, courier(l, p, DiscordPolicy()))
		if !slices.Equal(p.bodies, []string{"plain 1"}) || l.state(1) != news.Sent {
			t.Errorf("bodies %v, state %s", p.bodies, l.state(1))
		}
	})
}

func TestCourier_refusedTwiceIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := func(func() string) news.Outcome { return news.Outcome{Class: news.OutcomeRefused, Code: "50035"} }
		p := &platform{script: []func(func() string) news.Outcome{refused, refused}}
		l := newLedger(news.Delivery{ID: 1, Kind: news.KindAlert}, news.Delivery{ID: 2, Kind: news.KindAlert})
		drainAll(t, courier(l, p, DiscordPolicy()))
		if l.state(1) != news.Dropped || l.state(2) != news.Sent || p.asked != 3 {
			t.Errorf("states %s %s after %d requests; want dropped, sent, 3", l.state(1), l.state(2), p.asked)
		}
	})
}

func TestCourier_stoppedPlatformIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{script: []func(func() string) news.Outcome{func(func() string) news.Outcome {
			return news.Outcome{Class: news.OutcomeStopped, After: time.Hour, Code: "401"}
		}}}
		l := newLedger(news.Delivery{ID: 1, Kind: news.KindAlert}, news.Delivery{ID: 2, Kind: news.KindDigest})
		c := courier(l, p, DiscordPolicy())
		for range 5 {
			again, err := c.Drain(t.Context(), 1)
			if err != nil || again < time.Minute {
				t.Fatalf("again %s, err %v; want a long wait", again, err)
			}
		}
		if p.asked != 1 {
			t.Errorf("%d requests to a platform that refuses us, want 1", p.asked)
		}
	})
}

func TestCourier_edits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		l := newLedger(
			news.Delivery{ID: 1, Kind: news.KindAlert, Story: 9},
			news.Delivery{ID: 2, Kind: news.KindEdit, Parent: 1, Story: 9},
			news.Delivery{ID: 3, Kind: news.KindEdit, Parent: 77, Story: 8}, // its parent was dropped
		)
		drainAll(t, courier(l, p, DiscordPolicy()))
		if !slices.Equal(p.bodies, []string{"rich 1", "rich 2"}) || l.state(3) != news.Dropped {
			t.Errorf("bodies %v, orphan %s", p.bodies, l.state(3))
		}
	})
}

// TestCourier_faults lets a platform fail at random, in every way that its
// policy covers, and a process die at random between the steps: each delivery
// is visible exactly once in the end.
func TestCourier_faults(t *testing.T) {
	policies := map[string]Policy{"nonce": DiscordPolicy(), "history": SlackPolicy(2 * time.Minute), "local": LocalPolicy()}
	for name, policy := range policies {
		for seed := range uint64(30) {
			t.Run(fmt.Sprintf("%s seed %d", name, seed), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { faults(t, policy, seed) })
			})
		}
	}
}

func faults(t *testing.T, policy Policy, seed uint64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	p := &platform{window: 2 * policy.Repeat}
	for range 60 {
		p.script = append(p.script, []func(func() string) news.Outcome{
			lost, neverArrived,
			func(func() string) news.Outcome { return news.Outcome{Class: news.OutcomeNotSent} },
			func(func() string) news.Outcome {
				return news.Outcome{Class: news.OutcomeLimited, After: time.Duration(r.IntN(4000)) * time.Millisecond}
			},
			func(commit func() string) news.Outcome {
				return news.Outcome{Class: news.OutcomeSent, MessageID: commit()}
			},
		}[r.IntN(5)])
	}
	var rows []news.Delivery
	for id := range news.DeliveryID(20) {
		rows = append(rows, news.Delivery{ID: id + 1, Kind: news.KindAlert, Story: news.StoryID(id%7 + 1)})
	}
	l := newLedger(rows...)
	c := courier(l, p, policy)
	for range 50 { // each turn a process that may die at any step
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(r.IntN(9000))*time.Millisecond)
		if _, err := c.Drain(ctx, 1); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		cancel()
	}
	drainAll(t, c)
	seen := map[string]int{}
	for _, nonce := range p.visible {
		seen[nonce]++
	}
	for _, d := range rows {
		if seen[l.nonce(d.ID)] != 1 || l.state(d.ID) != news.Sent {
			t.Errorf("seed %d: delivery %d is visible %d times in state %s", seed, d.ID, seen[l.nonce(d.ID)], l.state(d.ID))
		}
	}
}

// TestCourier_clockJumps sets the clock hours ahead and back while requests are
// lost and processes die: nothing is lost, doubled or stuck.
func TestCourier_clockJumps(t *testing.T) {
	policies := map[string]Policy{"nonce": DiscordPolicy(), "history": SlackPolicy(2 * time.Minute)}
	for name, policy := range policies {
		for seed := range uint64(30) {
			t.Run(fmt.Sprintf("%s seed %d", name, seed), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { jumps(t, policy, seed) })
			})
		}
	}
}

func jumps(t *testing.T, policy Policy, seed uint64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 2))
	p := &platform{window: 2 * policy.Repeat}
	for range 40 {
		p.script = append(p.script, []func(func() string) news.Outcome{
			lost, neverArrived,
			func(func() string) news.Outcome {
				return news.Outcome{Class: news.OutcomeLimited, After: time.Duration(r.IntN(4000)) * time.Millisecond}
			},
		}[r.IntN(3)])
	}
	var rows []news.Delivery
	for id := range news.DeliveryID(12) {
		rows = append(rows, news.Delivery{ID: id + 1, Kind: news.KindAlert, Story: news.StoryID(id + 1)})
	}
	l := newLedger(rows...)
	c := courier(l, p, policy)
	var jump time.Duration
	c.Now = func() time.Time { return time.Now().Add(jump) }
	for range 12 {
		jump = time.Duration(r.IntN(13)-6) * time.Hour
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(r.IntN(20_000))*time.Millisecond)
		if _, err := c.Drain(ctx, 1); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		cancel()
		l.release(c.Now())
	}
	p.script = nil
	began := time.Now()
	drainAll(t, c)
	if took := time.Since(began); took > 30*time.Minute {
		t.Errorf("seed %d: the lane was stuck for %v", seed, took)
	}
	seen := map[string]int{}
	for _, nonce := range p.visible {
		seen[nonce]++
	}
	for _, d := range rows {
		if seen[l.nonce(d.ID)] != 1 || l.state(d.ID) != news.Sent {
			t.Errorf("seed %d: delivery %d is visible %d times in state %s", seed, d.ID, seen[l.nonce(d.ID)], l.state(d.ID))
		}
	}
}
