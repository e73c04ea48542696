// Package slacktest is a Slack workspace on loopback for tests: the Web API
// and Socket Mode as far as newsbell uses them, with Slack's limits, its
// delays and its faults. It is a real server, so the processes under test may
// be killed while it keeps what they posted. What stands in its channels is
// the truth that delivery tests are held against.
package slacktest

import (
	"cmp"
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// Options say what kind of workspace it is. The zero value is a healthy one
// without rate limits in which every channel exists.
type Options struct {
	BotToken     string // "" means "xoxb-test"
	ClientID     string // of the app that is installed by OAuth
	ClientSecret string
	AppToken     string // "" means "xapp-test"
	Team         string // "" means "T1"

	// Channels are the ones that exist; none means that all do.
	Channels []Channel
	// Users are the known people by id; others are ordinary members. Without
	// any, "UADMIN" is an admin.
	Users map[string]User
	// Groups are the members of user groups by id; nil means that the token lacks
	// the scope to see them.
	Groups map[string][]string

	// Limits makes the server keep Slack's pace of one post a second in a
	// channel.
	Limits bool
	// Ghost, when set, says whether the nth socket, from 1, is opened without a
	// greeting, and nothing comes through it.
	Ghost func(n int) bool
	// Files says that the app may upload files, FileWait how many posts do not
	// see a file yet that was uploaded.
	Files    bool
	FileWait int
	// HistoryLag is how long a message stays out of the history, MetadataLag
	// how long it stands there without its metadata.
	HistoryLag  time.Duration
	MetadataLag time.Duration
	// Twice sends every envelope of the socket a second time.
	Twice bool

	// Watch, when set, is told of each moment of every call and may end the call
	// there. It is called for many at once, without the server's lock.
	Watch func(Call, Moment) (end bool)

	Rates   Rates
	Seed    uint64           // of the random faults
	Timeout time.Duration    // for an answer to a command; 0 means 10 s
	Now     func() time.Time // nil means the real time
}

// A Channel is a conversation of the workspace.
type Channel struct {
	ID      string
	Name    string
	Creator string
	Direct  bool // a direct message with the app
}

// A User is a member of the workspace.
type User struct {
	Name   string
	Admin  bool
	Owner  bool
	Guest  bool
	Zone   string // IANA; "" means UTC
	Locale string // "" means en-US
}

// A Message is one message as people see it now.
type Message struct {
	Channel   string
	TS        string
	ThreadTS  string // of its parent, when it is a reply
	Broadcast bool   // a reply that also stands in the channel
	Text      string
	Blocks    json.RawMessage
	Metadata  json.RawMessage
	Delivery  string // the delivery's id in the metadata
	Team      string // the workspace in which it stands
	Edits     int
	At        time.Time
	Bot       string // id of the app that posted it
}

// A Server is a running workspace. All its methods may be used by many
// goroutines.
type Server struct {
	o    Options
	http *httptest.Server
	quit chan struct{}
	work sync.WaitGroup // added to under mu, while not closed

	mu         sync.Mutex
	rng        *rand.Rand
	fault      func(Call) Failure
	calls      map[string]int
	last       int64 // the latest ts given, in microseconds
	messages   []*Message
	channels   map[string]Channel
	refused    map[string]string // channel -> error code
	invalid    []string
	limited    int
	free       map[string]time.Time
	token      string // error code for the bot token, "" while it is good
	app        string // the same for the app token
	changed    chan struct{}
	sockets    map[*socket]struct{}
	everywhere bool // envelopes go to all sockets
	closed     bool
	opened     int // sockets, since the start
	tickets    int
	pending    map[string]*exchange
	events     int
	onAck      func()
	door       *reach            // over HTTP, when the app is reached so
	teams      map[string]string // token -> workspace, of installed ones
	gone       map[string]bool   // tokens that were taken back
	scopes     map[string]string // token -> its scopes, of installed ones
	made       *manifest         // that the app was made from; nil when that was not shown
	codes      map[string]grant  // of installations under way
	views      map[string]*view
	homes      map[string]string // user -> the view of the Home tab
	members    map[string][]string
	files      []*File
}

// New starts a workspace. Close it after use.
func New(o Options) *Server {
	o.BotToken = cmp.Or(o.BotToken, "xoxb-test")
	o.AppToken = cmp.Or(o.AppToken, "xapp-test")
	o.Team = cmp.Or(o.Team, "T1")
	o.Timeout = cmp.Or(o.Timeout, 10*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Users == nil {
		o.Users = map[string]User{"UADMIN": {Name: "Ada Admin", Admin: true}}
	}
	s := &Server{
		o: o, quit: make(chan struct{}), changed: make(chan struct{}),
		rng:   rand.New(rand.NewPCG(o.Seed, 1)),
		calls: map[string]int{}, channels: map[string]Channel{}, refused: map[string]string{},
		free: map[string]time.Time{}, sockets: map[*socket]struct{}{}, pending: map[string]*exchange{},
		teams: map[string]string{}, scopes: map[string]string{}, gone: map[string]bool{}, codes: map[string]grant{},
		views: map[string]*view{}, homes: map[string]string{}, members: map[string][]string{},
	}
	for _, c := range o.Channels {
		s.channels[c.ID] = c
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/{method}", s.serveMethod)
	mux.HandleFunc("GET /api/{method}", s.serveMethod)
	mux.HandleFunc("POST /hook/{id}", s.serveHook)
	mux.HandleFunc("POST /upload/{id}", s.serveUpload)
	mux.HandleFunc("GET /socket/{ticket}", s.serveSocket)
	s.http = httptest.NewServer(mux)
	return s
}

// URL is the base address of the Web API, with a slash at its end.
func (s *Server) URL() string { return s.http.URL + "/api/" }

// Close ends all connections and waits for what is under way.
func (s *Server) Close() {
	close(s.quit)
	s.mu.Lock()
	s.closed = true // no work begins any more
	s.mu.Unlock()
	s.Drop()
	s.http.CloseClientConnections()
	s.http.Close()
	s.work.Wait()
}

// Messages gives what stands in a channel, replies included, in order of
// time. It is the truth, whatever the history may lag.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.messages {
		if m.Channel == channel {
			out = append(out, *m)
		}
	}
	return out
}

// Total counts the messages in all channels.
func (s *Server) Total() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.messages)
}

