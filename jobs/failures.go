package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// failures is what happens to a job that fails: it is logged and tried again.
type failures struct{ log *slog.Logger }

// answer passes an error on to River, which counts it and tries again. When
// River would soon give up, the job sleeps instead, which River does not count.
func (f failures) answer(ctx context.Context, job *rivertype.JobRow, err error) error {
	_, pause := errors.AsType[*rivertype.JobSnoozeError](err)
	if err == nil || pause || job.Attempt < job.MaxAttempts-1 || errors.Is(err, context.Canceled) {
		return err
	}
	f.HandleError(ctx, job, err)
	return river.JobSnooze(retryPause(job.Attempt))
}

// HandleError implements river.ErrorHandler.
func (f failures) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.log.WarnContext(ctx, "job failed", "target", job.Kind, "attempt", job.Attempt, "err", err)
	return nil
}

// HandlePanic implements river.ErrorHandler.
func (f failures) HandlePanic(
	ctx context.Context, job *rivertype.JobRow, value any, trace string,
) *river.ErrorHandlerResult {
	f.log.ErrorContext(ctx, "job panicked", "target", job.Kind, "attempt", job.Attempt, "err", value, "reason", trace)
	return nil
}

func nextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().Add(retryPause(job.Attempt)) //nolint:forbidigo // River compares it with the same clock
}
