package app

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsbell/config"
	"newsbell/jobs"
	"newsbell/news"
)

// TestModelSummaries: an alert shows what the language model wrote when each
// name stands in the articles, else the articles' own sentences; the model is
// asked once for two channels.
func TestModelSummaries(t *testing.T) {
	const own = "The old bridge over the Wend was closed after the storm on Monday. The harbour stays shut until the wind drops."
	for _, tt := range []struct{ name, answer, want, outcome string }{
		{"sound", "The storm closed the old bridge over the Wend on Monday. The harbour stays shut.", "The storm closed the old bridge over the Wend on Monday. The harbour stays shut.", "used"},
		{"invents a name", "The storm closed the Calder bridge on Monday. The harbour stays shut.", own, "names"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			requests := 0
			model := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				requests++
				_, _ = io.WriteString(w, `{"choices":[{"message":{"content":"`+tt.answer+`"}}],"usage":{"prompt_tokens":7,"completion_tokens":3}}`)
			}))
			defer model.Close()
			a := modelApp(t, model.URL)
			now := a.now()
			for _, room := range []string{"one", "two"} {
				if _, err := a.room.Say(t.Context(), room, "ada", "/news subscribe bridge when every"); err != nil {
					t.Fatal(err)
				}
			}
			f, _, err := a.store.AddFeed(t.Context(), news.Feed{URL: "https://quay.example/feed", Title: "Quay News", Publisher: "Quay News", Language: "en", Origin: news.OriginChat})
			if err != nil {
				t.Fatal(err)
			}
			article := news.Article{
				Feed: f.ID, Keys: []string{"1"}, Hash: "1", URL: "https://quay.example/1", Title: "Storm closes old bridge and harbour", Text: own,
				Publisher: "Quay News", Language: "en", Published: now, Arrived: now,
			}
			if _, err := a.store.CommitPoll(t.Context(), news.Poll{Feed: f, Articles: []news.Article{article}, At: now}); err != nil {
				t.Fatal(err)
			}
			if _, err := a.desk.Round(t.Context(), now); err != nil {
				t.Fatal(err)
			}
			if err := a.queue.(*jobs.Manual).Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, room := range []string{"one", "two"} {
				posts, _ := a.room.Posts(room, 0)
				found := false
				for _, p := range posts {
					if p.Message.Card != nil {
						found = true
						if got := p.Message.Card.Summary; got != tt.want {
							t.Errorf("%s: got %q, want %q", room, got, tt.want)
						}
					}
				}
				if !found {
					t.Errorf("%s: no alert among %d posts", room, len(posts))
				}
			}
			if requests != 1 {
				t.Errorf("the model was asked %d times, want once", requests)
			}
			h, err := a.Handler()
			if err != nil {
				t.Fatal(err)
			}
			rec := httptest.NewRecorder()
			req := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/metrics", nil)
			req.RemoteAddr = "127.0.0.1:9"
			h.ServeHTTP(rec, req)
			for _, line := range []string{`newsbell_summaries_total{outcome="` + tt.outcome + `"} 1`, `newsbell_summary_tokens_total{direction="in"} 7`} {
				if !strings.Contains(rec.Body.String(), line) {
					t.Errorf("the metrics (%d) lack %s", rec.Code, line)
				}
			}
		})
	}
}

func modelApp(t *testing.T, address string) *App {
	t.Helper()
	cfg, err := config.Load("", []string{
		"NEWSBELL_STORAGE_URL=" + filepath.Join(t.TempDir(), "test.db"),
		"NEWSBELL_SUMMARY_ENGINE=llm", "NEWSBELL_SUMMARY_MODEL=small", "NEWSBELL_SUMMARY_BASE_URL=" + address, "NEWSBELL_SUMMARY_API_KEY=sesame",
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Feeds.Catalogue = false
	now := time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC)
	a, err := New(t.Context(), Options{
		Config: cfg, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }, Manual: true, Rooms: []string{"one", "two"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}
