package post

import (
	"testing"
	"time"
)

// TestPacer_goes holds that a post that goes out after its turn keeps the next
// one at its distance, and that the network's usual delay does not slow a channel.
func TestPacer_goes(t *testing.T) {
	for _, tt := range []struct {
		name string
		late time.Duration // after its turn
		want time.Duration // from the turn to the next
	}{
		{"at once", 0, time.Second},
		{"the usual delay", 40 * time.Millisecond, time.Second},
		{"the rush of a start", 400 * time.Millisecond, 1350 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			began := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
			now := began
			p := newPacer(Pace{}, func() time.Time { return now }, nil, "T1")
			if after, ok := p.reserve(methodPost, "C1"); after != 0 || !ok {
				t.Fatalf("got %v, %v for the first", after, ok)
			}
			now = began.Add(tt.late)
			p.goes(methodPost, "C1")
			if after, _ := p.reserve(methodPost, "C1"); now.Add(after).Sub(began) != tt.want {
				t.Errorf("the next comes after %v, want %v", now.Add(after).Sub(began), tt.want)
			}
			if after, _ := p.reserve(methodPost, "C2"); after != 0 {
				t.Errorf("another channel waits %v", after)
			}
		})
	}
}
