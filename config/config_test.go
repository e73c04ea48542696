package config

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/news"
)

// disk is a set of files for Load to read.
type disk map[string]string

func (d disk) read(name string) ([]byte, error) {
	text, ok := d[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return []byte(text), nil
}

func TestLoad_noFile(t *testing.T) {
	c, err := Load("", nil, disk{}.read)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Storage: Storage{URL: "newsbell.db"},
		HTTP:    HTTP{Listen: "127.0.0.1:8420"},
		Discord: Discord{APIURL: "https://discord.com/api/v9"},
		Slack:   Slack{APIURL: "https://slack.com/api/", Settle: 2 * time.Minute},
		Local:   Local{Enabled: true},
		Feeds:   Feeds{Catalogue: true, Poll: 15 * time.Minute},
		Summary: Summary{Engine: "extractive"},
		Alerts:  Alerts{PerDay: 5},
		Limits:  Limits{Subscriptions: 2000, Feeds: 200, Lookups: 30},
		Log:     Log{Level: slog.LevelInfo, Format: "text"},
	}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
}

func TestLoad_wholeFile(t *testing.T) {
	c, err := Load("bell.toml", nil, disk{"bell.toml": `
# everything set
[storage]
url = "postgres://bell:pw@db.example/bell?sslmode=require"
[http]
listen = ":9000"
public_url = "https://bell.example.org/"
admin_token = "letmein"
[discord]
token = "disc"
api_url = "http://127.0.0.1:99/api/v9/"
[slack]
bot_token = "xoxb-1"
app_token = "xapp-1"
client_id = "12.34"
client_secret = "cs"
signing_secret = "ss"
token_key = "0123456789abcdef"
api_url = "http://127.0.0.1:98/api"
settle = "150ms"
[local]
enabled = true
[feeds]
catalogue = false
poll = "1s"
allow_private_networks = true
[summary]
engine = "llm"
base_url = "http://127.0.0.1:11434/v1/"
model = "small"
api_key = "key"
[alerts]
per_day = 0
[limits]
subscriptions = 1
feeds = 2
lookups = 3
[log]
level = "debug"
format = "json"

[[feed]]
url = "http://127.0.0.1:97/a.xml"
name = "A"
publisher = "A Media"
language = "pt-BR"
official = true
poll = "5m"

[[feed]]
url = "https://example.org/b.xml"
`}.read)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Storage: Storage{URL: "postgres://bell:pw@db.example/bell?sslmode=require"},
		HTTP:    HTTP{Listen: ":9000", PublicURL: "https://bell.example.org", AdminToken: "letmein"},
		Discord: Discord{Token: "disc", APIURL: "http://127.0.0.1:99/api/v9"},
		Slack: Slack{
			BotToken: "xoxb-1", AppToken: "xapp-1", ClientID: "12.34", ClientSecret: "cs",
			SigningSecret: "ss", TokenKey: "0123456789abcdef", APIURL: "http://127.0.0.1:98/api/", Settle: 150 * time.Millisecond,
		},
		Local: Local{Enabled: true},
		Feeds: Feeds{Poll: time.Second, AllowPrivateNetworks: true},
		Feed: []Feed{
			{
				URL: "http://127.0.0.1:97/a.xml", Name: "A", Publisher: "A Media", Language: "pt",
				Official: true, Poll: 5 * time.Minute,
			},
			{URL: "https://example.org/b.xml"},
		},
		Summary: Summary{Engine: "llm", BaseURL: "http://127.0.0.1:11434/v1", Model: "small", APIKey: "key"},
		Limits:  Limits{Subscriptions: 1, Feeds: 2, Lookups: 3},
		Log:     Log{Level: slog.LevelDebug, Format: "json"},
	}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
	feeds := c.NewsFeeds()
	if len(feeds) != 2 || feeds[0].Origin != news.OriginFile || !feeds[0].Private ||
		feeds[0].Exact != 5*time.Minute || !feeds[0].Official || feeds[0].Name() != "A" {
		t.Errorf("NewsFeeds = %+v", feeds)
	}
}

func TestLoad_environment(t *testing.T) {
	files := disk{
		"newsbell.toml":  "[feeds]\npoll = \"10m\"\n[discord]\ntoken = \"from the file, with spaces, but overridden\"\n",
		"/run/sec/token": "abc.def\r\n",
	}
	c, err := Load("", []string{
		"PATH=/bin", "NEWSBELL_TEST_POSTGRES=x", "NEWSBELL_HTTP_PORT=tcp://10.0.0.1:80",
		"NEWSBELL_HTTP_SERVICE_HOST=10.0.0.1", "NEWSBELL_FEEDS_POLL=2m", "NEWSBELL_FEEDS_CATALOGUE=False",
		"NEWSBELL_ALERTS_PER_DAY=12", "NEWSBELL_LOG_LEVEL=warn", "NEWSBELL_DISCORD_TOKEN_FILE=/run/sec/token",
		"NEWSBELL_HTTP_LISTEN=", "NEWSBELL_STORAGE_URL=other.db",
	}, disk{"newsbell.toml": "[feeds]\npoll = \"10m\"\n", "/run/sec/token": files["/run/sec/token"]}.read)
	if err != nil {
		t.Fatal(err)
	}
	if c.Feeds.Poll != 2*time.Minute || c.Feeds.Catalogue || c.Alerts.PerDay != 12 || c.Log.Level != slog.LevelWarn ||
		c.Discord.Token.Reveal() != "abc.def" || c.HTTP.Listen != "127.0.0.1:8420" || c.Storage.URL.Reveal() != "other.db" {
		t.Errorf("got %+v, token %q", c, c.Discord.Token.Reveal())
	}
	if c.Local.Enabled {
		t.Error("the local chat is on although Discord is configured")
	}
}

