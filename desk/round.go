package desk

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"newsbell/match"
	"newsbell/news"
	"newsbell/story"
)

// Round handles the articles that wait, one batch of them, and reports how many
// that were. Running it twice changes nothing: the work to do is what the rows
// still lack. When it fails the batch is as if it had not begun.
func (d *Desk) Round(ctx context.Context, now time.Time) (int, error) {
	articles, err := d.o.Store.Backlog(ctx, now, batchSize)
	if err != nil {
		return 0, fmt.Errorf("read backlog: %w", err)
	}
	if len(articles) == 0 {
		return 0, nil
	}
	t := &turn{desk: d, now: now, touched: map[news.StoryID]*touched{}, floods: map[news.ChannelID]flood{}, joined: map[news.StoryID]bool{}}
	if err := d.take(ctx, t, articles); err != nil {
		if again := d.recall(context.WithoutCancel(ctx)); again != nil {
			return 0, fmt.Errorf("%w; and %w", err, again)
		}
		return 0, err
	}
	for _, r := range t.rings {
		d.rings.add(r)
	}
	for _, v := range t.batch.Verdicts {
		if d.o.Judged != nil {
			d.o.Judged(v.Reason)
		}
	}
	d.rings.forget(now)
	d.o.Log.DebugContext(ctx, "desk handled articles", "count", len(articles))
	return len(articles), nil
}

// take groups, matches, judges and commits the articles.
func (d *Desk) take(ctx context.Context, t *turn, articles []news.Article) error {
	for _, a := range articles {
		t.place(a)
	}
	for _, id := range slices.Sorted(maps.Keys(t.touched)) {
		if err := t.judge(ctx, t.touched[id]); err != nil {
			return err
		}
	}
	t.batch.At = t.now
	t.saveDevelopments()
	maps.Copy(t.desk.floods, t.floods)
	if err := t.saveJournal(); err != nil {
		return err
	}
	if err := d.o.Store.CommitBatch(ctx, t.batch); err != nil {
		return fmt.Errorf("commit %d articles: %w", len(articles), err)
	}
	if d.journals {
		d.entry, d.since = t.batch.Journal.Entry, d.since+len(articles)
	} else {
		d.since += len(articles)
	}
	return nil
}

// saveJournal adds to the batch what it taught the memory.
func (t *turn) saveJournal() error {
	if !t.desk.journals {
		return nil
	}
	t.journal.at, t.journal.floods = t.now, t.floods
	body, err := t.journal.encode()
	t.batch.Journal = news.JournalEntry{Entry: t.desk.entry + 1, Body: body}
	return err
}

// A turn is the work on one batch.
type turn struct {
	desk    *Desk
	now     time.Time
	touched map[news.StoryID]*touched
	batch   news.Batch
	rings   []news.Ring
	floods  map[news.ChannelID]flood
	joined  map[news.StoryID]bool // stories into which others merged
	journal journal
}

// touched is a story that the batch changed.
type touched struct {
	id          news.StoryID
	development news.DevelopmentID // of its newest article
	noise       string
	loud        bool           // an article of the batch is news, not known from a first poll
	articles    []news.Article // those of the batch
	matches     map[news.ChannelID][]hit
}

// A hit is a subscription that an article of the batch answers.
type hit struct {
	sub news.SubscriptionID
	doc *match.Doc
}

func (t *turn) story(id news.StoryID) *touched {
	s := t.touched[id]
	if s == nil {
		s = &touched{id: id, matches: map[news.ChannelID][]hit{}}
		t.touched[id] = s
	}
	return s
}

// place groups one article, or takes note of its correction, and holds it
// against the subscriptions.
func (t *turn) place(a news.Article) {
	e := story.Take(a)
	p := t.desk.place(e)
	t.journal.entries = append(t.journal.entries, e)
	a.Story, a.Development = p.Story, p.Development
	for _, m := range p.Merged {
		t.merge(m.From, m.Into)
	}
	t.batch.Articles = append(t.batch.Articles, a)
	s := t.story(a.Story)
	s.loud = s.loud || !a.Silent
	s.noise = p.Noise
	if a.Development != 0 {
		s.development = a.Development
	}
	s.articles = append(s.articles, a)
	doc := match.NewDoc(a)
	for _, m := range t.desk.index.MatchIDs(doc) {
		s.matches[m.Channel] = append(s.matches[m.Channel], hit{sub: m.Subscription, doc: doc})
	}
}

// merge moves what the batch knows of one story to the one it became part of.
func (t *turn) merge(from, into news.StoryID) {
	t.joined[into] = true
	if gone, ok := t.desk.grouper.Story(from); ok {
		t.batch.Stories = append(t.batch.Stories, gone)
	}
	old := t.touched[from]
	if old == nil {
		t.story(into)
		return
	}
	s := t.story(into)
	s.articles = append(old.articles, s.articles...)
	s.loud = s.loud || old.loud
	for ch, list := range old.matches {
		s.matches[ch] = append(s.matches[ch], list...)
	}
	for i := range t.batch.Articles {
		if t.batch.Articles[i].Story == from {
			t.batch.Articles[i].Story = into
		}
	}
	delete(t.touched, from)
}

// saveDevelopments adds to the batch the developments that its articles joined.
func (t *turn) saveDevelopments() {
	seen := map[news.DevelopmentID]bool{}
	for _, a := range t.batch.Articles {
		if dev, ok := t.desk.grouper.Development(a.Development); ok && !seen[dev.ID] {
			seen[dev.ID] = true
			dev.Rises = t.desk.pulse.Rises(dev.ID)
			t.batch.Developments = append(t.batch.Developments, dev)
		}
	}
	slices.SortFunc(t.batch.Developments, func(a, b news.Development) int { return cmp.Compare(a.ID, b.ID) })
}
