// Package config turns the operator's file and environment into one checked
// value. It stands before every stage: the program (package app) and its
// commands import it, and hand each stage the part that concerns it, next
// package feed.
//
// The file is TOML; docs/operating.md shows it whole. Every key of a section is
// also the variable NEWSBELL_SECTION_KEY, which overrides the file; a secret may
// instead lie in a file that NEWSBELL_SECTION_KEY_FILE names. An empty variable
// counts as absent.
//
// A mistake is never skipped over: an unknown key, a value that cannot be meant
// and keys that need each other are all found and reported together, each with
// its file, line and key.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"newsbell/news"
)

// DefaultPath is the file that is read when none is named; it may be absent.
const DefaultPath = "newsbell.toml"

// A Config is everything that the operator decides. Load has checked it.
type Config struct {
	Storage Storage
	HTTP    HTTP
	Discord Discord
	Slack   Slack
	Local   Local
	Feeds   Feeds
	Feed    []Feed // the file's own feeds, in its order
	Summary Summary
	Alerts  Alerts
	Limits  Limits
	Log     Log
}

// Storage says where the rows live.
type Storage struct {
	// URL is a path of an SQLite file, or a postgres:// address; it is secret
	// because an address may hold a password.
	URL news.Secret
}

// HTTP is what newsbell serves.
type HTTP struct {
	Listen     string // host:port
	PublicURL  string // without a final slash; "" when unreachable from outside
	AdminToken news.Secret
}

// Discord is the connection to Discord.
type Discord struct {
	Token  news.Secret
	APIURL string // without a final slash
}

// On reports whether Discord is configured.
func (d Discord) On() bool { return d.Token != "" }

// Slack is the connection to one workspace (Socket Mode, or a bot token with
// signed HTTP) or to many (OAuth).
type Slack struct {
	BotToken      news.Secret
	AppToken      news.Secret
	ClientID      string
	ClientSecret  news.Secret
	SigningSecret news.Secret
	TokenKey      news.Secret   // seals the tokens of workspaces; unless set, ClientSecret does
	APIURL        string        // with a final slash
	Settle        time.Duration // how long absence lasts before an unknown post is sent again
}

// On reports whether Slack is configured in any of its ways.
func (s Slack) On() bool { return s.BotToken != "" || s.OAuth() }

// Socket reports whether Slack is spoken to over Socket Mode.
func (s Slack) Socket() bool { return s.BotToken != "" && s.AppToken != "" }

// HTTP reports whether Slack reaches newsbell over signed HTTP.
func (s Slack) HTTP() bool { return s.SigningSecret != "" }

// OAuth reports whether workspaces may install newsbell themselves.
func (s Slack) OAuth() bool { return s.ClientID != "" }

// Local is the chat that newsbell serves itself.
type Local struct {
	Enabled bool // unless set, true only when no other platform is configured
}

// Feeds governs all feeds together.
type Feeds struct {
	Catalogue            bool          // watch the built-in list too
	Poll                 time.Duration // longest interval of a feed that is not dormant
	AllowPrivateNetworks bool          // for feeds of the file only
}

// A Feed is one feed of the file.
type Feed struct {
	URL       string
	Name      string
	Publisher string
	Language  string // primary tag in lower case, "" when not given
	Official  bool
	Poll      time.Duration // exact; 0 means adaptive
}

// Summary says who writes summaries.
type Summary struct {
	Engine  string // "extractive" or "llm"
	BaseURL string // of an OpenAI-compatible service, without a final slash
	Model   string
	APIKey  news.Secret
}

// LLM says whether a language model is to write summaries.
func (s Summary) LLM() bool { return s.Engine == engineLLM }

// Alerts is the default budget of channels.
type Alerts struct {
	PerDay int // breaking alerts a channel and day; 0 means that none interrupts
}

// Limits bound what one server or workspace may ask for in chat, in all its
// channels together.
type Limits struct {
	Subscriptions int
	Feeds         int // that it added itself
	Lookups       int // previews, searches and summaries a minute
}

// Log says what is logged and how.
type Log struct {
	Level  slog.Level
	Format string // "text" or "json"
}

// NewsFeeds gives the file's feeds as the store keeps them.
func (c Config) NewsFeeds() []news.Feed {
	feeds := make([]news.Feed, 0, len(c.Feed))
	for _, f := range c.Feed {
		feeds = append(feeds, news.Feed{
			URL: f.URL, Title: f.Name, Publisher: f.Publisher, Language: f.Language,
			Origin: news.OriginFile, Official: f.Official, Exact: f.Poll,
			Private: c.Feeds.AllowPrivateNetworks,
		})
	}
	return feeds
}

// defaults is the configuration of an empty file.
func defaults() Config {
	return Config{
		Storage: Storage{URL: "newsbell.db"},
		HTTP:    HTTP{Listen: "127.0.0.1:8420"},
		Discord: Discord{APIURL: "https://discord.com/api/v9"},
		Slack:   Slack{APIURL: "https://slack.com/api/", Settle: 2 * time.Minute},
		Feeds:   Feeds{Catalogue: true, Poll: 15 * time.Minute},
		Summary: Summary{Engine: engineExtractive},
		Alerts:  Alerts{PerDay: 5},
		Limits:  Limits{Subscriptions: 2000, Feeds: 200, Lookups: 30},
		Log:     Log{Level: slog.LevelInfo, Format: "text"},
	}
}

// Load reads the file at path and the variables of env ("KEY=VALUE") and checks
// the whole. An empty path means DefaultPath, which may be absent; a path that
// was named must exist. A nil readFile reads from the disk.
//
// All faults together are one *news.Error with code "bad_config" and a line for
// each; it never shows a secret.
func Load(path string, env []string, readFile func(string) ([]byte, error)) (Config, error) {
	if readFile == nil {
		readFile = os.ReadFile
	}
	c := defaults()
	l := &loader{
		config: &c, settings: c.settings(), readFile: readFile,
		from: map[string]place{}, wrong: map[string]bool{},
	}
	optional := path == ""
	if optional {
		path = DefaultPath
	}
	l.path = path

	switch data, err := readFile(path); {
	case err == nil:
		l.file(data)
	case optional && errors.Is(err, fs.ErrNotExist):
	default:
		l.fault(place{name: path}, "%s", reason(err))
	}
	l.environment(env)
	l.check()
	if err := l.err(); err != nil {
		return Config{}, err
	}
	if !l.given("local.enabled") {
		c.Local.Enabled = !c.Discord.On() && !c.Slack.On()
	}
	return c, nil
}

// reason says why a file cannot be read, without repeating its name.
func reason(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "no such file"
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	return fmt.Sprintf("cannot be read: %v", err)
}
