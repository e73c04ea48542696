package post

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"newsbell/bot/discord/card"
	"newsbell/bot/discord/rest"
	"newsbell/news"
	"newsbell/text"
)

// The routes of threads.
const (
	routeThreads    = "/channels/{}/threads"
	routeThreadOn   = "/channels/{}/messages/{}/threads"
	maxThreadName   = 100
	threadRest      = 1440 // minutes of silence after which Discord archives a thread of ours
	codeThreadThere = 160004
)

// A message in a thread that newsbell started has an id of two parts,
// "<thread>/<message>": the channel of its delivery is not where it stands. So
// edits and replies find it without asking.
func threadMessage(thread, message string) string { return thread + "/" + message }

// threadName is what a thread about d is called.
func threadName(m news.Message) string {
	s := ""
	switch {
	case m.Card != nil:
		s = m.Card.Title
	case m.List != nil:
		s = m.List.Heading
	case m.Text != nil:
		s = m.Text.Title
	}
	if s = text.Truncate(text.Clean(s), maxThreadName); s == "" {
		return "News"
	}
	return s
}

// A forum is what is known of a channel that takes no messages but threads.
type forum struct {
	tag string // set when the forum asks for one
}

// forumPost is the body that makes a thread of a message.
type forumPost struct {
	Name    string          `json:"name"`
	Rest    int             `json:"auto_archive_duration"`
	Tags    []string        `json:"applied_tags,omitempty"`
	Message json.RawMessage `json:"message"`
}

// asPost writes the bytes of a message as those of a forum post. A post takes
// neither a nonce nor a reference; the rest of the message is kept as it is.
func asPost(d news.Delivery, f forum) ([]byte, error) {
	inner, err := without(d.Body, "nonce", "enforce_nonce", "message_reference")
	if err != nil {
		return nil, err
	}
	p := forumPost{Name: threadName(d.Message), Rest: threadRest, Message: inner}
	if f.tag != "" {
		p.Tags = []string{f.tag}
	}
	return card.Encode(p)
}

// without takes fields out of a body.
func without(body []byte, fields ...string) (json.RawMessage, error) {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(body, &m); err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	for _, f := range fields {
		delete(m, f)
	}
	return card.Encode(m)
}

// forumOf tells what is known of a channel; ok is false when it is no forum, as
// far as that is known.
func (s *Sender) forumOf(channel string) (f forum, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok = s.forums[channel]
	return f, ok
}

func (s *Sender) noteForum(channel string, f forum) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.forums) >= maxDirect {
		clear(s.forums)
	}
	s.forums[channel] = f
}

// posted sends d as a new thread of a forum. Threads know no nonce: an attempt
// that follows another first looks whether that one had its effect.
func (s *Sender) posted(ctx context.Context, d news.Delivery, f forum) news.Outcome {
	if d.Attempts > 1 {
		if o, known := s.postedBefore(ctx, d); known {
			return o
		}
	}
	body, err := asPost(d, f)
	if err != nil {
		return news.Outcome{Class: news.OutcomeRefused, Code: "body", Detail: "the message cannot be made a forum post"}
	}
	k := s.sendCall(d)
	k.Body, k.Files = body, s.files(d)
	k.Paced = s.takePace(d.ID)
	a, err := s.client.Do(ctx, k)
	if err != nil {
		return rest.JudgeError(err)
	}
	if a.Fault.Code == rest.CodeForumTag && f.tag == "" {
		if f.tag = s.firstTag(ctx, d.Target.Channel); f.tag != "" {
			s.noteForum(d.Target.Channel, f)
			d.Attempts = 0 // the refusal left nothing behind
			return s.posted(ctx, d, f)
		}
	}
	return inThread(rest.Judge(a), "")
}

// postedBefore looks for the thread of an earlier attempt; known is false when
// there surely is none.
func (s *Sender) postedBefore(ctx context.Context, d news.Delivery) (o news.Outcome, known bool) {
	id, err := s.searchForum(ctx, d)
	unknown := d.State == news.Unknown || d.State == news.Sending
	switch {
	case err == nil && id != "":
		return news.Outcome{Class: news.OutcomeSent, MessageID: id}, true
	case unknown: // it may still take effect: the courier looks again before it believes its absence
		return news.Outcome{Class: news.OutcomeUnknown, Code: "forum", Detail: "looking for the post before it is made again"}, true
	case err != nil:
		return news.Outcome{Class: news.OutcomeNotSent, Code: "forum", Detail: "the forum's posts could not be read"}, true
	default:
		return news.Outcome{}, false
	}
}

// inThread gives the outcome of a message in a thread the id that says so. A
// forum's post has the id of its thread.
func inThread(o news.Outcome, thread string) news.Outcome {
	if o.Class == news.OutcomeSent && !strings.Contains(o.MessageID, "/") {
		if thread == "" {
			thread = o.MessageID
		}
		o.MessageID = threadMessage(thread, o.MessageID)
	}
	return o
}

