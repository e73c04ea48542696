package storage

import (
	"context"

	"newsbell/news"
	"newsbell/storage/db"
)

// CommitBatch writes one turn of the desk, whole: stories, developments, where
// the articles belong, verdicts, deliveries and the lane jobs for them. A
// merged story hands its articles over. An article that was corrected while
// the desk worked is placed and stays in the backlog. A verdict is overwritten
// only when its reason, its subscriptions, or whether it rang, changes.
func (s *Store) CommitBatch(ctx context.Context, b news.Batch) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		for _, st := range b.Stories {
			if err := saveStory(ctx, t, st); err != nil {
				return wrapf(err, "save story %d", st.ID)
			}
		}
		for _, d := range b.Developments {
			if err := saveDevelopment(ctx, t, d); err != nil {
				return wrapf(err, "save development %d", d.ID)
			}
		}
		for _, a := range b.Articles {
			err := t.PlaceArticle(ctx, db.PlaceArticleParams{
				ID: int64(a.ID), Story: int64(a.Story), Development: int64(a.Development), Revision: int64(a.Revision),
			})
			if err != nil {
				return wrapf(err, "place article %d", a.ID)
			}
		}
		for _, v := range b.Verdicts {
			if err := saveVerdict(ctx, t, v); err != nil {
				return wrapf(err, "save verdict of story %d", v.Story)
			}
		}
		if err := saveJournal(ctx, t, b.Journal); err != nil {
			return wrapf(err, "save entry %d of the journal", b.Journal.Entry)
		}
		return enqueue(ctx, t, b.Deliveries)
	})
	return wrapf(err, "commit batch")
}

// Verdicts gives what was decided for a story, in order of the channels.
func (s *Store) Verdicts(ctx context.Context, id news.StoryID) ([]news.Verdict, error) {
	rows, err := s.read().StoryVerdicts(ctx, int64(id))
	verdicts, err := each(rows, err, verdictOf)
	return verdicts, wrapf(err, "read verdicts of story %d", id)
}

func saveVerdict(ctx context.Context, t *txn, v news.Verdict) error {
	subscriptions, err := encode(v.Subscriptions)
	if err != nil {
		return err
	}
	words, err := encode(v.Words)
	if err != nil {
		return err
	}
	return t.SaveVerdict(ctx, db.SaveVerdictParams{
		Story: int64(v.Story), Channel: int64(v.Channel), Development: int64(v.Development),
		Subscriptions: subscriptions, Words: words, Rang: flag(v.Rang), Reason: v.Reason, Detail: v.Detail,
		Decided: millis(v.At),
	})
}

func verdictOf(r db.Verdict) (news.Verdict, error) {
	subscriptions, err := decode[news.SubscriptionID](r.Subscriptions)
	if err != nil {
		return news.Verdict{}, err
	}
	words, err := decode[string](r.Words)
	return news.Verdict{
		Story: news.StoryID(r.Story), Channel: news.ChannelID(r.Channel),
		Development: news.DevelopmentID(r.Development), Subscriptions: subscriptions, Words: words,
		Rang: r.Rang != 0, Reason: r.Reason, Detail: r.Detail, At: instant(r.Decided),
	}, err
}
