package discord

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"newsbell/bot/discord/rest"
)

// What ends a connection.
var (
	errDisconnected = errors.New("the gateway closed the connection")
	errSilent       = errors.New("the gateway leaves heartbeats unanswered")
	errStuck        = errors.New("the gateway session hangs")
	errNotReady     = errors.New("the gateway did not become ready in time")
)

// A link to the gateway: one discordgo session that is never told to reconnect.
// discordgo can hang for ever in a lock when Discord asks for a reconnection at
// the wrong moment, so a session is used for one connection, watched from
// outside, and thrown away. A thrown away session has its connection closed and
// its events ignored; at worst it leaves one sleeping goroutine behind.
type gateway struct {
	session *discordgo.Session
	cancel  context.CancelFunc
	ready   chan struct{} // once
	down    chan struct{} // once
	gone    atomic.Bool
	pulse   pulse
	seq     atomic.Int64 // number of the last event; 0 before the first
	asking  atomic.Bool  // a heartbeat of ours is being written
}

// A pulse tells what went through a connection.
type pulse struct {
	asked atomic.Bool // something was sent since anything came
	heard atomic.Bool // something came; whoever looks takes it back
}

// connect opens one connection and serves it until it ends, which is always an
// error; served tells whether it had become ready.
func (s *Session) connect(ctx context.Context) (served bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, err := s.dial(ctx, cancel)
	if err != nil {
		return false, err
	}
	defer s.abandon(g)
	opened := make(chan error, 1)
	go func() { opened <- g.session.Open() }() // ends with the connection, unless discordgo hangs
	if err := s.await(ctx, g, opened); err != nil {
		return false, err
	}
	s.ready.Store(true)
	s.log().Info("gateway ready")
	return true, s.watch(ctx, g)
}

// await waits until the connection is ready.
func (s *Session) await(ctx context.Context, g *gateway, opened <-chan error) error {
	t := time.NewTimer(s.o.OpenWithin)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-opened:
			if err != nil {
				return fmt.Errorf("open gateway: %w", rest.Bare(err))
			}
			opened = nil // READY may come a little later
		case <-g.ready:
			return nil
		case <-g.down:
			return errDisconnected
		case <-t.C:
			return errNotReady
		}
	}
}

// watch returns when the connection ends or shows no life. It looks at the
// session only through a lock that it need not get. Discord's own interval of
// heartbeats, about 41 s, would let a connection be dead for that long: after a
// silence one is asked for besides, which costs 6 of the 120 messages a minute
// that Discord allows.
func (s *Session) watch(ctx context.Context, g *gateway) error {
	const looks = 20   // within the longest silence
	const patience = 9 // silences without an acknowledgement, asked for or not
	t := time.NewTicker(max(s.o.Silence/looks, time.Millisecond))
	defer t.Stop()
	var ack time.Time
	silent, quiet, waiting, locked := 0, 0, 0, 0
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-g.down:
			return errDisconnected
		case <-t.C:
		}
		if !g.session.TryRLock() {
			if locked++; locked >= looks {
				return errStuck
			}
			continue
		}
		last := g.session.LastHeartbeatAck
		g.session.RUnlock()
		locked, silent, quiet, waiting = 0, silent+1, quiet+1, waiting+1
		if !last.Equal(ack) {
			ack, silent = last, 0
		}
		if g.pulse.heard.Swap(false) {
			quiet = 0
		}
		if !g.pulse.asked.Load() {
			waiting = 0
		}
		if waiting >= looks || silent >= patience*looks {
			return errSilent
		}
		if quiet >= looks && waiting == 0 {
			g.ask()
		}
	}
}

// ask sends a heartbeat out of turn. It waits for nothing: the session may hang.
func (g *gateway) ask() {
	if g.asking.Swap(true) {
		return
	}
	beat := struct {
		Op  int    `json:"op"`
		Seq *int64 `json:"d"`
	}{Op: 1}
	if n := g.seq.Load(); n > 0 {
		beat.Seq = &n
	}
	go func() { // ends with the connection, unless discordgo hangs
		_ = g.session.GatewayWriteStruct(beat) // what fails is found silent
		g.asking.Store(false)
	}()
}

