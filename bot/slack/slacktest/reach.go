package slacktest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"newsbell/bot/slack/signed"
	"newsbell/news"
)

// The app's paths.
const (
	pathCommands      = "/slack/commands"
	pathInteractivity = "/slack/interactivity"
	pathEvents        = "/slack/events"
)

// A reach is how the app is reached over HTTP.
type reach struct {
	base   string
	secret news.Secret
	at     map[string]string // the address for a path, where it is not the base and the path
	client *http.Client      // nil means a plain one
}

func (d *reach) address(path string) string {
	if full := d.at[path]; full != "" {
		return full
	}
	return d.base + path
}

// Reach has commands, presses and events go to the app over HTTP, signed with
// its secret, instead of over a socket. base is where the app's paths begin,
// such as "http://127.0.0.1:8420".
func (s *Server) Reach(base string, secret news.Secret) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.door = &reach{base: strings.TrimSuffix(base, "/"), secret: secret}
}

// Signed makes a request to one of the app's paths as Slack would.
func (s *Server) Signed(path, contentType string, body []byte) (*http.Request, error) {
	s.mu.Lock()
	door := s.door
	s.mu.Unlock()
	if door == nil {
		return nil, errors.New("the app is not reached over HTTP")
	}
	req, err := http.NewRequest(http.MethodPost, door.address(path), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	signed.Sign(door.secret, req.Header, body, s.o.Now())
	return req, nil
}

// overHTTP delivers an envelope's payload over HTTP. It does nothing when the app
// is reached over sockets.
func (s *Server) overHTTP(x *exchange, env object, reply *Reply) (done bool, err error) {
	s.mu.Lock()
	door, then := s.door, s.onAck
	if door != nil {
		s.onAck = nil
	}
	s.mu.Unlock()
	if door == nil {
		return false, nil
	}
	path, kind, body, err := encode(env)
	if err != nil {
		return true, err
	}
	raw, err := s.send(path, kind, body)
	if err != nil {
		return true, err
	}
	if s.o.Twice {
		if _, err := s.send(path, kind, body); err != nil {
			return true, fmt.Errorf("second time: %w", err)
		}
	}
	if then != nil {
		then()
	}
	r, err := readReply(raw)
	if err != nil {
		x.fail(err)
		return true, err
	}
	if reply != nil {
		*reply = r
	}
	return true, nil
}

// encode lays a payload out as Slack does for each path.
func encode(env object) (path, contentType string, body []byte, err error) {
	payload, ok := env["payload"].(object)
	if !ok {
		return "", "", nil, errors.New("envelope without payload")
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		return "", "", nil, err
	}
	const urlencoded = "application/x-www-form-urlencoded"
	switch env["type"] {
	case "slash_commands":
		f := url.Values{}
		for k, v := range payload {
			f.Set(k, fmt.Sprint(v))
		}
		return pathCommands, urlencoded, []byte(f.Encode()), nil
	case "interactive":
		return pathInteractivity, urlencoded, []byte(url.Values{"payload": {string(raw)}}.Encode()), nil
	default:
		return pathEvents, "application/json", raw, nil
	}
}

// send makes one signed request and gives the body of its answer, which must
// come as quickly as Slack asks for.
func (s *Server) send(path, contentType string, body []byte) ([]byte, error) {
	req, err := s.Signed(path, contentType, body)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	client := http.Client{}
	if s.door.client != nil {
		client = *s.door.client
	}
	s.mu.Unlock()
	client.Timeout = ackWithin
	resp, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("no acknowledgement within three seconds: %w", err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %d: %s", path, resp.StatusCode, raw)
	}
	return raw, nil
}
