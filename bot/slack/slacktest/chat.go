package slacktest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/bot/slack/block"
)

const (
	pace      = time.Second
	tolerance = 250 * time.Millisecond // of the network between two posts
)

// post carries out chat.postMessage.
func (s *Server) post(r request) (int, object) {
	id := s.direct(r.str("channel"))
	if _, code := s.channel(id); code != "" {
		return http.StatusOK, refusal(code)
	}
	if s.tooFast(id) {
		s.limited++
		return http.StatusTooManyRequests, refusal("ratelimited")
	}
	if err := block.Validate(r.body); err != nil {
		return s.malformed(err)
	}
	if err := s.picturesKnown(r.args["blocks"]); err != nil {
		return http.StatusOK, refusal("invalid_blocks", "[ERROR] "+err.Error())
	}
	m := &Message{Channel: id, TS: s.stamp(), At: s.o.Now(), Bot: botID, Team: r.team, Broadcast: r.flag("reply_broadcast")}
	if parent := s.find(id, r.str("thread_ts")); parent != nil {
		m.ThreadTS = cmp.Or(parent.ThreadTS, parent.TS)
	}
	m.show(r)
	s.messages = append(s.messages, m)
	s.touch()
	return http.StatusOK, object{"ok": true, "channel": id, "ts": m.TS, "message": s.public(m, true)}
}

// update carries out chat.update.
func (s *Server) update(r request) (int, object) {
	id := r.str("channel")
	if _, code := s.channel(id); code != "" {
		return http.StatusOK, refusal(code)
	}
	if err := block.Validate(r.body); err != nil {
		return s.malformed(err)
	}
	m := s.find(id, r.str("ts"))
	if m == nil {
		return http.StatusOK, refusal("message_not_found")
	}
	if m.Bot != botID {
		return http.StatusOK, refusal("cant_update_message")
	}
	m.show(r)
	m.Edits++
	s.touch()
	return http.StatusOK, object{"ok": true, "channel": id, "ts": m.TS, "text": m.Text, "message": s.public(m, true)}
}

func (s *Server) malformed(err error) (int, object) {
	s.invalid = append(s.invalid, err.Error())
	return http.StatusOK, refusal("invalid_blocks", "[ERROR] "+err.Error())
}

// show takes over what the request says. Metadata that is not sent stays.
func (m *Message) show(r request) {
	m.Text, m.Blocks = r.str("text"), r.args["blocks"]
	if raw := r.args["metadata"]; len(raw) > 0 {
		m.Metadata = raw
		var meta struct {
			Payload struct {
				D string `json:"d"`
			} `json:"event_payload"`
		}
		if json.Unmarshal(raw, &meta) == nil {
			m.Delivery = meta.Payload.D
		}
	}
}

// tooFast tells whether a post comes before the channel's second is over.
func (s *Server) tooFast(channel string) bool {
	if !s.o.Limits {
		return false
	}
	now := s.o.Now()
	free := s.free[channel]
	if free.Sub(now) > tolerance {
		return true
	}
	if free.Before(now) {
		free = now
	}
	s.free[channel] = free.Add(pace)
	return false
}

// stamp gives the ts of a new message; it is unique and grows.
func (s *Server) stamp() string {
	s.last = max(s.last+1, s.o.Now().UnixMicro())
	return fmt.Sprintf("%d.%06d", s.last/1e6, s.last%1e6)
}

func (s *Server) find(channel, ts string) *Message {
	for _, m := range s.messages {
		if m.Channel == channel && m.TS == ts {
			return m
		}
	}
	return nil
}

// public is a message as Slack gives it out.
func (s *Server) public(m *Message, metadata bool) object {
	o := object{
		"type": "message", "subtype": "bot_message", "ts": m.TS, "text": m.Text, "user": botUser,
		"bot_id": m.Bot, "app_id": appID, "team": s.o.Team,
	}
	if len(m.Blocks) > 0 {
		o["blocks"] = m.Blocks
	}
	if m.ThreadTS != "" {
		o["thread_ts"] = m.ThreadTS
	}
	if metadata && len(m.Metadata) > 0 {
		o["metadata"] = m.Metadata
	}
	return o
}

// history carries out conversations.history: what stands in the channel
// itself, newest first.
func (s *Server) history(r request) (int, object) {
	return s.read(r, func(m *Message) bool { return m.ThreadTS == "" || m.Broadcast }, true)
}

// replies carries out conversations.replies: a thread, oldest first.
func (s *Server) replies(r request) (int, object) {
	parent := r.str("ts")
	if _, code := s.channel(r.str("channel")); code == "" && s.find(r.str("channel"), parent) == nil {
		return http.StatusOK, refusal("thread_not_found")
	}
	return s.read(r, func(m *Message) bool { return m.TS == parent || m.ThreadTS == parent }, false)
}

func (s *Server) read(r request, in func(*Message) bool, newest bool) (int, object) {
	channel := r.str("channel")
	if _, code := s.channel(channel); code != "" && code != "is_archived" {
		return http.StatusOK, refusal(code)
	}
	now, found := s.o.Now(), []*Message{}
	for _, m := range s.messages {
		if m.Channel == channel && in(m) && within(r, m.TS) && now.Sub(m.At) >= s.o.HistoryLag {
			found = append(found, m)
		}
	}
	if newest {
		slices.Reverse(found)
	}
	start, err := strconv.Atoi(strings.TrimPrefix(cmp.Or(r.str("cursor"), "at:0"), "at:"))
	if err != nil || start > len(found) || start < 0 {
		return http.StatusOK, refusal("invalid_cursor")
	}
	limit, err := strconv.Atoi(cmp.Or(r.str("limit"), "100"))
	if err != nil || limit < 1 || limit > 999 {
		return http.StatusOK, refusal("invalid_limit")
	}
	end := min(len(found), start+limit)
	out := []object{}
	for _, m := range found[start:end] {
		out = append(out, s.public(m, r.flag("include_all_metadata") && now.Sub(m.At) >= s.o.MetadataLag))
	}
	a := object{"ok": true, "messages": out, "has_more": end < len(found)}
	if end < len(found) {
		a["response_metadata"] = object{"next_cursor": "at:" + strconv.Itoa(end)}
	}
	return http.StatusOK, a
}

// within tells whether a ts lies between the request's oldest and latest.
func within(r request, ts string) bool {
	at, in := micros(ts), r.flag("inclusive")
	if o := r.str("oldest"); o != "" && (at < micros(o) || at == micros(o) && !in) {
		return false
	}
	if l := r.str("latest"); l != "" && (at > micros(l) || at == micros(l) && !in) {
		return false
	}
	return true
}

func micros(ts string) int64 {
	sec, frac, _ := strings.Cut(ts, ".")
	a, err := strconv.ParseInt(sec, 10, 64)
	if err != nil {
		return 0
	}
	b, err := strconv.ParseInt((frac + "000000")[:6], 10, 64)
	if err != nil {
		return 0
	}
	return a*1e6 + b
}
