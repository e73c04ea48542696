package trial

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"newsbell/deliver"
	"newsbell/news"
	"newsbell/storage"
)

// A post is a message that stands in a channel.
type post struct {
	id   string
	body []byte
	at   time.Time
}

// visible gives what stands in a channel, in the server's order. What was
// deleted on Discord is not visible.
func visible(w *World, to news.Target) (out []post) {
	if to.Platform == news.Discord {
		for _, m := range w.Discord.Messages(to.Channel) {
			if !m.Deleted {
				out = append(out, post{m.ID, m.Latest(), m.At})
			}
		}
		return out
	}
	for _, m := range w.Slack.Messages(to.Channel) {
		out = append(out, post{m.TS, []byte(m.Text), m.At})
	}
	return out
}

// wanted gives the headlines that a channel asked for.
func (c *crash) wanted(n int) []string { return c.titles[n/2%crashGroups] }

// titleOf gives the headline of a message; "" when it does not stand there.
func (c *crash) titleOf(to news.Target, message string) string {
	for n, p := range c.places {
		if p.Target != to {
			continue
		}
		for _, m := range visible(c.w, to) {
			for _, title := range c.wanted(n) {
				if m.id == message && bytes.Contains(m.body, []byte(title)) {
					return title
				}
			}
		}
	}
	return ""
}

// faults looks at every channel from the servers' side.
func (c *crash) faults() (faults []string) {
	for n, p := range c.places {
		seen := map[string]int{}
		posts := visible(c.w, p.Target)
		for _, m := range posts {
			asked := false // one that holds several is the list of a flood
			for _, title := range c.wanted(n) {
				if bytes.Contains(m.body, []byte(title)) {
					seen[title]++
					asked = true
				}
			}
			if !asked {
				faults = append(faults, fmt.Sprintf("%s: message %s was not asked for", p.Target, m.id))
			}
		}
		for _, title := range c.wanted(n) {
			want := 1
			if c.deleted[p.Target.String()+title] {
				want = 0
			}
			if seen[title] != want {
				faults = append(faults, fmt.Sprintf("%s: %q is visible %d times, want %d", p.Target, title, seen[title], want))
			}
		}
	}
	return faults
}

// await waits until nothing is missing and no lane holds anything, or nothing
// more comes.
func (c *crash) await(ctx context.Context) {
	c.Helper()
	last, since := 0, time.Now()
	for len(c.faults()) > 0 {
		if n := c.w.Discord.Total() + c.w.Slack.Total(); n != last {
			last, since = n, time.Now()
		}
		if time.Since(since) > 90*time.Second || !pause(ctx, 500*time.Millisecond) {
			return
		}
	}
	c.look(ctx, func(s *storage.Store) error {
		for range 400 {
			if open, err := s.OpenLanes(ctx); err != nil || len(open) == 0 || !pause(ctx, 500*time.Millisecond) {
				return err
			}
		}
		return nil
	})
}

// unsettled holds the servers against the store of the ended process: nothing
// is left open or in review, and what came out of order had a reason to.
func (c *crash) unsettled(ctx context.Context) (faults []string) {
	c.Helper()
	c.look(ctx, func(s *storage.Store) error {
		lanes := map[news.Target]map[string]news.Delivery{} // by message
		for after := news.DeliveryID(0); ; {
			page, err := s.DeliveriesSince(ctx, time.Time{}, after, 500)
			if err != nil || len(page) == 0 {
				break
			}
			for _, d := range page {
				after = d.ID
				if d.State != news.Sent && d.State != news.Dropped || d.State == news.Dropped && d.Kind != news.KindEdit {
					faults = append(faults, fmt.Sprintf("%s: delivery %d is %s: %s", d.Target, d.ID, d.State, d.Outcome))
				}
				if lanes[d.Target] == nil {
					lanes[d.Target] = map[string]news.Delivery{}
				}
				lanes[d.Target][d.MessageID] = d
			}
		}
		for _, p := range c.places {
			out, err := disorder(ctx, s, lanes[p.Target], visible(c.w, p.Target))
			if err != nil {
				return err
			}
			faults = append(faults, out...)
		}
		return nil
	})
	return faults
}

// disorder finds messages that stand before one that was decided earlier,
// although that one had not been unknown for so long that it holds back no
// other (deliver.HoldClass after the attempt began).
func disorder(ctx context.Context, s *storage.Store, lane map[string]news.Delivery, posts []post) (faults []string, err error) {
	for i, late := range posts {
		a := lane[late.id]
		for _, early := range posts[:i] {
			b := lane[early.id]
			if b.ID < a.ID || b.Kind.Class() != a.Kind.Class() {
				continue
			}
			attempts, err := s.Attempts(ctx, a.ID)
			if err != nil {
				return nil, err
			}
			if len(attempts) == 0 || attempts[0].At.After(early.at.Add(-deliver.HoldClass)) {
				faults = append(faults, fmt.Sprintf("%s: delivery %d overtook %d at %s: %+v", a.Target, b.ID, a.ID, early.at, attempts))
			}
		}
	}
	return faults, nil
}
