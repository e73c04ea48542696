package discordtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"
)

const api = "/api/v9"

// The documented pace.
const (
	bucketLimit  = 5
	bucketWindow = 5 * time.Second
	globalLimit  = 50
)

// reply is an answer before it is written.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func jsonReply(status int, v any) reply {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only maps and strings come here
	}
	return reply{status: status, header: http.Header{"Content-Type": {"application/json"}}, body: b}
}

func fault(status, code int, message string) reply {
	return jsonReply(status, map[string]any{"code": code, "message": message})
}

// window counts the requests of one bucket.
type window struct {
	left  int
	reset time.Time
}

// ServeHTTP serves the API and the gateway.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.Path, api)
	if r.URL.Path == "/gateway" || r.URL.Path == "/gateway/" {
		s.serveGateway(w, r)
		return
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	parts := strings.Split(strings.Trim(path, "/"), "/")
	body, ok := s.receive(w, r, describe(r, path, parts))
	if !ok {
		cut(w)
		return
	}
	if out, ok := s.interaction(r.Method, parts, body); ok {
		out.write(w)
		return
	}
	req := s.note(r, path, parts, body)
	if s.watch(req, Read) {
		cut(w)
		return
	}
	f := s.fault(req)
	if f.Delay > 0 {
		t := time.NewTimer(f.Delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-s.closed:
		}
	}
	out, ok := s.spoil(r, f, func() reply { return s.serve(r, req, parts) })
	if !ok {
		cut(w)
		return
	}
	s.write(w, req, out)
}

// describe is a request without its number and body.
func describe(r *http.Request, path string, parts []string) Request {
	req := Request{Method: r.Method, Path: path}
	if parts[0] == "channels" && len(parts) > 1 {
		req.Channel = parts[1]
	}
	return req
}

func (s *Server) note(r *http.Request, path string, parts []string, body []byte) Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stats.Requests++
	req := describe(r, path, parts)
	req.Number = s.stats.Requests
	req.Body, req.Files = unpack(r.Header.Get("Content-Type"), body)
	return req
}

func (p reply) write(w http.ResponseWriter) {
	maps.Copy(w.Header(), p.header)
	w.WriteHeader(p.status)
	_, _ = w.Write(p.body) // the client may be gone
}

// serve answers a request by the rules.
func (s *Server) serve(r *http.Request, req Request, parts []string) reply {
	if r.Header.Get("Authorization") != "Bot "+s.token() {
		return fault(http.StatusUnauthorized, 0, "401: Unauthorized")
	}
	if !strings.HasPrefix(r.Header.Get("User-Agent"), "DiscordBot (") {
		return reply{status: http.StatusForbidden, header: http.Header{}, body: []byte("<html>error 1010</html>")}
	}
	headers, refusal := s.pace(req, parts)
	if refusal != nil {
		return *refusal
	}
	out := s.route(r, req, parts)
	maps.Copy(out.header, headers)
	return out
}

// pace counts a request; it gives the bucket's headers, or a refusal.
func (s *Server) pace(req Request, parts []string) (http.Header, *reply) {
	h := http.Header{}
	if !s.o.Limits {
		return h, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Now()
	for len(s.global) > 0 && now.Sub(s.global[0]) >= time.Second {
		s.global = s.global[1:]
	}
	if len(s.global) >= globalLimit {
		s.stats.Limited++
		out := limited(s.global[0].Add(time.Second).Sub(now), "global")
		return nil, &out
	}
	s.global = append(s.global, now)
	if !req.Message() {
		return h, nil
	}
	name := fmt.Sprintf("%s%d", strings.ToLower(req.Method), len(parts))
	w := s.buckets[name+req.Channel]
	if w == nil || !now.Before(w.reset) {
		w = &window{left: bucketLimit, reset: now.Add(bucketWindow)}
		s.buckets[name+req.Channel] = w
	}
	refused := w.left == 0
	w.left = max(w.left-1, 0)
	h.Set("X-RateLimit-Bucket", name)
	h.Set("X-RateLimit-Limit", fmt.Sprint(bucketLimit))
	h.Set("X-RateLimit-Remaining", fmt.Sprint(w.left))
	h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", w.reset.Sub(now).Seconds()))
	if refused {
		s.stats.Limited++
		out := limited(w.reset.Sub(now), "user")
		maps.Copy(out.header, h)
		return nil, &out
	}
	return h, nil
}

// route finds what a path means.
func (s *Server) route(r *http.Request, req Request, parts []string) reply {
	q := r.URL.Query()
	switch key := req.Method + " " + shape(parts); key {
	case "GET gateway":
		return jsonReply(http.StatusOK, map[string]any{"url": "ws://" + r.Host + "/gateway"})
	case "GET gateway/bot":
		return s.gatewayBot(r.Host)
	case "GET users/@me":
		return jsonReply(http.StatusOK, map[string]any{"id": BotID, "username": "newsbell", "bot": true})
	case "POST users/@me/channels":
		return s.openDirect(req.Body)
	case "GET applications/@me":
		return jsonReply(http.StatusOK, map[string]any{"id": AppID, "name": "newsbell"})
	case "GET applications/*/commands":
		return s.listCommands(q.Get("with_localizations") == "true")
	case "PUT applications/*/commands":
		return s.putCommands(req.Body)
	case "GET channels/*":
		return s.readChannel(parts[1])
	case "PATCH channels/*":
		return s.change(parts[1], req.Body)
	case "POST channels/*/threads":
		return s.post(parts[1], req)
	case "POST channels/*/messages/*/threads":
		return s.threadOn(parts[1], parts[3], req.Body)
	case "POST channels/*/messages/*/crosspost":
		return s.publish(parts[1], parts[3])
	case "GET channels/*/messages/*":
		return s.readMessage(parts[1], parts[3])
	case "GET channels/*/threads/*/public":
		return s.threads(func(c *channel) bool { return c.Parent == parts[1] && c.Archived })
	case "GET guilds/*/threads/*":
		return s.threads(func(c *channel) bool { return !c.Archived })
	case "GET channels/*/messages":
		return s.history(parts[1], q.Get("after"), q.Get("limit"))
	case "POST channels/*/messages":
		return s.create(parts[1], req)
	case "PATCH channels/*/messages/*":
		return s.update(parts[1], parts[3], req.Body)
	case "GET guilds/*":
		return s.readGuild(parts[1])
	case "GET guilds/*/members/*":
		return jsonReply(http.StatusOK, map[string]any{"user": map[string]any{"id": parts[3]}, "roles": []string{}})
	default:
		return fault(http.StatusNotFound, 0, "404: Not Found")
	}
}

// shape replaces the ids of a path by stars.
func shape(parts []string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		if i%2 == 1 && p != "@me" && p != "bot" {
			p = "*"
		}
		out[i] = p
	}
	return strings.Join(out, "/")
}

