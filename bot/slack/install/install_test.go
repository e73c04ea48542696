package install_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"newsbell/bot/slack/install"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// A memory is a store in a map.
type memory struct {
	mu   sync.Mutex
	kept map[string]string
	once map[string]bool
}

func newMemory() *memory { return &memory{kept: map[string]string{}, once: map[string]bool{}} }

func (m *memory) Value(_ context.Context, key string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.kept[key], nil
}

func (m *memory) SetValue(_ context.Context, key, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept[key] = value
	return nil
}

func (m *memory) Once(_ context.Context, key string, _ time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	seen := m.once[key]
	m.once[key] = true
	return seen, nil
}

const key = "a long random text, 32 or more"

func vault(t *testing.T, m *memory, key news.Secret) *install.Vault {
	t.Helper()
	v, err := install.NewVault(m, key)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVault(t *testing.T) {
	ctx, m := t.Context(), newMemory()
	v := vault(t, m, key)
	in := install.Installation{
		Team: "T1", Name: "Example", App: "A1", Bot: "U1", Scopes: "chat:write", Token: "xoxb-hunter2",
		At: time.Date(2025, 2, 12, 17, 4, 0, 0, time.UTC),
	}
	if err := v.Save(ctx, in); err != nil {
		t.Fatal(err)
	}
	for _, kept := range m.kept {
		if strings.Contains(kept, "hunter2") || strings.Contains(kept, "Example") {
			t.Errorf("kept in clear: %s", kept)
		}
	}
	if got, ok, err := v.Installation(ctx, "T1"); err != nil || !ok || got != in {
		t.Errorf("got %+v, %v, %v", got, ok, err)
	}
	if token, err := v.Token(ctx, "T2"); token != "" || err != nil {
		t.Errorf("another workspace: got %q, %v", token.Reveal(), err)
	}
	first := m.kept["slack/team/T1"]
	if err := v.Save(ctx, in); err != nil || m.kept["slack/team/T1"] == first {
		t.Errorf("sealed alike twice: %v", err)
	}
	bad := func(name string, v *install.Vault, team string) {
		t.Helper()
		token, err := v.Token(ctx, team)
		if token != "" || err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got %q, %v", name, token.Reveal(), err)
		}
	}
	bad("another key", vault(t, m, "another key"), "T1")
	newer, err := install.NewVault(m, "another key", key)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok, err := newer.Installation(ctx, "T1"); err != nil || !ok || got != in {
		t.Errorf("with the key as an earlier one: got %+v, %v, %v", got, ok, err)
	}
	m.kept["slack/team/T2"] = m.kept["slack/team/T1"]
	bad("moved to another workspace", v, "T2")
	m.kept["slack/team/T2"] = m.kept["slack/team/T1"][:40]
	bad("cut", v, "T2")
	m.kept["slack/team/T2"] = "xoxb-plain"
	bad("in clear", v, "T2")
	if err := v.Forget(ctx, "T1"); err != nil {
		t.Fatal(err)
	}
	if token, err := v.Token(ctx, "T1"); token != "" || err != nil {
		t.Errorf("forgotten: got %q, %v", token.Reveal(), err)
	}
	if _, err := install.NewVault(m, ""); err == nil {
		t.Error("a vault without a key")
	}
}

// A site is newsbell's side of the flow, with a browser.
type site struct {
	t       *testing.T
	slack   *slacktest.Server
	memory  *memory
	vault   *install.Vault
	http    *httptest.Server
	browser *http.Client
	now     time.Time
	told    []install.Installation
}

func newSite(t *testing.T, change func(*install.Options)) *site {
	t.Helper()
	s := &site{t: t, memory: newMemory(), now: time.Now()}
	s.slack = slacktest.New(slacktest.Options{ClientID: "12.34", ClientSecret: "cs"})
	t.Cleanup(s.slack.Close)
	s.vault = vault(t, s.memory, key)
	var h http.Handler
	s.http = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) }))
	t.Cleanup(s.http.Close)
	o := install.Options{
		ClientID: "12.34", ClientSecret: "cs", Key: key, Scopes: []string{"chat:write", "commands"}, API: s.slack.URL(),
		PublicURL: s.http.URL, Vault: s.vault, Once: s.memory.Once, Now: func() time.Time { return s.now },
		Installed: func(_ context.Context, in install.Installation) { s.told = append(s.told, in) },
		Log:       slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	if change != nil {
		change(&o)
	}
	f, err := install.New(o)
	if err != nil {
		t.Fatal(err)
	}
	h = f.Handler()
	s.browser = newBrowser(t)
	return s
}

func newBrowser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// get opens an address and gives the status, the page and where it leads.
func (s *site) get(browser *http.Client, address string) (status int, body, location string) {
	s.t.Helper()
	resp, err := browser.Get(address)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, string(raw), resp.Header.Get("Location")
}

// begin opens the installation and presses a button on Slack's page; it gives the
// address that leads back.
func (s *site) begin(team string, allow bool) string {
	s.t.Helper()
	status, _, page := s.get(s.browser, s.http.URL+install.PathInstall)
	if status != http.StatusFound {
		s.t.Fatalf("install answered %d", status)
	}
	back, err := s.slack.Authorize(page, team, allow)
	if err != nil {
		s.t.Fatal(err)
	}
	return back
}

