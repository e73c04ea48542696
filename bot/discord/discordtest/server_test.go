package discordtest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
)

// ask makes one request and gives status and body.
func ask(t *testing.T, s *discordtest.Server, method, path, body string) (int, map[string]any, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bot "+discordtest.Token)
	req.Header.Set("User-Agent", "DiscordBot (test, 1)")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, nil
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil, nil
	}
	v := map[string]any{}
	_ = json.Unmarshal(b, &v) // lists stay empty
	return res.StatusCode, v, res.Header
}

func message(nonce string) string {
	return fmt.Sprintf(`{"content":"hello","nonce":%q,"enforce_nonce":true,"allowed_mentions":{"parse":[]}}`, nonce)
}

func start(t *testing.T, o discordtest.Options) *discordtest.Server {
	t.Helper()
	s := discordtest.New(o)
	t.Cleanup(s.Close)
	return s
}

func TestServer_nonceWindow(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s := start(t, discordtest.Options{NonceWindow: time.Minute, Now: func() time.Time { return now }})
	_, first, _ := ask(t, s, "POST", "/channels/1/messages", message("a"))
	_, again, _ := ask(t, s, "POST", "/channels/1/messages", message("a"))
	if first["id"] != again["id"] || s.Total() != 1 {
		t.Errorf("repeated within the window: ids %v and %v, %d messages", first["id"], again["id"], s.Total())
	}
	now = now.Add(2 * time.Minute)
	if _, late, _ := ask(t, s, "POST", "/channels/1/messages", message("a")); late["id"] == first["id"] || s.Total() != 2 {
		t.Errorf("after the window: id %v, %d messages, want a second message", late["id"], s.Total())
	}
	if n := s.Stats().Repeated; n != 1 {
		t.Errorf("%d repeated, want 1", n)
	}
}

func TestServer_refusals(t *testing.T) {
	s := start(t, discordtest.Options{})
	s.SetChannel("gone", discordtest.Channel{Missing: true})
	s.SetChannel("hidden", discordtest.Channel{NoAccess: true})
	s.SetChannel("mute", discordtest.Channel{NoSend: true})
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		code                     float64
	}{
		{"missing channel", "POST", "/channels/gone/messages", message("a"), 404, 10003},
		{"hidden channel", "POST", "/channels/hidden/messages", message("a"), 403, 50001},
		{"mute channel", "POST", "/channels/mute/messages", message("a"), 403, 50013},
		{"mentions not forbidden", "POST", "/channels/1/messages", `{"content":"x"}`, 400, 50035},
		{"edit of nothing", "PATCH", "/channels/1/messages/5", message(""), 404, 10008},
		{"history of too many", "GET", "/channels/1/messages?after=0&limit=101", "", 400, 50035},
		{"unknown path", "GET", "/voice/regions", "", 404, 0},
		{"bad command", "PUT", "/applications/1/commands", `[{"name":"News!","description":"x"}]`, 400, 50035},
		{"expired interaction", "POST", "/interactions/1/nothing/callback", `{"type":5}`, 404, 10062},
	} {
		status, v, _ := ask(t, s, tt.method, tt.path, tt.body)
		code, _ := v["code"].(float64)
		if status != tt.status || code != tt.code {
			t.Errorf("%s: got %d %v, want %d %v", tt.name, status, v, tt.status, tt.code)
		}
	}
	if s.Total() != 0 {
		t.Errorf("%d messages, want none", s.Total())
	}
}

