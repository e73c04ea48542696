package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsbell/bot/chart"
	"newsbell/bot/discord/card"
	"newsbell/bot/discord/discordtest"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/slacktest"
	"newsbell/digest"
	"newsbell/digest/schedule"
	"newsbell/news"
)

// told is a story of the example: headline, lead, section, publishers and the
// hours before the digest at which it began.
type told struct {
	title, lead, section string
	publishers           string
	hours                int
	rang                 bool
}

func exampleStories() []told {
	return []told{
		{"Ferry runs aground off Aldermouth, all 212 on board safe", "A ferry with 212 people on board ran aground in fog outside the harbour of Aldermouth. Lifeboats brought everybody ashore within two hours.", "world", "Coast Post, Harbour Radio, Northern Wire, Evening Ledger", 3, true},
		{"Parliament in Veldt passes the water law by three votes", "The law caps what large farms may pump in dry months. It takes effect in January.", "politics", "Veldt Gazette, Northern Wire, Evening Ledger", 5, false},
		{"Grain prices fall after rain in the south", "Wheat for delivery in March lost four per cent.", "business", "Market Day, Northern Wire", 7, false},
		{"Third night of frost threatens the apple harvest", "Growers lit fires between the rows again. They expect to lose a fifth of the crop.", "business", "Orchard News, Veldt Gazette", 9, false},
		{"Comet visible to the naked eye from Thursday", "Astronomers advise to look low in the west an hour after sunset.", "science", "Sky Letter, Coast Post", 12, false},
		{"Rovers win the cup final after extra time", "A header in the last minute decided the match.", "sport", "Touchline, Evening Ledger, Harbour Radio", 14, false},
		{"Tram drivers call off their strike", "Both sides agreed on a raise in two steps.", "politics", "Evening Ledger, Harbour Radio", 16, false},
		{"Old mill reopens as a museum of looms", "Visitors may weave on machines of 1890.", "culture", "Coast Post", 18, false},
		{"Bridge on the ring road closed for a month", "", "world", "Harbour Radio", 20, false},
		{"Library lends its first million of sound books", "", "culture", "Veldt Gazette", 22, false},
	}
}

// example is the digest that the documents show.
func example(t *testing.T, style news.Style) news.Message {
	t.Helper()
	zone, _, err := schedule.Zone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	to := time.Date(2025, time.February, 12, 9, 0, 0, 0, zone)
	in := digest.Input{From: to.AddDate(0, 0, -1), To: to, Zone: zone, Style: style, Chart: true}
	for i, s := range exampleStories() {
		at := to.Add(-time.Duration(s.hours)*time.Hour - 23*time.Minute)
		st := news.Story{
			ID: news.StoryID(i + 1), Title: s.title, Lead: s.lead, Section: s.section, Language: "en", Began: at, Updated: at.Add(20 * time.Minute),
		}
		for j, p := range strings.Split(s.publishers, ", ") {
			site := strings.ToLower(strings.ReplaceAll(p, " ", "-")) + ".example"
			st.Reports = append(st.Reports, news.Report{Publisher: p, URL: fmt.Sprintf("https://%s/%d", site, i+1), At: at.Add(time.Duration(6*j) * time.Minute)})
		}
		st.URL = st.Reports[0].URL
		c := news.Candidate{Story: st, Matches: 1}
		if s.rang {
			c.Rang = at.Add(8 * time.Minute)
		}
		in.Candidates = append(in.Candidates, c)
	}
	m, ok := digest.Compose(in)
	if !ok {
		t.Fatal("nothing to list")
	}
	return m
}

// The digests of docs/examples are what both platforms are sent, in every
// style, and docs/commands.md shows them as people read them. With
// NEWSBELL_UPDATE=1 they are written.
func TestDigestExamples(t *testing.T) {
	var shown strings.Builder
	for _, style := range []news.Style{news.Full, news.Headlines, news.Sections} {
		m := example(t, style)
		for _, p := range []struct {
			platform news.Platform
			render   func(news.Delivery, bool) ([]byte, error)
			readable func([]byte) (string, error)
		}{
			{news.Discord, card.Render, discordtest.Readable},
			{news.Slack, block.Render, slacktest.Readable},
		} {
			d := news.Delivery{
				ID: 4711, Kind: news.KindDigest, Message: m, Target: news.Target{Platform: p.platform, Tenant: "T1", Channel: "C1"},
			}
			body, err := p.render(d, false)
			if err != nil {
				t.Fatal(err)
			}
			text, err := p.readable(body)
			if err != nil {
				t.Fatal(err)
			}
			var pretty bytes.Buffer
			if err := json.Indent(&pretty, body, "", "  "); err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("digest-%s-%s", style, p.platform)
			golden(t, name+".json", append(pretty.Bytes(), '\n'))
			golden(t, name+".txt", []byte(text))
			if style == news.Full {
				fmt.Fprintf(&shown, "\nOn %s:\n\n```\n%s\n```\n", map[news.Platform]string{news.Discord: "Discord", news.Slack: "Slack"}[p.platform], strings.TrimSpace(text))
			}
		}
	}
	picture, err := chart.Draw(*example(t, news.Full).List.Chart)
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("NEWSBELL_UPDATE") != "" { // not compared: the last bit of a number may differ between processors
		golden(t, "digest-chart.png", picture)
	}
	inDocs(t, filepath.Join("..", "docs", "commands.md"), "<!-- digest -->\n", "\n<!-- /digest -->", strings.TrimPrefix(shown.String(), "\n"))
}

// golden holds a file of docs/examples against what it must be, or writes it.
func golden(t *testing.T, name string, want []byte) {
	t.Helper()
	path := filepath.Join("..", "docs", "examples", name)
	if os.Getenv("NEWSBELL_UPDATE") != "" {
		if err := os.WriteFile(path, want, 0o644); err != nil { //nolint:gosec // a document
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not up to date (%v); run: NEWSBELL_UPDATE=1 go test ./app -run TestDigestExamples", path, err)
	}
}

// inDocs holds the part of a document between two marks against what it must
// be, or writes it.
func inDocs(t *testing.T, path, begin, end, want string) {
	t.Helper()
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(doc), begin)
	got, after, also := strings.Cut(rest, end)
	switch {
	case !ok || !also:
		t.Errorf("%s lacks its marks", path)
	case os.Getenv("NEWSBELL_UPDATE") != "":
		if err := os.WriteFile(path, []byte(before+begin+strings.TrimSpace(want)+end+after), 0o644); err != nil { //nolint:gosec // a document
			t.Fatal(err)
		}
	case strings.TrimSpace(got) != strings.TrimSpace(want):
		t.Errorf("%s is not up to date; run: NEWSBELL_UPDATE=1 go test ./app -run TestDigestExamples", path)
	}
}
