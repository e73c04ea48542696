package bottest

import "strings"

// badInput are arguments that are missing, wrong, hostile or far too long. What
// a form does not allow is typed only.
func badInput() []conversation {
	a, m := admin(), member()
	long := strings.Repeat("flood ", 666) + "end." // 4,000 characters
	hostile := "<@1> @everyone [x](https://evil.example) `y` *z*"
	return []conversation{
		{name: "arguments far too long", steps: []step{
			{by: m, line: "subscribe " + long, want: []string{"too long: at most 1000 characters", "/news subscribe"}},
			{by: m, line: "preview " + long, want: []string{"too long"}},
			{by: m, line: "search " + long, want: []string{"too long"}},
			{by: m, line: "unsubscribe " + long, want: []string{"Which one is"}},
			{by: m, line: "why https://example.org/" + strings.Repeat("x", 3900), want: []string{"have not seen that article"}},
			{by: a, line: "digest " + long, want: []string{"I cannot read that schedule"}},
			{by: a, line: "set zone " + long, want: []string{"flood"}, not: []string{"is set"}},
			{by: a, line: "feeds add https://example.org/" + strings.Repeat("x", 3900), want: []string{"no feed at example.org"}},
			{by: a, line: "feeds remove " + long, want: []string{"I watch no feed called"}},
			{by: a, line: "quiet " + long, want: []string{"/news quiet"}},
			{by: m, line: "mute " + long, want: []string{"link"}},
			{by: m, line: "list", want: []string{"no subscriptions yet"}},
		}},
		{name: "arguments that are wrong", steps: []step{
			{by: m, line: "subscribe flood when sometimes", want: []string{"sometimes"}, typed: true},
			{by: m, line: "subscribe ()", want: []string{"I cannot read that query"}},
			{by: m, line: "unsubscribe -1", want: []string{`Which one is "-1"?`}},
			{by: m, line: "why not-a-link", want: []string{"link"}},
			{by: m, line: "why javascript:alert(1)", want: []string{"link"}},
			{by: m, line: "summary file:///etc/passwd", want: []string{"link"}},
			{by: m, line: "mute https://wire.example/talks for ever", want: []string{"is not a link"}},
			{by: m, line: "mute https://wire.example/talks for 99999999999999999999h", want: []string{"is not a link"}},
			{by: a, line: "set budget -5", want: []string{"budget"}, not: []string{"is set"}},
			{by: a, line: "set budget 1e9", want: []string{"budget"}, not: []string{"is set"}},
			{by: a, line: "set nonsense 5", want: []string{"nonsense"}, typed: true},
			{by: a, line: "set mention @everyone", want: []string{"Mention the role or user group"}},
			{by: a, line: "quiet 25:00-99:99", want: []string{"/news quiet"}},
			{by: a, line: "feeds add ftp://example.org/feed", want: []string{"example.org"}, not: []string{"I watch"}},
			{by: a, line: "settings", want: []string{"mention: alerts call nobody"}},
		}},
		{name: "arguments that are hostile", steps: []step{
			{by: m, line: "subscribe \"" + "floods @everyone <@1> `y`" + "\" when every", want: []string{"Subscription 1 is on"}},
			{by: m, line: "list", want: []string{"1."}},
			{by: m, line: "unsubscribe " + hostile, want: []string{"Which one is"}},
			{by: a, line: "feeds remove " + hostile, want: []string{"I watch no feed called"}},
			{by: a, line: "digest " + hostile, want: []string{"I cannot read that schedule"}},
			{by: a, line: "set zone " + hostile, not: []string{"is set"}, want: []string{"zone"}},
		}},
	}
}
