// Package discordtest is a stand-in for Discord: a real server on loopback with
// the parts of the REST API and the gateway that package discord uses, for
// tests, benchmarks and crash tests. It is strict about the documented limits,
// keeps what became visible, and fails in every way that it is told to. Nothing
// comes after it.
package discordtest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

// The identities that the server gives the bot and its surroundings.
const (
	Token  = "discordtest.token" // unless Options say otherwise
	BotID  = "900000000000000001"
	AppID  = "900000000000000002"
	Guild  = "900000000000000003" // of every channel, unless SetChannel says otherwise
	UserID = "900000000000000004" // who types, unless an Interaction says otherwise
)

// Options say what the server is like; the zero value is a healthy Discord
// without limits.
type Options struct {
	Token string
	// Limits enforces 5 requests in 5 s for a channel's route and 50 a second
	// over all.
	Limits bool
	// NonceWindow is how long a nonce is remembered; zero means 3 minutes.
	NonceWindow time.Duration
	// Heartbeat is the interval asked of gateway clients; zero means 41.25 s.
	Heartbeat time.Duration
	// Identifies is how many gateway sessions are left today; zero means 1000.
	Identifies int
	// Fault, when set, says what goes wrong with a request. It is called for
	// many at once.
	Fault func(Request) Fault
	// Watch, when set, is told of each moment of every request to the API and may
	// end the request there. It is called for many at once.
	Watch func(Request, Moment) (end bool)
	// Rates let posts, edits and history reads fail at random, by Seed.
	Rates Rates
	Seed  uint64
	// Gateway, when set, says what goes wrong with the nth connection, from 1.
	Gateway func(n int) GatewayFault
	// Closes, when set, gives the code with which the nth connection is closed
	// when it identifies, 0 for none.
	Closes func(n int) int
	// Now is the server's clock; nil means the machine's.
	Now func() time.Time
}

// A Server is a running stand-in. Its methods are safe for use by many at once.
type Server struct {
	o      Options
	http   *http.Server
	url    string
	closed chan struct{} // when Close is called

	mu       sync.Mutex
	rand     *rand.Rand
	changed  chan struct{} // closed and replaced when something becomes visible
	lastID   uint64
	channels map[string]*channel
	nonces   map[string]nonce
	buckets  map[string]*window
	global   []time.Time // requests of the last second
	stats    Stats
	commands []byte // as registered
	sessions map[*socket]bool
	known    map[string]bool // gateway session ids
	opened   int             // gateway connections
	pending  map[string]*pending
}

// Stats count what was asked of a server.
type Stats struct {
	Requests   int // REST, without interaction answers
	Limited    int // answered 429 because of Options.Limits
	Invalid    int // messages that broke a rule: answered 400
	Repeated   int // posts answered by a nonce
	Identifies int
	Resumes    int
	Heartbeats int // that named no event, or one that was sent
	Registered int // command registrations
	Deferred   int // interactions that are to wait
}

// New starts a server on a loopback port. It panics when there is none.
func New(o Options) *Server {
	s := NewHandler(o)
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test server has no context
	if err != nil {
		panic(fmt.Sprintf("discordtest: listen on loopback: %v", err))
	}
	s.url = "http://" + l.Addr().String() + "/api/v9"
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.http.Serve(l) }() // ends with Close
	return s
}

// NewHandler prepares a server that does not listen: serve it as an
// http.Handler with /api/v9 below its root.
func NewHandler(o Options) *Server {
	if o.Token == "" {
		o.Token = Token
	}
	if o.NonceWindow == 0 {
		o.NonceWindow = 3 * time.Minute
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = 41250 * time.Millisecond
	}
	if o.Identifies == 0 {
		o.Identifies = 1000
	}
	if o.Now == nil {
		o.Now = time.Now //nolint:forbidigo // a test server runs by the machine's clock
	}
	return &Server{
		o: o, closed: make(chan struct{}), changed: make(chan struct{}),
		rand:     rand.New(rand.NewPCG(o.Seed, 1)),
		channels: map[string]*channel{}, nonces: map[string]nonce{}, buckets: map[string]*window{},
		sessions: map[*socket]bool{}, known: map[string]bool{}, pending: map[string]*pending{},
	}
}

// Revoke makes the present token invalid and ends its gateway connections.
func (s *Server) Revoke() {
	s.mu.Lock()
	s.o.Token += ".revoked"
	s.mu.Unlock()
	s.Drop(4004)
}

func (s *Server) token() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.o.Token
}

// URL is what to set as discord.api_url.
func (s *Server) URL() string { return s.url }

// Close ends the server and all its connections.
func (s *Server) Close() {
	s.mu.Lock()
	select {
	case <-s.closed:
	default:
		close(s.closed)
	}
	for c := range s.sessions {
		c.close(1001)
	}
	s.mu.Unlock()
	if s.http != nil {
		_ = s.http.Close()
	}
}

// Stats tells what was asked so far.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

// Commands gives the commands as registered last, as JSON; nil when none were.
func (s *Server) Commands() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]byte(nil), s.commands...)
}

// announce wakes those who wait for a change. The lock is held.
func (s *Server) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// newID gives the next snowflake. The lock is held.
func (s *Server) newID() string {
	const epoch = 1420070400000
	id := uint64(s.o.Now().UnixMilli()-epoch) << 22
	s.lastID = max(id, s.lastID+1)
	return fmt.Sprint(s.lastID)
}
