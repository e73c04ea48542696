package discord

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"

	"newsbell/bot/discord/rest"
	"newsbell/news"
)

// Turns counts, for all processes and across restarts, what may be done only so
// often; storage.Store documents the method.
type Turns interface {
	TakeTurn(ctx context.Context, p news.PaceTurn) (after time.Duration, taken bool, err error)
}

// Identifies come at most this often on average, and up to so many of them at
// once: no more than 924 in any day, of the 1,000 after which Discord resets a
// bot's token (Discord's gateway documentation, "Session Start Limit").
const (
	identifyEvery = 100 * time.Second
	identifyBurst = 60
)

// mayIdentify waits until a connection may be opened. A process that is started
// over and over uses up its turns like one that runs.
func (s *Session) mayIdentify(ctx context.Context) error {
	if err := s.budget(ctx); err != nil || s.o.Turns == nil {
		return err
	}
	turn := news.PaceTurn{
		Key: s.client().Key() + "/identify", Every: identifyEvery, Ahead: identifyBurst * identifyEvery, Patience: time.Second,
	}
	for {
		after, taken, err := s.o.Turns.TakeTurn(ctx, turn)
		if err != nil {
			return fmt.Errorf("count gateway connections: %w", err)
		}
		if !taken {
			s.log().ErrorContext(ctx, "too many gateway connections in a short time, waiting", "dur", after)
		}
		if err := rest.Sleep(ctx, after); err != nil || taken {
			return err
		}
	}
}

// fatal makes the close codes that no new connection can mend an error for
// people; nil for all others (Discord's list of gateway close event codes).
func fatal(err error) *news.Error {
	closed, ok := errors.AsType[*websocket.CloseError](err)
	if !ok {
		return nil
	}
	advice := map[int]string{
		4004: "it refuses the token. Set discord.token to the token on the Bot page of the application",
		4010: "it knows no such shard. This version of newsbell uses one shard: report it as a fault",
		4011: "the bot is in so many servers that it must be split into shards, which this version of newsbell cannot do. Remove it from some servers",
		4012: "it no longer speaks this version of its gateway. Update newsbell",
		4013: "it knows no such intents. Update newsbell",
		4014: "it does not allow the bot's intents. Allow the bot to see its servers on the application's Bot page",
	}[closed.Code]
	if advice == "" {
		return nil
	}
	code := "discord_gateway"
	if closed.Code == 4004 {
		code = "discord_token"
	}
	return &news.Error{Code: code, Message: fmt.Sprintf("Discord closed the gateway for good (%d): %s.", closed.Code, advice)}
}
