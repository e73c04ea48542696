package digest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/digest/schedule"
	"newsbell/lang"
	"newsbell/news"
)

// restMax bounds how many stories the rest of a digest shows.
const restMax = 20

// Rest composes, for whoever asks, what a digest that was sent left out, best
// first. Stories that changed since are shown as they now stand. It is false
// when there is nothing more.
func (e *Editor) Rest(ctx context.Context, sent news.Delivery, now time.Time) (news.Message, bool, error) {
	list := sent.Message.List
	if list == nil || list.To.IsZero() || list.More == 0 && len(list.Items) <= defaultMax {
		return news.Message{}, false, nil
	}
	// A platform may show fewer than the list holds, but never fewer than these.
	shown := list.Items[:min(len(list.Items), defaultMax)]
	in, err := e.restInput(ctx, sent, now)
	if err != nil {
		return news.Message{}, false, fmt.Errorf("compose the rest of digest %s: %w", sent.Key, err)
	}
	in.Candidates = slices.DeleteFunc(in.Candidates, func(c news.Candidate) bool {
		return c.Story.Began.After(list.To) || slices.ContainsFunc(shown, func(i news.Item) bool { return i.Story == c.Story.ID })
	})
	m, some := Compose(in)
	if some {
		m.Kind, m.Private = news.KindNotice, true
		m.List.Heading = in.Voice.Text("More of: %s", list.Heading)
	}
	return m, some, nil
}

// restInput reads what the digest was made from.
func (e *Editor) restInput(ctx context.Context, sent news.Delivery, now time.Time) (Input, error) {
	list := sent.Message.List
	d, err := e.madeFrom(ctx, sent)
	if err != nil {
		return Input{}, err
	}
	zone, _, err := schedule.Zone(list.Zone)
	if err != nil {
		return Input{}, err
	}
	in := Input{About: d.Query, From: list.From, To: list.To, Zone: zone, Max: restMax, Kind: d.Kind, Style: oneLine(d.Style), Voice: lang.In(sent.Message.Language)}
	switch d.Kind {
	case news.DigestQuiet:
		in.Candidates, err = e.Store.Held(ctx, d.Channel, heldQuiet, list.From, list.To)
	case news.DigestLook:
		in.Candidates, err = e.lookedAt(ctx, d.Channel, list.From, now)
	case news.DigestDay:
		in.Candidates, err = e.Store.Held(ctx, d.Channel, heldBudget, list.From, list.To)
	default:
		reading := reading{store: e.Store, matches: e.Matches}
		in.Candidates, err = reading.candidates(ctx, d, list.From, now)
	}
	if err != nil {
		return Input{}, err
	}
	in.Feedback, err = e.Store.ChannelFeedback(ctx, d.Channel, now)
	return in, err
}

// madeFrom is the digest that a message was made from, as far as it is still
// known; else one of all that the channel is subscribed to.
func (e *Editor) madeFrom(ctx context.Context, sent news.Delivery) (news.Digest, error) {
	all := news.Digest{Channel: sent.Channel}
	parts := strings.Split(sent.Key, "/")
	if parts[0] == "look" {
		all.Kind = news.DigestLook
		return all, nil
	}
	if len(parts) != 3 || parts[0] != "digest" {
		return all, nil
	}
	id, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return all, nil //nolint:nilerr // the key of a digest that was asked for
	}
	d, err := e.Store.Digest(ctx, news.DigestID(id))
	var gone *news.Error
	if errors.As(err, &gone) || err == nil && d.Channel != sent.Channel {
		return all, nil
	}
	return d, err
}

// lookedAt reads again what a look listed and left out.
func (e *Editor) lookedAt(ctx context.Context, channel news.ChannelID, from, now time.Time) ([]news.Candidate, error) {
	digests, err := e.Store.ChannelDigests(ctx, channel)
	if err != nil {
		return nil, err
	}
	parts := []news.Digest{{Channel: channel, Covered: from}}
	for _, d := range digests {
		if d.Query != "" {
			d.Covered = from
			parts = append(parts, d)
		}
	}
	return e.gather(ctx, parts, now)
}

// oneLine is a style that shows each story on one line.
func oneLine(s news.Style) news.Style {
	if s == news.Sections {
		return s
	}
	return news.Headlines
}
