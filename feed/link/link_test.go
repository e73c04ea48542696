package link_test

import (
	"testing"

	"newsbell/feed/link"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "https://quay.example/a/b.html", "https://quay.example/a/b.html"},
		{"tracking", "https://quay.example/a?utm_source=x&id=7&fbclid=y&at_medium=RSS", "https://quay.example/a?id=7"},
		{"unknown parameters stay, in order", "https://quay.example/?p=12&story=3", "https://quay.example/?p=12&story=3"},
		{"fragment", "https://quay.example/a#comments", "https://quay.example/a"},
		{"fragment that names the page", "https://quay.example/#!/a", "https://quay.example/#!/a"},
		{"case and port", "HTTPS://Quay.Example:443/A", "https://quay.example/A"},
		{"another port", "http://quay.example:8080/a", "http://quay.example:8080/a"},
		{"mobile host", "https://m.quay.example/a", "https://www.quay.example/a"},
		{"mobile encyclopedia", "https://de.m.wikipedia.org/wiki/Kai", "https://de.wikipedia.org/wiki/Kai"},
		{"short host with m", "https://m.org/a", "https://m.org/a"},
		{"amp path", "https://quay.example/news/a/amp/", "https://quay.example/news/a/"},
		{"amp parameter", "https://quay.example/a?amp=1", "https://quay.example/a"},
		{"amp file", "https://quay.example/a.amp.html", "https://quay.example/a.html"},
		{"amp cache", "https://quay-example.cdn.ampproject.org/c/s/quay.example/a", "https://quay.example/a"},
		{"search engine's amp", "https://www.google.com/amp/s/quay.example/a", "https://quay.example/a"},
		{"redirector", "https://www.google.com/url?q=https://quay.example/a%3Fid%3D1&sa=D", "https://quay.example/a?id=1"},
		{"redirector in redirector", "https://l.facebook.com/l.php?u=https%3A%2F%2Fout.reddit.com%2F%3Furl%3Dhttps%253A%252F%252Fquay.example%252Fa", "https://quay.example/a"},
		{"user", "https://user:pass@quay.example/a", "https://quay.example/a"},
		{"IPv6", "http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"},
		{"final dots", "http://quay.example.../a", "http://quay.example/a"},
		{"nothing but dots", "http://../a", ""},
		{"marked twice", "https://quay.example/amp/amp/a/amp", "https://quay.example/a/"},
		{"nothing but a space asked for", "http://quay.example/a? #b", "http://quay.example/a"},
		{"spaces in a parameter", "https://quay.example/a?q=two words ", "https://quay.example/a?q=two%20words"},
		{"script", "javascript:alert(1)", ""},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := link.Canonical(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestKey(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		same       bool
	}{
		{"scheme and www", "http://www.quay.example/a", "https://quay.example/a", true},
		{"final slash", "https://quay.example/a/", "https://quay.example/a", true},
		{"index page", "https://quay.example/a/index.html", "https://quay.example/a", true},
		{"order of parameters", "https://quay.example/?a=1&b=2", "https://quay.example/?b=2&a=1", true},
		{"mobile", "https://m.quay.example/a", "https://quay.example/a", true},
		{"another article", "https://quay.example/?id=1", "https://quay.example/?id=2", false},
		{"another path", "https://quay.example/a", "https://quay.example/A", false},
		{"another port", "http://127.0.0.1:81/a", "http://127.0.0.1:82/a", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := link.Key(c.a) == link.Key(c.b); got != c.same {
				t.Errorf("got %q and %q, want the same: %v", link.Key(c.a), link.Key(c.b), c.same)
			}
		})
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"https://m.quay.example/a?utm_source=x#y", "https://www.google.com/url?q=http://x.example", "http://[::1]:80//amp/", "http://../0000000", "http://0? #", "http://a.example/b?c=d\u00a0", "http://a.example/?&#!/e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := link.Canonical(s)
		if again := link.Canonical(once); again != once || link.Key(once) != link.Key(s) {
			t.Errorf("%q: got %q, then %q", s, once, again)
		}
	})
}
