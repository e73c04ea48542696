package local_test

import (
	"bytes"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"newsbell/bot/chart"
	"newsbell/news"
)

func TestPage_showsAChart(t *testing.T) {
	room, srv := newPage(t)
	d := alert(1, "A headline")
	d.Kind = news.KindDigest
	c := news.Chart{
		Title: "3 stories", Topics: []string{"world"}, Alt: `Bar chart. "3" stories: world 3.`,
		Bars: []news.Bar{{Label: "09:00", Parts: []int{2}}, {Label: "10:00", Parts: []int{1}}},
	}
	d.Message = news.Message{Kind: news.KindDigest, List: &news.List{Heading: "News digest", Chart: &c}}
	send(t, room, d)
	send(t, room, alert(2, "Another"))
	_, page := do(t, "GET", srv.URL+"/chat?channel=general", nil)
	_, rest, ok := strings.Cut(page, `<img class="chart" src="`)
	address, rest, _ := strings.Cut(rest, `"`)
	if !ok || !strings.HasPrefix(rest, ` alt="Bar chart. &#34;3&#34; stories: world 3."`) {
		t.Fatalf("the page shows no chart: %s", page)
	}
	code, body := do(t, "GET", srv.URL+address, nil)
	want, err := chart.Draw(c)
	if code != http.StatusOK || err != nil || body != string(want) {
		t.Errorf("%s: status %d, %d bytes, %v", address, code, len(body), err)
	}
	if _, err := png.Decode(bytes.NewReader([]byte(body))); err != nil {
		t.Error(err)
	}
	for _, none := range []string{"/chat/chart/d2", "/chat/chart/none", "/chat/chart/"} {
		if code, _ := do(t, "GET", srv.URL+none, nil); code != http.StatusNotFound {
			t.Errorf("%s: status %d", none, code)
		}
	}
	d.Message.List.Chart = &c
	if simple, err := room.Render(d, true); err != nil || strings.Contains(string(simple), "chart") {
		t.Errorf("%v: the simple form %s", err, simple)
	}
}
