package app

import (
	"context"
	"fmt"
	"time"

	"newsbell/match"
	"newsbell/news"
)

// digests posts digests out of turn.
type digests struct{ app *App }

// Now posts what came since the channel's last digest; to a person in private,
// what came since they last looked.
func (d digests) Now(ctx context.Context, ch news.ChannelID) error {
	now := d.app.now()
	c, err := d.app.store.Channel(ctx, ch)
	if err != nil {
		return fmt.Errorf("read channel %d: %w", ch, err)
	}
	if _, private := c.Target.Person(); private {
		return d.look(ctx, c, now)
	}
	m, ok, err := d.app.editor.Now(ctx, ch, now)
	if err != nil {
		return err
	}
	if !ok {
		return news.Fault("nothing_new", "Nothing has come for this channel since its last digest.")
	}
	return d.app.store.Enqueue(ctx, []news.Delivery{{
		Channel: ch, Target: c.Target, Key: fmt.Sprintf("digest-now/%d", now.UnixMilli()), Kind: news.KindDigest,
		Message: m, Reason: "asked for", Created: now,
	}})
}

// look sends a person what came since they last looked.
func (d digests) look(ctx context.Context, ch news.Channel, now time.Time) error {
	some, since, err := d.app.editor.Look(ctx, ch.ID, now)
	if err == nil && !some {
		zone, bad := time.LoadLocation(ch.Zone)
		if bad != nil {
			zone = time.UTC
		}
		err = news.Fault("nothing_new", "Nothing new since you last looked, %s.", news.Moment{Time: since.In(zone), Layout: "Mon 2 Jan 15:04"})
	}
	return err
}

// Rest gives what a digest left out, the channel's last one for 0.
func (d digests) Rest(ctx context.Context, ch news.ChannelID, id news.DeliveryID) (m news.Message, err error) {
	if id == 0 {
		if id, err = d.app.store.LastList(ctx, ch); err != nil {
			return m, err
		}
	}
	sent, err := d.app.store.Delivery(ctx, id)
	if err != nil {
		return m, err
	}
	m, ok, err := d.app.editor.Rest(ctx, sent, d.app.now())
	if err == nil && !ok {
		err = news.Fault("nothing_more", "That digest left nothing out.")
	}
	return m, err
}

// matchesStory holds a digest's own query against a story.
func matchesStory(query string, s news.Story) bool {
	q, err := match.Parse(query)
	if err != nil {
		return false // it was read when the digest was made
	}
	for _, r := range s.Reports {
		a := news.Article{Title: r.Title, Lead: s.Lead, URL: r.URL, Publisher: r.Publisher, Language: s.Language, Section: s.Section}
		if _, ok := q.Matches(match.NewDoc(a)); ok {
			return true
		}
	}
	return false
}
