package post

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"newsbell/bot/slack/block"
	"newsbell/bot/slack/webapi"
	"newsbell/news"
)

const (
	defaultSettle = 2 * time.Minute

	methodPost   = "chat.postMessage"
	methodUpdate = "chat.update"
)

// Options are what a Sender needs. Now and Token, Tokens or both are
// required.
type Options struct {
	API    string        // base address of the Web API; "" means Slack's own
	Token  news.Secret   // of the bot in the only workspace, or in the operator's own
	Tokens webapi.Tokens // finds the token of each workspace; nil means that there is one
	HTTP   *http.Client
	Log    *slog.Logger
	Now    func() time.Time
	Settle time.Duration // how long absence must last; 0 means 2 min
	Pace   Pace
	// ChartWait is how long Slack is given to read a chart that it was sent,
	// before the message that shows it is tried again; 0 means 1 s.
	ChartWait time.Duration
	Turns     Turns // keeps the pace together with other processes; nil when there are none
}

// A Sender posts, edits and finds deliveries, each in its own workspace. It may
// be used by many lanes at once, each with one request under way.
type Sender struct {
	spaces *webapi.Workspaces
	lg     *slog.Logger
	rules  map[string]rule
	settle time.Duration
	chart  time.Duration // between the tries of a message with a chart
	pace   Pace
	turns  Turns
	now    func() time.Time

	mu     sync.Mutex
	pacers map[string]*pacer        // by team
	paced  map[news.DeliveryID]bool // let through by Pace, not yet sent
}

// NewSender makes a sender; it calls nobody yet.
func NewSender(o Options) *Sender {
	return &Sender{
		spaces: webapi.NewWorkspaces(o.API, o.Token, o.Tokens, o.HTTP, o.Now),
		lg:     cmp.Or(o.Log, slog.New(slog.DiscardHandler)),
		rules:  rules(),
		settle: cmp.Or(o.Settle, defaultSettle),
		pace:   o.Pace,
		chart:  cmp.Or(o.ChartWait, time.Second),
		turns:  o.Turns,
		now:    o.Now,
		pacers: map[string]*pacer{},
		paced:  map[news.DeliveryID]bool{},
	}
}

// Settle tells how long a message must be absent from the history, counted
// from the last attempt, before it may be sent again: Slack may commit a
// request late and show a message late.
func (s *Sender) Settle() time.Duration { return s.settle }

// Render gives the exact bytes of the delivery's request; see [block.Render].
func (s *Sender) Render(d news.Delivery, simple bool) ([]byte, error) { return block.Render(d, simple) }

// Send makes one request with the bytes in d.Body, a post or an edit, and
// classifies the answer. It waits for its turn at most two seconds; a longer
// wait is the outcome limited, and nothing was sent. When ctx ends before the
// request has begun the outcome is not_sent, afterwards unknown.
func (s *Sender) Send(ctx context.Context, d news.Delivery) news.Outcome {
	method := methodOf(d)
	after, err := s.turn(ctx, d)
	switch {
	case err != nil:
		return news.Outcome{Class: news.OutcomeNotSent, Code: "stopped", Detail: "newsbell stopped before the request"}
	case after > 0:
		return news.Outcome{Class: news.OutcomeLimited, Code: "pace", After: after, Detail: "waits for its turn on Slack"}
	}
	w, err := s.spaces.Of(ctx, d.Target.Tenant)
	if err != nil {
		return noWorkspace(err)
	}
	s.pacer(d.Target.Tenant).goes(method, d.Target.Channel)
	r := s.call(ctx, w.Client, method, d)
	o := s.alone(classify(s.rules, r))
	if o.Class == news.OutcomeLimited {
		s.pacer(d.Target.Tenant).pause(ctx, method, o.After)
	}
	if method == methodUpdate && o.Class == news.OutcomeUnknown {
		o.Detail = "the edit may or may not have been made"
	}
	if d.Kind == news.KindReply && o.Class == news.OutcomeSent && r.Answer.Message.ThreadTS == "" {
		o.Detail = "posted outside the thread, since its first message is gone"
	}
	return o
}

// Pace waits until d may go out, at most two seconds, and keeps its place for
// the Send that follows; otherwise away says when to come again. So the bytes
// of a delivery are written ahead only when its request is next.
func (s *Sender) Pace(ctx context.Context, d news.Delivery) (away time.Duration) {
	s.mu.Lock()
	has := s.paced[d.ID]
	s.mu.Unlock()
	if has {
		return 0
	}
	away, err := s.pacer(d.Target.Tenant).wait(ctx, methodOf(d), d.Target.Channel)
	if err != nil || away > 0 {
		return away // without a place: Send tells why
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paced[d.ID] = true
	return 0
}

// turn takes the place that Pace kept for d, or waits for one.
func (s *Sender) turn(ctx context.Context, d news.Delivery) (after time.Duration, err error) {
	s.mu.Lock()
	has := s.paced[d.ID]
	delete(s.paced, d.ID)
	s.mu.Unlock()
	if has {
		return 0, ctx.Err()
	}
	return s.pacer(d.Target.Tenant).wait(ctx, methodOf(d), d.Target.Channel)
}

func methodOf(d news.Delivery) string {
	if d.Kind == news.KindEdit {
		return methodUpdate
	}
	return methodPost
}

// pacer gives the pace of a workspace: Slack counts each one by itself.
func (s *Sender) pacer(team string) *pacer {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pacers[team]
	if p == nil {
		p = newPacer(s.pace, s.now, s.turns, team)
		s.pacers[team] = p
	}
	return p
}

// alone keeps what closes one of many workspaces from stopping the others: it
// suspends the channel, which a new installation resumes.
func (s *Sender) alone(o news.Outcome) news.Outcome {
	if !s.spaces.Shared() || o.Class != news.OutcomeStopped {
		return o
	}
	return news.Outcome{Class: news.OutcomeForbidden, Code: o.Code, Detail: o.Detail, Channel: news.ChannelSuspended}
}

// noWorkspace is the outcome when there is no token to send with.
func noWorkspace(err error) news.Outcome {
	if errors.Is(err, webapi.ErrNoToken) {
		return news.Outcome{
			Class: news.OutcomeForbidden, Code: "not_installed", Channel: news.ChannelSuspended,
			Detail: "newsbell is no longer installed in the workspace: install it again",
		}
	}
	return news.Outcome{Class: news.OutcomeNotSent, Code: "token", After: waitSoon, Detail: "the workspace's token could not be read"}
}
