package slacktest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// codeLife is how long Slack takes the code of an installation.
const codeLife = 10 * time.Minute

// A grant is an installation that an admin agreed to.
type grant struct {
	team, redirect, scope string
	at                    time.Time
	used                  bool
}

// Authorize looks at the page to which the app sent an admin of a workspace, and
// allows or cancels. It gives the address of the app that Slack then leads to.
func (s *Server) Authorize(page, team string, allow bool) (string, error) {
	u, err := url.Parse(page)
	if err != nil {
		return "", err
	}
	q := u.Query()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !strings.HasSuffix(u.Path, "/oauth/v2/authorize") || u.Scheme+"://"+u.Host != s.http.URL:
		return "", fmt.Errorf("%s is not the page of this server", page)
	case q.Get("client_id") != s.o.ClientID || s.o.ClientID == "":
		return "", errors.New("invalid_client_id")
	case q.Get("scope") == "" || q.Get("redirect_uri") == "" || q.Get("state") == "":
		return "", errors.New("scope, redirect_uri or state is missing")
	}
	if err := s.asks(q.Get("redirect_uri"), q.Get("scope")); err != nil {
		return "", err
	}
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		return "", err
	}
	answer := url.Values{"state": {q.Get("state")}}
	if allow {
		code := fmt.Sprintf("code-%d", len(s.codes)+1)
		s.codes[code] = grant{team: team, redirect: q.Get("redirect_uri"), scope: q.Get("scope"), at: s.o.Now()}
		answer.Set("code", code)
	} else {
		answer.Set("error", "access_denied")
	}
	back.RawQuery = answer.Encode()
	return back.String(), nil
}

// access carries out oauth.v2.access. The caller holds the lock.
func (s *Server) access(r request) (int, object) {
	id, secret := r.basic[0], r.basic[1]
	if id == "" {
		id, secret = r.str("client_id"), r.str("client_secret")
	}
	code := r.str("code")
	g, ok := s.codes[code]
	switch {
	case id != s.o.ClientID || id == "":
		return http.StatusOK, refusal("invalid_client_id")
	case secret != s.o.ClientSecret:
		return http.StatusOK, refusal("bad_client_secret")
	case !ok:
		return http.StatusOK, refusal("invalid_code")
	case g.used:
		return http.StatusOK, refusal("code_already_used")
	case s.o.Now().Sub(g.at) > codeLife:
		return http.StatusOK, refusal("code_expired")
	case g.redirect != r.str("redirect_uri"):
		return http.StatusOK, refusal("bad_redirect_uri")
	}
	g.used = true
	s.codes[code] = g
	token := s.newToken(g.team, g.scope)
	return http.StatusOK, object{
		"ok": true, "access_token": token, "token_type": "bot", "scope": g.scope, "bot_user_id": botUser, "app_id": appID,
		"team": object{"id": g.team, "name": "Team " + g.team}, "enterprise": nil, "is_enterprise_install": false,
		"authed_user": object{"id": "UADMIN"},
	}
}

// Install gives the app a token of a workspace, without the way through OAuth.
func (s *Server) Install(team string) (token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newToken(team, "")
}

// newToken makes a token with the scopes. The caller holds the lock.
func (s *Server) newToken(team, scopes string) string {
	token := fmt.Sprintf("xoxb-%s-%d", team, len(s.teams)+1)
	s.teams[token], s.scopes[token] = team, scopes
	return token
}

// RevokeTeam takes a workspace's tokens back without a word.
func (s *Server) RevokeTeam(team string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for token, of := range s.teams {
		if of == team {
			s.gone[token] = true
		}
	}
}

// Uninstall takes a workspace's tokens back and tells the app so.
func (s *Server) Uninstall(team string) error {
	s.RevokeTeam(team)
	return errors.Join(
		s.EventIn(team, object{"type": "tokens_revoked", "tokens": object{"oauth": []string{}, "bot": []string{botUser}}}),
		s.EventIn(team, object{"type": "app_uninstalled"}))
}

// Tokens gives the tokens that installations were given, in order.
func (s *Server) Tokens() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for token := range s.teams {
		out = append(out, token)
	}
	slices.Sort(out)
	return out
}
