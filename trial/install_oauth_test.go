package trial

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/bot/slack/slacktest"
)

// The app's credentials, as Slack shows them to the operator.
const (
	clientSecret  = "the-client-secret-of-the-app"
	signingSecret = "the-signing-secret-of-the-app"
	tokenKey      = "bmV3c2JlbGwgdGVzdCBrZXksIG5vdCBhIHNlY3JldCE="
)

// A hosted is newsbell behind a reverse proxy with HTTPS, Slack, and the browser of
// an admin.
type hosted struct {
	*newcomer
	guide   guide
	slack   *slacktest.Server
	proxy   *httptest.Server
	browser *http.Client
	told    int // articles
}

// example is the address that the README uses for newsbell's own.
const example = "https://bell.example.org"

// manyWorkspaces goes the README's way to signed HTTP and OAuth: the app made from
// the printed manifest, the file filled in, the request URL verified, an
// installation cancelled, two workspaces that install newsbell, subscribe and are
// rung, one that removes it, restarts, and a wrong key.
func manyWorkspaces(t *testing.T, bin string, g guide) { //nolint:thelper // it is the test
	h := newHosted(t, bin, g)
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	h.start()
	check(t, h.slack.Verify())
	h.cancels()
	for _, team := range []string{"T7", "T8"} {
		h.installs(team)
		if got := h.says(team, h.guide.typed("/news subscribe ukraine")); !strings.Contains(got, "Subscription 1 is on") {
			t.Errorf("%s: got %s", team, got)
		}
	}
	settled(ctx, t, &World{Press: h.press, Process: h.Process}, 1)
	h.rings(ctx, h.publish(), "T7", "T8")
	h.refuses()
	h.sealed()

	if code := h.Stop(); code != 0 {
		t.Errorf("newsbell stops with %d", code)
	}
	h.again(t.Context())
	h.rings(ctx, h.publish(), "T7", "T8")

	check(t, h.slack.Uninstall("T7"))
	if got := h.says("T7", "/news list"); !strings.Contains(got, "no longer installed") {
		t.Errorf("removed: got %s", got)
	}
	missed := h.publish()
	h.rings(ctx, missed, "T8")
	h.wrongKey(ctx)
	if n := h.stands("T7", missed); n != 0 {
		t.Errorf("the workspace that removed newsbell got %d messages", n)
	}
	h.installs("T7")
	h.rings(ctx, h.publish(), "T7", "T8")
	if t.Failed() {
		t.Log(tail(h.Log(), 4000))
	}
}

// newHosted has the app made from the manifest, and the file written.
func newHosted(t *testing.T, bin string, g guide) *hosted {
	t.Helper()
	h := &hosted{guide: g, slack: slacktest.New(slacktest.Options{ClientID: "12.34", ClientSecret: clientSecret})}
	t.Cleanup(h.slack.Close)
	h.newcomer = newNewcomer(t, bin, "NEWSBELL_SLACK_API_URL="+h.slack.URL())
	back, err := url.Parse("http://" + h.Listen)
	check(t, err)
	only := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(back) }}
	mux := http.NewServeMux()
	mux.Handle(g.typed("/slack/"), only)
	h.proxy = httptest.NewTLSServer(mux)
	t.Cleanup(h.proxy.Close)
	jar, err := cookiejar.New(nil)
	check(t, err)
	h.browser = h.proxy.Client()
	manifest := *h.browser // Slack has no cookies
	h.browser.Jar = jar
	h.browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

	h.write("")
	code, out := h.run(h.here(g.typed("newsbell slack manifest --public-url")))
	if code != 0 || !strings.Contains(out, "{") {
		t.Fatalf("the manifest: exit %d\n%s", code, out)
	}
	check(t, h.slack.Create([]byte(out[strings.Index(out, "{\n"):]), signingSecret, &manifest))
	_, feeds, _ := strings.Cut(g.block("toml", "[[feed]]"), "[[feed]]")
	h.write(fillIn(t, h.here(g.block("toml", "client_id"))+"[[feed]]"+feeds, map[string]string{
		"client_id": "12.34", "client_secret": clientSecret, "signing_secret": signingSecret, "token_key": tokenKey, "url": h.feed(),
	}) + "poll = \"1s\"\n") // the test has no minutes to wait
	return h
}

// here puts newsbell's own address in place of the README's.
func (h *hosted) here(text string) string {
	h.t.Helper()
	if !strings.Contains(text, example) {
		h.t.Fatalf("%q does not use %s", text, example)
	}
	return strings.ReplaceAll(text, example, h.proxy.URL)
}

