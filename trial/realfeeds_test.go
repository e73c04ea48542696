package trial

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

// A realFeed is a feed of the shared data, without and with its newest entry.
type realFeed struct {
	file          string
	before, after []byte
}

// sharedFeeds reads the real feeds and the two of the seed. It skips the test
// when the data is absent.
func sharedFeeds(t *testing.T, now time.Time) (out []realFeed) {
	t.Helper()
	data := filepath.Join(moduleRoot(t), "..", "shared", "data")
	list, err := os.Open(filepath.Join(data, "feeds", "real.jsonl"))
	if err != nil {
		t.Skip("shared test data not present")
	}
	defer func() { _ = list.Close() }() // only read
	files := []string{"seed/feed.xml", "seed/feed.rss"}
	lines := bufio.NewScanner(list)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var row struct{ File, Oracle string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if row.Oracle == "ok" {
			files = append(files, "feeds/"+row.File)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		body, err := os.ReadFile(filepath.Join(data, file))
		if err != nil {
			t.Fatal(err)
		}
		before, after, ok := Rewind(body, now)
		if !ok {
			t.Logf("%s: no entry can be told apart, left out", file)
			continue
		}
		out = append(out, realFeed{file: file, before: before, after: after})
	}
	return out
}

// TestRealFeeds serves real feeds without their newest entry, lets people
// subscribe by typing on Discord, Slack and the local chat, adds the entries
// and looks at the channels: each is shown exactly once in each.
func TestRealFeeds(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the whole program: not in -short")
	}
	feeds := sharedFeeds(t, time.Now())
	w := open(t, Plan{Feeds: len(feeds), Platforms: []news.Platform{news.Discord, news.Slack, news.Local}})
	for n, f := range feeds {
		w.Press.Serve(n, f.before, "")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	start(ctx, t, w)
	for n := range feeds {
		polled(ctx, t, w, n)
	}
	rooms := subscribeAll(ctx, t, w, len(feeds))
	pause(ctx, 2*time.Second) // the first polls are committed
	for n, f := range feeds {
		w.Press.Serve(n, f.after, "")
	}
	var faults []string
	for {
		faults = faults[:0]
		for _, room := range rooms {
			faults = append(faults, room.faults(ctx, t, feeds)...)
		}
		if len(faults) == 0 || !pause(ctx, time.Second) {
			break
		}
	}
	for _, f := range faults {
		t.Error(f)
	}
	seedArrives(t, w)
	if t.Failed() {
		t.Log(tail(w.Process.Log(), 4000))
	}
	t.Logf("%d real feeds: each new entry is shown once on Discord, Slack and the local chat", len(feeds))
}

func polled(ctx context.Context, t *testing.T, w *World, n int) {
	t.Helper()
	for w.Press.Asked(n) == 0 {
		if !pause(ctx, 20*time.Millisecond) {
			t.Fatalf("feed %d is never polled\n%s", n, tail(w.Process.Log(), 4000))
		}
	}
}

// A room is a channel on one platform, as its people see it.
type room struct {
	name     string
	messages func(ctx context.Context, t *testing.T) []string
}

// faults names the feeds whose publisher is not shown by exactly one message.
func (r room) faults(ctx context.Context, t *testing.T, feeds []realFeed) (out []string) {
	t.Helper()
	messages := r.messages(ctx, t)
	for n, f := range feeds {
		publisher, count := fmt.Sprintf("Paper%03d", n), 0
		for _, m := range messages {
			if strings.Contains(m, publisher) {
				count++
			}
		}
		if count != 1 {
			out = append(out, fmt.Sprintf("%s: %s (%s) is shown by %d messages", r.name, publisher, f.file, count))
		}
	}
	return out
}

// subscribeAll types, on each platform, a subscription to all the papers.
func subscribeAll(ctx context.Context, t *testing.T, w *World, feeds int) []room {
	t.Helper()
	var queries []string
	for n := 0; n < feeds; n += 40 {
		var papers []string
		for m := n; m < min(n+40, feeds); m++ {
			papers = append(papers, fmt.Sprintf("Paper%03d", m))
		}
		queries = append(queries, "source:"+strings.Join(papers, ",")+" lang:any")
	}
	const discord, slack = "100000000000000001", "C000001"
	for _, q := range queries {
		reply, err := w.Discord.Interact(ctx, discordtest.Interaction{
			Command: "subscribe", Args: map[string]string{"query": q, "when": "every"}, Channel: discord, ChannelName: "news",
		})
		if err != nil || !bytes.Contains(reply.Body, []byte("is on")) {
			t.Fatalf("subscribe on Discord: %v %s", err, reply.Body)
		}
		answer, err := w.Slack.Command("UADMIN", slack, "subscribe "+q+" when every")
		if err != nil || !strings.Contains(answer.Text+string(answer.Blocks), "is on") {
			t.Fatalf("subscribe on Slack: %v %s %s", err, answer.Text, answer.Blocks)
		}
		say(ctx, t, w, "/news subscribe "+q+" when every")
	}
	return []room{
		{"discord", func(context.Context, *testing.T) (out []string) {
			for _, m := range w.Discord.Messages(discord) {
				out = append(out, string(m.Latest()))
			}
			return out
		}},
		{"slack", func(context.Context, *testing.T) (out []string) {
			for _, m := range w.Slack.Messages(slack) {
				out = append(out, m.Text+string(m.Blocks))
			}
			return out
		}},
		{"local", func(ctx context.Context, t *testing.T) (out []string) {
			t.Helper()
			for part := range strings.SplitSeq(page(ctx, t, w), `<li id="p-`) {
				if strings.Contains(part, `<div class="card`) {
					out = append(out, part)
				}
			}
			return out
		}},
	}
}

// say types a line into the local chat.
func say(ctx context.Context, t *testing.T, w *World, line string) {
	t.Helper()
	form := url.Values{"channel": {"general"}, "line": {line}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+w.Process.Listen+"/chat/say", strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }() // nothing is left to read
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the local chat answers %s", res.Status)
	}
}

// page is the local chat as a browser gets it.
func page(ctx context.Context, t *testing.T, w *World) string {
	t.Helper()
	body, status := w.Process.get(ctx, "/chat?channel=general")
	if status != http.StatusOK {
		t.Fatalf("the local chat answers %d", status)
	}
	return body
}

// seedArrives looks for the seed's article, whole, in the Discord channel.
func seedArrives(t *testing.T, w *World) {
	t.Helper()
	for _, m := range w.Discord.Messages("100000000000000001") {
		body := string(m.Latest())
		if !strings.Contains(body, "Trump, Putin to begin Ukraine peace talks") {
			continue
		}
		for _, part := range []string{"harbour-ledger.example", "Paper000"} {
			if !strings.Contains(body, part) {
				t.Errorf("the seed's card lacks %q: %s", part, body)
			}
		}
		return
	}
	t.Error("the seed's article is not shown on Discord")
}
