package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"newsbell/spell"
)

// optional lets an empty text pass, whatever check wants of others.
func optional(check func(string) (string, error)) func(string) (string, error) {
	return func(s string) (string, error) {
		if s == "" {
			return "", nil
		}
		return check(s)
	}
}

// oneOf accepts one of some words.
func oneOf(words ...string) func(string) (string, error) {
	return func(s string) (string, error) {
		if slices.Contains(words, s) {
			return s, nil
		}
		list := strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
		if near, ok := spell.Nearest(strings.ToLower(s), words); ok {
			return "", fmt.Errorf("must be %s, not %q; did you mean %s?", list, s, near)
		}
		return "", fmt.Errorf("must be %s, not %q", list, s)
	}
}

// line accepts any text without control characters.
func line(s string) (string, error) {
	if strings.ContainsFunc(s, unicode.IsControl) {
		return "", errors.New("must be one line without control characters")
	}
	return strings.TrimSpace(s), nil
}

// token accepts a secret or an id: no white space within.
func token(s string) (string, error) {
	s = strings.TrimSpace(s)
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return "", errors.New("must not contain white space")
	}
	return s, nil
}

// discordToken accepts the bare token of a bot.
func discordToken(s string) (string, error) {
	for _, prefix := range []string{"Bot ", "Bearer "} {
		if strings.HasPrefix(strings.TrimSpace(s), prefix) {
			return "", fmt.Errorf("must be the bare token, without %q before it", strings.TrimSpace(prefix))
		}
	}
	return token(s)
}

// slackToken accepts a token of the kind that starts with prefix, and refuses
// the kinds that are commonly put in its place.
func slackToken(prefix string) func(string) (string, error) {
	return func(s string) (string, error) {
		s, err := token(s)
		if err != nil {
			return "", err
		}
		for other, what := range map[string]string{
			"xoxb-": "a bot token", "xapp-": "an app-level token", "xoxp-": "a user's token",
		} {
			if other != prefix && strings.HasPrefix(s, other) {
				return "", fmt.Errorf("is %s (%s…); the one that starts with %s is needed", what, other, prefix)
			}
		}
		return s, nil
	}
}

// minKey is the fewest characters of a key that seals something.
const minKey = 16

// tokenKey accepts a long text without white space.
func tokenKey(s string) (string, error) {
	s, err := token(s)
	if err == nil && len(s) < minKey {
		return "", fmt.Errorf("must have at least %d random characters, such as: openssl rand -base64 32", minKey)
	}
	return s, err
}

// storeURL accepts a path or a PostgreSQL address. Its errors show no part of
// the value, which may hold a password.
func storeURL(s string) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", errEmpty
	}
	scheme, _, found := strings.Cut(s, "://")
	switch {
	case !found:
		return s, nil
	case scheme != "postgres" && scheme != "postgresql":
		return "", errors.New("must be the path of a file or start with postgres://")
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", errors.New("is not an address that can be read; special characters in a password are written %40 and so on")
	}
	if u.Host == "" && !u.Query().Has("host") {
		return "", errors.New("names no host")
	}
	return s, nil
}

// listenAddress accepts host:port.
func listenAddress(s string) (string, error) {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return "", fmt.Errorf("must be host:port, such as 127.0.0.1:8420, not %q", s)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return "", fmt.Errorf("port must be from 0 to 65535, not %q", port)
	}
	return s, nil
}

// webURL accepts an absolute http or https address.
func webURL(s string) (*url.URL, error) {
	if strings.TrimSpace(s) == "" {
		return nil, errEmpty
	}
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, errors.New("is not an address that can be read")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("must start with https:// or http://")
	case u.Hostname() == "":
		return nil, errors.New("names no host")
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return nil, fmt.Errorf("port must be from 1 to 65535, not %s", port)
		}
	}
	return u, nil
}

// feedURL accepts the address of a feed.
func feedURL(s string) (string, error) {
	s = strings.TrimSpace(s)
	_, err := webURL(s)
	return s, err
}

// baseURL accepts an address to which paths are added and drops its final
// slash.
func baseURL(s string) (string, error) {
	s = strings.TrimSpace(s)
	u, err := webURL(s)
	if err != nil {
		return "", err
	}
	if u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", errors.New("must be a plain address without user, ? or #")
	}
	return strings.TrimRight(s, "/"), nil
}

// slashURL is baseURL with one final slash.
func slashURL(s string) (string, error) {
	s, err := baseURL(s)
	if err != nil {
		return "", err
	}
	return s + "/", nil
}

// language accepts a language tag and gives its primary part.
func language(s string) (string, error) {
	if !regexp.MustCompile(`^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$`).MatchString(s) {
		return "", fmt.Errorf(`must be a language tag such as "en", not %q`, s)
	}
	primary, _, _ := strings.Cut(strings.ReplaceAll(s, "_", "-"), "-")
	return strings.ToLower(primary), nil
}

// check holds keys against each other.
func (l *loader) check() {
	c := l.config
	s := c.Slack
	l.need(s.AppToken != "", s.BotToken != "", "slack.app_token", "slack.bot_token", "Socket Mode takes both tokens")
	l.need(s.BotToken != "", s.AppToken != "" || s.SigningSecret != "", "slack.bot_token", "slack.app_token",
		"for Socket Mode; for signed HTTP give signing_secret")
	l.need(s.ClientID != "", s.ClientSecret != "", "slack.client_id", "slack.client_secret", "")
	l.need(s.ClientSecret != "", s.ClientID != "", "slack.client_secret", "slack.client_id", "")
	l.need(s.ClientID != "", s.SigningSecret != "", "slack.client_id", "slack.signing_secret", "")
	l.need(s.ClientID != "", c.HTTP.PublicURL != "", "slack.client_id", "http.public_url", "Slack must reach newsbell")
	l.need(s.SigningSecret != "", s.On(), "slack.signing_secret", "slack.bot_token", "or client_id and client_secret")
	l.need(s.TokenKey != "", s.ClientID != "", "slack.token_key", "slack.client_id", "it seals the tokens of workspaces that install newsbell")
	llm := c.Summary.Engine == engineLLM
	l.need(llm, c.Summary.BaseURL != "", "summary.engine", "summary.base_url", "")
	l.need(llm, c.Summary.Model != "", "summary.engine", "summary.model", "")
}

// need reports key when it is set without the other key that it needs; a key
// that was itself at fault is not reported twice.
func (l *loader) need(set, met bool, key, other, why string) {
	if !set || met || !l.given(key) || l.wrong[other] {
		return
	}
	section, name, _ := strings.Cut(other, ".")
	if why != "" {
		why = ": " + why
	}
	l.fault(l.from[key], "needs [%s] %s%s", section, name, why)
}
