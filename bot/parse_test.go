package bot_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"newsbell/bot"
	"newsbell/news"
)

func TestParseLine(t *testing.T) {
	type args = map[string]string
	tests := []struct {
		name, line string
		command    string
		args       args
	}{
		{"empty is help", "  ", "help", args{}},
		{"bare", "list", "list", args{}},
		{"with /news", "/news list", "list", args{}},
		{"capitals", "/News LIST", "list", args{}},
		{"slash only", "/subscribe flood", "subscribe", args{"query": "flood"}},
		{"all clauses", "/news subscribe ukraine peace talks when breaking from bbc.co.uk", "subscribe", args{"query": "ukraine peace talks", "when": "breaking", "from": "bbc.co.uk"}},
		{"clauses in the other order", "subscribe ukraine from bbc.co.uk when Every", "subscribe", args{"query": "ukraine", "when": "every", "from": "bbc.co.uk"}},
		{"several sites", "subscribe ukraine from bbc.co.uk, wire.example", "subscribe", args{"query": "ukraine", "from": "bbc.co.uk, wire.example"}},
		{"a name in quotes", `subscribe ukraine from "BBC News"`, "subscribe", args{"query": "ukraine", "from": "BBC News"}},
		{"from is a word", "subscribe refugees from Sudan", "subscribe", args{"query": "refugees from Sudan"}},
		{"from is a word before a clause", "subscribe talks from geneva when every", "subscribe", args{"query": "talks from geneva", "when": "every"}},
		{"when is a word", "subscribe when breaking news", "subscribe", args{"query": "when breaking news"}},
		{"when within quotes", `subscribe "say when every"`, "subscribe", args{"query": `"say when every"`}},
		{"only the last when counts", "subscribe when every when digest", "subscribe", args{"query": "when every", "when": "digest"}},
		{"typographic quotes", "subscribe “peace talks” OR l’aide", "subscribe", args{"query": `"peace talks" OR l'aide`}},
		{"operators stay", "subscribe (ukraine OR kyiv) -sport lang:de", "subscribe", args{"query": "(ukraine OR kyiv) -sport lang:de"}},
		{"odd spaces", "subscribe\u00a0flood\u200b  warning", "subscribe", args{"query": "flood  warning"}},
		{"shorthand", "sub flood", "subscribe", args{"query": "flood"}},
		{"digest", "digest daily at 09:00 in Europe/Berlin about ukraine", "digest set", args{"schedule": "daily at 09:00", "zone": "Europe/Berlin", "about": "ukraine"}},
		{"digest set", "digest set daily at 09:00", "digest set", args{"schedule": "daily at 09:00"}},
		{"digest in a city", "digest weekdays at 9am in new york", "digest set", args{"schedule": "weekdays at 9am", "zone": "new york"}},
		{"digest about a place", "digest hourly about protests in Paris", "digest set", args{"schedule": "hourly", "about": "protests in Paris"}},
		{"digest about, then zone", "digest hourly about ukraine in Europe/Kyiv", "digest set", args{"schedule": "hourly", "about": "ukraine", "zone": "Europe/Kyiv"}},
		{"digest zone, then about a place", "digest hourly in Berlin about elections in France", "digest set", args{"schedule": "hourly", "zone": "Berlin", "about": "elections in France"}},
		{"about within quotes", `digest hourly about "talks about ukraine"`, "digest set", args{"schedule": "hourly", "about": "talks about ukraine"}},
		{"digest in an unknown zone", "digest daily at 9 in Narnia", "digest set", args{"schedule": "daily at 9", "zone": "Narnia"}},
		{"cron", "digest 0 9 * * 1-5", "digest set", args{"schedule": "0 9 * * 1-5"}},
		{"digest now", "digest now", "digest now", args{}},
		{"digest off", "Digest Off 2", "digest off", args{"digest": "2"}},
		{"feeds", "feeds", "feeds list", args{}},
		{"feeds add", "feeds add https://example.org/feed.xml", "feeds add", args{"url": "https://example.org/feed.xml"}},
		{"feeds with an address", "feeds https://example.org/feed.xml", "feeds add", args{"url": "https://example.org/feed.xml"}},
		{"link markup of Slack", "subscribe flood from <http://bbc.co.uk|bbc.co.uk>", "subscribe", args{"query": "flood", "from": "bbc.co.uk"}},
		{"link markup of Discord", "why <https://example.org/a?b=1>", "why", args{"link": "https://example.org/a?b=1"}},
		{"set", "set zone Europe/Berlin", "set", args{"key": "zone", "value": "Europe/Berlin"}},
		{"set several", "set languages de, en", "set", args{"key": "languages", "value": "de, en"}},
		{"optional argument", "top", "top", args{}},
		{"help on two words", "help feeds add", "help", args{"command": "feeds add"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			command, args, err := bot.ParseLine(tt.line, bot.Commands())
			if err != nil {
				t.Fatalf("ParseLine(%q): %v", tt.line, err)
			}
			if command != tt.command || !maps.Equal(args, tt.args) {
				t.Errorf("ParseLine(%q):\ngot  %q %q\nwant %q %q", tt.line, command, args, tt.command, tt.args)
			}
		})
	}
}

func TestParseLine_refused(t *testing.T) {
	tests := []struct{ name, line, code, says string }{
		{"a slip", "subscrbe flood", "unknown_command", "Did you mean: /news subscribe"},
		{"a slip in the second word", "feeds lst", "unknown_command", "Did you mean: /news feeds list"},
		{"nothing near", "make coffee", "unknown_command", "/news help"},
		{"no query", "subscribe", "missing_argument", "subscribe needs a query"},
		{"only clauses", "subscribe when every", "missing_argument", "/news subscribe ukraine"},
		{"no schedule", "digest", "missing_argument", "digest needs a schedule"},
		{"no address", "feeds add", "missing_argument", "needs a url"},
		{"no value", "set zone", "missing_argument", "set needs a value"},
		{"far too long", "subscribe " + strings.Repeat("x", 9000), "too_long", "too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := bot.ParseLine(tt.line, bot.Commands())
			e, ok := errors.AsType[*news.Error](err)
			if !ok || e.Code != tt.code || !strings.Contains(e.Message, tt.says) {
				t.Errorf("ParseLine(%.40q): got %#v, want code %s with %q", tt.line, err, tt.code, tt.says)
			}
		})
	}
}

// Each command's own example is one that people can type.
func TestCommands_examplesParse(t *testing.T) {
	for _, c := range bot.Commands() {
		got, args, err := bot.ParseLine("/news "+c.Example, bot.Commands())
		if err != nil || got != c.Name {
			t.Errorf("example %q of %q: got command %q, error %v", c.Example, c.Name, got, err)
		}
		for _, a := range c.Args {
			if a.Required && args[a.Name] == "" {
				t.Errorf("example %q of %q lacks the argument %q", c.Example, c.Name, a.Name)
			}
		}
	}
}

func FuzzParseLine(f *testing.F) {
	for _, s := range []string{"subscribe a when every from b.c", `digest "`, "feeds (", "/news \u202esubscribe", "<https://a|", "set  \x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		command, args, err := bot.ParseLine(line, bot.Commands())
		if err != nil {
			if _, ok := errors.AsType[*news.Error](err); !ok {
				t.Fatalf("ParseLine(%q): %v is no fault that a person can mend", line, err)
			}
			return
		}
		for name, v := range args {
			if strings.TrimSpace(v) != v || strings.ContainsAny(v, "\n\r\x00") {
				t.Fatalf("ParseLine(%q): %s has %s = %q", line, command, name, v)
			}
		}
	})
}
