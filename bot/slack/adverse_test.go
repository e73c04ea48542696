package slack_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/slack"
	"newsbell/bot/slack/signed"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// TestSession_adverse holds Slack against all that goes wrong on any platform, on
// both its ways.
func TestSession_adverse(t *testing.T) {
	t.Run("socket", func(t *testing.T) { bottest.RunAdverse(t, bottest.Socket, openSocketRig) })
	t.Run("http", func(t *testing.T) { bottest.RunAdverse(t, bottest.Signed, openSignedRig) })
}

// rig brings what goes wrong to a session, as Slack does on either way.
type rig struct {
	srv   *slacktest.Server
	s     *slack.Session
	scene bottest.Scene
	team  string        // whose people type
	site  *site         // that installs, over HTTP
	gone  chan struct{} // somebody hung up
	heard chan string   // what changed for a workspace's channels
	later atomic.Int64  // how much later it is than the machine says
}

func newRig(t *testing.T, scene bottest.Scene, twice bool) *rig {
	t.Helper()
	srv := slacktest.Start(t, slacktest.Options{
		Twice: twice, ClientID: "12.34", ClientSecret: "cs",
		Channels: []slacktest.Channel{{ID: "C1", Name: "c1"}, {ID: "C8", Name: "c8"}, {ID: "D1", Direct: true}},
		Users: map[string]slacktest.User{
			"100": {Name: "Ada", Admin: true, Zone: "UTC", Locale: "en-US"}, "200": {Name: "Ben", Zone: "UTC", Locale: "en-US"},
		},
	})
	srv.Refuse("C8", "not_in_channel")
	return &rig{srv: srv, scene: scene, team: "T1", gone: make(chan struct{}, 10), heard: make(chan string, 10)}
}

// options are those of the session on either way.
func (r *rig) options() slack.SessionOptions {
	return slack.SessionOptions{
		API: r.srv.URL(), BotToken: "xoxb-test", Clerk: r.scene.Clerk, Commands: bot.Commands(), Log: r.scene.Log,
		Now: func() time.Time { return time.Now().Add(time.Duration(r.later.Load())) },
		Changed: func(_ context.Context, _ news.Target, state news.ChannelState, why string) {
			r.heard <- string(state) + ": " + why
		},
	}
}

// run runs a session until the test ends.
func (r *rig) run(t *testing.T, o slack.SessionOptions) {
	t.Helper()
	r.s = slack.NewSession(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

// openSocketRig has everything come twice, as Slack does when it is unsure.
func openSocketRig(t *testing.T, scene bottest.Scene) bottest.Rig {
	t.Helper()
	r := newRig(t, scene, true)
	o := r.options()
	o.AppToken = "xapp-test"
	r.run(t, o)
	return r
}

func openSignedRig(t *testing.T, scene bottest.Scene) bottest.Rig {
	t.Helper()
	r := newRig(t, scene, false)
	var inside http.Handler
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		context.AfterFunc(q.Context(), func() {
			select {
			case r.gone <- struct{}{}:
			default:
			}
		})
		inside.ServeHTTP(w, q)
	}))
	t.Cleanup(door.Close)
	r.site = newSite(t, r.srv, door.URL)
	o := r.options()
	o.SigningSecret, o.Tokens, o.Uninstalled = signingSecret, r.site.vault.Token, r.site.uninstalled
	r.run(t, o)
	mux := http.NewServeMux()
	mux.Handle("/slack/", r.s.Handler())
	r.site.serve(mux)
	inside = mux
	r.srv.Reach(door.URL, signingSecret)
	return r
}

// Say implements bottest.Chat.
func (r *rig) Say(_ context.Context, p bottest.Person, line string) (string, error) {
	return r.typed(p, "C1", line)
}

func (r *rig) typed(p bottest.Person, channel, line string) (string, error) {
	return read(r.srv.CommandIn(r.team, p.ID, channel, strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(line)))
}

// Press implements bottest.Presser.
func (r *rig) Press(ctx context.Context, p bottest.Person, verb string, id news.DeliveryID) (string, error) {
	return chat{r.srv, "C1"}.Press(ctx, p, verb, id)
}

