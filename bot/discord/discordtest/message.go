package discordtest

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/bot/discord/card"
)

// A Message is one that people could see.
type Message struct {
	ID      string
	Channel string
	Nonce   string
	Body    json.RawMessage // of the request that created it
	Files   []File          // uploaded with it
	At      time.Time
	Edits   []Edit
	Deleted bool
	// Published tells that it was handed on to the followers of its channel.
	Published bool
}

// Latest is the body as it now stands.
func (m Message) Latest() json.RawMessage {
	if len(m.Edits) > 0 {
		return m.Edits[len(m.Edits)-1].Body
	}
	return m.Body
}

// An Edit is a change of a message.
type Edit struct {
	Body json.RawMessage
	At   time.Time
}

// A Channel is how a channel treats the bot. Channels that nobody set are open.
type Channel struct {
	Name      string
	Guild     string // "" means Guild, "dm" a direct message
	Missing   bool   // deleted
	NoAccess  bool   // the bot cannot see it
	NoSend    bool   // the bot cannot write to it
	NoHistory bool   // the bot cannot read its history
	NoFiles   bool   // the bot cannot attach files

	Kind      Kind
	Parent    string // of a thread
	Archived  bool   // a thread: takes no edits, and is opened by a new message
	Locked    bool   // a thread: takes nothing from who does not manage threads
	NoThreads bool   // the bot cannot start threads in it
	Tags      []Tag  // of a forum
	NeedsTag  bool   // a forum: posts must have a tag
}

// A Kind is a kind of channel, by Discord's numbers.
type Kind int

// The kinds of channels.
const (
	Text         Kind = 0
	DirectKind   Kind = 1
	GroupKind    Kind = 3 // of people, without newsbell
	Announcement Kind = 5
	Thread       Kind = 11
	Forum        Kind = 15
	Media        Kind = 16
)

// A Tag is a tag of a forum.
type Tag struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Moderated bool   `json:"moderated"`
}

type channel struct {
	Channel
	id        string
	messages  []*Message
	published []time.Time
}

type nonce struct {
	message *Message
	at      time.Time
}

// SetChannel changes how a channel treats the bot.
func (s *Server) SetChannel(id string, c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channel(id).Channel = c
}

// Messages gives a channel's messages in order of their creation, also deleted
// ones.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	if c, ok := s.channels[channel]; ok {
		for _, m := range c.messages {
			out = append(out, m.clone())
		}
	}
	return out
}

// All gives the messages of all channels by channel.
func (s *Server) All() map[string][]Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string][]Message{}
	for id, c := range s.channels {
		for _, m := range c.messages {
			out[id] = append(out[id], m.clone())
		}
	}
	return out
}

func (m *Message) clone() Message {
	c := *m
	c.Edits = slices.Clone(m.Edits)
	return c
}

// Total counts the messages of all channels.
func (s *Server) Total() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.total()
}

func (s *Server) total() int {
	n := 0
	for _, c := range s.channels {
		n += len(c.messages)
	}
	return n
}

// Wait returns when there are at least n messages in all.
func (s *Server) Wait(ctx context.Context, n int) error {
	return s.WaitFor(ctx, func(s *Server) bool { return s.Total() >= n })
}