// Every key has its variable, and only secrets have a _FILE.
func TestLoad_everyKeyHasAVariable(t *testing.T) {
	samples := map[string]string{
		"http.listen": ":1", "http.public_url": "https://x.example", "slack.settle": "3s",
		"feeds.poll": "3s", "local.enabled": "false", "feeds.catalogue": "false",
		"feeds.allow_private_networks": "true", "alerts.per_day": "7", "limits.subscriptions": "7", "limits.feeds": "7", "limits.lookups": "7", "log.level": "error", "log.format": "json",
		"discord.api_url": "http://h", "slack.api_url": "http://h/", "summary.base_url": "http://h",
		"summary.engine": "llm", "slack.bot_token": "xoxb-x", "slack.app_token": "xapp-x",
		"slack.token_key": "sixteen-or-longer",
	}
	c := defaults()
	env := []string{}
	for _, s := range c.settings() {
		v, ok := samples[s.section+"."+s.key]
		if !ok {
			v = "word"
		}
		env = append(env, variableName(s)+"="+v)
	}
	c, err := Load("", env, disk{}.read)
	if err != nil {
		t.Fatal(err)
	}
	if c.Slack.ClientSecret != "word" || !c.Feeds.AllowPrivateNetworks || c.Summary.Model != "word" || c.Local.Enabled {
		t.Errorf("got %+v", c)
	}
}

func TestLoad_localIsOnByDefaultOnlyAlone(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		want       bool
	}{
		{"alone", "", true},
		{"beside Discord", "[discord]\ntoken = \"t\"", false},
		{"beside Slack", "[slack]\nbot_token = \"xoxb-t\"\napp_token = \"xapp-t\"", false},
		{"asked for", "[discord]\ntoken = \"t\"\n[local]\nenabled = true", true},
		{"switched off", "[local]\nenabled = false", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Load("n.toml", nil, disk{"n.toml": tt.file}.read)
			if err != nil {
				t.Fatal(err)
			}
			if c.Local.Enabled != tt.want {
				t.Errorf("Local.Enabled = %v, want %v", c.Local.Enabled, tt.want)
			}
		})
	}
}

func TestLoad_secretsNeverPrint(t *testing.T) {
	c, err := Load("n.toml", nil, disk{"n.toml": "[discord]\ntoken = \"hunter2\"\n[storage]\nurl = \"postgres://u:hunter2@h/d\""}.read)
	if err != nil {
		t.Fatal(err)
	}
	if s := fmt.Sprintf("%v %+v %#v", c, c, c); strings.Contains(s, "hunter2") {
		t.Errorf("a secret prints: %s", s)
	}
	_, err = Load("n.toml", []string{"NEWSBELL_SLACK_BOT_TOKEN=xapp-hunter2"}, disk{"n.toml": "[discord]\ntoken = \"Bot hunter2\"\n" +
		"[storage]\nurl = \"postgres://u:%hunter2@h/d\"\n[http]\nadmin_token = \"hun\\tter2 hunter2\"\n"}.read)
	if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Count(err.Error(), "\n") != 3 {
		t.Errorf("want four faults without the secret, got:\n%v", err)
	}
}

func TestLoad_allFaultsTogetherInOrder(t *testing.T) {
	_, err := Load("newsbell.toml", []string{"NEWSBELL_LOG_LEVEL=loud", "NEWSBELL_ALERTS_PERDAY=3"}, disk{"newsbell.toml": `
[feeds]
pol = "5m"
poll = "5"
[alerts]
per_day = 10001
[[feed]]
name = "no address"
[weather]
sun = true
`}.read)
	want := `newsbell.toml:3: [feeds] pol: unknown key; did you mean poll?
newsbell.toml:4: [feeds] poll: "5" has no unit; write "5s", "5m" or "5h"
newsbell.toml:6: [alerts] per_day: must be from 0 to 10000, not 10001
newsbell.toml:7: [[feed]]: url is missing
newsbell.toml:9: [weather]: unknown section
NEWSBELL_LOG_LEVEL: must be debug, info, warn or error, not "loud"
NEWSBELL_ALERTS_PERDAY: unknown variable; did you mean NEWSBELL_ALERTS_PER_DAY?`
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
	if e, ok := errors.AsType[*news.Error](err); !ok || e.Code != "bad_config" {
		t.Errorf("error is %T, want *news.Error with code bad_config", err)
	}
}