func (s *Server) gatewayBot(host string) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	return jsonReply(http.StatusOK, map[string]any{
		"url": "ws://" + host + "/gateway", "shards": 1,
		"session_start_limit": map[string]any{
			"total": 1000, "remaining": s.o.Identifies - s.stats.Identifies, "reset_after": 60000, "max_concurrency": 1,
		},
	})
}

// Rights that every member has, as bits.
const (
	readHistory = 1 << 16
	everyone    = 1<<10 | 1<<11 | 1<<14 | readHistory // view, send, embed links
)

func (s *Server) readChannel(id string) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(id)
	if out, ok := c.visible(); !ok {
		return out
	}
	return jsonReply(http.StatusOK, s.describe(id))
}

// describe is a channel as Discord gives it out. The lock is held.
func (s *Server) describe(id string) map[string]any {
	c := s.channel(id)
	v := map[string]any{"id": id, "name": c.Name, "type": c.Kind, "guild_id": c.Guild, "permission_overwrites": []any{}}
	if c.Parent != "" {
		v["parent_id"], v["owner_id"] = c.Parent, BotID
		v["thread_metadata"] = map[string]any{"archived": c.Archived, "locked": c.Locked, "auto_archive_duration": 1440}
	}
	if len(c.Tags) > 0 {
		v["available_tags"] = c.Tags
	}
	switch c.Guild {
	case "":
		v["guild_id"] = Guild
	case "dm":
		v["type"] = 1
		delete(v, "guild_id")
	}
	if c.NoHistory {
		v["permission_overwrites"] = []any{map[string]any{
			"id": v["guild_id"], "type": 0, "allow": "0", "deny": fmt.Sprint(readHistory),
		}}
	}
	return v
}

// openDirect gives the direct channel with a person, always the same.
func (s *Server) openDirect(body []byte) reply {
	var b struct {
		User string `json:"recipient_id"`
	}
	if json.Unmarshal(body, &b) != nil || b.User == "" || strings.HasPrefix(b.User, "@") {
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: recipient_id")
	}
	id := Direct(b.User)
	s.mu.Lock()
	s.channel(id).Guild = "dm"
	s.mu.Unlock()
	return s.readChannel(id)
}

// Direct is the id of the direct channel with a person.
func Direct(user string) string { return "d" + user }

func (s *Server) readGuild(id string) reply {
	return jsonReply(http.StatusOK, map[string]any{
		"id": id, "name": "Test", "owner_id": UserID,
		"roles": []any{map[string]any{"id": id, "name": "@everyone", "permissions": fmt.Sprint(everyone)}},
	})
}

// listCommands gives the commands back as Discord does, with fields of its own,
// and without the other languages unless they are asked for.
func (s *Server) listCommands(localized bool) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []map[string]any{}
	if s.commands != nil {
		_ = json.Unmarshal(s.commands, &list) // it was valid when registered
	}
	for i, c := range list {
		c["id"], c["application_id"], c["version"] = fmt.Sprint(7000+i), AppID, "1"
		c["default_member_permissions"], c["nsfw"], c["dm_permission"] = nil, false, true
		if !localized {
			unlocalize(c)
		}
	}
	return jsonReply(http.StatusOK, list)
}

func unlocalize(c map[string]any) {
	delete(c, "name_localizations")
	delete(c, "description_localizations")
	options, _ := c["options"].([]any)
	for _, o := range options {
		if m, ok := o.(map[string]any); ok {
			unlocalize(m)
		}
	}
}

func (s *Server) putCommands(body []byte) reply {
	if err := checkCommands(body); err != nil {
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: "+err.Error())
	}
	s.mu.Lock()
	s.commands = append([]byte(nil), body...)
	s.stats.Registered++
	s.announce()
	s.mu.Unlock()
	return s.listCommands(true)
}
