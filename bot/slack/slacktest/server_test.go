package slacktest_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/bot/slack/slacktest"
)

const good = `{"channel":"C1","text":"x","unfurl_links":false,"unfurl_media":false,"metadata":{"event_type":"news_delivery","event_payload":{"d":"5"}}}`

type reply struct {
	status int
	retry  string
	OK     bool   `json:"ok"`
	Error  string `json:"error"`
	TS     string `json:"ts"`
	More   bool   `json:"has_more"`
	Found  []struct {
		TS       string `json:"ts"`
		Metadata *struct {
			Payload struct{ D string } `json:"event_payload"`
		} `json:"metadata"`
	} `json:"messages"`
	Next struct {
		Cursor string `json:"next_cursor"`
	} `json:"response_metadata"`
}

// call calls a method with a bot token, and gives nil when no answer came.
func call(t *testing.T, s *slacktest.Server, method, token, body string) *reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+method, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if strings.HasPrefix(body, "{") {
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	r := &reply{status: resp.StatusCode, retry: resp.Header.Get("Retry-After")}
	if err := json.Unmarshal(raw, r); err != nil && resp.StatusCode == 200 {
		t.Fatalf("%v: %s", err, raw)
	}
	return r
}

func start(t *testing.T, o slacktest.Options) *slacktest.Server {
	t.Helper()
	s := slacktest.New(o)
	t.Cleanup(s.Close)
	return s
}

func form(kv ...string) string {
	v := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		v.Set(kv[i], kv[i+1])
	}
	return v.Encode()
}

func TestServer_refuses(t *testing.T) {
	for _, tt := range []struct{ name, method, token, body, want string }{
		{"no token", "chat.postMessage", "", good, "not_authed"},
		{"wrong token", "chat.postMessage", "xoxb-other", good, "invalid_auth"},
		{"app token", "chat.postMessage", "xapp-test", good, "not_allowed_token_type"},
		{"bot token for a socket", "apps.connections.open", "xoxb-test", "{}", "not_allowed_token_type"},
		{"unknown channel", "chat.postMessage", "xoxb-test", strings.Replace(good, "C1", "C9", 1), "channel_not_found"},
		{"previews", "chat.postMessage", "xoxb-test", `{"channel":"C1","text":"x"}`, "invalid_blocks"},
		{"a mention", "chat.postMessage", "xoxb-test", strings.Replace(good, `"x"`, `"<!here>"`, 1), "invalid_blocks"},
		{"edit of nothing", "chat.update", "xoxb-test", `{"channel":"C1","ts":"1.000001","text":"x"}`, "message_not_found"},
		{"thread of nothing", "conversations.replies", "xoxb-test", form("channel", "C1", "ts", "1.000001"), "thread_not_found"},
		{"bad cursor", "conversations.history", "xoxb-test", form("channel", "C1", "cursor", "x"), "invalid_cursor"},
		{"bad limit", "conversations.history", "xoxb-test", form("channel", "C1", "limit", "0"), "invalid_limit"},
		{"unknown method", "chat.shout", "xoxb-test", "{}", "unknown_method"},
		{"not JSON", "chat.postMessage", "xoxb-test", "{", "invalid_arguments"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, slacktest.Options{Channels: []slacktest.Channel{{ID: "C1"}}})
			if r := call(t, s, tt.method, tt.token, tt.body); r == nil || r.OK || r.Error != tt.want {
				t.Errorf("got %+v, want %s", r, tt.want)
			}
			if s.Total() != 0 || s.Calls(tt.method) != 1 {
				t.Errorf("%d messages after %d calls", s.Total(), s.Calls(tt.method))
			}
		})
	}
}

func TestServer_faults(t *testing.T) {
	for _, tt := range []struct {
		name   string
		f      slacktest.Failure
		status int // 0: no answer
		posts  int
	}{
		{"none", slacktest.Failure{}, 200, 1},
		{"delay", slacktest.Failure{Delay: time.Millisecond}, 200, 1},
		{"before", slacktest.Failure{Status: 503}, 503, 0},
		{"after", slacktest.Failure{Status: 502, Commit: true}, 502, 1},
		{"reset before", slacktest.Failure{Reset: true}, 0, 0},
		{"reset after", slacktest.Failure{Reset: true, Commit: true}, 0, 1},
		{"limited", slacktest.Failure{Status: 429, RetryAfter: 4 * time.Second}, 429, 0},
		{"JSON", slacktest.Failure{Error: "fatal_error", Commit: true}, 200, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, slacktest.Options{})
			s.Fault(func(c slacktest.Call) slacktest.Failure {
				if c.Method != "chat.postMessage" || c.Channel != "C1" || c.N != 1 {
					t.Errorf("hook got %+v", c)
				}
				return tt.f
			})
			r := call(t, s, "chat.postMessage", "xoxb-test", good)
			switch {
			case tt.status == 0 && r != nil, tt.status != 0 && (r == nil || r.status != tt.status):
				t.Errorf("got %+v, want status %d", r, tt.status)
			case tt.f.RetryAfter > 0 && r.retry != "4":
				t.Errorf("Retry-After %q", r.retry)
			}
			if s.Total() != tt.posts {
				t.Errorf("%d posts, want %d", s.Total(), tt.posts)
			}
		})
	}
}

