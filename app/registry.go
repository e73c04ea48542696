package app

import (
	"context"
	"time"

	"newsbell/feed/health"
	"newsbell/news"
	"newsbell/storage"
)

// registry is the store as the conversation sees it: each change is told to
// the parts that hold it in memory before the reply goes out.
type registry struct {
	*storage.Store
	app *App
}

// EnsureChannel is Store.EnsureChannel; the desk learns of the channel.
func (r registry) EnsureChannel(ctx context.Context, ch news.Channel) (news.Channel, error) {
	ch, err := r.Store.EnsureChannel(ctx, ch)
	if err != nil {
		return ch, err
	}
	return ch, r.app.desk.SetChannel(ch)
}

// UpdateChannel is Store.UpdateChannel; the desk learns of the settings, and
// what a resumed channel missed is released.
func (r registry) UpdateChannel(ctx context.Context, ch news.Channel) error {
	if err := r.Store.UpdateChannel(ctx, ch); err != nil {
		return err
	}
	return r.app.desk.SetChannel(ch)
}

// AddFeed is Store.AddFeed; the feed is polled at once. One that had been given
// up is given another chance; one that rested belongs to who asks for it now.
func (r registry) AddFeed(ctx context.Context, f news.Feed) (news.Feed, bool, error) {
	asked := f.Origin
	f, added, err := r.Store.AddFeed(ctx, f)
	if rests(f) {
		f.Origin, f.Private, f.Official = asked, false, false
	}
	if alive, ok := health.Revive(f, r.app.now()); err == nil && ok {
		f, err = alive, r.Store.UpdateFeed(ctx, alive)
		r.app.watcher.Wake()
	}
	if added {
		r.app.desk.Forget()
		r.app.watcher.Wake()
	}
	return f, added, err
}

// RemoveFeed is Store.RemoveFeed; the count of publishers follows.
func (r registry) RemoveFeed(ctx context.Context, id news.FeedID) error {
	defer r.app.desk.Forget()
	return r.Store.RemoveFeed(ctx, id)
}

// AddFeedback is Store.AddFeedback; the desk heeds it from the next article on.
func (r registry) AddFeedback(ctx context.Context, f news.Feedback) (news.Feedback, error) {
	f, err := r.Store.AddFeedback(ctx, f)
	if err != nil {
		return f, err
	}
	return f, r.tellFeedback(ctx, f.Channel)
}

// RemoveFeedback is Store.RemoveFeedback; the desk forgets it.
func (r registry) RemoveFeedback(ctx context.Context, ch news.ChannelID, id news.FeedbackID) error {
	if err := r.Store.RemoveFeedback(ctx, ch, id); err != nil {
		return err
	}
	return r.tellFeedback(ctx, ch)
}

func (r registry) tellFeedback(ctx context.Context, ch news.ChannelID) error {
	said, err := r.Store.ChannelFeedback(ctx, ch, r.app.now())
	if err == nil {
		r.app.desk.SetFeedback(ch, said)
	}
	return err
}

// SetRelease is Store.SetRelease; the list may be due at once.
func (r registry) SetRelease(ctx context.Context, ch news.ChannelID, kind news.DigestKind, since, next time.Time) error {
	defer r.app.editor.Wake()
	return r.Store.SetRelease(ctx, ch, kind, since, next)
}

// AddDigest is Store.AddDigest; its first slot may be near.
func (r registry) AddDigest(ctx context.Context, d news.Digest) (news.Digest, error) {
	d, err := r.Store.AddDigest(ctx, d)
	r.app.editor.Wake()
	return d, err
}