// opens has the browser open an address.
func (h *hosted) opens(address string) (body, leads string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, address, nil)
	check(h.t, err)
	resp, err := h.browser.Do(req)
	check(h.t, err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	check(h.t, err)
	return string(raw), resp.Header.Get("Location")
}

// begins opens the installation and presses a button on Slack's page; it gives
// the page of newsbell to which Slack leads then.
func (h *hosted) begins(team string, allow bool) (page string) {
	h.t.Helper()
	_, leads := h.opens(h.here(h.guide.typed(example + "/slack/install")))
	back, err := h.slack.Authorize(leads, team, allow)
	check(h.t, err)
	return back
}

func (h *hosted) installs(team string) {
	h.t.Helper()
	page, _ := h.opens(h.begins(team, true))
	for _, want := range []string{"newsbell is installed", "/invite @newsbell", "/news subscribe"} {
		if !strings.Contains(page, want) {
			h.t.Errorf("%s: the last page lacks %q:\n%s", team, want, page)
		}
	}
}

// cancels goes half of the way twice, and sees that nothing was kept.
func (h *hosted) cancels() {
	h.t.Helper()
	h.begins("T7", true) // and never comes back
	page, _ := h.opens(h.begins("T7", false))
	if !strings.Contains(page, "Nothing was installed") || !strings.Contains(page, "/slack/install") {
		h.t.Errorf("cancelled: got %s", page)
	}
	if n := h.slack.Calls("oauth.v2.access"); n != 0 || h.kept("slack/team/") {
		h.t.Errorf("cancelled: %d tokens were asked for, kept is %t", n, h.kept("slack/team/"))
	}
}

// says types a line in a workspace's channel and gives the answer.
func (h *hosted) says(team, line string) string {
	h.t.Helper()
	reply, err := h.slack.CommandIn(team, "UADMIN", "C"+team, strings.TrimPrefix(line, "/news "))
	check(h.t, err)
	return reply.Text
}

// reports are of different events, each with the words that the README subscribes
// to.
func reports() []Item {
	return []Item{
		{Title: "Bakers in Lyon strike over the price of flour", HTML: "Four hundred bakeries stayed shut on Monday. Their union says that flour has become too dear since the peace talks on Ukraine were broken off."},
		{Title: "Chess federation moves its final to Oslo", HTML: "The last six games will be played in Norway in May. The organisers want to be near the hall in which the peace talks about Ukraine are held."},
		{Title: "Shipyard wins an order for three electric ferries", HTML: "The ferries are to cross the strait without smoke from next year. The owner had waited for the peace talks on Ukraine before it signed."},
		{Title: "Museum lends two icons that nobody had seen for a century", HTML: "The paintings travel in a van with guards. The loan was agreed on at dinner during the Ukraine peace talks, the director said."},
		{Title: "Heavy rain closes the mountain railway for a week", HTML: "Mud covers the upper station and two bridges. Envoys on their way to the peace talks about Ukraine had to walk down to the valley."},
	}
}

// publish publishes the next report.
func (h *hosted) publish() (headline string) {
	h.t.Helper()
	all := reports()
	if h.told == len(all) {
		h.t.Fatal("no report is left")
	}
	it := all[h.told]
	h.told++
	it.ID, it.Published = fmt.Sprint("told", h.told), time.Now()
	h.press.Publish(0, it)
	return it.Title
}

// stands counts a workspace's messages with a headline.
func (h *hosted) stands(team, headline string) (n int) {
	for _, m := range h.slack.Messages("C" + team) {
		if m.Team == team && strings.Contains(string(m.Blocks), headline) {
			n++
		}
	}
	return n
}

// rings waits until each workspace got the message, once.
func (h *hosted) rings(ctx context.Context, headline string, teams ...string) {
	h.t.Helper()
	for _, team := range teams {
		for h.stands(team, headline) == 0 {
			if !pause(ctx, 20*time.Millisecond) {
				h.t.Fatalf("%s is not rung for %q\n%s", team, headline, tail(h.Log(), 4000))
			}
		}
	}
	for _, team := range teams {
		if n := h.stands(team, headline); n != 1 {
			h.t.Errorf("%s is rung %d times for %q", team, n, headline)
		}
	}
}

