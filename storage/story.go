package storage

import (
	"context"
	"errors"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// RecentStories gives the stories and developments that changed since then,
// merged ones too, in order of their ids. The newest of each is always among
// them, so that the next ids can be told.
func (s *Store) RecentStories(ctx context.Context, since time.Time) ([]news.Story, []news.Development, error) {
	q := s.read()
	storyRows, err := q.RecentStories(ctx, millis(since))
	stories, err := each(storyRows, err, storyOf)
	if err != nil {
		return nil, nil, wrapf(err, "read recent stories")
	}
	rows, err := q.RecentDevelopments(ctx, millis(since))
	developments, err := each(rows, err, developmentOf)
	return stories, developments, wrapf(err, "read recent developments")
}

// Story gives one story, also one that was merged into another.
func (s *Store) Story(ctx context.Context, id news.StoryID) (news.Story, error) {
	row, err := s.read().Story(ctx, int64(id))
	if err != nil {
		return news.Story{}, wrapf(missing(err, "story", id), "read story %d", id)
	}
	st, err := storyOf(row)
	return st, wrapf(err, "read story %d", id)
}

// StoriesBetween gives up to limit standing stories whose last change lies in
// (from, to], latest first.
func (s *Store) StoriesBetween(ctx context.Context, from, to time.Time, limit int) ([]news.Story, error) {
	rows, err := s.read().StoriesBetween(ctx, db.StoriesBetweenParams{
		After: millis(from), Until: millis(to), Most: int64(limit),
	})
	stories, err := each(rows, err, storyOf)
	return stories, wrapf(err, "read stories")
}

func saveStory(ctx context.Context, t *txn, st news.Story) error {
	reports, err := encode(st.Reports)
	if err != nil {
		return err
	}
	err = t.SaveStory(ctx, db.SaveStoryParams{
		ID: int64(st.ID), Title: st.Title, Url: st.URL, Lead: st.Lead, Image: st.Image, Language: st.Language,
		Section: st.Section, Began: millis(st.Began), Updated: millis(st.Updated), Revision: int64(st.Revision),
		Articles: int64(st.Articles), Reports: reports, MergedInto: int64(st.Into), Corrected: st.Corrected,
		Memory: bytes(st.Memory),
	})
	if err != nil || st.Into == 0 {
		return err
	}
	return t.MoveArticles(ctx, db.MoveArticlesParams{FromStory: int64(st.ID), IntoStory: int64(st.Into)})
}

func storyOf(r db.Story) (news.Story, error) {
	reports, err := decode[news.Report](r.Reports)
	return news.Story{
		ID: news.StoryID(r.ID), Title: r.Title, URL: r.Url, Lead: r.Lead, Image: r.Image, Language: r.Language,
		Section: r.Section, Began: instant(r.Began), Updated: instant(r.Updated), Revision: int(r.Revision),
		Articles: int(r.Articles), Reports: reports, Into: news.StoryID(r.MergedInto), Corrected: r.Corrected,
		Memory: r.Memory,
	}, err
}

func saveDevelopment(ctx context.Context, t *txn, d news.Development) error {
	reports, err := encode(d.Reports)
	if err != nil {
		return err
	}
	rises, err := encode(d.Rises)
	if err != nil {
		return err
	}
	return t.SaveDevelopment(ctx, db.SaveDevelopmentParams{
		ID: int64(d.ID), Story: int64(d.Story), Title: d.Title, Url: d.URL, Lead: d.Lead,
		Began: millis(d.Began), Updated: millis(d.Updated), Articles: int64(d.Articles), Reports: reports,
		Memory: bytes(d.Memory), Rises: rises,
	})
}

func developmentOf(r db.Development) (news.Development, error) {
	reports, err := decode[news.Report](r.Reports)
	rises, more := decode[news.Rise](r.Rises)
	return news.Development{
		ID: news.DevelopmentID(r.ID), Story: news.StoryID(r.Story), Title: r.Title, URL: r.Url, Lead: r.Lead,
		Began: instant(r.Began), Updated: instant(r.Updated), Articles: int(r.Articles), Reports: reports,
		Memory: r.Memory, Rises: rises,
	}, errors.Join(err, more)
}