// abandon leaves a session for good, whatever state it is in.
func (s *Session) abandon(g *gateway) {
	s.ready.Store(false)
	g.gone.Store(true)
	g.cancel()
}

// dial prepares a session whose connection ends with ctx.
func (s *Session) dial(ctx context.Context, cancel context.CancelFunc) (*gateway, error) {
	d, err := discordgo.New("Bot " + s.client().Token().Reveal())
	if err != nil {
		return nil, fmt.Errorf("prepare gateway: %w", err)
	}
	base, err := url.Parse(s.client().Base())
	if err != nil {
		return nil, errors.New("discord.api_url is no address")
	}
	d.Identify.Intents = discordgo.IntentsGuilds
	d.StateEnabled, d.SyncEvents = false, true
	d.LogLevel = -1 // what it has to say, the watch finds out
	d.ShouldReconnectOnError, d.ShouldRetryOnRateLimit, d.MaxRestRetries = false, false, 0
	d.Client = &http.Client{Transport: &rebase{base: base, next: s.client().HTTP()}, Timeout: requestLimit}
	g := &gateway{session: d, cancel: cancel, ready: make(chan struct{}, 1), down: make(chan struct{}, 1)}
	d.Dialer = dialer(ctx, &g.pulse)
	d.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) { s.onEvent(g, e) })
	d.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) { signal(g.down) })
	return g, nil
}

// dialer opens connections that end with ctx, however the session hangs, and
// notes in p whether something that was sent still waits for a sign of life: a
// session sends heartbeats only, which Discord answers at once.
func dialer(ctx context.Context, p *pulse) *websocket.Dialer {
	return &websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		HandshakeTimeout: requestLimit,
		NetDialContext: func(handshake context.Context, network, addr string) (net.Conn, error) {
			var d net.Dialer
			c, err := d.DialContext(handshake, network, addr)
			if err != nil {
				return nil, err
			}
			context.AfterFunc(ctx, func() { _ = c.Close() })
			return &lifeline{c, p}, nil
		},
	}
}

// A lifeline notes what goes through a connection, encrypted or not.
type lifeline struct {
	net.Conn
	pulse *pulse
}

// Read notes that something came.
func (l *lifeline) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	if n > 0 {
		l.pulse.asked.Store(false)
		l.pulse.heard.Store(true)
	}
	return n, err
}

// Write notes that an answer is waited for.
func (l *lifeline) Write(b []byte) (int, error) {
	l.pulse.asked.Store(true)
	return l.Conn.Write(b)
}

// onEvent takes an event from the gateway. It runs in the session's reader, at
// times under its lock: it only passes things on.
func (s *Session) onEvent(g *gateway, e *discordgo.Event) {
	if g.gone.Load() {
		return
	}
	if e.Sequence > 0 {
		g.seq.Store(e.Sequence)
	}
	switch e.Type {
	case "READY", "RESUMED":
		if r, ok := e.Struct.(*discordgo.Ready); ok && r.User != nil {
			s.me.Store(&r.User.ID)
		}
		signal(g.ready)
	case "INTERACTION_CREATE":
		i, ok := readInteraction(e.RawData)
		if !ok {
			s.log().Warn("interaction refused", "reason", "unreadable")
			return
		}
		select {
		case s.queue <- event{interaction: i, at: s.now()}:
		default:
			s.log().Warn("too many commands at once, one is not answered", "channel", i.Channel)
		}
	default:
		s.changed(e.Type, e.RawData)
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// rebase sends discordgo's own requests, of which only that for the gateway's
// address is made, to the configured address.
type rebase struct {
	base *url.URL
	next *http.Client
}

// RoundTrip rewrites the address and passes the request on.
func (r *rebase) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	_, rest, _ := cutVersion(out.URL.Path)
	out.URL.Scheme, out.URL.Host, out.Host = r.base.Scheme, r.base.Host, ""
	out.URL.Path = r.base.Path + rest
	next := r.next.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	return next.RoundTrip(out)
}

// cutVersion splits "/api/v9/gateway" after the version.
func cutVersion(path string) (version, rest string, ok bool) {
	prefix := "/api/v" + discordgo.APIVersion
	if len(path) < len(prefix) || path[:len(prefix)] != prefix {
		return "", path, false
	}
	return prefix, path[len(prefix):], true
}