// firstTag gives a tag that everybody may set, for a forum that asks for one;
// one that speaks of news comes first.
func (s *Sender) firstTag(ctx context.Context, channel string) string {
	var ch discordgo.Channel
	if err := s.read(ctx, "/channels/", channel, "", &ch); err != nil {
		return ""
	}
	first := ""
	for _, t := range ch.AvailableTags {
		switch {
		case t.Moderated:
		case strings.Contains(strings.ToLower(t.Name), "news"):
			return t.ID
		case first == "":
			first = t.ID
		}
	}
	return first
}

// threadOn gives the thread on the message that d answers, started when there
// is none; "" when there can be none: then d answers in the channel.
func (s *Sender) threadOn(ctx context.Context, d news.Delivery) (thread string, o *news.Outcome) {
	name, err := card.Encode(map[string]any{"name": threadName(d.Message), "auto_archive_duration": threadRest})
	if err != nil {
		return "", nil
	}
	a, err := s.client.Do(ctx, rest.Call{
		Method: http.MethodPost, Route: routeThreadOn, Major: d.Target.Channel, Body: name,
		Path: "/channels/" + url.PathEscape(d.Target.Channel) + "/messages/" + url.PathEscape(d.ParentID) + "/threads",
	})
	if err != nil {
		fault := rest.JudgeError(err)
		if fault.Class == news.OutcomeUnknown {
			fault.Class = news.OutcomeNotSent // only the thread may be there
		}
		return "", &fault
	}
	switch {
	case a.Status < 300 || a.Fault.Code == codeThreadThere:
		return d.ParentID, nil // a thread has the id of its message
	case a.Status >= 500 || a.Status == http.StatusTooManyRequests || a.Status == http.StatusUnauthorized || a.Foreign():
		fault := rest.Judge(a)
		if fault.Class == news.OutcomeUnknown {
			fault.Class = news.OutcomeNotSent
		}
		return "", &fault
	default:
		return "", nil // not allowed, too many, or the message is gone
	}
}

// reopen takes a thread out of the archive.
func (s *Sender) reopen(ctx context.Context, thread string) bool {
	a, err := s.client.Do(ctx, rest.Call{
		Method: http.MethodPatch, Route: "/channels/{}", Major: thread,
		Path: "/channels/" + url.PathEscape(thread), Body: []byte(`{"archived":false}`),
	})
	return err == nil && a.Status < 300
}

// searchForum looks among the forum's threads that the bot started while d was
// tried, also the archived ones, for the one that names d.
func (s *Sender) searchForum(ctx context.Context, d news.Delivery) (id string, err error) {
	self, err := s.me(ctx)
	if err != nil {
		return "", err
	}
	var active, archived struct {
		Threads []discordgo.Channel `json:"threads"`
	}
	guild, channel := url.PathEscape(d.Target.Tenant), url.PathEscape(d.Target.Channel)
	err = s.client.Get(ctx, rest.Call{
		Method: http.MethodGet, Route: "/guilds/{}/threads/active", Major: d.Target.Tenant, Path: "/guilds/" + guild + "/threads/active",
	}, &active)
	if err != nil {
		return "", fmt.Errorf("read active threads: %w", err)
	}
	err = s.client.Get(ctx, rest.Call{
		Method: http.MethodGet, Route: routeThreads + "/archived/public", Major: d.Target.Channel,
		Path: "/channels/" + channel + "/threads/archived/public?limit=100",
	}, &archived)
	if err != nil {
		return "", fmt.Errorf("read archived threads: %w", err)
	}
	after, last := snowflake(d.FirstTry.Add(-probeBefore)), snowflake(d.LastTry.Add(probeAfter))
	for _, t := range append(active.Threads, archived.Threads...) {
		n, err := strconv.ParseUint(t.ID, 10, 64)
		if err != nil || n < after || n > last || t.ParentID != d.Target.Channel || t.OwnerID != self {
			continue
		}
		var m card.Posted
		err = s.client.Get(ctx, rest.Call{
			Method: http.MethodGet, Route: rest.RouteMessages + "/{}", Major: t.ID,
			Path: "/channels/" + url.PathEscape(t.ID) + "/messages/" + url.PathEscape(t.ID),
		}, &m)
		if r, ok := rest.AsRefusal(err); ok && r.Status == http.StatusNotFound {
			continue // the first message was deleted
		}
		if err != nil {
			return "", fmt.Errorf("read thread %s: %w", t.ID, err)
		}
		if names(m.Components, d.ID) {
			return threadMessage(t.ID, m.ID), nil
		}
	}
	return "", nil
}
