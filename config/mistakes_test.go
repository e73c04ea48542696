package config

import (
	"testing"
)

func TestLoad_mistakes(t *testing.T) {
	tests := []struct {
		name, file, want string
	}{
		{"unknown key", "[feeds]\n\npol = 1", "n.toml:3: [feeds] pol: unknown key; did you mean poll?"},
		{"key of another section", "[discord]\nbot_token = \"x\"", "n.toml:2: [discord] bot_token: unknown key; did you mean token?"},
		{"key belongs elsewhere", "[log]\nsettle = \"2m\"", "n.toml:2: [log] settle: unknown key; it belongs in [slack]"},
		{"nothing near", "[log]\nqqqqqq = 1", "n.toml:2: [log] qqqqqq: unknown key; known are level, format"},
		{"wrong case", "[log]\nLevel = \"info\"", "n.toml:2: [log] Level: unknown key; did you mean level?"},
		{"unknown section", "[log]\n[weather]\n", "n.toml:2: [weather]: unknown section"},
		{"misspelt section", "# a\n[sumery]\nengine = \"llm\"", "n.toml:2: [sumery]: unknown section; did you mean [summary]?"},
		{"misspelt feed list", "[[fed]]\nurl = \"https://a.example\"", "n.toml:1: fed: unknown key; did you mean [[feed]]?"},
		{"key before sections", "per_day = 3", "n.toml:1: per_day: unknown key; it belongs in [alerts]"},
		{"key of two sections", "api_url = \"x\"", "n.toml:1: api_url: unknown key; it belongs in [discord] or [slack]"},
		{"stray key", "hello = 3", "n.toml:1: hello: unknown key"},
		{"section as value", "log = \"info\"", "n.toml:1: [log]: must be a section of its own, written [log]"},
		{"dotted key", "\n\nfeeds.pol = 1", "n.toml:3: [feeds] pol: unknown key; did you mean poll?"},
		{"inline table", "\nlog = { level = \"info\", formt = \"json\" }", "n.toml:2: [log] formt: unknown key; did you mean format?"},
		{"quoted key", "[log]\n\"level\" = 3", "n.toml:2: [log] level: must be a text in quotes, not 3"},
		{"sub-section", "[log]\n[log.level]\nx = 1", "n.toml:2: [log] level: must be a text in quotes, not a table"},

		{"not TOML", "[log\nlevel = 1", "n.toml:1: expected '.' or ']' to end table name, but got '\\n' instead"},
		{"no quotes", "[log]\nlevel = info", "n.toml:2: expected a top-level item to end with a newline, comment, or EOF, but got 'o' instead"},
		{"no value", "[log]\nlevel =\nformat = \"json\"", "n.toml:2: expected value but found '\\n' instead"},
		{"string not closed", "[log]\nlevel = \"info\nformat = \"json\"", "n.toml:2: strings cannot contain newlines"},
		{"not UTF-8", "[log]\nlevel = \"\xff\"", "n.toml:2: invalid UTF-8 byte: 0xff"},
		{"key twice", "[log]\nlevel = \"info\"\nlevel = \"warn\"", "n.toml:3: Key 'log.level' has already been defined."},
		{"section twice", "[log]\nlevel = \"info\"\n[log]", "n.toml:3: Key 'log' has already been defined."},

		{"empty storage", "[storage]\nurl = \"\"", "n.toml:2: [storage] url: must not be empty"},
		{"other database", "[storage]\nurl = \"mysql://h/d\"", "n.toml:2: [storage] url: must be the path of a file or start with postgres://"},
		{"no database host", "[storage]\nurl = \"postgres:///d\"", "n.toml:2: [storage] url: names no host"},
		{"listen without port", "[http]\nlisten = \"localhost\"", "n.toml:2: [http] listen: must be host:port, such as 127.0.0.1:8420, not \"localhost\""},
		{"listen on no port", "[http]\nlisten = \":99999\"", "n.toml:2: [http] listen: port must be from 0 to 65535, not \"99999\""},
		{"listen is a number", "[http]\nlisten = 8420", "n.toml:2: [http] listen: must be a text in quotes, not 8420"},
		{"public URL without scheme", "[http]\npublic_url = \"bell.example\"", "n.toml:2: [http] public_url: must start with https:// or http://"},
		{"public URL with query", "[http]\npublic_url = \"https://h/?a\"", "n.toml:2: [http] public_url: must be a plain address without user, ? or #"},
		{"public URL without host", "[http]\npublic_url = \"https://\"", "n.toml:2: [http] public_url: names no host"},
		{"admin token of two words", "[http]\nadmin_token = \"a b\"", "n.toml:2: [http] admin_token: must not contain white space"},

		{"Discord token with its word", "[discord]\ntoken = \"Bot abc\"", "n.toml:2: [discord] token: must be the bare token, without \"Bot\" before it"},
		{"Discord API elsewhere", "[discord]\napi_url = \"ftp://h\"", "n.toml:2: [discord] api_url: must start with https:// or http://"},
		{"Discord API empty", "[discord]\napi_url = \"\"", "n.toml:2: [discord] api_url: must not be empty"},
		{"Discord API on no port", "[discord]\napi_url = \"http://h:0/x\"", "n.toml:2: [discord] api_url: port must be from 1 to 65535, not 0"},
		{
			"Slack tokens swapped", "[slack]\nbot_token = \"xapp-1\"\napp_token = \"xoxb-1\"",
			"n.toml:2: [slack] bot_token: is an app-level token (xapp-…); the one that starts with xoxb- is needed\n" +
				"n.toml:3: [slack] app_token: is a bot token (xoxb-…); the one that starts with xapp- is needed",
		},
		{"Slack user token", "[slack]\nbot_token = \"xoxp-1\"", "n.toml:2: [slack] bot_token: is a user's token (xoxp-…); the one that starts with xoxb- is needed"},
		{"token key too short", "[slack]\ntoken_key = \"short\"", "n.toml:2: [slack] token_key: must have at least 16 random characters, such as: openssl rand -base64 32"},
		{"bot token alone", "[slack]\nbot_token = \"xoxb-1\"", "n.toml:2: [slack] bot_token: needs [slack] app_token: for Socket Mode; for signed HTTP give signing_secret"},
		{"app token alone", "[slack]\napp_token = \"xapp-1\"", "n.toml:2: [slack] app_token: needs [slack] bot_token: Socket Mode takes both tokens"},
		{
			"client id alone", "[slack]\nclient_id = \"1\"", "n.toml:2: [slack] client_id: needs [slack] client_secret\n" +
				"n.toml:2: [slack] client_id: needs [slack] signing_secret\n" +
				"n.toml:2: [slack] client_id: needs [http] public_url: Slack must reach newsbell",
		},
		{"client secret alone", "[slack]\nclient_secret = \"1\"", "n.toml:2: [slack] client_secret: needs [slack] client_id"},
		{"signing secret alone", "[slack]\nsigning_secret = \"1\"", "n.toml:2: [slack] signing_secret: needs [slack] bot_token: or client_id and client_secret"},
		{"settle too long", "[slack]\nsettle = \"48h\"", "n.toml:2: [slack] settle: must be from 1ms to 24h, not 48h"},
		{"settle at once", "[slack]\nsettle = \"0s\"", "n.toml:2: [slack] settle: must be from 1ms to 24h, not 0s"},

		{"text for a boolean", "[local]\nenabled = \"yes\"", "n.toml:2: [local] enabled: must be true or false, not a text"},
		{"number for a boolean", "[feeds]\ncatalogue = 1", "n.toml:2: [feeds] catalogue: must be true or false, not 1"},
		{"poll without quotes", "[feeds]\npoll = 15", "n.toml:2: [feeds] poll: must be a duration in quotes, such as \"15m\", not 15"},
		{"poll without unit", "[feeds]\npoll = \"15\"", "n.toml:2: [feeds] poll: \"15\" has no unit; write \"15s\", \"15m\" or \"15h\""},
		{"poll in days", "[feeds]\npoll = \"1d\"", "n.toml:2: [feeds] poll: \"1d\" is not a duration such as \"30s\", \"15m\" or \"2h\""},
		{"poll too short", "[feeds]\npoll = \"500ms\"", "n.toml:2: [feeds] poll: must be from 1s to 720h, not 500ms"},
		{"poll negative", "[feeds]\npoll = \"-5m\"", "n.toml:2: [feeds] poll: must be from 1s to 720h, not -5m"},

		{"feed in single brackets", "[feed]\nurl = \"https://h/f\"", "n.toml:1: [feed]: each feed starts with [[feed]], in double brackets"},
		{"feeds as addresses", "feed = [\"https://h/f\"]", "n.toml:1: [feed]: each feed starts with [[feed]], in double brackets"},
		{"feed without url", "[[feed]]\nurl = \"https://h/f\"\n[[feed]]\nname = \"b\"", "n.toml:3: [[feed]]: url is missing"},
		{"feed unknown key", "[[feed]]\nurl = \"https://h/f\"\n\n[[feed]]\nurl = \"https://h/g\"\nlang = \"en\"", "n.toml:6: [[feed]] lang: unknown key; did you mean language?"},
		{"feed not on the web", "[[feed]]\nurl = \"file:///etc/passwd\"", "n.toml:2: [[feed]] url: must start with https:// or http://"},
		{"feed url broken", "[[feed]]\nurl = \"http://[::1\"", "n.toml:2: [[feed]] url: is not an address that can be read"},
		{"feed twice", "[[feed]]\nurl = \"https://h/f\"\n[[feed]]\nurl = \"https://h/f\"", "n.toml:4: [[feed]] url: the same feed stands in line 2"},
		{"feed language in words", "[[feed]]\nurl = \"https://h/f\"\nlanguage = \"English\"", "n.toml:3: [[feed]] language: must be a language tag such as \"en\", not \"English\""},
		{"feed poll too short", "[[feed]]\nurl = \"https://h/f\"\npoll = \"0s\"", "n.toml:3: [[feed]] poll: must be from 1s to 720h, not 0s"},
		{"feed official in words", "[[feed]]\nurl = \"https://h/f\"\nofficial = \"no\"", "n.toml:3: [[feed]] official: must be true or false, not a text"},
		{"feed name of two lines", "[[feed]]\nurl = \"https://h/f\"\nname = \"a\\nb\"", "n.toml:3: [[feed]] name: must be one line without control characters"},

		{"unknown engine", "[summary]\nengine = \"gpt\"", "n.toml:2: [summary] engine: must be extractive or llm, not \"gpt\""},
		{
			"engine without service", "[summary]\nengine = \"llm\"",
			"n.toml:2: [summary] engine: needs [summary] base_url\nn.toml:2: [summary] engine: needs [summary] model",
		},
		{"too many alerts", "[alerts]\nper_day = 10001", "n.toml:2: [alerts] per_day: must be from 0 to 10000, not 10001"},
		{"no subscriptions", "[limits]\nsubscriptions = 0", "n.toml:2: [limits] subscriptions: must be from 1 to 1000000, not 0"},
		{"far too many feeds", "[limits]\nfeeds = 1000001", "n.toml:2: [limits] feeds: must be from 1 to 1000000, not 1000001"},
		{"a limit misspelt", "[limits]\nlookup = 3", "n.toml:2: [limits] lookup: unknown key; did you mean lookups?"},
		{"negative alerts", "[alerts]\nper_day = -1", "n.toml:2: [alerts] per_day: must be from 0 to 10000, not -1"},
		{"half an alert", "[alerts]\nper_day = 0.5", "n.toml:2: [alerts] per_day: must be a whole number, not 0.5"},
		{"alerts by date", "[alerts]\nper_day = 2025-02-12", "n.toml:2: [alerts] per_day: must be a whole number, not a date or time"},
		{"log level", "[log]\nlevel = \"warning\"", "n.toml:2: [log] level: must be debug, info, warn or error, not \"warning\"; did you mean warn?"},
		{"log format", "[log]\nformat = \"xml\"", "n.toml:2: [log] format: must be text or json, not \"xml\""},
		{"level is a list", "[log]\nlevel = [\"info\"]", "n.toml:2: [log] level: must be a text in quotes, not a list"},
		{
			"after long values", "[storage]\nurl = '''\na # [b]\n'''\n[[feed]] # first\nurl = \"\"\"https://h/f\"\"\"\n\n[log]\nformt = 1",
			"n.toml:9: [log] formt: unknown key; did you mean format?",
		},
		{"byte order mark", "\ufeff[log]\nformt = 1", "n.toml:2: [log] formt: unknown key; did you mean format?"},
		{"Windows line ends", "[log]\r\n# c\r\nformt = 1\r\n", "n.toml:3: [log] formt: unknown key; did you mean format?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load("n.toml", nil, disk{"n.toml": tt.file}.read)
			if err == nil {
				t.Fatalf("no fault found in:\n%s", tt.file)
			}
			if err.Error() != tt.want {
				t.Errorf("file:\n%s\ngot  %s\nwant %s", tt.file, err, tt.want)
			}
		})
	}
}

