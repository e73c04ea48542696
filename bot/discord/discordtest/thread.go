package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// The pace at which a channel may be published.
const (
	publishLimit  = 10
	publishWindow = time.Hour
)

// Posts gives the threads of a forum in order of their creation.
func (s *Server) Posts(forum string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id, c := range s.channels {
		if c.Kind == Thread && c.Parent == forum {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		x, _ := strconv.ParseUint(a, 10, 64)
		y, _ := strconv.ParseUint(b, 10, 64)
		return int(x - y)
	})
	return ids
}

// ChannelNow is how a channel now treats the bot.
func (s *Server) ChannelNow(id string) Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.channel(id).Channel
}

// threadRequest is what a new thread is asked for with.
type threadRequest struct {
	Name    string          `json:"name"`
	Rest    int             `json:"auto_archive_duration"`
	Tags    []string        `json:"applied_tags"`
	Message json.RawMessage `json:"message"`
}

func (r threadRequest) check() error {
	if n := utf8.RuneCountInString(r.Name); n < 1 || n > 100 {
		return fmt.Errorf("name: %d characters", n)
	}
	if !slices.Contains([]int{0, 60, 1440, 4320, 10080}, r.Rest) {
		return errors.New("auto_archive_duration: no such value")
	}
	return nil
}

// post is POST /channels/{id}/threads: a forum's thread and its first message.
func (s *Server) post(id string, req Request) reply {
	body := req.Body
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(id)
	if out, ok := c.visible(); !ok {
		return out
	}
	var r threadRequest
	if err := json.Unmarshal(body, &r); err != nil || r.check() != nil {
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: the thread")
	}
	switch {
	case c.Kind != Forum && c.Kind != Media:
		return fault(http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	case c.NoSend:
		return fault(http.StatusForbidden, 50013, "Missing Permissions")
	case c.NeedsTag && len(r.Tags) == 0:
		return fault(http.StatusBadRequest, 40067, "A tag is required to create a forum post in this channel")
	}
	for _, tag := range r.Tags {
		if !slices.ContainsFunc(c.Tags, func(t Tag) bool { return t.ID == tag && !t.Moderated }) {
			return fault(http.StatusBadRequest, 50035, "Invalid Form Body: applied_tags")
		}
	}
	var fields map[string]any
	if json.Unmarshal(r.Message, &fields) != nil || fields["nonce"] != nil || fields["message_reference"] != nil {
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: message")
	}
	if out, ok := s.valid(r.Message); !ok {
		return out
	}
	if out, ok := s.attached(c, r.Message, req.Files); !ok {
		return out
	}
	m := &Message{ID: s.newID(), Body: slices.Clone(r.Message), Files: req.Files, At: s.o.Now()}
	m.Channel = m.ID
	t := s.channel(m.ID)
	t.Channel = Channel{Name: r.Name, Guild: c.Guild, Kind: Thread, Parent: id, NoHistory: c.NoHistory}
	t.messages = []*Message{m}
	s.announce()
	v := s.describe(m.ID)
	v["message"] = m.view(false)
	return jsonReply(http.StatusCreated, v)
}

// threadOn is POST /channels/{id}/messages/{message}/threads.
func (s *Server) threadOn(id, message string, body []byte) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(id)
	if out, ok := c.visible(); !ok {
		return out
	}
	var r threadRequest
	if err := json.Unmarshal(body, &r); err != nil || r.check() != nil {
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: the thread")
	}
	m := c.find(message)
	switch {
	case m == nil || m.Deleted:
		return fault(http.StatusNotFound, 10008, "Unknown Message")
	case c.NoThreads:
		return fault(http.StatusForbidden, 50013, "Missing Permissions")
	case s.channels[message] != nil:
		return fault(http.StatusBadRequest, 160004, "A thread has already been created for this message")
	}
	s.channel(message).Channel = Channel{Name: r.Name, Guild: c.Guild, Kind: Thread, Parent: id, NoHistory: c.NoHistory}
	return jsonReply(http.StatusCreated, s.describe(message))
}

// change is PATCH /channels/{id}: opens an archived thread.
func (s *Server) change(id string, body []byte) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(id)
	if out, ok := c.visible(); !ok {
		return out
	}
	var r struct {
		Archived *bool `json:"archived"`
	}
	if json.Unmarshal(body, &r) != nil || r.Archived == nil || c.Kind != Thread {
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	if c.Locked {
		return fault(http.StatusForbidden, 50013, "Missing Permissions")
	}
	c.Archived = *r.Archived
	return jsonReply(http.StatusOK, s.describe(id))
}

// threads lists those that ok takes.
func (s *Server) threads(ok func(*channel) bool) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []any{}
	for id, c := range s.channels {
		if c.Kind == Thread && ok(c) {
			list = append(list, s.describe(id))
		}
	}
	return jsonReply(http.StatusOK, map[string]any{"threads": list, "members": []any{}, "has_more": false})
}

// readMessage is GET /channels/{id}/messages/{message}.
func (s *Server) readMessage(id, message string) reply {
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
	return jsonReply(http.StatusOK, m.view(false))
}

// publish is POST /channels/{id}/messages/{message}/crosspost.
func (s *Server) publish(id, message string) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(id)
	if out, ok := c.visible(); !ok {
		return out
	}
	m, now := c.find(message), s.o.Now()
	switch {
	case c.Kind != Announcement:
		return fault(http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	case m == nil || m.Deleted:
		return fault(http.StatusNotFound, 10008, "Unknown Message")
	case m.Published:
		return fault(http.StatusBadRequest, 40033, "This message has already been crossposted")
	}
	for len(c.published) > 0 && now.Sub(c.published[0]) >= publishWindow {
		c.published = c.published[1:]
	}
	if len(c.published) >= publishLimit {
		s.stats.Limited++
		return limited(c.published[0].Add(publishWindow).Sub(now), "user")
	}
	c.published = append(c.published, now)
	m.Published = true
	s.announce()
	return jsonReply(http.StatusOK, m.view(false))
}
