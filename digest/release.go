package digest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"newsbell/digest/schedule"
	"newsbell/news"
)

// A channel's lists of what was held back: those of quiet hours come when they
// end, those of the budget at the end of the day.
const (
	dayEnds     = "daily at 20:00"
	releaseMax  = 20 // stories shown
	heldQuiet   = "quiet_hours"
	wasListed   = "listed" // held, and changed since
	heldBudget  = "budget_spent"
	tendWindow  = 24 * time.Hour
	minutesADay = 24 * 60
)

// A plan is when a digest comes and in which zone.
type plan struct {
	times schedule.Schedule
	zone  *time.Location
	once  bool // it does not come again
}

// Release gives the next time after now of a channel's list of what was held
// back; the zero time when there is no such time. Quiet hours that were switched
// off are released at once.
func Release(kind news.DigestKind, ch news.Channel, now time.Time) (time.Time, error) {
	p, err := releasePlan(kind, ch, zoneNamed)
	if err != nil || p.once {
		return now, err
	}
	return p.times.Next(now, p.zone).UTC(), nil
}

func zoneNamed(name string) (*time.Location, error) {
	zone, _, err := schedule.Zone(name)
	return zone, err
}

// releasePlan reads a list's times from the channel's settings.
func releasePlan(kind news.DigestKind, ch news.Channel, zone func(string) (*time.Location, error)) (plan, error) {
	name, phrase, once := ch.Zone, dayEnds, false
	if q := ch.Settings.Quiet; kind == news.DigestQuiet {
		if q.Zone != "" {
			name = q.Zone
		}
		minute := (q.To%minutesADay + minutesADay) % minutesADay
		phrase = fmt.Sprintf("daily at %02d:%02d", minute/60, minute%60)
		once = q.From == q.To
	}
	if name == "" {
		name = "UTC"
	}
	when, err := schedule.Parse(phrase)
	loc, zoneErr := zone(name)
	return plan{times: when, zone: loc, once: once}, errors.Join(err, zoneErr)
}

// plan reads when a digest comes.
func (r *round) plan(d news.Digest, ch news.Channel) (plan, error) {
	if d.Kind != news.DigestScheduled {
		return releasePlan(d.Kind, ch, r.reading.zone)
	}
	zone, zoneErr := r.reading.zone(d.Zone)
	when, err := schedule.Parse(d.Schedule)
	return plan{times: when, zone: zone}, errors.Join(zoneErr, err)
}

// held reads what a list of what was held back may carry. Where a digest of all
// subscriptions comes anyway, the day's list has nothing to add.
func (r *round) held(ctx context.Context, d news.Digest, from, to time.Time) ([]news.Candidate, error) {
	if d.Kind == news.DigestQuiet {
		return r.Store.Held(ctx, d.Channel, heldQuiet, from, to)
	}
	own, err := r.Store.ChannelDigests(ctx, d.Channel)
	if err != nil {
		return nil, err
	}
	for _, o := range own {
		if o.Query == "" {
			return nil, nil
		}
	}
	return r.Store.Held(ctx, d.Channel, heldBudget, from, to)
}

// Tend gives a list at the day's end to each channel whose budget held something
// back and that has none.
func (e *Editor) Tend(ctx context.Context, now time.Time) error {
	since := now.Add(-tendWindow)
	need, err := e.Store.HeldChannels(ctx, since)
	if err != nil {
		return fmt.Errorf("read channels with stories held back: %w", err)
	}
	for _, id := range need {
		ch, err := e.Store.Channel(ctx, id)
		if err != nil {
			return fmt.Errorf("read channel %d: %w", id, err)
		}
		next, err := Release(news.DigestDay, ch, now)
		if err != nil {
			return fmt.Errorf("plan the day's list of channel %d: %w", id, err)
		}
		if err := e.Store.SetRelease(ctx, id, news.DigestDay, since, next); err != nil {
			return fmt.Errorf("set the day's list of channel %d: %w", id, err)
		}
	}
	if len(need) > 0 {
		e.Wake()
	}
	return nil
}
