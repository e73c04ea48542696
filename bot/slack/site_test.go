package slack_test

import (
	"context"
	"errors"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"newsbell/bot/bottest"
	"newsbell/bot/slack/install"
	"newsbell/bot/slack/slacktest"
)

// exchange is the method that makes a code a token.
const exchange = "oauth.v2.access"

// newcomer is the workspace in which newsbell is to be installed.
const newcomer = "T7"

// A site installs newsbell in workspaces, with an admin's browser.
type site struct {
	t       *testing.T
	slack   *slacktest.Server
	url     string
	vault   *install.Vault
	flow    *install.Flow
	browser *http.Client

	mu   sync.Mutex
	late time.Duration // how much later it is
	full bool          // nothing can be kept
	kept map[string]string
	once map[string]bool
}

func newSite(t *testing.T, srv *slacktest.Server, address string) *site {
	t.Helper()
	s := &site{t: t, slack: srv, url: address, kept: map[string]string{}, once: map[string]bool{}, browser: newBrowser(t)}
	const key = "a long random text, 32 or more"
	var err error
	if s.vault, err = install.NewVault(s, key); err != nil {
		t.Fatal(err)
	}
	s.flow, err = install.New(install.Options{
		ClientID: "12.34", ClientSecret: "cs", Key: key, Scopes: []string{"chat:write", "commands"}, API: srv.URL(), PublicURL: address,
		Vault: s.vault, Once: s.Once, Now: s.now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// serve adds the pages of the installation.
func (s *site) serve(mux *http.ServeMux) {
	mux.Handle(install.PathInstall, s.flow.Handler())
	mux.Handle(install.PathCallback, s.flow.Handler())
}

func newBrowser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (s *site) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(s.late)
}

func (s *site) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// Value implements install's store.
func (s *site) Value(_ context.Context, key string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[key], nil
}

// SetValue implements install's store.
func (s *site) SetValue(_ context.Context, key, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.full {
		return errors.New("the disk is full")
	}
	s.kept[key] = value
	return nil
}

// Once notes a key.
func (s *site) Once(_ context.Context, key string, _ time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.once[key]
	s.once[key] = true
	return seen, nil
}

func (s *site) uninstalled(ctx context.Context, team string, _ time.Time) bool {
	return s.vault.Forget(ctx, team) == nil
}

// fetch makes one request and gives its status and body.
func fetch(req *http.Request) (int, string, error) {
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body), err
}

// open opens an address in a browser: what the person reads, and where it leads.
func open(ctx context.Context, browser *http.Client, address string) (text, leads string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return "", "", err
	}
	resp, err := browser.Do(req)
	if err != nil {
		return "", "", err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(body), " ")), resp.Header.Get("Location"), err
}

// install goes through an installation that the hazard befalls. What the person
// reads then includes what a command in the workspace is answered.
func (r *rig) install(ctx context.Context, h bottest.Hazard, p bottest.Person) (string, error) {
	s := r.site
	if s == nil {
		return "", errors.New("nothing is installed over a socket")
	}
	r.team = newcomer
	_, page, err := open(ctx, s.browser, s.url+install.PathInstall)
	if err != nil {
		return "", err
	}
	back, err := s.slack.Authorize(page, newcomer, h != bottest.Cancelled)
	if err != nil {
		return "", err
	}
	browser, err := r.spoil(ctx, h, &back)
	if err != nil {
		return "", err
	}
	asked := s.slack.Calls(exchange)
	text, _, err := open(ctx, browser, back)
	s.slack.Fault(nil)
	if n := s.slack.Calls(exchange) - asked; h == bottest.UsedState && n > 0 {
		s.t.Errorf("a state that was used asked Slack for a token %d times, want none", n)
	}
	s.set(func() { s.late, s.full = 0, false })
	if err != nil || h == bottest.Well || h == bottest.UsedState {
		return text, err
	}
	if h == bottest.ThrownOut {
		err := s.slack.Uninstall(newcomer)
		if err != nil {
			return "", err
		}
		if text, err = bottest.Heard(ctx, r.heard); err != nil {
			return "", err
		}
	}
	said, err := r.typed(p, "C1", "list")
	return text + "\n" + said, err
}

// spoil makes an installation go wrong before the browser comes back to an
// address, and gives the browser that does.
func (r *rig) spoil(ctx context.Context, h bottest.Hazard, back *string) (*http.Client, error) {
	s, browser := r.site, r.site.browser
	switch h {
	case bottest.NoState:
		*back = strings.Replace(*back, "state=", "x=", 1)
	case bottest.ForgedState:
		*back = strings.Replace(*back, "state=", "state=A", 1)
	case bottest.StaleState:
		s.set(func() { s.late = 11 * time.Minute })
	case bottest.OtherPerson:
		browser = newBrowser(s.t)
	case bottest.NoExchange:
		s.slack.Fault(func(slacktest.Call) slacktest.Failure {
			return slacktest.Failure{Status: http.StatusServiceUnavailable}
		})
	case bottest.BadCode:
		s.slack.Fault(func(slacktest.Call) slacktest.Failure { return slacktest.Failure{Error: "invalid_code"} })
	case bottest.Unkept:
		s.set(func() { s.full = true })
	case bottest.UsedState:
		u, err := url.Parse(*back)
		if err != nil {
			return nil, err
		}
		cookies := browser.Jar.Cookies(u)
		if _, _, err := open(ctx, browser, *back); err != nil {
			return nil, err
		}
		browser.Jar.SetCookies(u, cookies)
	default:
	}
	return browser, nil
}
