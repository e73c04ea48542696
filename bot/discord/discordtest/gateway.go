package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// A GatewayFault is what goes wrong with one gateway connection.
type GatewayFault int

// The ways in which a gateway connection fails.
const (
	GatewayWell     GatewayFault = iota
	GatewayMute                  // accepts and says nothing
	ReconnectFirst               // asks for a reconnection instead of READY
	InvalidFirst                 // calls the session invalid instead of READY, then serves it
	GatewayZombie                // becomes ready, then answers and sends nothing
	CloseAfterReady              // closes as soon as it is ready
)

// packet is one message of the gateway.
type packet struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  int             `json:"s,omitempty"`
	Type string          `json:"t,omitempty"`
}

// socket is one gateway connection.
type socket struct {
	server *Server
	conn   *websocket.Conn
	fault  GatewayFault
	closes int // the code with which it ends when it identifies

	mu     sync.Mutex // writes
	seq    int
	ready  bool
	zombie bool
}

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	c := &socket{server: s, conn: conn}
	s.mu.Lock()
	s.opened++
	n := s.opened
	s.sessions[c] = true
	s.mu.Unlock()
	if s.o.Gateway != nil {
		c.fault = s.o.Gateway(n)
	}
	if s.o.Closes != nil {
		c.closes = s.o.Closes(n)
	}
	defer func() {
		s.mu.Lock()
		delete(s.sessions, c)
		s.announce()
		s.mu.Unlock()
		_ = conn.Close()
	}()
	if c.fault != GatewayMute {
		c.send(10, "", map[string]any{"heartbeat_interval": s.o.Heartbeat.Milliseconds()})
	}
	for {
		var p packet
		if err := conn.ReadJSON(&p); err != nil {
			return
		}
		if !c.take(p) {
			return
		}
	}
}

// take handles a packet of the client; false ends the connection.
func (c *socket) take(p packet) bool {
	switch p.Op {
	case 1:
		return c.heartbeat(p.Data)
	case 2:
		return c.identify(p.Data)
	case 6:
		return c.resume(p.Data)
	}
	return true
}

// heartbeat answers one that names no event or one that was sent: Discord
// closes the connection for another.
func (c *socket) heartbeat(data json.RawMessage) bool {
	var seq int64
	if len(data) > 0 && json.Unmarshal(data, &seq) != nil {
		c.close(4002)
		return false
	}
	c.mu.Lock()
	sent := int64(c.seq)
	c.mu.Unlock()
	if seq > sent {
		c.close(4007)
		return false
	}
	s := c.server
	s.mu.Lock()
	s.stats.Heartbeats++
	s.announce()
	s.mu.Unlock()
	c.send(11, "", nil)
	return true
}

func (c *socket) identify(data json.RawMessage) bool {
	var d struct {
		Token   string `json:"token"`
		Intents int    `json:"intents"`
	}
	if json.Unmarshal(data, &d) != nil || strings.TrimPrefix(d.Token, "Bot ") != c.server.token() {
		c.close(4004)
		return false
	}
	if d.Intents != 1 {
		c.close(4014) // newsbell asks for the guilds only
		return false
	}
	s := c.server
	s.mu.Lock()
	s.stats.Identifies++
	id := fmt.Sprintf("session-%d", s.stats.Identifies)
	s.known[id] = true
	s.mu.Unlock()
	if c.closes != 0 {
		c.close(c.closes)
		return false
	}
	switch c.fault {
	case ReconnectFirst:
		c.send(7, "", nil)
		return true
	case InvalidFirst:
		c.fault = GatewayWell
		c.send(9, "", false)
		return true
	case GatewayMute:
		return true
	default:
	}
	c.dispatch("READY", map[string]any{
		"v": 9, "session_id": id, "resume_gateway_url": "ws://" + c.conn.LocalAddr().String() + "/gateway",
		"user": map[string]any{"id": BotID, "username": "newsbell", "bot": true}, "application": map[string]any{"id": AppID},
		"guilds": []any{map[string]any{"id": Guild, "unavailable": true}},
	})
	return c.live()
}

func (c *socket) resume(data json.RawMessage) bool {
	var d struct {
		Session string `json:"session_id"`
	}
	_ = json.Unmarshal(data, &d) // an unreadable one is an unknown session
	s := c.server
	s.mu.Lock()
	s.stats.Resumes++
	known := s.known[d.Session]
	s.mu.Unlock()
	if !known {
		c.send(9, "", false)
		return true
	}
	c.dispatch("RESUMED", map[string]any{})
	return c.live()
}

// live notes that the connection now takes events.
func (c *socket) live() bool {
	c.mu.Lock()
	c.ready, c.zombie = true, c.fault == GatewayZombie
	c.mu.Unlock()
	c.server.mu.Lock()
	c.server.announce()
	c.server.mu.Unlock()
	if c.fault == CloseAfterReady {
		c.close(1001)
		return false
	}
	return true
}

func (c *socket) dispatch(event string, v any) { c.send(0, event, v) }

// send writes a packet, unless the connection is a zombie.
func (c *socket) send(op int, event string, v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.zombie {
		return
	}
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // only maps and strings come here
	}
	p := packet{Op: op, Data: data, Type: event}
	if op == 0 {
		c.seq++
		p.Seq = c.seq
	}
	_ = c.conn.WriteJSON(p) // a client that is gone is noticed by the reader
}

// close ends a connection with a close code.
func (c *socket) close(code int) {
	_ = c.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Time{})
	_ = c.conn.Close()
}

// each calls f for every connection.
func (s *Server) each(f func(*socket)) {
	s.mu.Lock()
	list := make([]*socket, 0, len(s.sessions))
	for c := range s.sessions {
		list = append(list, c)
	}
	s.mu.Unlock()
	for _, c := range list {
		f(c)
	}
}

// Dispatch sends an event to every client, such as CHANNEL_DELETE.
func (s *Server) Dispatch(event string, v any) { s.each(func(c *socket) { c.dispatch(event, v) }) }

// AskReconnect tells every client to reconnect (op 7).
func (s *Server) AskReconnect() { s.each(func(c *socket) { c.send(7, "", nil) }) }

// Invalidate tells every client that its session is invalid (op 9).
func (s *Server) Invalidate() { s.each(func(c *socket) { c.send(9, "", false) }) }

// Freeze makes every present connection a zombie: open, and silent for ever.
func (s *Server) Freeze() {
	s.each(func(c *socket) {
		c.mu.Lock()
		c.zombie = true
		c.mu.Unlock()
	})
}

// Drop closes every gateway connection with a close code.
func (s *Server) Drop(code int) { s.each(func(c *socket) { c.close(code) }) }

// Connected tells how many gateway connections are ready and well.
func (s *Server) Connected() int {
	n := 0
	s.each(func(c *socket) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.ready && !c.zombie {
			n++
		}
	})
	return n
}