func TestFlow(t *testing.T) {
	s := newSite(t, nil)
	for _, team := range []string{"T7", "T8"} {
		back := s.begin(team, true)
		status, body, _ := s.get(s.browser, back)
		if status != 200 || !strings.Contains(body, "Team "+team) || !strings.Contains(body, "/invite @newsbell") || strings.Contains(body, "xoxb") {
			t.Errorf("got %d %s", status, body)
		}
		if token, err := s.vault.Token(t.Context(), team); err != nil || !strings.HasPrefix(token.Reveal(), "xoxb-"+team) {
			t.Errorf("token %q, %v", token.Reveal(), err)
		}
	}
	if len(s.told) != 2 || s.told[1].Team != "T8" || s.told[1].Scopes != "chat:write,commands" {
		t.Errorf("told %+v", s.told)
	}
}

func TestFlow_cancelled(t *testing.T) {
	s := newSite(t, nil)
	status, body, _ := s.get(s.browser, s.begin("T7", false))
	if status != 200 || !strings.Contains(body, "Nothing was installed") || !strings.Contains(body, install.PathInstall) {
		t.Errorf("got %d %s", status, body)
	}
	_, body, _ = s.get(s.browser, s.http.URL+install.PathCallback+"?error="+url.QueryEscape("<script>alert(1)</script>"))
	if strings.Contains(body, "<script>") {
		t.Errorf("not escaped: %s", body)
	}
	if len(s.memory.kept) > 0 || s.slack.Calls("oauth.v2.access") > 0 {
		t.Error("something was done")
	}
}

// TestFlow_believesOnlyItsOwn holds that a code is exchanged only for the browser
// that began, once, and in time.
func TestFlow_believesOnlyItsOwn(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(s *site, back string) (*http.Client, string)
	}{
		{"another browser", func(s *site, back string) (*http.Client, string) { return newBrowser(s.t), back }},
		{"another installation's cookie", func(s *site, back string) (*http.Client, string) {
			s.get(s.browser, s.http.URL+install.PathInstall)
			return s.browser, back
		}},
		{"too late", func(s *site, back string) (*http.Client, string) {
			s.now = s.now.Add(11 * time.Minute)
			return s.browser, back
		}},
		{"no state", func(s *site, back string) (*http.Client, string) {
			return s.browser, strings.Replace(back, "state=", "x=", 1)
		}},
		{"changed state", func(s *site, back string) (*http.Client, string) {
			return s.browser, strings.Replace(back, "state=", "state=A", 1)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t, nil)
			status, body, _ := s.get(tt.spoil(s, s.begin("T7", true)))
			if status != http.StatusBadRequest || !strings.Contains(body, "Start again") {
				t.Errorf("got %d %s", status, body)
			}
			if len(s.memory.kept) > 0 || s.slack.Calls("oauth.v2.access") > 0 || len(s.told) > 0 {
				t.Error("something was done")
			}
		})
	}
	t.Run("twice", func(t *testing.T) {
		s := newSite(t, nil)
		back := s.begin("T7", true)
		u, err := url.Parse(back)
		if err != nil {
			t.Fatal(err)
		}
		cookies := s.browser.Jar.Cookies(u)
		if status, _, _ := s.get(s.browser, back); status != 200 {
			t.Fatalf("got %d", status)
		}
		s.browser.Jar.SetCookies(u, cookies)
		if status, _, _ := s.get(s.browser, back); status != http.StatusBadRequest || len(s.told) != 1 {
			t.Errorf("got %d, told %d times", status, len(s.told))
		}
	})
}

// TestFlow_slackRefuses holds that each refusal is a page in words.
func TestFlow_slackRefuses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*install.Options)
		fault  slacktest.Failure
		want   string
	}{
		{"wrong secret", func(o *install.Options) { o.ClientSecret = "other" }, slacktest.Failure{}, "slack.client_secret"},
		{"down", nil, slacktest.Failure{Status: 503}, "Try again"},
		{"broken", nil, slacktest.Failure{Reset: true}, "Try again"},
		{"code is old", nil, slacktest.Failure{Error: "invalid_code"}, "Start again"},
		{"anything else", nil, slacktest.Failure{Error: "team_not_<i>"}, "team_not_&lt;i&gt;"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t, tt.change)
			back := s.begin("T7", true)
			s.slack.Fault(func(slacktest.Call) slacktest.Failure { return tt.fault })
			status, body, _ := s.get(s.browser, back)
			if status != http.StatusBadGateway || !strings.Contains(body, tt.want) {
				t.Errorf("got %d %s", status, body)
			}
			if len(s.memory.kept) > 0 {
				t.Error("something was kept")
			}
		})
	}
}

func TestFlow_cookie(t *testing.T) {
	for address, secure := range map[string]bool{"https://bell.example.org/": true, "http://127.0.0.1:8420": false} {
		s := newSite(t, func(o *install.Options) { o.PublicURL = address })
		resp, err := s.browser.Get(s.http.URL + install.PathInstall)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		c := resp.Cookies()[0]
		if !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteLaxMode || c.MaxAge > 600 {
			t.Errorf("%s: got %+v", address, c)
		}
		u, err := url.Parse(resp.Header.Get("Location"))
		if err != nil || strings.Contains(u.RawQuery, c.Value) ||
			u.Query().Get("redirect_uri") != strings.TrimSuffix(address, "/")+"/slack/oauth/callback" {
			t.Errorf("%s: leads to %s, %v", address, u, err)
		}
	}
}
