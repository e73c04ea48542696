package storage

import (
	"context"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// AddFeedback keeps what somebody made of a story, in place of what was said of
// it before in that channel.
func (s *Store) AddFeedback(ctx context.Context, f news.Feedback) (news.Feedback, error) {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		words, err := encode(f.Words)
		if err != nil {
			return err
		}
		if err := t.ReplaceFeedback(ctx, db.ReplaceFeedbackParams{Channel: int64(f.Channel), Story: int64(f.Story)}); err != nil {
			return err
		}
		id, err := t.AddFeedback(ctx, db.AddFeedbackParams{
			Channel: int64(f.Channel), Kind: string(f.Kind), Story: int64(f.Story), Title: f.Title, Words: words,
			Creator: f.Creator, Created: millis(f.Created), Until: millis(f.Until),
		})
		f.ID = news.FeedbackID(id)
		return err
	})
	return f, wrapf(err, "add feedback to channel %d", f.Channel)
}

// RemoveFeedback takes a feedback back.
func (s *Store) RemoveFeedback(ctx context.Context, ch news.ChannelID, id news.FeedbackID) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		n, err := t.RemoveFeedback(ctx, db.RemoveFeedbackParams{Channel: int64(ch), ID: int64(id)})
		return changed(n, err, "feedback", id)
	})
	return wrapf(err, "remove feedback %d of channel %d", id, ch)
}

// ChannelFeedback gives what holds in a channel at now, oldest first.
func (s *Store) ChannelFeedback(ctx context.Context, ch news.ChannelID, now time.Time) ([]news.Feedback, error) {
	rows, err := s.read().ChannelFeedback(ctx, db.ChannelFeedbackParams{Channel: int64(ch), Now: millis(now)})
	list, err := each(rows, err, feedbackOf)
	return list, wrapf(err, "list feedback of channel %d", ch)
}

// Feedback gives all that holds at now, oldest first.
func (s *Store) Feedback(ctx context.Context, now time.Time) ([]news.Feedback, error) {
	rows, err := s.read().AllFeedback(ctx, millis(now))
	list, err := each(rows, err, feedbackOf)
	return list, wrapf(err, "list feedback")
}

func feedbackOf(r db.Feedback) (news.Feedback, error) {
	words, err := decode[string](r.Words)
	return news.Feedback{
		ID: news.FeedbackID(r.ID), Channel: news.ChannelID(r.Channel), Kind: news.FeedbackKind(r.Kind), Story: news.StoryID(r.Story),
		Title: r.Title, Words: words, Creator: r.Creator, Created: instant(r.Created), Until: instant(r.Until),
	}, err
}
