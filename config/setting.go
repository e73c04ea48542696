package config

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// The engines that write summaries.
const (
	engineExtractive = "extractive"
	engineLLM        = "llm"
)

// The bounds of durations and counts.
const (
	minPoll   = time.Second
	maxPoll   = 30 * 24 * time.Hour
	minSettle = time.Millisecond
	maxSettle = 24 * time.Hour
	maxPerDay = 10_000
	maxTenant = 1_000_000
)

// A setting is one key and how its value is checked and kept.
type setting struct {
	section, key string
	secret       bool
	set          func(value) error
}

// A value is what was written for a key: a TOML value, or the text of a
// variable, which is read as whatever type the key wants.
type value struct {
	raw  any
	text bool
}

// settings binds every key of the sections to its place in c.
func (c *Config) settings() []setting {
	return []setting{
		{"storage", "url", true, text(&c.Storage.URL, storeURL)},
		{"http", "listen", false, text(&c.HTTP.Listen, listenAddress)},
		{"http", "public_url", false, text(&c.HTTP.PublicURL, optional(baseURL))},
		{"http", "admin_token", true, text(&c.HTTP.AdminToken, token)},
		{"discord", "token", true, text(&c.Discord.Token, discordToken)},
		{"discord", "api_url", false, text(&c.Discord.APIURL, baseURL)},
		{"slack", "bot_token", true, text(&c.Slack.BotToken, slackToken("xoxb-"))},
		{"slack", "app_token", true, text(&c.Slack.AppToken, slackToken("xapp-"))},
		{"slack", "client_id", false, text(&c.Slack.ClientID, token)},
		{"slack", "client_secret", true, text(&c.Slack.ClientSecret, token)},
		{"slack", "signing_secret", true, text(&c.Slack.SigningSecret, token)},
		{"slack", "token_key", true, text(&c.Slack.TokenKey, optional(tokenKey))},
		{"slack", "api_url", false, text(&c.Slack.APIURL, slashURL)},
		{"slack", "settle", false, duration(&c.Slack.Settle, minSettle, maxSettle)},
		{"local", "enabled", false, boolean(&c.Local.Enabled)},
		{"feeds", "catalogue", false, boolean(&c.Feeds.Catalogue)},
		{"feeds", "poll", false, duration(&c.Feeds.Poll, minPoll, maxPoll)},
		{"feeds", "allow_private_networks", false, boolean(&c.Feeds.AllowPrivateNetworks)},
		{"summary", "engine", false, text(&c.Summary.Engine, oneOf(engineExtractive, engineLLM))},
		{"summary", "base_url", false, text(&c.Summary.BaseURL, optional(baseURL))},
		{"summary", "model", false, text(&c.Summary.Model, line)},
		{"summary", "api_key", true, text(&c.Summary.APIKey, token)},
		{"alerts", "per_day", false, count(&c.Alerts.PerDay, 0, maxPerDay)},
		{"limits", "subscriptions", false, count(&c.Limits.Subscriptions, 1, maxTenant)},
		{"limits", "feeds", false, count(&c.Limits.Feeds, 1, maxTenant)},
		{"limits", "lookups", false, count(&c.Limits.Lookups, 1, maxTenant)},
		{"log", "level", false, level(&c.Log.Level)},
		{"log", "format", false, text(&c.Log.Format, oneOf("text", "json"))},
	}
}

// settings binds every key of a [[feed]] entry to its place in f.
func (f *Feed) settings() []setting {
	return []setting{
		{"feed", "url", false, text(&f.URL, feedURL)},
		{"feed", "name", false, text(&f.Name, line)},
		{"feed", "publisher", false, text(&f.Publisher, line)},
		{"feed", "language", false, text(&f.Language, optional(language))},
		{"feed", "official", false, boolean(&f.Official)},
		{"feed", "poll", false, duration(&f.Poll, minPoll, maxPoll)},
	}
}

// text keeps a string in the form that check gives it.
func text[T ~string](to *T, check func(string) (string, error)) func(value) error {
	return func(v value) error {
		s, ok := v.raw.(string)
		if !ok {
			return fmt.Errorf("must be a text in quotes, not %s", kind(v.raw))
		}
		s, err := check(s)
		if err != nil {
			return err
		}
		*to = T(s)
		return nil
	}
}

// boolean keeps true or false.
func boolean(to *bool) func(value) error {
	return func(v value) error {
		if v.text {
			b, err := strconv.ParseBool(strings.ToLower(v.raw.(string)))
			if err != nil {
				return fmt.Errorf("must be true or false, not %q", v.raw)
			}
			*to = b
			return nil
		}
		b, ok := v.raw.(bool)
		if !ok {
			return fmt.Errorf("must be true or false, not %s", kind(v.raw))
		}
		*to = b
		return nil
	}
}

// count keeps a whole number from low to high.
func count(to *int, low, high int64) func(value) error {
	return func(v value) error {
		n, ok := v.raw.(int64)
		if v.text {
			var err error
			n, err = strconv.ParseInt(v.raw.(string), 10, 64)
			ok = err == nil
		}
		switch {
		case !ok && v.text:
			return fmt.Errorf("must be a whole number, not %q", v.raw)
		case !ok:
			return fmt.Errorf("must be a whole number, not %s", kind(v.raw))
		case n < low || n > high:
			return fmt.Errorf("must be from %d to %d, not %d", low, high, n)
		}
		*to = int(n)
		return nil
	}
}

// duration keeps a length of time from low to high.
func duration(to *time.Duration, low, high time.Duration) func(value) error {
	return func(v value) error {
		s, ok := v.raw.(string)
		if !ok {
			return fmt.Errorf(`must be a duration in quotes, such as "15m", not %s`, kind(v.raw))
		}
		d, err := time.ParseDuration(s)
		if _, bare := strconv.Atoi(s); err != nil && bare == nil {
			return fmt.Errorf(`%q has no unit; write "%ss", "%sm" or "%sh"`, s, s, s, s)
		}
		if err != nil {
			return fmt.Errorf(`%q is not a duration such as "30s", "15m" or "2h"`, s)
		}
		if d < low || d > high {
			return fmt.Errorf("must be from %s to %s, not %s", short(low), short(high), s)
		}
		*to = d
		return nil
	}
}

// level keeps the name of a log level.
func level(to *slog.Level) func(value) error {
	return func(v value) error {
		var name string
		if err := text(&name, oneOf("debug", "info", "warn", "error"))(v); err != nil {
			return err
		}
		return to.UnmarshalText([]byte(name))
	}
}

// kind names the type of a TOML value for people.
func kind(raw any) string {
	switch v := raw.(type) {
	case string:
		return "a text"
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case map[string]any:
		return "a table"
	case []any, []map[string]any:
		return "a list"
	default:
		return "a date or time"
	}
}

// short writes a duration without its zero parts: 15m, not 15m0s.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// errEmpty is the fault of a key that may not be empty.
var errEmpty = errors.New("must not be empty")
