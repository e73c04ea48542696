package card_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsbell/bot/discord/card"
	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

var update = flag.Bool("update", false, "rewrite the golden files") //nolint:gochecknoglobals // a test flag

// shapes are the deliveries of the golden files.
func shapes() map[string]news.Delivery {
	full := discordtest.Alert(41, "c1", discordtest.Storm())
	plain := discordtest.Storm()
	plain.Image, plain.Reports, plain.Coverage, plain.Reason, plain.Words = "", plain.Reports[:1], "", "", nil
	plain.Updated = plain.Began
	single := discordtest.Alert(42, "c1", plain)
	changed := discordtest.Storm()
	changed.Corrected = "Harbour of Aldermouth destroyed"
	changed.Earlier = "https://discord.com/channels/1/2/3"
	reply := discordtest.Alert(43, "c1", changed)
	reply.Kind, reply.Message.Kind, reply.ParentID = news.KindReply, news.KindReply, "777"
	edit := discordtest.Alert(44, "c1", changed)
	edit.Kind, edit.Message.Kind, edit.Parent, edit.ParentID = news.KindEdit, news.KindEdit, 41, "777"
	return map[string]news.Delivery{
		"alert": full, "single": single, "reply": reply, "edit": edit, "digest": digest(45), "notice": discordtest.Notice(46),
	}
}

func digest(id news.DeliveryID) news.Delivery {
	d := discordtest.Alert(id, "c1", discordtest.Storm())
	d.Kind = news.KindDigest
	d.Message = news.Message{Kind: news.KindDigest, Silent: true, List: &news.List{
		Heading: "Morning digest", Intro: "since yesterday 09:00", To: discordtest.Noon(),
		Items: []news.Item{
			{
				Title: "Crane falls in Aldermouth", URL: "https://coastpaper.example/1", Summary: "Two berths are closed.",
				Publishers: []string{"Coast Paper", "Wire North", "Echo"}, At: discordtest.Noon(), Section: "Coast", Note: "rang at 12:09",
			},
			{Title: "Ferry line to grow", URL: "https://echo.example/2", Publishers: []string{"Echo"}, At: discordtest.Noon(), Section: "Coast"},
			{Title: "Team wins again", URL: "not an address", At: discordtest.Noon(), Section: "Sport"},
		},
		More: 4,
	}}
	return d
}

func TestRender_golden(t *testing.T) {
	for name, d := range shapes() {
		for _, simple := range []bool{false, true} {
			file := name
			if simple {
				file += "-classic"
			}
			t.Run(file, func(t *testing.T) {
				b, err := card.Render(d, simple)
				if err != nil {
					t.Fatal(err)
				}
				if err := card.Validate(b); err != nil {
					t.Errorf("breaks a rule: %v", err)
				}
				var pretty bytes.Buffer
				if err := json.Indent(&pretty, b, "", "  "); err != nil {
					t.Fatal(err)
				}
				golden(t, file+".json", pretty.String()+"\n")
				golden(t, file+".txt", readable(t, b))
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s changed; go test -run golden -update shows how.\ngot:\n%s\nwant:\n%s", name, got, want)
	}
}

func readable(t *testing.T, body []byte) string {
	t.Helper()
	s, err := discordtest.Readable(body)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRender_marksAndNonce(t *testing.T) {
	d := discordtest.Alert(41, "c1", discordtest.Storm())
	d.Nonce = ""
	b, err := card.Render(d, false)
	if err != nil {
		t.Fatal(err)
	}
	n := card.Nonce(41)
	if len(n) != 24 || n == card.Nonce(42) || n != strings.ToLower(n) {
		t.Errorf("nonce %q, want 24 lower case characters of its own", n)
	}
	for _, want := range []string{`"nonce":"` + n + `"`, `"enforce_nonce":true`, `"allowed_mentions":{"parse":[]}`, `"n1:why:41"`} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("%s is not in %s", want, b)
		}
	}
	again, _ := card.Render(d, false)
	if !bytes.Equal(b, again) {
		t.Error("the same delivery gave other bytes")
	}
}

func TestRender_longAddress(t *testing.T) {
	c := discordtest.Storm()
	c.URL = "https://news.example/" + strings.Repeat("a", 600)
	b, err := card.Render(discordtest.Alert(1, "c", c), false)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte(`"Read"`)) || !bytes.Contains(b, []byte("]("+c.URL+")")) {
		t.Errorf("want a masked link and no button for an address that fits no button: %s", b)
	}
}

func TestRender_privateImageStaysPrivate(t *testing.T) {
	for _, image := range []string{
		"http://192.168.1.4/a.png", "http://127.0.0.1/a.png", "http://intranet/a.png", "http://cam.local/a.png", "ftp://x.example/a.png",
	} {
		c := discordtest.Storm()
		c.Image = image
		b, err := card.Render(discordtest.Alert(1, "c", c), false)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("a.png")) {
			t.Errorf("image %s was handed to Discord", image)
		}
	}
}

func TestRender_longListFitsOneMessage(t *testing.T) {
	d := digest(1)
	it := d.Message.List.Items[0]
	it.Title, it.Summary = strings.Repeat("word ", 200), strings.Repeat("more ", 200)
	it.URL = "https://coastpaper.example/" + strings.Repeat("p", 250)
	d.Message.List.Items, d.Message.List.More = nil, 0
	for range 20 {
		d.Message.List.Items = append(d.Message.List.Items, it)
	}
	b, err := card.Render(d, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := card.Validate(b); err != nil {
		t.Fatal(err)
	}
	text := readable(t, b)
	shown := strings.Count(text, "coastpaper.example/p")
	if shown == 0 || shown > 8 || !strings.Contains(text, fmt.Sprintf("and %d more stories", 20-shown)) {
		t.Errorf("%d of 20 stories shown, and not said how many more:\n%s", shown, text)
	}
}

func TestRender_nothingToShow(t *testing.T) {
	d := discordtest.Alert(1, "c", discordtest.Storm())
	d.Message = news.Message{Kind: news.KindAlert}
	if _, err := card.Render(d, false); err == nil {
		t.Error("an empty message was rendered")
	}
}

func TestRender_zeroTimes(t *testing.T) {
	c := news.Card{Title: "Only a headline", URL: "https://a.example/"}
	c.Updated = time.Time{}
	b, err := card.Render(discordtest.Alert(1, "c", c), false)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("<t:")) {
		t.Errorf("an unknown time is shown: %s", b)
	}
}
