package digest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"newsbell/digest/schedule"
	"newsbell/lang"
	"newsbell/news"
)

// How a look works.
const (
	firstLook = 24 * time.Hour // what the first one covers
	lookTries = 5              // of one that others get in the way of
)

// errBusy is a look that others always came before.
var errBusy = errors.New("digests of the channel change all the time")

// Look sends a person, in a channel that is theirs alone, what came since they
// last looked: what no digest and no look of theirs covered yet. From then on
// their digests cover what comes after it, so that nothing is told twice and
// nothing is left out. It ends where everything is sure to be grouped, Settle
// before now. It is not some when there is nothing; since is from when on it
// looked.
func (e *Editor) Look(ctx context.Context, channel news.ChannelID, now time.Time) (some bool, since time.Time, err error) {
	for range lookTries {
		var done bool
		if some, done, since, err = e.look(ctx, channel, now.UTC()); done || err != nil {
			break
		}
		err = errBusy
	}
	if err != nil {
		err = fmt.Errorf("look at the news of channel %d: %w", channel, err)
	}
	return some, since, err
}

// look tries once; it is not done when something else came between.
func (e *Editor) look(ctx context.Context, channel news.ChannelID, now time.Time) (some, done bool, since time.Time, err error) {
	look := news.Look{Channel: channel, To: now.Add(-e.Settle)}
	ch, err := e.Store.Channel(ctx, channel)
	if err != nil {
		return false, false, since, err
	}
	if look.Was, err = e.Store.LookedUntil(ctx, channel); err != nil {
		return false, false, since, err
	}
	if look.Digests, err = e.Store.ChannelDigests(ctx, channel); err != nil {
		return false, false, since, err
	}
	parts := open(look)
	in := Input{
		From: look.To, To: look.To, Kind: news.DigestLook, OnDemand: true, Chart: ch.Settings.Chart, Voice: lang.In(ch.Settings.Language),
		Max: parts[0].Length, Style: parts[0].Style,
	}
	for _, p := range parts {
		if p.Covered.Before(in.From) {
			in.From = p.Covered
		}
	}
	if in.Zone, err = zoneOf(ch, parts); err != nil {
		return false, false, since, err
	}
	if in.Candidates, err = e.gather(ctx, parts, look.To); err != nil {
		return false, false, since, err
	}
	if in.Feedback, err = e.Store.ChannelFeedback(ctx, channel, now); err != nil {
		return false, false, since, err
	}
	m, some := Compose(in)
	if !some {
		return false, true, in.From, nil // the window stays open
	}
	look.Delivery = news.Delivery{
		Channel: channel, Target: ch.Target, Kind: m.Kind, Message: m, State: news.Pending, Created: now,
		Key: fmt.Sprintf("look/%d", look.To.UnixMilli()), Reason: "asked for",
	}
	done, err = e.Store.CommitLook(ctx, look)
	return true, done, in.From, err
}

// open lists what a look covers, each part from where it was told last: all
// that the channel is subscribed to, and each digest with a query of its own.
func open(look news.Look) []news.Digest {
	all := news.Digest{Channel: look.Channel, Covered: look.Was}
	var own []news.Digest
	for _, d := range look.Digests {
		told := d.Covered.After(d.Created) // else it did not come yet
		switch {
		case d.Query != "":
			if d.Covered.Before(look.To) {
				own = append(own, d)
			}
		case told && d.Covered.After(all.Covered):
			all.Covered = d.Covered
			fallthrough
		default:
			all.Length, all.Style, all.Zone = d.Length, d.Style, d.Zone
		}
	}
	if all.Covered.IsZero() {
		all.Covered = look.To.Add(-firstLook)
	}
	return append([]news.Digest{all}, own...)
}

// gather reads what some digests may carry from where each is covered; a story
// of several counts as matched by all of them.
func (e *Editor) gather(ctx context.Context, parts []news.Digest, to time.Time) ([]news.Candidate, error) {
	reading := reading{store: e.Store, matches: e.Matches}
	var all []news.Candidate
	place := map[news.StoryID]int{}
	for _, p := range parts {
		if !to.After(p.Covered) {
			continue
		}
		some, err := reading.candidates(ctx, p, p.Covered, to)
		if err != nil {
			return nil, err
		}
		for _, c := range some {
			if i, ok := place[c.Story.ID]; ok {
				all[i].Matches += c.Matches
				continue
			}
			place[c.Story.ID] = len(all)
			all = append(all, c)
		}
	}
	return all, nil
}

// zoneOf is the zone of a channel's digests, or else its own.
func zoneOf(ch news.Channel, parts []news.Digest) (*time.Location, error) {
	name := ch.Zone
	if i := slices.IndexFunc(parts, func(d news.Digest) bool { return d.Zone != "" }); i >= 0 {
		name = parts[i].Zone
	}
	zone, _, err := schedule.Zone(name)
	return zone, err
}
