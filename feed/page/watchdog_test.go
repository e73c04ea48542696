package page

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// ordinary is a page with an article that can also be read roughly.
func ordinary() []byte {
	return []byte("<html><body><article>" + strings.Repeat("<p>The council of the harbour town met again and decided about the old bridge.</p>", 9) + "</article></body></html>")
}

// TestExtractor_libraryThatDoesNotEnd lets the libraries hang: the callers come
// back with a rough text, no more goroutines are left than places, and when the
// libraries end after all, everything is as before.
func TestExtractor_libraryThatDoesNotEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := NewExtractor(2, 5*time.Second)
		hung := make(chan struct{})
		var entered atomic.Int32
		x.agreed = func(stopper, []byte, string) result {
			entered.Add(1)
			<-hung
			return result{}
		}
		for n := range 5 {
			p, err := x.Extract(t.Context(), ordinary(), "", "https://quay.example/a")
			if err != nil || !p.Rough || !strings.HasPrefix(p.Text, "The council") {
				t.Fatalf("page %d: got %+v, %v; want a rough text", n, p, err)
			}
		}
		if x.Adrift() != 2 || entered.Load() != 2 || x.Late() != 5 {
			t.Errorf("got %d adrift of %d begun, %d late; want 2 of 2, 5", x.Adrift(), entered.Load(), x.Late())
		}
		close(hung)
		synctest.Wait()
		x.agreed = agreed
		p, err := x.Extract(t.Context(), ordinary(), "", "https://quay.example/a")
		if err != nil || p.Rough || x.Adrift() != 0 {
			t.Errorf("got rough %v, %d adrift, %v; want all well", p.Rough, x.Adrift(), err)
		}
	})
}

func TestExtractor_callerThatLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := NewExtractor(1, time.Minute)
		hung := make(chan struct{})
		x.agreed = func(stopper, []byte, string) result { <-hung; return result{} }
		for range 2 { // the second one waits for a place
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			_, err := x.Extract(ctx, ordinary(), "", "https://quay.example/a")
			cancel()
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want the caller's own deadline", err)
			}
		}
		close(hung)
		synctest.Wait()
		if x.Adrift() != 0 || len(x.places) != 0 {
			t.Errorf("got %d adrift and %d places taken, want none", x.Adrift(), len(x.places))
		}
	})
}

func TestExtractor_panic(t *testing.T) {
	x := NewExtractor(1, 0)
	x.agreed = func(stopper, []byte, string) result { panic("a library's own fault") }
	if p, err := x.Extract(t.Context(), ordinary(), "", ""); err != nil || !p.Rough || p.Text == "" {
		t.Errorf("got %+v, %v; want a rough text", p, err)
	}
	if len(x.places) != 0 {
		t.Error("the place was kept")
	}
}

// TestAgreed_stops shows that a reading whose time is over begins no new step.
func TestAgreed_stops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if out := agreed(ctx, ordinary(), "https://quay.example/a"); out.whole {
		t.Errorf("got %+v after the end", out)
	}
}