// Wait returns once n messages stand in the channels, or with the error of
// ctx.
func (s *Server) Wait(ctx context.Context, n int) error {
	return s.until(ctx, func() bool { return len(s.messages) >= n })
}

// until waits for a condition, which it asks under the lock after each
// change.
func (s *Server) until(ctx context.Context, ok func() bool) error {
	for {
		s.mu.Lock()
		done, changed := ok(), s.changed
		s.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Delete removes a message, as a moderator would.
func (s *Server) Delete(channel, ts string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, m := range s.messages {
		if m.Channel == channel && m.TS == ts {
			s.messages = append(s.messages[:i], s.messages[i+1:]...)
			s.touch()
			return
		}
	}
}

// Forge puts a message of another app into its channel, whatever it pretends
// to be, and gives its ts.
func (s *Server) Forge(m Message) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m.TS, m.At = s.stamp(), s.o.Now()
	m.Bot = cmp.Or(m.Bot, "BOTHER")
	s.messages = append(s.messages, &m)
	s.touch()
	return m.TS
}

// Refuse makes every call in a channel fail with an error such as
// "is_archived" or "not_in_channel"; "" makes it well again.
func (s *Server) Refuse(channel, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused[channel] = code
}

// Revoke makes the bot token fail with an error such as "token_revoked"; ""
// makes it good again.
func (s *Server) Revoke(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = code
}

// RevokeApp does the same with the app token.
func (s *Server) RevokeApp(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.app = code
}

// Invalid tells why messages were refused for their form.
func (s *Server) Invalid() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.invalid...)
}

// Limited counts the answers that asked for a slower pace.
func (s *Server) Limited() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limited
}

// Calls counts the calls of a method, refused ones included.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[method]
}

// touch wakes those who wait for a change. The caller holds the lock.
func (s *Server) touch() {
	close(s.changed)
	s.changed = make(chan struct{})
}
