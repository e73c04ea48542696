package trial

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	discordpost "newsbell/bot/discord/post"
	slackpost "newsbell/bot/slack/post"
	"newsbell/bot/slack/slacktest"
	"newsbell/deliver"
	"newsbell/news"
	"newsbell/storage"
)

// TestPermanent is the table of what closes a channel, a platform or a message:
// how many requests are made for three deliveries that wait in one channel and
// one that comes later, and what state all of it is in. None of them probes.
func TestPermanent(t *testing.T) {
	const active, suspended, ended = news.ChannelActive, news.ChannelSuspended, news.ChannelEnded
	tests := []struct {
		platform news.Platform
		status   int
		code     string // Slack's error, or Discord's number
		posts    int
		channel  news.ChannelState
		first    news.DeliveryState
		rest     news.DeliveryState
	}{
		{news.Discord, 404, "10003", 1, ended, news.Suspended, news.Suspended},
		{news.Discord, 404, "10004", 1, suspended, news.Suspended, news.Suspended},
		{news.Discord, 403, "50001", 1, suspended, news.Suspended, news.Suspended},
		{news.Discord, 403, "50013", 1, suspended, news.Suspended, news.Suspended},
		{news.Discord, 403, "50007", 1, suspended, news.Suspended, news.Suspended},
		{news.Discord, 400, "160005", 1, suspended, news.Suspended, news.Suspended},
		{news.Discord, 401, "0", 1, active, news.Retry, news.Pending},
		{news.Discord, 403, "40333", 1, active, news.Retry, news.Pending},
		{news.Discord, 400, "50035", 8, active, news.Dropped, news.Dropped}, // each in its plainest form too
		{news.Discord, 400, "50008", 1, suspended, news.Suspended, news.Suspended},
		{news.Discord, 400, "40058", 2, suspended, news.Suspended, news.Suspended}, // a forum: as a thread too
		{news.Discord, 400, "40067", 1, suspended, news.Suspended, news.Suspended},
		{news.Discord, 400, "50083", 1, suspended, news.Suspended, news.Suspended},
		{news.Discord, 400, "160006", 1, active, news.Retry, news.Pending}, // ten minutes later
		{news.Discord, 403, "200000", 8, active, news.Dropped, news.Dropped},
		{news.Discord, 403, "200001", 8, active, news.Dropped, news.Dropped},
		{news.Discord, 400, "240000", 8, active, news.Dropped, news.Dropped},
		{news.Discord, 404, "10008", 4, active, news.Sent, news.Sent}, // the nonce is known: posted, then deleted
		{news.Discord, 403, "0", 1, suspended, news.Suspended, news.Suspended},
		{news.Slack, 0, "no_permission", 1, suspended, news.Suspended, news.Suspended},
		{news.Slack, 0, "restricted_action_thread_only_channel", 1, suspended, news.Suspended, news.Suspended},
		{news.Slack, 0, "restricted_action_non_threadable_channel", 1, suspended, news.Suspended, news.Suspended},
		{news.Slack, 0, "ekm_access_denied", 1, suspended, news.Suspended, news.Suspended},
		{news.Slack, 0, "messages_tab_disabled", 1, suspended, news.Suspended, news.Suspended},
		{news.Slack, 0, "missing_scope", 1, active, news.Retry, news.Pending},
		{news.Slack, 0, "invalid_auth", 1, active, news.Retry, news.Pending},
		{news.Slack, 0, "not_authed", 1, active, news.Retry, news.Pending},
		{news.Slack, 0, "token_expired", 1, active, news.Retry, news.Pending},
		{news.Slack, 0, "team_access_not_granted", 1, active, news.Retry, news.Pending},
		{news.Slack, 0, "org_login_required", 1, active, news.Retry, news.Pending},
		{news.Slack, 0, "team_added_to_org", 1, active, news.Retry, news.Pending},
		{news.Slack, 0, "message_limit_exceeded", 1, active, news.Retry, news.Pending},
		{news.Slack, 0, "msg_blocks_too_long", 8, active, news.Dropped, news.Dropped},
		{news.Slack, 0, "msg_too_long", 8, active, news.Dropped, news.Dropped},
		{news.Slack, 0, "metadata_too_large", 8, active, news.Dropped, news.Dropped},
		{news.Slack, 0, "duplicate_message_not_found", 4, active, news.Sent, news.Sent},
		{news.Slack, 0, "channel_not_found", 1, suspended, news.Suspended, news.Suspended},
		{news.Slack, 0, "is_archived", 1, suspended, news.Suspended, news.Suspended},
		{news.Slack, 0, "not_in_channel", 1, suspended, news.Suspended, news.Suspended},
		{news.Slack, 0, "restricted_action", 1, suspended, news.Suspended, news.Suspended},
		{news.Slack, 0, "account_inactive", 1, active, news.Retry, news.Pending},
		{news.Slack, 0, "token_revoked", 1, active, news.Retry, news.Pending},
		{news.Slack, 0, "invalid_blocks", 8, active, news.Dropped, news.Dropped},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %s %d", tt.platform, tt.code, tt.status), func(t *testing.T) {
			t.Parallel()
			route, seat, posts := refusing(t, tt.platform, tt.status, tt.code)
			store, err := storage.Open(t.Context(), storage.Options{URL: filepath.Join(t.TempDir(), "newsbell.db")})
			check(t, err)
			defer func() { check(t, store.Close()) }()
			ch, err := store.EnsureChannel(t.Context(), news.Channel{Target: seat.Target, State: active, Created: time.Now()})
			check(t, err)
			courier := &deliver.Courier{
				Log: slog.New(slog.DiscardHandler), Store: store, Now: time.Now, Routes: map[news.Platform]deliver.Route{tt.platform: route},
			}
			put := func(keys ...int) {
				for _, n := range keys {
					check(t, store.Enqueue(t.Context(), []news.Delivery{{
						Channel: ch.ID, Key: fmt.Sprint("alert/", n), Kind: news.KindAlert, Created: time.Now(),
						Message: news.Message{Kind: news.KindAlert, Card: &news.Card{Title: "A headline", URL: "https://example.org/a", Began: time.Now()}},
					}}))
				}
				_, err := courier.Drain(t.Context(), ch.ID)
				check(t, err)
			}
			put(1, 2, 3)
			put(4)
			if n := posts(); n != tt.posts {
				t.Errorf("%d requests, want %d", n, tt.posts)
			}
			now, err := store.Channel(t.Context(), ch.ID)
			check(t, err)
			if now.State != tt.channel {
				t.Errorf("the channel is %s (%s), want %s", now.State, now.StateWhy, tt.channel)
			}
			for n := 1; n <= 4; n++ {
				want := tt.rest
				if n == 1 {
					want = tt.first
				}
				if d, err := store.DeliveryByKey(t.Context(), ch.ID, fmt.Sprint("alert/", n)); err != nil || d.State != want {
					t.Errorf("delivery %d is %s (%s), want %s; %v", n, d.State, d.Outcome, want, err)
				}
			}
		})
	}
}

