package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"newsbell/alert"
	"newsbell/lang"
	"newsbell/news"
)

// judge decides, for one changed story, what each channel that asked for it is
// told, and adds it to the batch.
func (t *turn) judge(ctx context.Context, s *touched) error {
	st, ok := t.desk.grouper.Story(s.id)
	if !ok {
		return nil // closed long ago: a late correction changes nothing
	}
	dev, _ := t.desk.grouper.Development(s.development)
	past, err := t.past(ctx, s.id)
	if err != nil {
		return err
	}
	channels, err := t.asked(ctx, s, past, st)
	if err != nil {
		return err
	}
	summaries := &summaries{turn: t, touched: s}
	st.Lead, err = summaries.of(ctx, st)
	if err != nil {
		return err
	}
	t.batch.Stories = append(t.batch.Stories, st)
	t.point(st, past)
	if len(channels) == 0 {
		return nil
	}
	watched, err := t.desk.Watched(ctx, st.Language)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(channels)) {
		c := t.channel(id)
		if c.ID == 0 || c.State == news.ChannelEnded {
			continue
		}
		f := alert.Facts{
			Now: t.now, Story: st, Development: dev, Noise: s.noise, Silent: !s.loud, Matches: channels[id],
			Sent: past.sent[id].Sent, Budget: t.budget(c), Watched: watched,
			Today: t.count(id, news.Breaking, t.now.Add(-24*time.Hour)),
			Hour:  t.count(id, news.Every, t.now.Add(-time.Hour)),
		}
		if err := t.judgeIn(ctx, f, c, past.sent[id]); err != nil {
			return err
		}
	}
	return nil
}

// judgeIn decides what one channel is told, and adds it to the batch.
func (t *turn) judgeIn(ctx context.Context, f alert.Facts, c news.Channel, sent told) error {
	t.wish(&f, c, sent)
	t.calibrate(&f, c)
	decision, kin, err := t.kin(ctx, alert.Decide(f), f.Story, c, sent)
	if err != nil {
		return err
	}
	if kin.Message != 0 && decision.Action == alert.Reply {
		sent = kin
	}
	if sent.listed && decision.Mode == news.Every {
		return nil // it stands on the list of a flood
	}
	t.carryOut(decision, f.Story, f.Development, c, sent)
	if decision.Action == alert.Hold && decision.Reason == alert.FloodGuard {
		return t.hold(ctx, f.Story, c)
	}
	return nil
}

// budget is the breaking alerts a day that a channel accepts.
func (t *turn) budget(c news.Channel) int {
	if c.Budget < 0 {
		return t.desk.o.Budget
	}
	return c.Budget
}

func (t *turn) channel(id news.ChannelID) news.Channel {
	t.desk.mu.Lock()
	defer t.desk.mu.Unlock()
	return t.desk.channels[id]
}

// count counts a channel's rings, those of this batch included.
func (t *turn) count(ch news.ChannelID, mode news.Mode, since time.Time) int {
	n := t.desk.rings.count(ch, mode, since)
	for _, r := range t.rings {
		if r.Channel == ch && r.Mode == mode && !r.At.Before(since) {
			n++
		}
	}
	return n
}

// carryOut adds a decision's verdict and deliveries to the batch.
func (t *turn) carryOut(d alert.Decision, st news.Story, dev news.Development, c news.Channel, sent told) {
	rang := d.Action == alert.Alert || d.Action == alert.Reply
	// What waits for a list stays on it, though the story no longer breaks or the
	// hour of the list has come.
	waits := d.Reason == alert.Listed || sent.reason == string(alert.BudgetSpent) && d.Action == alert.None
	if len(d.Subscriptions) > 0 && !waits {
		t.batch.Verdicts = append(t.batch.Verdicts, news.Verdict{
			Story: st.ID, Channel: c.ID, Development: dev.ID, Subscriptions: d.Subscriptions, Words: d.Words,
			Rang: rang || sent.Message != 0, Reason: string(d.Reason), Detail: d.Detail.Encode(), At: t.now,
		})
	}
	switch d.Action {
	case alert.Alert, alert.Reply:
		t.put(t.ring(d, st, dev, c, sent))
		t.rings = append(t.rings, news.Ring{Channel: c.ID, Mode: d.Mode, At: t.now})
	case alert.Edit:
		t.put(t.edit(d, st, dev, c, sent))
	case alert.None, alert.Hold:
	}
	if d.AlsoEdit {
		d.Why = sent.Why
		t.put(t.edit(d, st, dev, c, sent))
	}
}

