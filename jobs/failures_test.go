package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

func TestFailures_answer(t *testing.T) {
	fault := errors.New("the store is away")
	tests := []struct {
		name    string
		attempt int
		err     error
		want    error
		logged  bool
	}{
		{"done", 24, nil, nil, false},
		{"a failure is River's to count", 23, fault, fault, false},
		{"the last but one sleeps", 24, fault, river.JobSnooze(time.Minute), true},
		{"a pause stays one", 24, river.JobSnooze(time.Second), river.JobSnooze(time.Second), false},
		{"a stop is River's to see", 24, fmt.Errorf("drain: %w", context.Canceled), context.Canceled, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var text strings.Builder
			f := failures{slog.New(slog.NewTextHandler(&text, nil))}
			got := f.answer(t.Context(), &rivertype.JobRow{Attempt: test.attempt, MaxAttempts: 25}, test.err)
			if fmt.Sprint(got) != fmt.Sprint(test.want) && !errors.Is(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
			if logged := text.Len() > 0; logged != test.logged {
				t.Errorf("logged %q", text.String())
			}
		})
	}
}

func TestRetryPause(t *testing.T) {
	for failures, want := range map[int]time.Duration{
		0: time.Second, 1: time.Second, 2: 2 * time.Second, 6: 32 * time.Second, 7: time.Minute, 1000: time.Minute,
	} {
		if got := retryPause(failures); got != want {
			t.Errorf("after %d failures got %v, want %v", failures, got, want)
		}
	}
}

func TestQuiet(t *testing.T) {
	var text strings.Builder
	lg := slog.New(quiet{slog.NewTextHandler(&text, nil)}).With("a", 1).WithGroup("g")
	lg.Info("tidings")
	lg.Warn("warning")
	if got := text.String(); strings.Contains(got, "tidings") || !strings.Contains(got, "level=WARN msg=warning a=1") {
		t.Errorf("got %q", got)
	}
}
