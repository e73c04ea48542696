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
	maps.Copy(d.floods, t.floods)
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
	if err := d.o.Store.CommitBatch(ctx, t.batch); err != nil {
		return fmt.Errorf("commit %d articles: %w", len(articles), err)
	}
	return nil
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
}

// touched is a story that the batch changed.
type touched struct {
	id          news.StoryID
	development news.DevelopmentID // of its newest article
	noise       string
	loud        bool           // an article of the batch is news, not known from a first poll
	articles    []news.Article // those of the batch
	matches     map[news.ChannelID][]news.Match
}

func (t *turn) story(id news.StoryID) *touched {
	s := t.touched[id]
	if s == nil {
		s = &touched{id: id, matches: map[news.ChannelID][]news.Match{}}
		t.touched[id] = s
	}
	return s
}

// place groups one article, or takes note of its correction, and holds it
// against the subscriptions.
func (t *turn) place(a news.Article) {
	g := t.desk.grouper
	noise := ""
	if a.Story == 0 {
		p := g.Add(a)
		a.Story, a.Development, noise = p.Story, p.Development, p.Noise
		for _, m := range p.Merged {
			t.merge(m.From, m.Into)
		}
		t.desk.beat(a, p)
	} else {
		a.Story = g.Find(a.Story)
		g.Correct(a, t.before(a))
	}
	t.batch.Articles = append(t.batch.Articles, a)
	s := t.story(a.Story)
	s.loud = s.loud || !a.Silent
	s.noise = noise
	if a.Development != 0 {
		s.development = a.Development
	}
	s.articles = append(s.articles, a)
	for _, m := range t.desk.index.Match(match.NewDoc(a)) {
		m.Story = a.Story
		s.matches[m.Channel] = append(s.matches[m.Channel], m)
	}
}

// before is a corrected article as its story last showed it.
func (t *turn) before(a news.Article) news.Article {
	was := a
	if s, ok := t.desk.grouper.Story(a.Story); ok {
		for _, r := range s.Reports {
			if r.Article == a.ID {
				was.Title = r.Title
			}
		}
	}
	return was
}

// merge moves what the batch knows of one story to the one it became part of.
func (t *turn) merge(from, into news.StoryID) {
	d := t.desk
	d.merged[into] = append(append(d.merged[into], from), d.merged[from]...)
	delete(d.merged, from)
	t.joined[into] = true
	d.pulse.Merge(from, into)
	if gone, ok := d.grouper.Story(from); ok {
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
			t.batch.Developments = append(t.batch.Developments, dev)
		}
	}
	slices.SortFunc(t.batch.Developments, func(a, b news.Development) int { return cmp.Compare(a.ID, b.ID) })
}
