package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"newsbell/news"
)

const defaultSettle = 2 * time.Minute

// SenderOptions are what a Sender needs. Token and Now are required.
type SenderOptions struct {
	API    string      // base address of the Web API; "" means Slack's own
	Token  news.Secret // of the bot
	HTTP   *http.Client
	Log    *slog.Logger
	Now    func() time.Time
	Settle time.Duration // how long absence must last; 0 means 2 min
	Pace   Pace
}

// A Sender posts, edits and finds deliveries in one workspace. It may be used
// by many lanes at once, each with one request under way.
type Sender struct {
	api    *api
	lg     *slog.Logger
	rules  map[string]rule
	pace   *pacer
	settle time.Duration

	mu    sync.Mutex
	bot   string                   // our bot id, once asked
	paced map[news.DeliveryID]bool // let through by Pace, not yet sent
}

// NewSender makes a sender; it calls nobody yet.
func NewSender(o SenderOptions) *Sender {
	return &Sender{
		api:    newAPI(o.API, o.Token, o.HTTP, o.Now),
		lg:     cmp.Or(o.Log, slog.New(slog.DiscardHandler)),
		rules:  rules(),
		pace:   newPacer(o.Pace, o.Now),
		settle: cmp.Or(o.Settle, defaultSettle),
		paced:  map[news.DeliveryID]bool{},
	}
}

// Settle tells how long a message must be absent from the history, counted
// from the last attempt, before it may be sent again: Slack may commit a
// request late and show a message late.
func (s *Sender) Settle() time.Duration { return s.settle }

// Render gives the exact bytes of the delivery's request; see [Render].
func (s *Sender) Render(d news.Delivery, simple bool) ([]byte, error) { return Render(d, simple) }

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
	r := s.api.post(ctx, method, d.Body)
	o := classify(s.rules, r)
	if o.Class == news.OutcomeLimited {
		s.pace.pause(method, o.After)
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
	away, err := s.pace.wait(ctx, methodOf(d), d.Target.Channel)
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
	return s.pace.wait(ctx, methodOf(d), d.Target.Channel)
}

func methodOf(d news.Delivery) string {
	if d.Kind == news.KindEdit {
		return methodUpdate
	}
	return methodPost
}

// me gives our own bot id, asked once.
func (s *Sender) me(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bot != "" {
		return s.bot, nil
	}
	id, err := s.api.whoami(ctx)
	if err != nil {
		return "", err
	}
	s.bot = id.Bot
	return s.bot, nil
}

// An identity is whom a bot token belongs to.
type identity struct {
	Team    string `json:"team_id"`
	Name    string `json:"team"`
	User    string `json:"user_id"`
	Bot     string `json:"bot_id"`
	App     string `json:"app_id"`
	Address string `json:"url"`
}

// whoami asks Slack whom the token belongs to.
func (a *api) whoami(ctx context.Context) (identity, error) {
	const method = "auth.test"
	r := a.query(ctx, method, nil)
	if err := r.fail(method); err != nil {
		return identity{}, err
	}
	var id identity
	if err := json.Unmarshal(r.Body, &id); err != nil || id.Team == "" {
		return identity{}, fmt.Errorf("call slack %s: answer names no workspace", method)
	}
	return id, nil
}