// Meet implements bottest.Rig.
func (r *rig) Meet(ctx context.Context, h bottest.Hazard, p bottest.Person, line string) (seen bottest.Seen, err error) {
	seen.Secrets = []string{"xoxb-", "/hook/", "code-"}
	switch h {
	case bottest.Odd, bottest.Unknown:
		seen.Text, err = r.typed(p, "C1", line)
	case bottest.Demoted:
		seen.Text, err = r.demoted(p, line)
	case bottest.InDirect:
		seen.Text, err = r.typed(p, "D1", line)
	case bottest.BetweenPeople:
		seen.Text, err = r.typed(p, "D9", line)
	case bottest.Unseen:
		seen.Lacks = []string{"membership in this channel", "/invite @newsbell"}
		seen.Text, err = r.typed(p, "C9", line)
	case bottest.UnseenAsked:
		seen.Text, err = r.typed(p, "C9", line)
	case bottest.Silenced:
		seen.Lacks = []string{"membership in this channel", "/invite @newsbell"}
		seen.Text, err = r.typed(p, "C8", line)
	case bottest.ButtonInThread, bottest.OldButton:
		seen.Text, err = r.press(p, h, line)
	case bottest.OldForm:
		seen.Text, err = r.oldForm(p)
	case bottest.SlowAnswer, bottest.LateFirst, bottest.LateSecond, bottest.LateForm:
		seen.Text, err = r.late(ctx, h, p, line)
	case bottest.Repeated:
		seen.Text, err = r.repeated(ctx, p, line)
	case bottest.Unreadable:
		if r.site == nil {
			return bottest.Seen{Refused: true}, r.srv.Envelope("slash_commands", map[string]any{"command": 5, "text": line})
		}
		seen.Refused, err = r.strange(ctx, h, p, line)
	case bottest.Unsigned, bottest.Forged, bottest.Stale, bottest.InAddress, bottest.Replayed, bottest.TooLarge:
		seen.Refused, err = r.strange(ctx, h, p, line)
	default:
		seen.Text, err = r.install(ctx, h, p)
	}
	return seen, err
}

// demoted has a person lose a right that they have just used.
func (r *rig) demoted(p bottest.Person, line string) (string, error) {
	if text, err := r.typed(p, "C1", line); err != nil || !strings.Contains(text, "is set") {
		return "", errors.Join(err, fmt.Errorf("while they had the right: %q", text))
	}
	r.srv.SetUser(p.ID, slacktest.User{Name: p.Name})
	r.later.Store(int64(11 * time.Second))
	return r.typed(p, "C1", line)
}

func (r *rig) press(p bottest.Person, h bottest.Hazard, verb string) (string, error) {
	if _, err := r.typed(p, "C1", "list"); err != nil {
		return "", err
	}
	thread := "1739379841.000100"
	if h == bottest.OldButton {
		return read(r.srv.Press(p.ID, "C1", thread, verb, strconv.Itoa(int(bottest.Pressed))))
	}
	return read(r.srv.PressReply(p.ID, [2]string{"C1", thread}, "1739379941.000100", verb, strconv.Itoa(int(bottest.Pressed))))
}

func (r *rig) oldForm(p bottest.Person) (string, error) {
	view, err := r.srv.SubmitForeign(p.ID, map[string]any{"id": "V77", "type": "modal", "callback_id": "survey", "state": map[string]any{}})
	if err != nil || view == nil {
		return "", err
	}
	var shown struct {
		Blocks json.RawMessage `json:"blocks"`
	}
	if err := json.Unmarshal(view, &shown); err != nil {
		return "", err
	}
	return read(slacktest.Reply{Blocks: shown.Blocks}, nil)
}

