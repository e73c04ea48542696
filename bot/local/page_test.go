package local_test

import (
	"bufio"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"newsbell/bot/bottest"
	"newsbell/bot/local"
	"newsbell/news"
)

func newPage(t *testing.T) (*local.Room, *httptest.Server) {
	t.Helper()
	clerk := bottest.Service(bottest.World(), slog.New(slog.DiscardHandler))
	room := local.New(local.Options{Clerk: clerk, Now: bottest.Now, Channels: []string{"general", "sport"}})
	h, err := room.Handler()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return room, srv
}

// do sends a request and gives the answer's status and body.
func do(t *testing.T, method, address string, form url.Values, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var b strings.Builder
	if _, err := bufio.NewReader(resp.Body).WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, b.String()
}

func TestPage_conversation(t *testing.T) {
	room, srv := newPage(t)
	send(t, room, alert(1, "A headline"))
	code, body := do(t, "POST", srv.URL+"/chat/say", url.Values{"channel": {"general"}, "line": {"subscribe flood when every"}})
	if code != http.StatusOK {
		t.Fatalf("say: %d %s", code, body)
	}
	for _, want := range []string{"A headline", "subscribe flood when every", "Subscription 1 is on", `aria-current="page"`, "# </span>sport", "only you see this"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	if _, body := do(t, "GET", srv.URL+"/chat?channel=sport", nil); strings.Contains(body, "A headline") {
		t.Error("another channel shows the post")
	}
}

func TestPage_escapesEverything(t *testing.T) {
	room, srv := newPage(t)
	evil := `"><script>alert(1)</script>`
	d := alert(1, evil)
	d.Message.Card.URL, d.Message.Card.Summary, d.Message.Card.Reason = "javascript:alert(1)", evil, evil
	d.Message.Card.Image = `https://x.example/"onerror="alert(1)`
	d.Message.Card.Reports = []news.Report{{Publisher: evil, URL: "data:text/html,x", Title: evil}}
	d.Message.List = &news.List{Heading: evil, Items: []news.Item{{Title: evil, URL: "vbscript:x", Publishers: []string{evil}}}}
	d.Message.Text = &news.Note{Title: evil, Lines: []news.Line{{Text: evil, URL: "javascript:alert(1)"}, {Text: evil, Code: true}}}
	send(t, room, d)
	if _, err := room.Say(t.Context(), "general", evil, evil); err != nil {
		t.Fatal(err)
	}
	_, body := do(t, "GET", srv.URL+"/chat", nil)
	for _, bad := range []string{"<script>alert", "javascript:", "vbscript:", "data:text", `"onerror`} {
		if strings.Contains(body, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if n := strings.Count(body, "&lt;script&gt;"); n < 10 {
		t.Errorf("%d of the hostile texts are shown, want at least 10", n)
	}
}

func TestPage_refuses(t *testing.T) {
	room, srv := newPage(t)
	form := url.Values{"channel": {"general"}, "line": {"pause"}}
	tests := []struct {
		name, method, path string
		form               url.Values
		header             []string
		code               int
	}{
		{"another site's form", "POST", "/chat/say", form, []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{"another origin", "POST", "/chat/say", form, []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		{"an impossible channel", "POST", "/chat/say", url.Values{"channel": {"../x"}, "line": {"list"}}, nil, http.StatusBadRequest},
		{"too much text", "POST", "/chat/say", url.Values{"channel": {"general"}, "line": {strings.Repeat("x", 20<<10)}}, nil, http.StatusRequestEntityTooLarge},
		{"say by GET", "GET", "/chat/say", nil, nil, http.StatusMethodNotAllowed},
		{"a file that is none of ours", "GET", "/chat/post.html", nil, nil, http.StatusNotFound},
		{"events of an impossible channel", "GET", "/chat/events?channel=A+B", nil, nil, http.StatusBadRequest},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if code, body := do(t, tt.method, srv.URL+tt.path, tt.form, tt.header...); code != tt.code {
				t.Errorf("got %d %s, want %d", code, body, tt.code)
			}
		})
	}
	if got := posts(room); len(got) != 0 {
		t.Errorf("%d posts were made", len(got))
	}
}

func TestPage_events(t *testing.T) {
	room, srv := newPage(t)
	send(t, room, alert(1, "Before"))
	_, seq := room.Posts("general", 0)
	req, err := http.NewRequestWithContext(t.Context(), "GET", srv.URL+"/chat/events?channel=general&after=0", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	lines := bufio.NewScanner(resp.Body)
	next := func(want string) {
		t.Helper()
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "data: ") {
				if !strings.Contains(lines.Text(), want) {
					t.Fatalf("got event %s, want %q", lines.Text(), want)
				}
				return
			}
		}
		t.Fatalf("the stream ends before %q: %v", want, lines.Err())
	}
	next("Before")
	send(t, room, alert(2, "After"))
	next("After")
	send(t, room, edit(3, "m1", "Edited"))
	next(`"edited":true`)
	if _, now := room.Posts("general", 0); now != seq+2 {
		t.Errorf("the room is at %d, want %d", now, seq+2)
	}
}

func TestPage_headers(t *testing.T) {
	_, srv := newPage(t)
	req, err := http.NewRequestWithContext(t.Context(), "GET", srv.URL+"/chat/chat.css", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if got := resp.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/css") {
		t.Errorf("the style is served as %q", got)
	}
	if got := resp.Header.Get("Content-Security-Policy"); !strings.Contains(got, "script-src 'self'") || strings.Contains(got, "unsafe") {
		t.Errorf("the policy is %q", got)
	}
}