// refuses sends a command again as it was sent, one with another body, and one
// without a signature: each is refused and does nothing.
func (h *hosted) refuses() {
	h.t.Helper()
	body := url.Values{
		"team_id": {"T7"}, "channel_id": {"CT7"}, "user_id": {"UADMIN"}, "trigger_id": {"1.replay"}, "command": {"/news"},
		"text": {"subscribe harbour when every"}, "response_url": {"https://hooks.slack.com/none"},
	}.Encode()
	send := func(change func(*http.Request)) int {
		req, err := h.slack.Signed("/slack/commands", "application/x-www-form-urlencoded", []byte(body))
		check(h.t, err)
		change(req)
		resp, err := h.proxy.Client().Transport.RoundTrip(req)
		check(h.t, err)
		defer resp.Body.Close()
		return resp.StatusCode
	}
	var first http.Header
	got := []int{
		send(func(r *http.Request) { first = r.Header.Clone() }),
		send(func(r *http.Request) { r.Header = first }),
		send(func(r *http.Request) { r.Header.Del("X-Slack-Signature") }),
		send(func(r *http.Request) {
			forged := strings.Replace(body, "harbour", "airport", 1)
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(forged)), int64(len(forged))
		}),
	}
	if want := []int{200, 401, 401, 401}; fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Errorf("requests were answered with %v, want %v", got, want)
	}
	for _, reason := range []string{"replayed", "unsigned", "wrong signature"} {
		if !strings.Contains(h.Log(), reason) {
			h.t.Errorf("the log does not tell of one that was %s", reason)
		}
	}
	if got := h.says("T7", "/news list"); strings.Count(got, "harbour") != 1 || strings.Contains(got, "airport") {
		h.t.Errorf("after that the list is %s", got)
	}
	h.says("T7", "/news unsubscribe 2")
}

// sealed looks for the secrets in the store's files and in the log.
func (h *hosted) sealed() {
	h.t.Helper()
	tokens := h.slack.Tokens()
	if len(tokens) != 2 || !h.kept("slack/team/T7") || !h.kept("slack/team/T8") {
		h.t.Fatalf("%d tokens were given; kept are %t and %t", len(tokens), h.kept("slack/team/T7"), h.kept("slack/team/T8"))
	}
	for _, secret := range append(tokens, clientSecret, signingSecret, tokenKey) {
		raw := []byte(secret)
		for _, form := range []string{secret, base64.StdEncoding.EncodeToString(raw)[:len(raw)], hex.EncodeToString(raw)} {
			if h.kept(form) || strings.Contains(h.Log(), form) {
				h.t.Errorf("%s… is kept or logged in clear", secret[:8])
			}
		}
	}
}

// kept tells whether the store's files hold some text.
func (h *hosted) kept(text string) bool {
	h.t.Helper()
	files, err := filepath.Glob(filepath.Join(h.dir, "newsbell.db*"))
	check(h.t, err)
	for _, name := range files {
		data, err := os.ReadFile(name)
		check(h.t, err)
		if bytes.Contains(data, []byte(text)) {
			return true
		}
	}
	return false
}

// wrongKey starts newsbell with another key: check and the log name it and say
// what to do, people are told, and what happens meanwhile is delivered once the
// key is right again.
func (h *hosted) wrongKey(ctx context.Context) {
	h.t.Helper()
	h.Stop()
	const wrong = "NEWSBELL_SLACK_TOKEN_KEY=another-long-random-text"
	code, out := h.run("newsbell check", wrong) //nolint:contextcheck // the test's own
	if code != 1 || !strings.Contains(out, "T8") || !strings.Contains(out, "set the earlier token_key") {
		h.t.Errorf("check with a wrong key ends with %d:\n%s", code, out)
	}
	right, before := h.Env, len(h.Log())
	h.Env = append(slices.Clip(h.Env), wrong)
	h.again(h.t.Context()) //nolint:contextcheck // it lives as long as the test
	if said := h.Log()[before:]; !strings.Contains(said, "level=ERROR") || !strings.Contains(said, "set the earlier token_key") {
		h.t.Errorf("started with a wrong key, newsbell says:\n%s", said)
	}
	if got := h.says("T8", "/news list"); !strings.Contains(got, "Whoever operates newsbell") {
		h.t.Errorf("with a wrong key: got %s", got)
	}
	headline := h.publish()
	for h.press.Served(0).IsZero() {
		if !pause(ctx, 20*time.Millisecond) {
			h.t.Fatal("the feed is not polled")
		}
	}
	h.Stop()
	h.Env = right
	h.again(h.t.Context()) //nolint:contextcheck // it lives as long as the test
	h.rings(ctx, headline, "T8")
}
