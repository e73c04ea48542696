package slacktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"newsbell/bot/slack/block"
)

const (
	ackWithin = 3 * time.Second
	pingEvery = 5 * time.Second
	hookUses  = 5
	hookLife  = 30 * time.Minute
)

// A socket is one Socket Mode connection of the app.
type socket struct {
	conn *websocket.Conn
	mu   sync.Mutex // gorilla takes one writer at a time
	done chan struct{}
	n    int // its number since the start
}

func (k *socket) write(v any) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.conn.WriteJSON(v)
}

// A Reply is what the app answered to a command or a press.
type Reply struct {
	Text    string
	Blocks  json.RawMessage
	Public  bool // everyone in the channel sees it
	Delayed bool // it came at the response_url, not with the acknowledgement
	// View is the id of the form that was opened instead of an answer.
	View string
	// Raw is an acknowledgement that is no message: of a form or a menu.
	Raw json.RawMessage
}

// An exchange is an envelope that waits for its acknowledgement and answer.
type exchange struct {
	acked chan Reply // holds the answer if the acknowledgement has one
	hook  chan Reply
	form  chan string // the id of a view that its trigger opened
	bad   chan error
	team  string
	user  string
	used  bool // its trigger
	uses  int
	since time.Time

	lapsed bool // nothing more is taken
}

// Connections counts the open sockets.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets)
}

// WaitOpened returns once n sockets have been opened since the start, or with
// the error of ctx.
func (s *Server) WaitOpened(ctx context.Context, n int) error {
	return s.until(ctx, func() bool { return s.opened >= n })
}

// WaitConnections returns once n sockets are open, or with the error of ctx.
func (s *Server) WaitConnections(ctx context.Context, n int) error {
	return s.until(ctx, func() bool { return len(s.sockets) >= n })
}

// Everywhere sends each envelope on all sockets from now on.
func (s *Server) Everywhere() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.everywhere = true
}

// others gives the sockets on which an envelope goes too.
func (s *Server) others(than *socket) (out []*socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.sockets {
		if s.everywhere && k != than {
			out = append(out, k)
		}
	}
	return out
}

// Acknowledged sets what is done once after the next acknowledgement of an
// envelope.
func (s *Server) Acknowledged(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onAck = f
}

// Disconnect asks the app to connect again, as Slack does every few hours,
// and closes the sockets.
func (s *Server) Disconnect() {
	for _, k := range s.take() {
		_ = k.write(object{"type": "disconnect", "reason": "refresh_requested", "debug_info": object{"host": "loopback"}})
		_ = k.conn.Close()
	}
}

// Refresh asks the app to open one of its sockets anew, the oldest, as Slack
// does every few hours: it warns, asks, and closes it.
func (s *Server) Refresh() {
	s.mu.Lock()
	var oldest *socket
	for k := range s.sockets {
		if oldest == nil || k.n < oldest.n {
			oldest = k
		}
	}
	delete(s.sockets, oldest)
	s.mu.Unlock()
	if oldest == nil {
		return
	}
	for _, reason := range []string{"warning", "refresh_requested"} {
		_ = oldest.write(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "loopback"}})
	}
	_ = oldest.conn.Close()
}

// Drop breaks the sockets without a word.
func (s *Server) Drop() {
	for _, k := range s.take() {
		_ = k.conn.Close()
	}
}

// take gives the open sockets and forgets them, so that nothing more is sent
// on them.
func (s *Server) take() []*socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*socket, 0, len(s.sockets))
	for k := range s.sockets {
		out = append(out, k)
		delete(s.sockets, k)
	}
	return out
}

// serveSocket is the server's side of a Socket Mode connection.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		_ = conn.Close()
		return
	}
	s.opened++
	k := &socket{conn: conn, done: make(chan struct{}), n: s.opened}
	if s.o.Ghost != nil && s.o.Ghost(k.n) {
		s.touch()
		s.mu.Unlock()
		s.listen(k)
		_ = conn.Close()
		return
	}
	s.sockets[k] = struct{}{}
	n := len(s.sockets)
	s.work.Go(func() { k.ping(s.quit) })
	s.mu.Unlock()
	_ = k.write(object{
		"type": "hello", "num_connections": n, "connection_info": object{"app_id": appID},
		"debug_info": object{"host": "loopback", "approximate_connection_time": 18060},
	})
	s.mu.Lock()
	s.touch()
	s.mu.Unlock()
	s.listen(k)
	close(k.done)
	_ = conn.Close()
	s.mu.Lock()
	delete(s.sockets, k)
	s.touch()
	s.mu.Unlock()
}

// ping keeps the client sure of the connection.
func (k *socket) ping(quit <-chan struct{}) {
	t := time.NewTicker(pingEvery)
	defer t.Stop()
	for {
		k.mu.Lock()
		err := k.conn.WriteMessage(websocket.PingMessage, []byte("ping"))
		k.mu.Unlock()
		if err != nil {
			return
		}
		select {
		case <-t.C:
		case <-k.done:
			return
		case <-quit:
			_ = k.conn.Close()
			return
		}
	}
}

// listen takes acknowledgements until the connection ends.
func (s *Server) listen(k *socket) {
	for {
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if err := k.conn.ReadJSON(&ack); err != nil {
			return
		}
		s.mu.Lock()
		x, then := s.pending[ack.ID], s.onAck
		if x != nil {
			s.onAck = nil
		}
		s.mu.Unlock()
		if x == nil {
			continue
		}
		reply, err := readReply(ack.Payload)
		if err != nil {
			x.fail(err)
		}
		select {
		case x.acked <- reply:
		default:
		}
		if then != nil {
			then()
		}
	}
}

func (x *exchange) fail(err error) {
	select {
	case x.bad <- err:
	default:
	}
}

// readReply reads and checks an answer; an acknowledgement may have none.
func readReply(raw json.RawMessage) (Reply, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return Reply{}, nil
	}
	var a struct {
		Action  *string         `json:"response_action"`
		Options json.RawMessage `json:"options"`

		Type   string          `json:"response_type"`
		Text   string          `json:"text"`
		Blocks json.RawMessage `json:"blocks"`
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return Reply{}, fmt.Errorf("answer is not JSON: %w", err)
	}
	if a.Action != nil || a.Options != nil {
		return Reply{Raw: raw}, nil
	}
	if a.Text == "" {
		return Reply{}, errors.New("answer has no text")
	}
	if err := block.ValidateBlocks(a.Blocks); err != nil {
		return Reply{}, fmt.Errorf("answer's blocks: %w", err)
	}
	return Reply{Text: a.Text, Blocks: a.Blocks, Public: a.Type == "in_channel"}, nil
}

// serveHook takes the answers that come at a response_url.
func (s *Server) serveHook(w http.ResponseWriter, r *http.Request) {
	var raw json.RawMessage
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&raw)
	s.mu.Lock()
	x := s.pending[r.PathValue("id")]
	used := x == nil || x.uses >= hookUses || s.o.Now().Sub(x.since) > hookLife
	if !used {
		x.uses++
	}
	lapsed := x != nil && x.lapsed
	s.mu.Unlock()
	if used {
		http.Error(w, "used_url", http.StatusNotFound)
		if lapsed {
			x.fail(ErrLapsed)
		}
		return
	}
	reply, bad := readReply(raw)
	if err = errors.Join(err, bad); err != nil {
		x.fail(err)
		http.Error(w, "invalid_payload", http.StatusBadRequest)
		return
	}
	reply.Delayed = true
	select {
	case x.hook <- reply:
	default:
	}
	_, _ = w.Write([]byte("ok"))
}
