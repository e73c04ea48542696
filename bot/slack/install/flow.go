package install

import (
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"newsbell/news"
)

// The paths at which an installation begins and ends.
const (
	PathInstall  = "/slack/install"
	PathCallback = "/slack/oauth/callback"
)

const (
	cookieName    = "newsbell_slack_install"
	exchangeLimit = 10 * time.Second
	maxAnswer     = 1 << 20 // bytes
)

// Options are what a Flow needs; all but HTTP, Log and Installed are required.
type Options struct {
	ClientID     string
	ClientSecret news.Secret
	Key          news.Secret // signs what an installation carries along; the vault's will do
	Scopes       []string    // of the bot
	API          string      // base address of the Web API, with a final slash
	PublicURL    string      // where Slack and people reach newsbell
	Vault        *Vault
	// Once notes a key and reports whether it had been noted before.
	Once func(ctx context.Context, key string, now time.Time) (seen bool, err error)
	// Installed is told of each new installation.
	Installed func(ctx context.Context, in Installation)
	HTTP      *http.Client
	Log       *slog.Logger
	Now       func() time.Time
}

// A Flow leads an admin of a workspace through Slack's OAuth 2.0 and back.
type Flow struct {
	o   Options
	key []byte
	lg  *slog.Logger
}

// New makes a flow.
func New(o Options) (*Flow, error) {
	key, err := derive(o.Key, forStates)
	if err != nil {
		return nil, err
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{
			Timeout:       exchangeLimit,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	o.PublicURL = strings.TrimSuffix(o.PublicURL, "/")
	return &Flow{o: o, key: key, lg: cmp.Or(o.Log, slog.New(slog.DiscardHandler))}, nil
}

// Handler serves both paths.
func (f *Flow) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+PathInstall, f.begin)
	mux.HandleFunc("GET "+PathCallback, f.finish)
	return mux
}

// begin sends the browser to Slack with a state that only this browser can
// bring back.
func (f *Flow) begin(w http.ResponseWriter, r *http.Request) {
	state, cookie := newState(f.key, f.o.Now())
	http.SetCookie(w, f.cookie(cookie, int(stateLife/time.Second)))
	http.Redirect(w, r, f.authorize()+"?"+url.Values{
		"client_id": {f.o.ClientID}, "scope": {strings.Join(f.o.Scopes, ",")}, "redirect_uri": {f.back()}, "state": {state},
	}.Encode(), http.StatusFound)
}

// authorize is Slack's page, which lies beside the Web API.
func (f *Flow) authorize() string {
	return strings.TrimSuffix(strings.TrimSuffix(f.o.API, "/"), "/api") + "/oauth/v2/authorize"
}

func (f *Flow) back() string { return f.o.PublicURL + PathCallback }

func (f *Flow) cookie(value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName, Value: value, Path: "/slack/", MaxAge: age, HttpOnly: true,
		Secure: strings.HasPrefix(f.o.PublicURL, "https://"), SameSite: http.SameSiteLaxMode, // Slack's page leads back here
	}
}

// finish takes the browser back from Slack and keeps the token.
func (f *Flow) finish(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, f.cookie("", -1))
	q := r.URL.Query()
	if code := q.Get("error"); code != "" {
		f.lg.Info("slack install refused", "reason", shorten(code))
		f.show(w, r, http.StatusOK, cancelled(code))
		return
	}
	if why := f.checkState(r, q.Get("state")); why != "" {
		f.lg.Warn("slack install not believed", "reason", why)
		f.show(w, r, http.StatusBadRequest, stalePage())
		return
	}
	in, err := f.exchange(r.Context(), q.Get("code"))
	if err != nil {
		f.lg.Warn("slack install failed", "err", err)
		f.show(w, r, http.StatusBadGateway, failedPage(err))
		return
	}
	if err := f.o.Vault.Save(r.Context(), in); err != nil {
		f.lg.Error("slack install not kept", "target", in.Team, "err", err)
		f.show(w, r, http.StatusInternalServerError, unkeptPage())
		return
	}
	f.lg.Info("slack installed", "target", in.Team)
	if f.o.Installed != nil {
		f.o.Installed(r.Context(), in)
	}
	f.show(w, r, http.StatusOK, donePage(in))
}

// checkState says why a state is not believed: it must be ours and fresh, belong
// to this browser, and come for the first time.
func (f *Flow) checkState(r *http.Request, state string) (why string) {
	now := f.o.Now()
	cookie, ok := readState(f.key, state, now)
	if !ok {
		return "state is not ours or too old"
	}
	c, err := r.Cookie(cookieName)
	if err != nil || subtle.ConstantTimeCompare([]byte(c.Value), []byte(cookie)) != 1 {
		return "another browser"
	}
	seen, err := f.o.Once(r.Context(), "slack/install/"+cookie, now)
	switch {
	case err != nil:
		return "store: " + err.Error()
	case seen:
		return "state used before"
	}
	return ""
}

// A refusalError is an error that Slack named.
type refusalError struct{ code string }

func (r *refusalError) Error() string { return r.code }

// errRotation says that the app's tokens expire, which newsbell does not follow.
var errRotation = errors.New("token rotation is on")

// errOrg says that the app was installed for a whole organisation.
var errOrg = errors.New("installed for an organisation")

// exchange gives a code back to Slack for the workspace's token.
func (f *Flow) exchange(ctx context.Context, code string) (Installation, error) {
	if code == "" {
		return Installation{}, &refusalError{"no_code"}
	}
	form := url.Values{"code": {code}, "redirect_uri": {f.back()}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.o.API+"oauth.v2.access", strings.NewReader(form.Encode()))
	if err != nil {
		return Installation{}, fmt.Errorf("ask for a token: %w", redact(err))
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(f.o.ClientID, f.o.ClientSecret.Reveal())
	resp, err := f.o.HTTP.Do(req)
	if err != nil {
		return Installation{}, fmt.Errorf("ask for a token: %w", redact(err))
	}
	defer resp.Body.Close()
	var a access
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&a); err != nil {
		return Installation{}, fmt.Errorf("ask for a token: status %d: answer is not JSON", resp.StatusCode)
	}
	return a.installation(f.o.Now())
}

// An access is the answer of oauth.v2.access.
type access struct {
	OK      bool   `json:"ok"`
	Error   string `json:"error"`
	Token   string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Kind    string `json:"token_type"`
	Scope   string `json:"scope"`
	Bot     string `json:"bot_user_id"`
	App     string `json:"app_id"`
	Org     bool   `json:"is_enterprise_install"`
	Team    *struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"team"`
}

func (a access) installation(now time.Time) (Installation, error) {
	switch {
	case !a.OK:
		return Installation{}, &refusalError{a.Error}
	case a.Org || a.Team == nil || a.Team.ID == "":
		return Installation{}, errOrg
	case a.Refresh != "":
		return Installation{}, errRotation
	case a.Token == "" || a.Kind != "" && a.Kind != "bot":
		return Installation{}, errors.New("answer holds no bot token")
	}
	return Installation{
		Team: a.Team.ID, Name: a.Team.Name, App: a.App, Bot: a.Bot, Scopes: a.Scope, Token: news.Secret(a.Token), At: now,
	}, nil
}

// redact takes the address out of an error of net/http.
func redact(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// shorten bounds what comes from outside and goes to the log.
func shorten(s string) string {
	if len(s) > 60 {
		s = s[:60]
	}
	return strings.ToValidUTF8(s, "")
}
