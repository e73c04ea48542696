package post

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"newsbell/bot/slack/block"
	"newsbell/bot/slack/webapi"
	"newsbell/news"
)

const (
	methodHistory = "conversations.history"
	methodReplies = "conversations.replies"

	probeClock  = 24 * time.Hour   // by which the machine's clock may have been wrong
	probeBefore = 30 * time.Second // before the first attempt
	probeAfter  = 10 * time.Minute // after the last one, for what Slack commits late
	probePages  = 20               // of a hundred messages
)

// A historic is a message as history gives it.
type historic struct {
	TS       string         `json:"ts"`
	Text     string         `json:"text"`
	Bot      string         `json:"bot_id"`
	Blocks   []block.Node   `json:"blocks"`
	Metadata block.Metadata `json:"metadata"`
}

// A page is one answer of a method that reads history.
type page struct {
	Messages []historic `json:"messages"`
	More     bool       `json:"has_more"`
	Next     struct {
		Cursor string `json:"next_cursor"`
	} `json:"response_metadata"`
}

// Probe looks for the delivery in the channel's history: a message of our own
// that carries the delivery's id. Absent means that the history was read for
// the whole time in which Slack can have taken it; the caller waits
// [Sender.Settle] before it believes that. Unreadable means that no proof can
// be had, Later that the look itself failed.
func (s *Sender) Probe(ctx context.Context, d news.Delivery) (news.Finding, string) {
	w, err := s.spaces.Of(ctx, d.Target.Tenant)
	if errors.Is(err, webapi.ErrNoToken) {
		return news.Unreadable, ""
	}
	var me webapi.Identity
	if err == nil {
		me, err = w.Identity(ctx)
	}
	if err != nil {
		s.lg.Debug("probe put off", "delivery", d.ID, "err", err)
		return news.Later, ""
	}
	l := looker{api: w.Client, pace: s.pacer(d.Target.Tenant), rules: s.rules, settle: s.settle}
	channel, no := l.historyOf(ctx, d.Target)
	if no != "" {
		return no, ""
	}
	d.Target.Channel = channel
	want := wanted{id: strconv.FormatInt(int64(d.ID), 10), bot: me.Bot, text: textOf(d.Body)}
	if d.Kind == news.KindEdit {
		want.ts = d.ParentID
		return l.look(ctx, methodHistory, url.Values{"latest": {d.ParentID}, "oldest": {d.ParentID}}, d, want)
	}
	finding, id := l.lookBoth(ctx, l.interval(d), d, want)
	if finding != news.Absent || s.now().Before(d.LastTry.Add(s.settle)) {
		return finding, id
	}
	finding, id = l.lookBoth(ctx, l.dayBefore(d, s.now()), d, want)
	if finding == news.Unreadable { // so many messages: what was seen before must do
		return news.Absent, ""
	}
	return finding, id
}

// lookBoth looks where d may stand: a reply in its thread, or outside it when
// its parent is gone.
func (l looker) lookBoth(ctx context.Context, args url.Values, d news.Delivery, want wanted) (news.Finding, string) {
	if d.Kind == news.KindReply {
		args.Set("ts", d.ParentID)
		if finding, id := l.look(ctx, methodReplies, args, d, want); finding != news.Absent {
			return finding, id
		}
		args.Del("ts")
		args.Del("cursor")
	}
	return l.look(ctx, methodHistory, args, d, want)
}

// dayBefore is the time before interval: the machine's clock may have been ahead
// when d was tried.
func (l looker) dayBefore(d news.Delivery, now time.Time) url.Values {
	to := d.FirstTry
	if to.After(now) {
		to = now
	}
	skew := l.api.Skew()
	return url.Values{"oldest": {timestamp(to.Add(min(0, skew) - probeClock))}, "latest": {timestamp(to.Add(max(0, skew)))}}
}

// A looker reads the history of one workspace.
type looker struct {
	api    *webapi.Client
	pace   *pacer
	rules  map[string]rule
	settle time.Duration
}

// interval is the time in which Slack can have taken the delivery, by
// Slack's clock.
func (l looker) interval(d news.Delivery) url.Values {
	skew := l.api.Skew()
	last := d.LastTry
	if last.IsZero() {
		last = d.FirstTry
	}
	return url.Values{
		"oldest": {timestamp(d.FirstTry.Add(min(0, skew) - probeBefore))},
		"latest": {timestamp(last.Add(max(0, skew) + max(probeAfter, 5*l.settle)))},
	}
}

func timestamp(t time.Time) string {
	return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000)
}

// look reads the history page by page until the message is found or the
// interval is covered.
func (l looker) look(ctx context.Context, method string, args url.Values, d news.Delivery, want wanted) (news.Finding, string) {
	args.Set("channel", d.Target.Channel)
	args.Set("inclusive", "true")
	args.Set("limit", "100")
	args.Set("include_all_metadata", "true")
	for range probePages {
		if after, err := l.pace.wait(ctx, method, ""); err != nil || after > 0 {
			return news.Later, ""
		}
		r := l.api.Query(ctx, method, args)
		if finding, failed := l.failedLook(ctx, method, r); failed {
			return finding, ""
		}
		var p page
		if err := json.Unmarshal(r.Body, &p); err != nil {
			return news.Unreadable, ""
		}
		for _, m := range p.Messages {
			if want.is(m) {
				return news.Found, m.TS
			}
		}
		if !p.More {
			return news.Absent, ""
		}
		if p.Next.Cursor == "" {
			return news.Unreadable, ""
		}
		args.Set("cursor", p.Next.Cursor)
	}
	return news.Unreadable, ""
}

// failedLook says what a failed read of history means for the probe.
func (l looker) failedLook(ctx context.Context, method string, r webapi.Reply) (news.Finding, bool) {
	switch code := r.Code(); {
	case r.Fail(method) == nil:
		return "", false
	case r.Status == 429 || code == "ratelimited" || code == "rate_limited":
		l.pace.pause(ctx, method, cmp.Or(r.RetryAfter, waitPace))
		return news.Later, true
	case code == "thread_not_found":
		return news.Absent, true
	case code == "":
		return news.Later, true
	default:
		if row, known := l.rules[code]; known && row.class != news.OutcomeForbidden && code != "missing_scope" {
			return news.Later, true
		}
		return news.Unreadable, true
	}
}

// wanted is what a probe looks for.
type wanted struct {
	id   string
	bot  string
	ts   string // for an edit: the message that must carry it
	text string
}

// is reports whether the message is the one that is looked for: by metadata,
// else by the ids in its blocks. A message of ours that shows neither (Slack
// may drop metadata, and a simple rendering has no blocks) is told by its
// text.
func (w wanted) is(m historic) bool {
	if m.Bot != w.bot || w.ts != "" && m.TS != w.ts {
		return false
	}
	if m.Metadata.Type == block.EventType && m.Metadata.Payload.Delivery != "" {
		return m.Metadata.Payload.Delivery == w.id
	}
	if id := block.MarkedID(m.Blocks); id != "" {
		return id == w.id
	}
	return w.text != "" && m.Text == w.text
}

func textOf(body []byte) string {
	var r struct {
		Text string `json:"text"`
	}
	if json.Unmarshal(body, &r) != nil {
		return ""
	}
	return r.Text
}
