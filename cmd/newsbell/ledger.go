package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"newsbell/app"
	"newsbell/config"
	"newsbell/deliver"
	"newsbell/news"
	"newsbell/storage"
)

// How much of the ledger is held against the platforms.
const (
	ledgerSince = 24 * time.Hour
	ledgerPage  = 500
	settled     = time.Minute // younger deliveries are still on their way
)

// A difference is one place where verdicts, deliveries and messages disagree.
type difference struct{ what, why string }

// A ledger is what check --ledger counts and finds.
type ledger struct {
	rungs, deliveries, messages int
	differences                 []difference
	seen                        map[string]news.DeliveryID // by message
	now                         time.Time
}

func (l *ledger) differ(why, format string, args ...any) {
	l.differences = append(l.differences, difference{fmt.Sprintf(format, args...), why})
}

// checkLedger holds matches against deliveries and deliveries against the
// messages that stand on the platforms, of the last day, and prints each
// difference.
func checkLedger(ctx context.Context, w world, cfg config.Config) error {
	store, err := app.OpenStore(ctx, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }() // only read
	l := &ledger{seen: map[string]news.DeliveryID{}, now: time.Now()}
	platforms, err := app.Senders(cfg, store, time.Now)
	if err != nil {
		return err
	}
	if err := l.read(ctx, store, platforms); err != nil {
		return err
	}
	return l.print(w.stdout)
}

func (l *ledger) read(ctx context.Context, s *storage.Store, platforms map[news.Platform]deliver.Sender) error {
	since := l.now.Add(-ledgerSince)
	rungs, err := s.Rungs(ctx, since)
	if err != nil {
		return err
	}
	l.rungs = len(rungs)
	for _, r := range rungs {
		if r.Delivery == 0 {
			l.differ("it rang, but there is no delivery", "story %d in channel %d", r.Verdict.Story, r.Verdict.Channel)
		}
	}
	for after := news.DeliveryID(0); ; {
		page, err := s.DeliveriesSince(ctx, since, after, ledgerPage)
		if err != nil {
			return err
		}
		for _, head := range page {
			after = head.ID
			l.deliveries++
			if err := l.delivery(ctx, s, platforms[head.Target.Platform], head); err != nil {
				return err
			}
		}
		if len(page) < ledgerPage {
			return nil
		}
	}
}

// delivery judges one row, and looks for its message where it can.
func (l *ledger) delivery(
	ctx context.Context, s *storage.Store, platform deliver.Sender, d news.Delivery,
) error {
	name := fmt.Sprintf("delivery %d (%s to %s)", d.ID, d.Key, d.Target)
	switch {
	case d.State == news.Review:
		l.differ("nobody knows whether it was posted: "+d.Outcome, "%s", name)
		return nil
	case d.State != news.Sent && d.State != news.Dropped && d.State != news.Suspended && l.now.Sub(d.Created) > settled:
		l.differ("it is "+string(d.State)+" since "+stamp(d.Created)+" "+d.Outcome, "%s", name)
		return nil
	case d.State != news.Sent || d.Kind == news.KindEdit:
		return nil
	}
	l.messages++
	place := d.Target.String() + "/" + d.MessageID
	if other, twice := l.seen[place]; twice && d.MessageID != "" {
		l.differ(fmt.Sprintf("delivery %d has the same message", other), "%s", name)
	}
	l.seen[place] = d.ID
	if platform == nil {
		return nil
	}
	full, err := s.Delivery(ctx, d.ID)
	if err != nil {
		return err
	}
	switch finding, id := platform.Probe(ctx, full); {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case finding == news.Absent:
		l.differ("the platform's history lacks its message "+d.MessageID, "%s", name)
	case finding == news.Found && id != "" && d.MessageID != "" && id != d.MessageID:
		l.differ("it stands as message "+id+", not as "+d.MessageID, "%s", name)
	case finding == news.Unreadable, finding == news.Later:
		l.differ("the platform's history cannot be read now", "%s", name)
	}
	return nil
}

func (l *ledger) print(out io.Writer) error {
	for _, d := range l.differences {
		say(out, "DIFFERS  %s: %s\n", d.what, d.why)
	}
	say(out, "of the last 24 hours: %d times rung, %d deliveries, %d messages, %d differences\n", l.rungs, l.deliveries, l.messages, len(l.differences))
	if len(l.differences) > 0 {
		return errSaid
	}
	return nil
}

// notFound says whether an error is of a noun that is not there.
func notFound(err error) bool {
	var e *news.Error
	return errors.As(err, &e) && e.Code == "not_found"
}