func TestLoad_wrongVariables(t *testing.T) {
	tests := []struct {
		name string
		env  []string
		want string
	}{
		{"unknown", []string{"NEWSBELL_DISCORD_TOKN=x"}, "NEWSBELL_DISCORD_TOKN: unknown variable; did you mean NEWSBELL_DISCORD_TOKEN?"},
		{"nothing near", []string{"NEWSBELL_LOG_QQQQQQ=x"}, "NEWSBELL_LOG_QQQQQQ: unknown variable"},
		{"no secret", []string{"NEWSBELL_LOG_LEVEL_FILE=x"}, "NEWSBELL_LOG_LEVEL_FILE: unknown variable; NEWSBELL_LOG_LEVEL is no secret and is given directly"},
		{"feeds", []string{"NEWSBELL_FEED_URL=x"}, "NEWSBELL_FEED_URL: unknown variable; feeds are listed in the file, as [[feed]]"},
		{"boolean", []string{"NEWSBELL_LOCAL_ENABLED=maybe"}, "NEWSBELL_LOCAL_ENABLED: must be true or false, not \"maybe\""},
		{"number", []string{"NEWSBELL_ALERTS_PER_DAY=five"}, "NEWSBELL_ALERTS_PER_DAY: must be a whole number, not \"five\""},
		{"duration", []string{"NEWSBELL_FEEDS_POLL=15"}, "NEWSBELL_FEEDS_POLL: \"15\" has no unit; write \"15s\", \"15m\" or \"15h\""},
		{"both", []string{"NEWSBELL_DISCORD_TOKEN=a", "NEWSBELL_DISCORD_TOKEN_FILE=b"}, "NEWSBELL_DISCORD_TOKEN: is set as well as NEWSBELL_DISCORD_TOKEN_FILE; keep one"},
		{"secret file absent", []string{"NEWSBELL_DISCORD_TOKEN_FILE=/no"}, "NEWSBELL_DISCORD_TOKEN_FILE: /no: no such file"},
		{"secret file empty", []string{"NEWSBELL_DISCORD_TOKEN_FILE=empty"}, "NEWSBELL_DISCORD_TOKEN_FILE: empty: is empty"},
		{"keys that need each other", []string{"NEWSBELL_SLACK_APP_TOKEN=xapp-1"}, "NEWSBELL_SLACK_APP_TOKEN: needs [slack] bot_token: Socket Mode takes both tokens"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load("", tt.env, disk{"empty": "\n"}.read)
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
	if _, err := Load("absent.toml", nil, disk{}.read); err == nil || err.Error() != "absent.toml: no such file" {
		t.Errorf("a named file that is absent: got %v", err)
	}
}