// ring is a new message, or a reply in the thread of the one already sent.
func (t *turn) ring(d alert.Decision, st news.Story, dev news.Development, c news.Channel, sent told) news.Delivery {
	voice, lead := lang.In(c.Settings.Language), st.Lead
	if d.Action == alert.Reply {
		lead = dev.Lead
	}
	card := alert.Card(st, dev, d, lead, voice.Say)
	card.Reports = t.desk.askedFirst(card.Reports, d.Subscriptions)
	out := news.Delivery{
		Channel: c.ID, Target: c.Target, Key: fmt.Sprintf("alert/%d", dev.ID), Kind: news.KindAlert, Story: st.ID,
		Development: dev.ID, Revision: d.Revision, Reason: d.Why.Encode(), Mode: d.Mode, Created: t.now,
		Message: voice.Message(news.Message{Kind: news.KindAlert, Card: &card}),
	}
	out.Message.Mention, out.Message.Crosspost, out.Message.Thread = c.Settings.Mention, c.Settings.Crosspost, c.Settings.Threads
	if d.Action == alert.Reply {
		out.Kind, out.Message.Kind, out.Parent = news.KindReply, news.KindReply, sent.Message
	}
	if d.Earlier && t.desk.o.Link != nil {
		card.Earlier = t.desk.o.Link(c.Target, sent.messageID)
	}
	return out
}

// edit is a new form of the message already sent. Changes that come close
// together are shown together.
func (t *turn) edit(d alert.Decision, st news.Story, dev news.Development, c news.Channel, sent told) news.Delivery {
	voice := lang.In(c.Settings.Language)
	card := alert.Card(st, dev, d, st.Lead, voice.Say)
	card.Reports = t.desk.askedFirst(card.Reports, d.Subscriptions)
	card.Reports = append(slices.Clip(card.Reports), t.others(st.ID)...)
	if len(card.Words) == 0 {
		card.Words = sent.words
	}
	return news.Delivery{
		Channel: c.ID, Target: c.Target, Key: fmt.Sprintf("edit/%d/%d", sent.Message, d.Revision), Kind: news.KindEdit,
		Story: st.ID, Development: dev.ID, Revision: d.Revision, Parent: sent.Message, Reason: d.Why.Encode(), Created: t.now,
		NotBefore: alert.EditAfter(sent.changed, t.now),
		Message:   voice.Message(news.Message{Kind: news.KindEdit, Card: &card}),
	}
}

// asked gives the channels that the story is for, with their subscriptions: by
// any of its articles, now or before.
func (t *turn) asked(ctx context.Context, s *touched, past history, st news.Story) (map[news.ChannelID][]alert.Match, error) {
	out := map[news.ChannelID][]alert.Match{}
	add := func(ch news.ChannelID, id news.SubscriptionID, words []string) error {
		sub, ok, err := t.desk.subscription(ctx, id)
		if err != nil || !ok {
			return err
		}
		for _, m := range out[ch] {
			if m.Subscription.ID == id {
				return nil
			}
		}
		out[ch] = append(out[ch], alert.Match{Subscription: sub, Words: words})
		return nil
	}
	for _, ch := range slices.Sorted(maps.Keys(s.matches)) {
		for _, h := range s.matches[ch] {
			if err := add(ch, h.sub, nil); err != nil {
				return nil, err
			}
		}
	}
	t.desk.name(out, s.matches)
	for _, v := range past.verdicts {
		for _, id := range v.Subscriptions {
			if err := add(v.Channel, id, v.Words); err != nil {
				return nil, err
			}
		}
	}
	t.desk.spare(out, past, st)
	for ch, sent := range past.sent {
		if sent.Message != 0 && out[ch] == nil {
			out[ch] = []alert.Match{} // told before it unsubscribed: the card still grows
		}
	}
	return out, nil
}

// subscription gives one that stands; one made a moment ago is read from the
// store.
func (d *Desk) subscription(ctx context.Context, id news.SubscriptionID) (news.Subscription, bool, error) {
	d.mu.Lock()
	s, ok := d.subs[id]
	d.mu.Unlock()
	if ok {
		return s, true, nil
	}
	all, err := d.o.Store.Subscriptions(ctx)
	if err != nil {
		return s, false, fmt.Errorf("read subscriptions: %w", err)
	}
	i := slices.IndexFunc(all, func(s news.Subscription) bool { return s.ID == id })
	if i < 0 {
		return s, false, nil
	}
	return all[i], true, nil
}