// refusing gives the route to a server that refuses every post, a channel of
// it, and the count of posts.
func refusing(t *testing.T, p news.Platform, status int, code string) (route deliver.Route, seat Seat, posts func() int) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	if p == news.Slack {
		srv := slacktest.New(slacktest.Options{})
		t.Cleanup(srv.Close)
		srv.Fault(func(c slacktest.Call) slacktest.Failure {
			if c.Method != "chat.postMessage" {
				return slacktest.Failure{}
			}
			return slacktest.Failure{Error: code}
		})
		sender := slackpost.NewSender(slackpost.Options{API: srv.URL(), Token: "xoxb-test", Log: log, Now: time.Now, Pace: slackpost.Pace{Post: -1}})
		return deliver.Route{Sender: sender, Policy: deliver.SlackPolicy(time.Minute)}, SlackSeat(0, ""), func() int { return srv.Calls("chat.postMessage") }
	}
	var number int
	if _, err := fmt.Sscan(code, &number); err != nil {
		t.Fatal(err)
	}
	count := make(chan struct{}, 100)
	srv := discordtest.New(discordtest.Options{Fault: func(r discordtest.Request) discordtest.Fault {
		if !r.Post() {
			return discordtest.Fault{}
		}
		count <- struct{}{}
		return discordtest.Fault{Kind: discordtest.Refuse, Status: status, Code: number}
	}})
	t.Cleanup(srv.Close)
	sender := discordpost.NewSender(discordpost.Options{Token: discordtest.Token, APIURL: srv.URL(), Log: log, Now: time.Now})
	return deliver.Route{Sender: sender, Policy: deliver.DiscordPolicy()}, DiscordSeat(0, ""), func() int { return len(count) }
}
