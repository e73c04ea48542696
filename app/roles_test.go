package app

import (
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/discord/discordtest"
	"newsbell/config"
	"newsbell/jobs"
	"newsbell/news"
	"newsbell/storage"
)

func TestReadRoles(t *testing.T) {
	for _, tt := range []struct {
		words string
		want  Roles
		fault bool
	}{
		{"", nil, false},
		{"poll,desk,deliver,gateway,web", nil, false},
		{"deliver", Roles{roleDeliver}, false},
		{"deliver,deliver", Roles{roleDeliver}, false},
		{"poll,desk,gateway,web", Roles{rolePoll, roleDesk, roleGateway, roleWeb}, false},
		{"poll,desk", nil, true},
		{"gateway,deliver", nil, true},
		{"courier", nil, true},
	} {
		t.Run(tt.words, func(t *testing.T) {
			got, err := ReadRoles(strings.FieldsFunc(tt.words, func(r rune) bool { return r == ',' }))
			var fault *news.Error
			if !slices.Equal(got, tt.want) || (err != nil) != tt.fault || tt.fault && !errors.As(err, &fault) {
				t.Errorf("got %v, %v, want %v", got, err, tt.want)
			}
		})
	}
	var local config.Config
	local.Local.Enabled = true
	deliver := Roles{roleDeliver}
	for name, err := range map[string]error{
		"SQLite": deliver.allowed(storage.SQLite, config.Config{}), "local chat": deliver.allowed(storage.Postgres, local),
	} {
		if err == nil {
			t.Errorf("%s: deliver alone is allowed", name)
		}
	}
	if err := deliver.allowed(storage.Postgres, config.Config{}); err != nil {
		t.Error(err)
	}
}

// TestPersonResumes lets a person who takes no direct messages write to
// newsbell: what waited for them goes out, once, in both of their conversations.
func TestPersonResumes(t *testing.T) {
	srv := discordtest.New(discordtest.Options{})
	defer srv.Close()
	dm := discordtest.Direct("77")
	srv.SetChannel(dm, discordtest.Channel{Guild: "dm", NoSend: true})
	cfg, err := config.Load("", []string{
		"NEWSBELL_STORAGE_URL=" + filepath.Join(t.TempDir(), "test.db"), "NEWSBELL_FEEDS_CATALOGUE=false",
		"NEWSBELL_DISCORD_TOKEN=" + discordtest.Token, "NEWSBELL_DISCORD_API_URL=" + srv.URL(),
	}, nil)
	must(t, err)
	now := time.Now()
	a, err := New(t.Context(), Options{
		Config: cfg, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }, Manual: true,
	})
	must(t, err)
	defer func() { must(t, a.Close()) }()
	targets := []news.Target{
		{Platform: news.Discord, Tenant: "dm", Channel: dm},
		{Platform: news.Discord, Tenant: discordtest.Guild, Channel: news.Person("77")},
	}
	other := news.Target{Platform: news.Discord, Tenant: discordtest.Guild, Channel: news.Person("78")}
	srv.SetChannel(discordtest.Direct("78"), discordtest.Channel{Guild: "dm", NoSend: true})
	states := func(want news.ChannelState) {
		t.Helper()
		channels, err := a.store.Channels(t.Context())
		must(t, err)
		for _, ch := range channels {
			if ch.Target == other && ch.State != news.ChannelSuspended || ch.Target != other && ch.State != want {
				t.Errorf("%s is %s (%s), want %s", ch.Target, ch.State, ch.StateWhy, want)
			}
		}
	}
	for _, to := range append(targets, other) {
		ch, err := a.store.EnsureChannel(t.Context(), news.Channel{Target: to, State: news.ChannelActive, Budget: -1, Created: now})
		must(t, err)
		must(t, a.store.Enqueue(t.Context(), []news.Delivery{{
			Channel: ch.ID, Key: "notice/1", Kind: news.KindNotice, Created: now, Message: news.Message{Kind: news.KindNotice, Text: &news.Note{Title: "A notice"}},
		}}))
	}
	must(t, a.queue.(*jobs.Manual).Run(t.Context()))
	states(news.ChannelSuspended)
	asked := srv.Stats().Requests
	must(t, a.queue.(*jobs.Manual).Run(t.Context()))
	if srv.Total() != 0 || srv.Stats().Requests != asked {
		t.Errorf("%d messages and %d more requests while suspended, want none", srv.Total(), srv.Stats().Requests-asked)
	}
	srv.SetChannel(dm, discordtest.Channel{Guild: "dm"})
	counted{a.clerk, a}.Answer(t.Context(), bot.Request{ID: "1", Target: targets[0], Actor: bot.Actor{ID: "77"}, Command: "help", At: now})
	states(news.ChannelActive)
	must(t, a.queue.(*jobs.Manual).Run(t.Context()))
	if got := len(srv.Messages(dm)); got != len(targets) {
		t.Errorf("%d messages for the person, want %d", got, len(targets))
	}
}
