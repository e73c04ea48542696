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
	"newsbell/news"
)

const hooksHost = "hooks.slack.com"

// An answerRequest is an answer to a command or a press, in the
// acknowledgement or at a response_url.
type answerRequest struct {
	Type    string  `json:"response_type"`
	Replace bool    `json:"replace_original"`
	Text    string  `json:"text"`
	Blocks  []block `json:"blocks,omitempty"`
	Links   bool    `json:"unfurl_links"`
	Media   bool    `json:"unfurl_media"`
}

// answerBody lays an answer out. Only the person who asked sees it: an answer
// for all would also show what was typed.
func answerBody(m news.Message) answerRequest {
	a := answerRequest{Type: "ephemeral"}
	for _, size := range sizes() {
		a.Text, a.Blocks = notification(m, size.text), blocks(m, size, marker{})
		raw, err := marshal(a.Blocks)
		if err == nil && len(raw) <= maxBlockBytes && ValidateBlocks(raw) == nil {
			return a
		}
	}
	a.Blocks = nil
	return a
}

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
	body, err := marshal(answerBody(m))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return redact(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := s.o.HTTP.Do(req)
	if err != nil {
		return redact(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)); err != nil {
		return redact(err)
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
	base, err := url.Parse(s.spaces.base)
	return err == nil && u.Scheme == base.Scheme && u.Host == base.Host
}
