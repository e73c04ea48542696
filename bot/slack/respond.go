package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"newsbell/bot"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/webapi"
	"newsbell/news"
)

const hooksHost = "hooks.slack.com"

// respond brings an answer to the person who asked. The address holds a
// secret and is never logged.
func (s *Session) respond(ctx context.Context, address string, m news.Message) {
	if bot.Empty(m) {
		return
	}
	if err := s.hook(ctx, address, m); err != nil {
		s.lg.Warn("slack answer not delivered", "err", err)
	}
}

func (s *Session) hook(ctx context.Context, address string, m news.Message) error {
	if !s.trusted(address) {
		return errors.New("response_url leads to a foreign host")
	}
	body, err := block.Marshal(block.Answer(m))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, webapi.AttemptTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return webapi.Redact(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := s.o.HTTP.Do(req)
	if err != nil {
		return webapi.Redact(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)); err != nil {
		return webapi.Redact(err)
	}
	if resp.StatusCode >= 300 {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}

// trusted tells whether an address may be called as a response_url: Slack's
// own host, or the one where api_url is.
func (s *Session) trusted(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if u.Scheme == "https" && u.Host == hooksHost {
		return true
	}
	base, err := url.Parse(s.spaces.Base())
	return err == nil && u.Scheme == base.Scheme && u.Host == base.Host
}
