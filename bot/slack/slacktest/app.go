package slacktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"newsbell/news"
)

// A manifest is what an app's manifest says, as far as Slack acts on it here.
type manifest struct {
	Features struct {
		Commands []struct {
			Command string `json:"command"`
			URL     string `json:"url"`
		} `json:"slash_commands"`
	} `json:"features"`
	OAuth struct {
		Redirects []string `json:"redirect_urls"`
		Scopes    struct {
			Bot      []string `json:"bot"`
			Optional []string `json:"bot_optional"`
		} `json:"scopes"`
	} `json:"oauth_config"`
	Settings struct {
		Events struct {
			URL  string   `json:"request_url"`
			Bots []string `json:"bot_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			URL string `json:"request_url"`
		} `json:"interactivity"`
		Socket bool `json:"socket_mode_enabled"`
	} `json:"settings"`
}

// Create makes the app from its manifest, as Slack's page does. From then on
// commands, presses and events go over HTTPS to the addresses that it names,
// signed with the secret; an installation may ask for its scopes only and lead
// back to its redirect addresses only. client reaches the app.
func (s *Server) Create(text []byte, secret news.Secret, client *http.Client) error {
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return fmt.Errorf("read the manifest: %w", err)
	}
	if len(m.Features.Commands) != 1 || m.Features.Commands[0].Command != "/news" {
		return fmt.Errorf("the manifest has the commands %v", m.Features.Commands)
	}
	if m.Settings.Socket {
		return errors.New("the manifest is for Socket Mode")
	}
	at := map[string]string{
		pathCommands: m.Features.Commands[0].URL, pathInteractivity: m.Settings.Interactivity.URL, pathEvents: m.Settings.Events.URL,
	}
	for _, address := range append(slices.Clone(m.OAuth.Redirects), at[pathCommands], at[pathInteractivity], at[pathEvents]) {
		if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Host == "" {
			return fmt.Errorf("the manifest has an address that Slack does not take: %q", address)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made, s.door = &m, &reach{base: strings.TrimSuffix(at[pathEvents], pathEvents), secret: secret, at: at, client: client}
	return nil
}

// Verify asks the address of events whether it is the app's, as the button Retry
// does.
func (s *Server) Verify() error {
	const challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
	body, err := json.Marshal(object{"type": "url_verification", "token": "none", "challenge": challenge})
	if err != nil {
		return err
	}
	got, err := s.send(pathEvents, "application/json", body)
	if err == nil && string(got) != challenge {
		err = fmt.Errorf("the app answers %q to the challenge", got)
	}
	return err
}

// asks holds an installation against the manifest that the app was made from, if
// it was. The caller holds the lock.
func (s *Server) asks(redirect, scope string) error {
	if s.made == nil {
		return nil
	}
	if !slices.Contains(s.made.OAuth.Redirects, redirect) {
		return fmt.Errorf("bad_redirect_uri: %s is not one of %v", redirect, s.made.OAuth.Redirects)
	}
	for one := range strings.SplitSeq(scope, ",") {
		if !slices.Contains(s.made.OAuth.Scopes.Bot, one) && !slices.Contains(s.made.OAuth.Scopes.Optional, one) {
			return fmt.Errorf("invalid_scope: %s is not in the manifest", one)
		}
	}
	return nil
}

// may tells whether a token was given a scope. Only tokens of installations have
// scopes of their own. The caller holds the lock.
func (s *Server) may(token, scope string) bool {
	scopes, known := s.scopes[token]
	return known && slices.Contains(strings.Split(scopes, ","), scope)
}