// late lets the time for an answer pass.
func (r *rig) late(ctx context.Context, h bottest.Hazard, p bottest.Person, line string) (string, error) {
	switch h {
	case bottest.LateForm:
		r.srv.Fault(noForms)
		return r.typed(p, "C1", line)
	case bottest.LateFirst:
		patience, hangUp := context.WithCancel(ctx)
		defer hangUp()
		go func() {
			if r.scene.Asked(ctx, 1) == nil {
				hangUp()
				_, _ = bottest.Heard(ctx, r.gone) // without it the row fails
				r.scene.Release()
			}
		}()
		return read(r.srv.Unheard(patience, p.ID, "C1", line))
	default:
	}
	r.s.SetAckWithin(time.Millisecond)
	r.srv.Acknowledged(func() {
		if h == bottest.LateSecond {
			r.srv.Lapse()
		}
		r.scene.Release()
	})
	text, err := r.typed(p, "C1", line)
	if errors.Is(err, slacktest.ErrLapsed) {
		return "", nil
	}
	r.s.SetAckWithin(2 * time.Second)
	return text, err
}

// form is a command as Slack posts it.
func (r *rig) form(p bottest.Person, line string) []byte {
	return []byte(url.Values{
		"team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {p.ID}, "trigger_id": {"1.secret"}, "text": {line}, "command": {"/news"},
	}.Encode())
}

// repeated has Slack send an event twice, over HTTP with a signature each.
func (r *rig) repeated(ctx context.Context, p bottest.Person, line string) (string, error) {
	if r.site == nil {
		return r.typed(p, "C1", line)
	}
	text := ""
	for n := range 2 {
		body := r.form(p, line)
		req, err := r.srv.Signed(slack.PathCommands, urlencoded, body)
		if err != nil {
			return "", err
		}
		signed.Sign(signingSecret, req.Header, body, time.Now().Add(time.Duration(-n)*time.Second))
		status, answer, err := fetch(req.WithContext(ctx))
		if err != nil || status != http.StatusOK {
			return "", errors.Join(err, fmt.Errorf("status %d", status))
		}
		var reply slacktest.Reply
		if n == 0 {
			if err := json.Unmarshal([]byte(answer), &reply); err != nil {
				return "", err
			}
			if text, err = read(reply, nil); err != nil {
				return "", err
			}
		}
	}
	return text, nil
}

// strange sends a request that Slack never would, and tells whether it was
// refused. Of a replayed one, that is the second.
func (r *rig) strange(ctx context.Context, h bottest.Hazard, p bottest.Person, line string) (refused bool, err error) {
	path, body := slack.PathCommands, r.form(p, line)
	switch h {
	case bottest.InAddress:
		path, body = slack.PathInteractivity, []byte("a=b")
	case bottest.Unreadable:
		body = append(body, "&text=%zz"...)
	case bottest.TooLarge:
		body = append(body, strings.Repeat("+flood", 200_000)...)
	default:
	}
	req, err := r.srv.Signed(path, urlencoded, body)
	if err != nil {
		return false, err
	}
	switch h {
	case bottest.Unsigned:
		req.Header.Del(signed.HeaderSignature)
	case bottest.Forged:
		signed.Sign("another", req.Header, body, time.Now())
	case bottest.Stale:
		signed.Sign(signingSecret, req.Header, body, time.Now().Add(-6*time.Minute))
	case bottest.InAddress:
		req.URL.RawQuery = url.Values{"payload": {fmt.Sprintf(
			`{"type":"block_actions","team":{"id":"T1"},"user":{"id":%q},"channel":{"id":"C1"},"trigger_id":"1.x","actions":[{"action_id":"mute","value":"5001"}]}`, p.ID,
		)}}.Encode()
	default:
	}
	want := map[bottest.Hazard]int{bottest.InAddress: 400, bottest.Unreadable: 400, bottest.TooLarge: 413}[h]
	if want == 0 {
		want = http.StatusUnauthorized
	}
	status, _, err := fetch(req.WithContext(ctx))
	if h == bottest.Replayed && err == nil && status == http.StatusOK {
		again := req.Clone(ctx)
		if again.Body, err = req.GetBody(); err == nil {
			status, _, err = fetch(again)
		}
	}
	return status == want, err
}
