package deliver

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"newsbell/news"
)

// A scene is a platform and a store of which things happen at awkward moments.
type scene struct {
	*ledger
	*platform
	begun    func() // after the bytes are written ahead
	sent     func() // while the platform answers
	read     func() // before a row is read
	composed int
	left     error // what leaving the lane comes to
	leaves   int
	late     bool // it was left with no time to do so
}

func (s *scene) BeginSend(ctx context.Context, id news.DeliveryID, body []byte, nonce string, now time.Time) error {
	err := s.ledger.BeginSend(ctx, id, body, nonce, now)
	if s.begun != nil {
		s.begun()
	}
	return err
}

func (s *scene) Delivery(ctx context.Context, id news.DeliveryID) (news.Delivery, error) {
	if s.read != nil {
		s.read()
	}
	return s.ledger.Delivery(ctx, id)
}

func (s *scene) Send(ctx context.Context, d news.Delivery) news.Outcome {
	o := s.platform.Send(ctx, d)
	if s.sent != nil {
		s.sent()
	}
	return o
}

func (s *scene) Enter(context.Context, news.Target) error { return nil }

func (s *scene) Leave(ctx context.Context, _ news.Target) error {
	s.leaves++
	s.late = ctx.Err() != nil
	return s.left
}

func (s *scene) courier() *Courier {
	c := courier(s.ledger, s, DiscordPolicy())
	c.Store = s
	c.Compose = func(_ context.Context, d news.Delivery) news.Message {
		s.composed++
		return d.Message
	}
	return c
}

func newScene(rows ...news.Delivery) *scene {
	return &scene{ledger: newLedger(rows...), platform: &platform{}}
}

// A process that is stopped forgets nothing that the platform answered, sends
// nothing more and leaves its lane in order.
func TestCourier_stopping(t *testing.T) {
	alert := news.Delivery{ID: 1, Kind: news.KindAlert}
	t.Run("while the platform answers", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			s := newScene(alert)
			s.sent = cancel
			if _, err := s.courier().Drain(ctx, 1); !errors.Is(err, context.Canceled) || s.state(1) != news.Sent || s.leaves != 1 || s.late {
				t.Errorf("state %s, left %d times, late: %t, err %v; want sent, once, in time, canceled", s.state(1), s.leaves, s.late, err)
			}
		})
	})
	t.Run("before the request", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			s := newScene(alert)
			s.begun = cancel
			if _, err := s.courier().Drain(ctx, 1); !errors.Is(err, context.Canceled) || s.state(1) != news.Retry || s.asked != 0 {
				t.Errorf("state %s after %d requests, err %v; want retry, none, canceled", s.state(1), s.asked, err)
			}
		})
	})
	t.Run("the lane is left while it can be", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			s := newScene(alert)
			s.sent, s.left = cancel, errors.New("no store")
			_, err := s.courier().Drain(ctx, 1)
			if !errors.Is(err, s.left) {
				t.Errorf("got %v, want that the lane was not left", err)
			}
			s = newScene(alert)
			if _, err := s.courier().Drain(t.Context(), 1); err != nil || s.leaves != 1 {
				t.Errorf("left %d times, err %v", s.leaves, err)
			}
		})
	})
}

func TestCourier_suspendedMeanwhileIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(news.Delivery{ID: 1, Kind: news.KindAlert})
		s.read = func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			d := s.rows[1]
			d.State = news.Suspended
			s.rows[1] = d
		}
		drainAll(t, s.courier())
		if s.asked != 0 || s.state(1) != news.Suspended {
			t.Errorf("state %s after %d requests, want suspended, none", s.state(1), s.asked)
		}
	})
}

// What was written ahead is sent as it is: a second attempt composes nothing.
func TestCourier_composesOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(news.Delivery{ID: 1, Kind: news.KindAlert})
		s.script = []func(func() string) news.Outcome{
			func(func() string) news.Outcome { return news.Outcome{Class: news.OutcomeNotSent} }, lost,
		}
		s.window = DiscordPolicy().Repeat
		drainAll(t, s.courier())
		if s.composed != 1 || !slices.Equal(s.bodies, []string{"rich 1"}) {
			t.Errorf("composed %d times and sent %v, want once", s.composed, s.bodies)
		}
	})
}

// Two stores that count alike do not give their deliveries the same nonce, and a
// restart does not change it.
func TestNonce(t *testing.T) {
	d := news.Delivery{ID: 1, Key: "alert/1", Target: news.Target{Platform: "chat", Channel: "c"}, Created: at(0)}
	for name, change := range map[string]func(*news.Delivery){
		"id":      func(d *news.Delivery) { d.ID++ },
		"key":     func(d *news.Delivery) { d.Key = "alert/2" },
		"channel": func(d *news.Delivery) { d.Target.Channel = "other" },
		"created": func(d *news.Delivery) { d.Created = at(1) },
	} {
		other := d
		change(&other)
		if Nonce(d) == Nonce(other) {
			t.Errorf("with another %s: the same nonce", name)
		}
	}
	d.State, d.Attempts, d.LastTry = news.Retry, 3, at(9)
	if first := (news.Delivery{ID: 1, Key: "alert/1", Target: d.Target, Created: at(0)}); Nonce(first) != Nonce(d) || len(Nonce(d)) != 24 {
		t.Errorf("got %q after an attempt, %q before", Nonce(d), Nonce(first))
	}
}
