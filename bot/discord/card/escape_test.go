package card

import (
	"strings"
	"testing"
	"unicode/utf8"

	"newsbell/news"
)

func TestEscape(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"plain text, with - and # inside", "plain text, with - and # inside"},
		{"# heading", `\# heading`},
		{"- item", `\- item`},
		{"-# small", `\-# small`},
		{"12. list", `12\. list`},
		{"version 1.2", "version 1.2"},
		{"@everyone", `\@everyone`},
		{"<@1> *b* _i_ ~s~ |x| `c`", "\\<\\@1> \\*b\\* \\_i\\_ \\~s\\~ \\|x\\| \\`c\\`"},
		{"[a](https://b.example)", `\[a\]\(https\://b.example\)`},
		{"> quote", `\> quote`},
		{"1 -> 4", "1 -> 4"},
		{"\u202Eabc\u200B", "abc"},
		{"at 09:40", "at 09:40"},
	} {
		if got := escape(tt.in); got != tt.want {
			t.Errorf("escape(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestFit(t *testing.T) {
	for _, s := range []string{"", "short", strings.Repeat("*", 500), strings.Repeat("word ", 200), strings.Repeat("👩‍👩‍👧", 90), "\xff\xfe", strings.Repeat("a*", 90)} {
		for _, limit := range []int{0, 1, 2, 10, 99, 1000} {
			got := fit(s, limit)
			if n := utf8.RuneCountInString(got); n > limit || !utf8.ValidString(got) {
				t.Errorf("fit(%.10q, %d) has %d characters", s, limit, n)
			}
			if strings.HasSuffix(got, `\`) && !strings.HasSuffix(got, `\\`) {
				t.Errorf("fit(%.10q, %d) ends within an escape: %q", s, limit, got)
			}
		}
	}
}

func TestLabel(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"Siren 🚨 in the city ☎️", "Siren in the city"},
		{"Read https://a.example now", "Read a.example now"},
		{"HTTPS://HTTP://x", "x"},
		{"hthttps://tps://x", "x"},
		{"Price → 5 ™", "Price 5"},
		{"[tricky](x)", `\[tricky\]\(x\)`},
		{"🚨", ""},
	} {
		if got := label(tt.in, 100); got != tt.want {
			t.Errorf("label(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// TestLabel_long would not end for minutes, were each address looked for in all
// of the text.
func TestLabel_long(t *testing.T) {
	if got := label(strings.Repeat("http://", 1<<19), 100); utf8.RuneCountInString(got) > 100 {
		t.Errorf("got %d characters", utf8.RuneCountInString(got))
	}
}

func TestWebLink(t *testing.T) {
	for _, tt := range []struct {
		in, url, host string
		ok            bool
	}{
		{"https://www.a.example/x?y=1#z", "https://www.a.example/x?y=1#z", "a.example", true},
		{"https://a.example/x)y (z", "https://a.example/x%29y%20%28z", "a.example", true},
		{"https://user:pw@a.example/", "https://a.example/", "a.example", true},
		{"https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC", "xn--bcher-kva.example", true},
		{"http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a", "127.0.0.1", true},
		{"https://a.example/?q=<b>|`*", "https://a.example/?q=%3Cb%3E%7C%60%2A", "a.example", true},
		{"javascript:alert(1)", "", "", false},
		{"//a.example/x", "", "", false},
		{"https:///x", "", "", false},
		{"https://[::1]/x", "", "", false},
		{"https://a.example/%zz", "", "", false},
		{"http://\x8b", "", "", false},
		{"", "", "", false},
	} {
		l, ok := webLink(tt.in, 2048)
		if ok != tt.ok || ok && (l.URL != tt.url || l.Host != tt.host) {
			t.Errorf("webLink(%q) = %+v %v, want %s %s %v", tt.in, l, ok, tt.url, tt.host, tt.ok)
		}
		if again, _ := webLink(l.URL, 2048); ok && again.URL != l.URL {
			t.Errorf("webLink(%q) changes when made twice: %q", l.URL, again.URL)
		}
	}
	if _, ok := webLink("https://a.example/"+strings.Repeat("x", 600), maxButtonURL); ok {
		t.Error("an address too long for a button is called good")
	}
}

func TestMarker(t *testing.T) {
	if verb, id, ok := ParseMarker(Marker("why", 41)); !ok || verb != "why" || id != 41 {
		t.Errorf("got %s %d %v", verb, id, ok)
	}
	for _, bad := range []string{"", "n1", "n1:why", "n1::4", "n2:why:4", "n1:why:x", "n1:why:4:5"} {
		if _, _, ok := ParseMarker(bad); ok {
			t.Errorf("%q was taken for a marker", bad)
		}
	}
	if len(Marker("sources", news.DeliveryID(1<<62))) > maxCustomID {
		t.Error("a marker is too long for a custom_id")
	}
}

func TestValidate_refuses(t *testing.T) {
	const head = `{"flags":32768,"allowed_mentions":{"parse":[]},"components":`
	text := func(s string) string { return `{"type":10,"content":"` + s + `"}` }
	button := `{"type":2,"style":2,"label":"x","custom_id":"a"}`
	for name, body := range map[string]string{
		"no mentions":           `{"content":"x"}`,
		"null parse":            `{"content":"x","allowed_mentions":{"parse":null}}`,
		"mentions everyone":     `{"content":"x","allowed_mentions":{"parse":["everyone"]}}`,
		"mentions a role":       `{"content":"x","allowed_mentions":{"parse":[],"roles":["1"]}}`,
		"unknown field":         `{"content":"x","tts":true,"allowed_mentions":{"parse":[]}}`,
		"empty":                 `{"allowed_mentions":{"parse":[]}}`,
		"content too long":      `{"allowed_mentions":{"parse":[]},"content":"` + strings.Repeat("x", 2001) + `"}`,
		"content in V2":         `{"content":"x","flags":32768,"allowed_mentions":{"parse":[]},"components":[` + text("x") + `]}`,
		"nonce too long":        `{"content":"x","nonce":"` + strings.Repeat("n", 26) + `","allowed_mentions":{"parse":[]}}`,
		"enforced without one":  `{"content":"x","enforce_nonce":true,"allowed_mentions":{"parse":[]}}`,
		"no components":         head + `[]}`,
		"41 components":         head + "[" + strings.TrimSuffix(strings.Repeat(text("x")+",", 41), ",") + "]}",
		"too much text":         head + "[" + text(strings.Repeat("x", 2001)) + "," + text(strings.Repeat("x", 2000)) + "]}",
		"empty text":            head + "[" + text("") + "]}",
		"section without image": head + `[{"type":9,"components":[` + text("x") + `]}]}`,
		"nested container":      head + `[{"type":17,"components":[{"type":17,"components":[` + text("x") + `]}]}]}`,
		"six buttons":           head + `[{"type":1,"components":[` + strings.TrimSuffix(strings.Repeat(button+",", 6), ",") + `]}]}`,
		"custom_id twice":       head + `[{"type":1,"components":[` + button + "," + button + `]}]}`,
		"link with custom_id":   head + `[{"type":1,"components":[{"type":2,"style":5,"label":"x","url":"https://a.example/","custom_id":"a"}]}]}`,
		"link to a script":      head + `[{"type":1,"components":[{"type":2,"style":5,"label":"x","url":"javascript:1"}]}]}`,
		"button without label":  head + `[{"type":1,"components":[{"type":2,"style":2,"label":"","custom_id":"a"}]}]}`,
		"classic with text":     `{"content":"x","allowed_mentions":{"parse":[]},"components":[` + text("x") + `]}`,
		"embeds too long": `{"allowed_mentions":{"parse":[]},"embeds":[{"description":"` + strings.Repeat("x", 4000) + `"},{"description":"` +
			strings.Repeat("x", 2001) + `"}]}`,
	} {
		if err := Validate([]byte(body)); err == nil {
			t.Errorf("%s: taken for valid", name)
		}
	}
}
