package local_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/local"
)

// TestPage_adverse holds the local chat against all that goes wrong on any
// platform, as a browser sends it.
func TestPage_adverse(t *testing.T) {
	bottest.RunAdverse(t, bottest.Page, func(t *testing.T, scene bottest.Scene) bottest.Rig {
		t.Helper()
		room := local.New(local.Options{Clerk: scene.Clerk, Now: bottest.Now, Log: scene.Log})
		h, err := room.Handler()
		if err != nil {
			t.Fatal(err)
		}
		srv := httptest.NewServer(h)
		t.Cleanup(srv.Close)
		return rig{room, srv.URL, scene}
	})
}

// rig sends the page's form, well or not.
type rig struct {
	room  *local.Room
	url   string
	scene bottest.Scene
}

// Say implements bottest.Chat.
func (r rig) Say(ctx context.Context, _ bottest.Person, line string) (string, error) {
	seen, err := r.send(ctx, "general", url.Values{"line": {line}}.Encode())
	return seen.Text, err
}

// Meet implements bottest.Rig.
func (r rig) Meet(ctx context.Context, h bottest.Hazard, p bottest.Person, line string) (bottest.Seen, error) {
	form := url.Values{"line": {line}}.Encode()
	switch h {
	case bottest.Missing, bottest.Odd, bottest.Unknown:
		return r.send(ctx, "general", form)
	case bottest.SlowAnswer:
		go func() {
			if r.scene.Asked(ctx, 1) == nil {
				r.scene.Release()
			}
		}()
		return r.send(ctx, "general", form)
	case bottest.InDirect:
		return r.send(ctx, "@"+strings.ToLower(p.Name), form)
	case bottest.NoChannel:
		return r.send(ctx, "../general", form)
	case bottest.Elsewhere:
		return r.send(ctx, "general", form, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
	case bottest.Hidden:
		return r.send(ctx, "general", form, "Origin", "null")
	case bottest.Unreadable:
		return r.send(ctx, "general", "line=%zz"+line)
	case bottest.TooLarge:
		return r.send(ctx, "general", form+strings.Repeat("+flood", 20_000))
	default:
	}
	return bottest.Seen{}, fmt.Errorf("%s: the page knows no such hazard", h)
}

// send posts a form in a room and reads the answer in it, if one came.
func (r rig) send(ctx context.Context, channel, form string, header ...string) (bottest.Seen, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url+"/chat/say?channel="+url.QueryEscape(channel), strings.NewReader(form))
	if err != nil {
		return bottest.Seen{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	_, before := r.room.Posts(channel, 0)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return bottest.Seen{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	words, err := io.ReadAll(resp.Body)
	if err != nil {
		return bottest.Seen{}, err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		if len(words) == 0 {
			return bottest.Seen{}, fmt.Errorf("status %d without a word", resp.StatusCode)
		}
		return bottest.Seen{Refused: true, Secrets: []string{"flood"}}, nil
	}
	posts, _ := r.room.Posts(channel, before)
	for _, p := range posts {
		if p.Line == "" {
			return bottest.Seen{Text: bot.PlainText(p.Message, nil)}, nil
		}
	}
	return bottest.Seen{}, nil
}
