package bottest

import (
	"slices"
	"strings"
)

// attacks are texts that try to be more than text on some platform: mentions,
// links, formats, times, emoji, and characters that hide them or turn them round.
func attacks() []string {
	return slices.Concat(
		[]string{ // mentions
			"@everyone", "@here", "@channel", "<@123456789012345678>", "<@!123456789012345678>", "<@&42>", "<#77>", "<@U123456>", "<@U123456|Boss>",
			"<#C123|general>", "<!here>", "<!channel>", "<!everyone>", "<!subteam^S1>", "<!subteam^S1|@all>", "&lt;!channel&gt;", "&amp;lt;!here&amp;gt;",
			"&#60;!here&#62;", "\\u003c!here\\u003e", "\uff20everyone", "@\u0435veryone", "@everyon\u0435", "@\u200beveryone", "@every\u200done", "\u202eenoyreve@\u202c",
			"</news test:1>", "<id:customize>", "<id:guide>", "@silent hello",
		},
		[]string{ // links
			"https://evil.example/x", "HTTP://EVIL.EXAMPLE", "hthttps://tps://evil.example", "evil.example", "www.evil.example/login", "discord.gg/evil",
			"slack://channel?id=C1", "discord://-/settings", "mailto:a@evil.example", "a@evil.example", "<mailto:a@evil.example|mail>", "tel:+1234567",
			"<https://evil.example>", "<https://evil.example|click here>", "[click](https://evil.example)", "[click](<https://evil.example>)",
			"](https://evil.example)", "[x]: https://evil.example", "[a](b)[c](d)", "![img](https://evil.example/i.png)", "[https://good.example](https://evil.example)",
			"javascript:alert(1)", "data:text/html,x", "https://evil\u3002example/", "https://\u0435vil.example/", "https://evil.example/\u202e/",
		},
		[]string{ // formats
			"**bold**", "*italic*", "__under__", "_italic_", "~~gone~~", "~strike~", "||secret||", "||||", "`code`", "``two``", "```block```", "```\nblock\n```",
			"# heading", "## two", "### three", "-# small", "> quote", ">>> long quote", "- item", "+ plus", "* star", "1. first", "12. twelfth", "1) paren",
			"**_~~||deep||~~_**", "*_*_*_*_", "\\*", "\\", "\\\\[x](https://evil.example)", "]]]]((((", "a | b\n--|--\n1 | 2", "<b>bold</b>", "<script>x</script>",
			"\"}],\"blocks\":[{\"type\":\"divider\"}]", "%s %d %!", "{{.}}", "$(id)",
		},
		[]string{ // times, emoji, what nobody sees
			"<t:1700000000>", "<t:1700000000:R>", "<!date^1392734382^{date}|x>", "<!date^1392734382^{date}^https://evil.example|x>", "<:smile:123>", "<a:wave:123>",
			":boom:", ":rotating_light: :skin-tone-2:", "\U0001f6a8 siren", "\u26a1\ufe0f", "1\ufe0f\u20e3", "\U0001F1FA\U0001F1E6", "zero\u200bwidth\u200d\ufeff",
			"\u202egnp.exe\u202c", "\u2066isolate\u2069", "\u061cmark", "nul\x00byte", "\x1b[31mred", "bad\xffutf8\xc3", "line\nbreak\r\n# heading",
			"a\u2028# b\u2029> c", "tab\t- item", "\u00ad@\u00adeveryone", "\U000e0001\U000e0041tag", "e\u0301\u0302\u0303\u0304", "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
		},
	)
}

// Hostile is the corpus: each attack by itself, at the start, in the middle and
// at the end of innocent words, wrapped in marks, cut by characters that nobody
// sees, doubled, and next to another attack. No string comes twice.
func Hostile() []string {
	base := attacks()
	seen := map[string]bool{}
	var out []string
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	forms := []string{"%", "news %", "% news", "a % b", "%%", "\\%", "\u200b%\u200b", "\n%\n", "**%**", "[%](https://good.example)", "`%`", "<%>", "||%||", "> %"}
	for i, s := range base {
		for _, form := range forms {
			add(strings.ReplaceAll(form, "%", s))
		}
		add(s + base[(i+7)%len(base)])
		if half := []rune(s); len(half) > 3 {
			add(string(half[:2]) + "\u200b" + string(half[2:]))
			add(string(half[:2]) + "\n" + string(half[2:]))
		}
	}
	return append(out, strings.Repeat("A", 9000), strings.Repeat("*_", 4000), strings.Repeat("&<>", 3000), strings.Repeat("e\u0301", 3000),
		strings.Repeat("\U0001F469\u200d\U0001F469\u200d\U0001F467", 400), strings.Repeat("\u4e16\u754c", 2000))
}