// WaitFor returns when ok says so; it is asked after each change.
func (s *Server) WaitFor(ctx context.Context, ok func(*Server) bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if ok(s) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// Delete removes a message as a moderator would.
func (s *Server) Delete(channel, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.channel(channel).find(id); m != nil {
		m.Deleted = true
		s.announce()
	}
}

// channel finds or makes a channel. The lock is held.
func (s *Server) channel(id string) *channel {
	c, ok := s.channels[id]
	if !ok {
		c = &channel{id: id}
		s.channels[id] = c
	}
	return c
}

func (c *channel) find(id string) *Message {
	for _, m := range c.messages {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// visible answers for channels that the bot cannot see.
func (c *channel) visible() (reply, bool) {
	switch {
	case c.Missing:
		return fault(http.StatusNotFound, 10003, "Unknown Channel"), false
	case c.NoAccess:
		return fault(http.StatusForbidden, 50001, "Missing Access"), false
	default:
		return reply{}, true
	}
}

// create is POST /channels/{id}/messages.
func (s *Server) create(id string, req Request) reply {
	body := req.Body
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(id)
	if out, ok := c.visible(); !ok {
		return out
	}
	if strings.HasPrefix(id, "@") {
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: channel_id is no id")
	}
	if c.NoSend && c.Guild == "dm" {
		return fault(http.StatusForbidden, 50007, "Cannot send messages to this user")
	}
	if c.NoSend {
		return fault(http.StatusForbidden, 50013, "Missing Permissions")
	}
	if c.Kind == Forum || c.Kind == Media {
		return fault(http.StatusBadRequest, 40058, "Cannot send messages in a forum channel")
	}
	if c.Locked {
		return fault(http.StatusBadRequest, 160005, "Cannot send messages in a locked thread")
	}
	if out, ok := s.valid(body); !ok {
		return out
	}
	if out, ok := s.attached(c, body, req.Files); !ok {
		return out
	}
	c.Archived = false
	var b struct {
		Nonce   string `json:"nonce"`
		Enforce bool   `json:"enforce_nonce"`
	}
	_ = json.Unmarshal(body, &b) // it is valid
	now := s.o.Now()
	if known, ok := s.nonces[b.Nonce]; ok && b.Enforce && now.Sub(known.at) < s.o.NonceWindow {
		s.stats.Repeated++
		if known.message.Deleted {
			return fault(http.StatusNotFound, 10008, "Unknown Message")
		}
		return jsonReply(http.StatusOK, known.message.view(true))
	}
	m := &Message{ID: s.newID(), Channel: id, Nonce: b.Nonce, Body: slices.Clone(body), Files: req.Files, At: now}
	c.messages = append(c.messages, m)
	if b.Nonce != "" {
		s.nonces[b.Nonce] = nonce{m, now}
	}
	s.announce()
	return jsonReply(http.StatusOK, m.view(true))
}

// update is PATCH /channels/{id}/messages/{message}.
func (s *Server) update(id, message string, body []byte) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(id)
	if out, ok := c.visible(); !ok {
		return out
	}
	m := c.find(message)
	if m == nil || m.Deleted {
		return fault(http.StatusNotFound, 10008, "Unknown Message")
	}
	if c.Archived {
		return fault(http.StatusBadRequest, 50083, "Thread is archived")
	}
	if out, ok := s.valid(body); !ok {
		return out
	}
	if components(m.Latest()) && !components(body) {
		s.stats.Invalid++
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: a message of components stays one")
	}
	m.Edits = append(m.Edits, Edit{Body: slices.Clone(body), At: s.o.Now()})
	s.announce()
	return jsonReply(http.StatusOK, m.view(false))
}

// components tells whether a body is of components.
func components(body []byte) bool {
	var b struct {
		Flags int `json:"flags"`
	}
	return json.Unmarshal(body, &b) == nil && b.Flags&(1<<15) != 0
}

// valid holds a body against the rules. The lock is held.
func (s *Server) valid(body []byte) (reply, bool) {
	if err := card.Validate(body); err != nil {
		s.stats.Invalid++
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: "+err.Error()), false
	}
	return reply{}, true
}

// history is GET /channels/{id}/messages.
func (s *Server) history(id, after, limit string) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(id)
	if out, ok := c.visible(); !ok {
		return out
	}
	if c.Kind == Forum || c.Kind == Media {
		return fault(http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	}
	n, err := strconv.Atoi(limit)
	if err != nil || n < 1 || n > 100 {
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: limit")
	}
	from, err := strconv.ParseUint(after, 10, 64)
	if err != nil {
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: after")
	}
	list := []any{}
	for _, m := range c.messages {
		if mid, err := strconv.ParseUint(m.ID, 10, 64); err == nil && mid > from && !m.Deleted && !c.NoHistory && len(list) < n {
			list = append(list, m.view(false))
		}
	}
	slices.Reverse(list) // newest first
	return jsonReply(http.StatusOK, list)
}

// view is a message as Discord gives it out.
func (m *Message) view(withNonce bool) map[string]any {
	v := map[string]any{}
	_ = json.Unmarshal(m.Latest(), &v) // it is valid
	for _, key := range []string{"nonce", "enforce_nonce", "allowed_mentions", "message_reference"} {
		delete(v, key)
	}
	v["id"], v["channel_id"], v["type"] = m.ID, m.Channel, 0
	v["author"] = map[string]any{"id": BotID, "username": "newsbell", "bot": true}
	v["timestamp"] = m.At.UTC().Format(time.RFC3339Nano)
	if withNonce && m.Nonce != "" {
		v["nonce"] = m.Nonce
	}
	return v
}
