package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"newsbell/alert"
	"newsbell/bot"
	"newsbell/feed/catalogue"
	"newsbell/feed/discover"
	"newsbell/feed/health"
	"newsbell/match"
	"newsbell/news"
	"newsbell/storage"
	"newsbell/summary"
	"newsbell/web"
)

// registry is the store as the conversation sees it: each change is told to
// the parts that hold it in memory before the reply goes out.
type registry struct {
	*storage.Store
	app *app
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

// visits is the store as the watcher sees it: each visit is counted.
type visits struct {
	*storage.Store
	app *app
}

// CommitPoll is Store.CommitPoll, counted with the time since the answer came.
func (v visits) CommitPoll(ctx context.Context, p news.Poll) (int, error) {
	inserted, err := v.Store.CommitPoll(ctx, p)
	if err == nil {
		v.app.metrics.Polled(p.Feed.Ill, inserted, v.app.now().Sub(p.At))
	}
	return inserted, err
}

// counted is the clerk with each known command counted.
type counted struct {
	bot.Clerk
	app *app
}

// Answer is Clerk.Answer.
func (c counted) Answer(ctx context.Context, r bot.Request) news.Message {
	began := c.app.now()
	if direct(r.Target) {
		c.app.personWrote(ctx, r)
	}
	m := c.Clerk.Answer(ctx, r)
	for _, cmd := range bot.Commands() {
		if cmd.Name == r.Command {
			c.app.metrics.Answered(r.Target.Platform, r.Command, c.app.now().Sub(began))
		}
	}
	return m
}

// finder finds feeds for the conversation.
type finder struct{ app *app }

// Discover knows the feeds of the built-in list; any other address it reads as
// anyone on the web could.
func (f finder) Discover(ctx context.Context, address string) ([]bot.FoundFeed, error) {
	listed, err := catalogue.Entries()
	if err != nil {
		return nil, err
	}
	if known := catalogue.Of(listed, address); len(known) > 0 {
		out := make([]bot.FoundFeed, len(known))
		for i, e := range known {
			out[i] = bot.FoundFeed{
				URL: e.URL, Title: e.Name, Publisher: e.Family, Site: e.Site, Language: e.Language, Country: e.Country, Section: e.Section,
			}
		}
		return out, nil
	}
	found, err := discover.Find(ctx, f.app.web, address)
	out := make([]bot.FoundFeed, len(found))
	for i, c := range found {
		out[i] = bot.FoundFeed{URL: c.URL, Title: c.Title, Site: c.Site, Language: c.Language, Articles: c.Items, Newest: c.Newest}
	}
	return out, err
}

// digests posts digests out of turn.
type digests struct{ app *app }

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

// pages reads articles that no feed brought.
type pages struct{ app *app }

// summaryWords is the length of a page's summary.
const summaryWords = 60

// Summarise reads the page at link and summarises it.
func (p pages) Summarise(ctx context.Context, link string) (news.Page, error) {
	page, err := p.app.reader.ReadPage(ctx, news.Article{URL: link}, false)
	if err != nil {
		return page, err
	}
	page.Lead = summary.Lead(page.Title, page.Text, page.Language, summaryWords)
	return page, nil
}

// verdicts tells what was decided.
type verdicts struct{ store *storage.Store }

// Verdict gives what was decided for a story in a channel.
func (v verdicts) Verdict(ctx context.Context, id news.StoryID, ch news.ChannelID) (news.Verdict, bool, error) {
	all, err := v.store.Verdicts(ctx, id)
	if err != nil {
		return news.Verdict{}, false, err
	}
	for _, one := range all {
		if one.Channel == ch {
			return one, true, nil
		}
	}
	return news.Verdict{}, false, nil
}

// defaultMode chooses the mode of a subscription that names none.
func defaultMode(f bot.ModeFacts) (news.Mode, news.Phrase) {
	return alert.DefaultMode(f.Bound, f.Watched)
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

// messageLink is the address of a message on its platform.
func messageLink(to news.Target, messageID string) string {
	if to.Platform != news.Discord || messageID == "" {
		return ""
	}
	if strings.Contains(messageID, "/") { // it stands in a thread of its own
		return "https://discord.com/channels/" + to.Tenant + "/" + messageID
	}
	return "https://discord.com/channels/" + to.Tenant + "/" + to.Channel + "/" + messageID
}

// channelChanged follows a platform's word that a channel, or each channel of a
// tenant, opened or closed to newsbell.
func (a *app) channelChanged(ctx context.Context, t news.Target, state news.ChannelState, why string) {
	channels, err := a.store.Channels(ctx)
	if err != nil {
		a.log.ErrorContext(ctx, "channel change lost", "target", t.String(), "err", err)
		return
	}
	for _, ch := range channels {
		if !concerns(t, state, ch) {
			continue
		}
		ch.State, ch.StateWhy = state, why
		if state == news.ChannelActive {
			ch.StateWhy = ""
		}
		if err := (registry{Store: a.store, app: a}).UpdateChannel(ctx, ch); err != nil {
			a.log.ErrorContext(ctx, "channel change lost", "target", t.String(), "err", err)
			continue
		}
		a.log.InfoContext(ctx, "channel changed", "target", ch.Target.String(), "reason", why)
		if state == news.ChannelActive {
			if err := a.store.Resume(ctx, ch.ID, a.now().Add(-resumeWithin), a.now()); err != nil {
				a.log.ErrorContext(ctx, "channel not resumed", "target", t.String(), "err", err)
			}
		}
	}
}

// concerns says whether a change changes a channel. What people paused only
// people resume, and what ended does not come back.
func concerns(t news.Target, state news.ChannelState, ch news.Channel) bool {
	of := ch.Target
	switch {
	case of.Platform != t.Platform || of.Tenant != t.Tenant || t.Channel != "" && of.Channel != t.Channel:
		return false
	case ch.State == state || ch.State == news.ChannelEnded:
		return false
	default:
		return state == news.ChannelEnded || !strings.HasPrefix(ch.StateWhy, bot.PausedWhy)
	}
}

// settle carries out what the operator decided about a delivery in review.
func (a *app) settle(ctx context.Context, id news.DeliveryID, post bool) error {
	a.log.InfoContext(ctx, "delivery settled by the operator", "delivery", int64(id), "reason", map[bool]string{true: "post", false: "drop"}[post])
	return a.store.SettleReview(ctx, id, post, a.now())
}

// resumeWithin is how old a delivery may be that a channel is still sent when
// it can be written to again.
const resumeWithin = 6 * time.Hour

// readPage is the page job: it reads an article's page and saves what it says.
// A page that cannot be read leaves the article as its feed told it.
func (a *app) readPage(ctx context.Context, id news.ArticleID) error {
	article, err := a.store.Article(ctx, id)
	if err != nil {
		return err
	}
	f, err := a.store.Feed(ctx, article.Feed)
	if err != nil {
		return err
	}
	// A page may lie in a private network only when its feed does itself.
	private := f.Private && a.client.IsPrivate(ctx, f.URL)
	page, err := a.reader.ReadPage(ctx, article, private)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		a.log.InfoContext(ctx, "page not read", "article", int64(id), "err", err)
		page = news.Page{}
	}
	page.Article = id
	if err := a.store.SavePage(ctx, page, a.now()); err != nil {
		return err
	}
	a.desk.Wake()
	return nil
}

// housekeep does each minute's upkeep.
func (a *app) housekeep(ctx context.Context) error {
	a.desk.Tend()
	if err := a.editor.Tend(ctx, a.now()); err != nil {
		return err
	}
	if _, err := a.store.SweepLanes(ctx); err != nil {
		return err
	}
	return a.store.Prune(ctx, a.now())
}

// status is the store as the operator's page sees it.
type status struct{ *storage.Store }

// Stats counts what the store holds.
func (s status) Stats(ctx context.Context, now time.Time) (web.Stats, error) {
	st, err := s.Store.Stats(ctx, now)
	return web.Stats(st), err
}