func TestServer_hangAndLate(t *testing.T) {
	s := start(t, slacktest.Options{})
	s.Fault(func(slacktest.Call) slacktest.Failure {
		return slacktest.Failure{Error: "internal_error", Late: time.Millisecond}
	})
	if r := call(t, s, "chat.postMessage", "xoxb-test", good); r == nil || r.Error != "internal_error" {
		t.Errorf("got %+v", r)
	}
	if err := s.Wait(t.Context(), 1); err != nil {
		t.Errorf("it was never committed: %v", err)
	}
	hung := make(chan struct{})
	s.Fault(func(slacktest.Call) slacktest.Failure { close(hung); return slacktest.Failure{Hang: true} })
	done := make(chan *reply)
	go func() { done <- call(t, s, "chat.postMessage", "xoxb-test", good) }()
	<-hung
	go s.Drop() // any other call goes on meanwhile
	if s.Total() != 1 {
		t.Error("a hung call was carried out")
	}
	s.Fault(nil)
	if r := call(t, s, "auth.test", "xoxb-test", ""); r == nil || !r.OK {
		t.Errorf("got %+v", r)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Wait(ctx, 9); err == nil {
		t.Error("Wait did not end with its context")
	}
	t.Cleanup(func() { <-done })
}

func TestServer_ratesRepeat(t *testing.T) {
	run := func() string {
		s := start(t, slacktest.Options{Seed: 3, Rates: slacktest.Rates{Before: 0.2, After: 0.2, Refused: 0.1, Reset: 0.1, Limited: 0.1}})
		var out strings.Builder
		for range 60 {
			r := call(t, s, "chat.postMessage", "xoxb-test", good)
			switch {
			case r == nil:
				out.WriteByte('r')
			case r.status != 200:
				out.WriteByte('s')
			default:
				out.WriteByte('.')
			}
		}
		if s.Total() == 0 || s.Total() == 60 {
			t.Errorf("%d of 60 carried out", s.Total())
		}
		return out.String()
	}
	a, b := run(), run()
	if a != b || !strings.ContainsAny(a, "r") || !strings.Contains(a, "s") {
		t.Errorf("one seed gave\n%s\n%s", a, b)
	}
}

func TestServer_limits(t *testing.T) {
	var now atomic.Int64
	now.Store(1_739_379_840e9)
	s := start(t, slacktest.Options{Limits: true, Now: func() time.Time { return time.Unix(0, now.Load()) }})
	post := func() *reply { return call(t, s, "chat.postMessage", "xoxb-test", good) }
	if r := post(); !r.OK {
		t.Fatalf("got %+v", r)
	}
	if r := post(); r.status != 429 || r.retry != "1" || s.Limited() != 1 {
		t.Errorf("at once: got %+v", r)
	}
	now.Add(int64(time.Second))
	if r := post(); !r.OK {
		t.Errorf("after a second: got %+v", r)
	}
	now.Add(int64(800 * time.Millisecond)) // within the tolerance
	if r := post(); !r.OK {
		t.Errorf("got %+v", r)
	}
	now.Add(int64(800 * time.Millisecond)) // which does not add up
	if r := post(); r.status != 429 {
		t.Errorf("got %+v", r)
	}
}

func TestServer_history(t *testing.T) {
	var now atomic.Int64
	now.Store(1_739_379_840e9)
	s := start(t, slacktest.Options{
		Now: func() time.Time { return time.Unix(0, now.Load()) }, HistoryLag: 5 * time.Second, MetadataLag: 10 * time.Second,
	})
	for range 3 {
		call(t, s, "chat.postMessage", "xoxb-test", good)
	}
	read := func(kv ...string) *reply {
		return call(t, s, "conversations.history", "xoxb-test", form(append([]string{"channel", "C1"}, kv...)...))
	}
	if r := read(); len(r.Found) != 0 {
		t.Errorf("the history does not lag: %+v", r)
	}
	now.Add(int64(6 * time.Second))
	if r := read("include_all_metadata", "true"); len(r.Found) != 3 || r.Found[0].Metadata != nil || r.Found[0].TS < r.Found[2].TS {
		t.Errorf("got %+v", r)
	}
	now.Add(int64(6 * time.Second))
	if r := read(); r.Found[0].Metadata != nil {
		t.Error("metadata was given unasked")
	}
	r := read("include_all_metadata", "true", "limit", "2")
	if len(r.Found) != 2 || !r.More || r.Found[0].Metadata == nil || r.Found[0].Metadata.Payload.D != "5" {
		t.Fatalf("first page: %+v", r)
	}
	last := read("limit", "2", "cursor", r.Next.Cursor)
	if len(last.Found) != 1 || last.More {
		t.Errorf("second page: %+v", last)
	}
	oldest := last.Found[0].TS
	if r := read("oldest", oldest); len(r.Found) != 2 {
		t.Errorf("oldest is exclusive: %+v", r)
	}
	if r := read("oldest", oldest, "latest", oldest, "inclusive", "true"); len(r.Found) != 1 {
		t.Errorf("inclusive: %+v", r)
	}
}

func TestServer_notConnected(t *testing.T) {
	s := start(t, slacktest.Options{Timeout: time.Millisecond})
	if _, err := s.Command("U1", "C1", "list"); err == nil {
		t.Error("a command without a socket was answered")
	}
	if s.Connections() != 0 {
		t.Error("there is a connection")
	}
}