func TestServer_limits(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s := start(t, discordtest.Options{Limits: true, Now: func() time.Time { return now }})
	for i := range 5 {
		status, _, h := ask(t, s, "POST", "/channels/1/messages", message(fmt.Sprint(i)))
		if status != 200 || h.Get("X-RateLimit-Remaining") != fmt.Sprint(4-i) {
			t.Fatalf("post %d: %d, remaining %s", i, status, h.Get("X-RateLimit-Remaining"))
		}
	}
	status, v, h := ask(t, s, "POST", "/channels/1/messages", message("x"))
	if status != 429 || v["global"] != false || h.Get("X-RateLimit-Scope") != "user" {
		t.Errorf("sixth post in a channel: %d %v", status, v)
	}
	for i := range 44 {
		ask(t, s, "POST", fmt.Sprintf("/channels/c%d/messages", i), message(fmt.Sprint("c", i)))
	}
	status, v, h = ask(t, s, "POST", "/channels/other/messages", message("y"))
	if status != 429 || v["global"] != true || h.Get("X-RateLimit-Reset-After") != "" || h.Get("Retry-After") == "" {
		t.Errorf("51st request in a second: %d %v %v, want a global 429 that tells its time in Retry-After only", status, v, h)
	}
	now = now.Add(time.Second)
	if status, _, _ := ask(t, s, "POST", "/channels/other/messages", message("y")); status != 200 {
		t.Errorf("a second later: %d", status)
	}
}

func TestServer_faults(t *testing.T) {
	for _, tt := range []struct {
		kind    discordtest.FaultKind
		status  int // 0: no answer
		visible int
	}{
		{discordtest.FailBefore, 500, 0},
		{discordtest.FailAfter, 502, 1},
		{discordtest.ResetBefore, 0, 0},
		{discordtest.ResetAfter, 0, 1},
		{discordtest.LateCommit, 0, 1},
		{discordtest.LimitBucket, 429, 0},
		{discordtest.LimitHTML, 429, 0},
	} {
		t.Run(fmt.Sprint(tt.kind), func(t *testing.T) {
			s := start(t, discordtest.Options{Fault: func(r discordtest.Request) discordtest.Fault {
				if !r.Post() {
					t.Errorf("unexpected request %+v", r)
				}
				return discordtest.Fault{Kind: tt.kind, After: time.Millisecond}
			}})
			status, _, _ := ask(t, s, "POST", "/channels/1/messages", message("a"))
			if status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			if err := s.Wait(t.Context(), tt.visible); err != nil || s.Total() != tt.visible {
				t.Errorf("%d messages, want %d (%v)", s.Total(), tt.visible, err)
			}
		})
	}
}

func TestServer_ratesFollowTheSeed(t *testing.T) {
	run := func(seed uint64) string {
		s := start(t, discordtest.Options{Seed: seed, Rates: discordtest.Rates{FailBefore: 0.2, FailAfter: 0.2}})
		var out strings.Builder
		for i := range 30 {
			status, _, _ := ask(t, s, "POST", "/channels/1/messages", message(fmt.Sprint(i)))
			fmt.Fprint(&out, status, " ")
		}
		return out.String()
	}
	a := run(1)
	if a != run(1) || a == run(2) {
		t.Error("faults do not follow the seed")
	}
	for _, want := range []string{"200", "500", "502"} {
		if !strings.Contains(a, want) {
			t.Errorf("no %s in %s", want, a)
		}
	}
}

func TestServer_editsAndDeletes(t *testing.T) {
	s := start(t, discordtest.Options{})
	_, m, _ := ask(t, s, "POST", "/channels/1/messages", message("a"))
	id := fmt.Sprint(m["id"])
	if status, _, _ := ask(t, s, "PATCH", "/channels/1/messages/"+id, strings.Replace(message(""), "hello", "again", 1)); status != 400 {
		t.Errorf("an enforced nonce that is empty: %d, want 400", status)
	}
	body := `{"content":"again","allowed_mentions":{"parse":[]}}`
	if status, _, _ := ask(t, s, "PATCH", "/channels/1/messages/"+id, body); status != 200 {
		t.Errorf("edit: %d", status)
	}
	if got := s.Messages("1")[0]; string(got.Latest()) != body || len(got.Edits) != 1 || got.Nonce != "a" {
		t.Errorf("got %+v", got)
	}
	s.Delete("1", id)
	if status, v, _ := ask(t, s, "POST", "/channels/1/messages", message("a")); status != 404 || v["code"] != 10008.0 {
		t.Errorf("repeated after deletion: %d %v, want 10008", status, v)
	}
	if all := s.All(); len(all["1"]) != 1 || !all["1"][0].Deleted {
		t.Errorf("got %+v", all)
	}
}
