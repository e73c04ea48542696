package slacktest

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

type object = map[string]any

const maxBody = 1 << 20 // bytes of a request

// A request is a call of a method, from JSON or from a form.
type request struct {
	method string
	token  string
	team   string // whose token it is
	basic  [2]string
	body   []byte
	args   map[string]json.RawMessage
}

// str gives an argument as text, whatever it was sent as.
func (r request) str(name string) string {
	raw := r.args[name]
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	if string(raw) == "null" {
		return ""
	}
	return string(raw)
}

func (r request) flag(name string) bool {
	v := r.str(name)
	return v == "true" || v == "1"
}

// serveMethod answers a call of the Web API.
func (s *Server) serveMethod(w http.ResponseWriter, r *http.Request) {
	if s.watch(Call{Method: r.PathValue("method")}, Arrived) {
		s.tear(w, r)
		return
	}
	req, err := parse(r)
	call := Call{Method: req.method, Channel: req.str("channel")}
	if s.watch(call, Read) {
		reset(w)
		return
	}
	f := s.choose(req.method, req.str("channel"))
	if err != nil {
		answer(w, http.StatusOK, refusal("invalid_arguments", err.Error()))
		return
	}
	if f.Delay > 0 && !s.sleep(r, f.Delay) {
		return
	}
	switch {
	case f.Late > 0:
		s.after(f.Late, func() { s.perform(req) })
	case !f.fails() || f.Commit:
		status, out := s.perform(req)
		if s.watch(call, Committed) {
			reset(w)
			return
		}
		if !f.fails() {
			if status == http.StatusTooManyRequests {
				w.Header().Set("Retry-After", "1")
			}
			answer(w, status, out)
			s.answered(w, call)
			return
		}
	}
	s.fail(w, r, f)
}

// sleep waits; false when the client or the server went away meanwhile.
func (s *Server) sleep(r *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	case <-s.quit:
		return false
	}
}

// parse reads a call. JSON is taken only with the token in the header.
func parse(r *http.Request) (request, error) {
	req := request{method: r.PathValue("method"), args: map[string]json.RawMessage{}}
	req.token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if user, pass, ok := r.BasicAuth(); ok {
		req.token, req.basic = "", [2]string{user, pass}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return req, fmt.Errorf("body unreadable or too large")
	}
	req.body = body
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "application/json" {
		if len(body) == 0 {
			return req, nil
		}
		return req, json.Unmarshal(body, &req.args)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return req, err
	}
	for k := range form {
		raw, err := json.Marshal(form.Get(k))
		if err != nil {
			return req, err
		}
		req.args[k] = raw
	}
	if req.token == "" {
		req.token = form.Get("token")
	}
	return req, nil
}

// perform carries a call out and gives its answer.
func (s *Server) perform(r request) (int, object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.method == "oauth.v2.access" {
		return s.access(r)
	}
	if code := s.authorise(&r); code != "" {
		return http.StatusOK, refusal(code)
	}
	switch r.method {
	case "auth.test":
		return http.StatusOK, object{
			"ok": true, "url": "https://example.slack.com/", "team": "Example", "user": "newsbell",
			"team_id": r.team, "user_id": botUser, "bot_id": botID, "app_id": appID, "is_enterprise_install": false,
		}
	case "apps.connections.open":
		s.tickets++
		return http.StatusOK, object{"ok": true, "url": fmt.Sprintf("ws%s/socket/%d", strings.TrimPrefix(s.http.URL, "http"), s.tickets)}
	case "chat.postMessage":
		return s.post(r)
	case "files.getUploadURLExternal":
		return s.beginUpload(r)
	case "files.completeUploadExternal":
		return s.completeUpload(r)
	case "chat.update":
		return s.update(r)
	case "chat.postEphemeral":
		return http.StatusOK, object{"ok": true, "message_ts": s.stamp()}
	case "conversations.history":
		return s.history(r)
	case "conversations.replies":
		return s.replies(r)
	case "conversations.open":
		return s.open(r)
	case "conversations.info":
		return s.info(r)
	case "users.info":
		return s.user(r)
	case "usergroups.users.list":
		return s.group(r)
	case "users.conversations":
		return s.memberships(r)
	case "views.open":
		return s.openView(r)
	case "views.update":
		return s.updateView(r)
	case "views.publish":
		return s.publishView(r)
	default:
		return http.StatusOK, refusal("unknown_method")
	}
}

// The app's own ids.
const (
	botID   = "B1"
	botUser = "UBOT"
	appID   = "A1"
)

// authorise checks the token, which must be of the kind that the method
// takes.
func (s *Server) authorise(r *request) string {
	want, revoked := s.o.BotToken, s.token
	r.team = s.o.Team
	if team, ok := s.teams[r.token]; ok && r.method != "apps.connections.open" {
		if r.team = team; s.gone[r.token] {
			return "account_inactive"
		}
		return ""
	}
	if r.method == "apps.connections.open" {
		want, revoked = s.o.AppToken, s.app
	}
	switch r.token {
	case "":
		return "not_authed"
	case want:
		return revoked
	case s.o.BotToken, s.o.AppToken:
		return "not_allowed_token_type"
	default:
		return "invalid_auth"
	}
}

// info describes a channel.
func (s *Server) info(r request) (int, object) {
	id := r.str("channel")
	c, code := s.channel(id)
	member := true
	switch code {
	case "not_in_channel":
		member = false
	case "", "is_archived":
	default:
		return http.StatusOK, refusal(code)
	}
	return http.StatusOK, object{"ok": true, "channel": object{
		"id": id, "name": c.Name, "creator": c.Creator, "is_im": c.Direct, "is_member": member && !c.Direct,
		"is_channel": !c.Direct, "is_archived": code == "is_archived", "user": personOf(c),
	}}
}

// open gives the direct conversation with a person, always the same.
func (s *Server) open(r request) (int, object) {
	user := r.str("users")
	if !strings.HasPrefix(user, "U") {
		return http.StatusOK, refusal("user_not_found")
	}
	return http.StatusOK, object{"ok": true, "channel": object{"id": s.direct(user)}}
}

// direct gives the channel that a post names: for a person's id, the direct
// conversation with the person.
func (s *Server) direct(id string) string {
	rest, ok := strings.CutPrefix(id, "U")
	if !ok {
		return id
	}
	s.channels["D"+rest] = Channel{ID: "D" + rest, Direct: true}
	return "D" + rest
}

// personOf gives the person of a direct conversation.
func personOf(c Channel) string {
	if rest, ok := strings.CutPrefix(c.ID, "D"); ok && c.Direct {
		return "U" + rest
	}
	return ""
}

// channel finds a channel and the error with which it refuses calls.
func (s *Server) channel(id string) (Channel, string) {
	c, known := s.channels[id]
	if !known && (len(s.o.Channels) > 0 || id == "") || strings.HasPrefix(id, "U") || strings.HasPrefix(id, "@") {
		return c, "channel_not_found"
	}
	if !known {
		c = Channel{ID: id, Name: strings.ToLower(id), Direct: strings.HasPrefix(id, "D")}
	}
	return c, s.refused[id]
}

func (s *Server) user(r request) (int, object) {
	id := r.str("user")
	if id == "" {
		return http.StatusOK, refusal("user_not_found")
	}
	u := s.o.Users[id]
	if u.Name == "" {
		u.Name = id
	}
	if u.Zone == "" {
		u.Zone = "Etc/UTC"
	}
	if u.Locale == "" {
		u.Locale = "en-US"
	}
	return http.StatusOK, object{"ok": true, "user": object{
		"id": id, "team_id": s.o.Team, "name": strings.ToLower(id), "real_name": u.Name,
		"is_admin": u.Admin, "is_owner": u.Owner, "is_restricted": u.Guest, "tz": u.Zone, "locale": u.Locale,
	}}
}

func refusal(code string, why ...string) object {
	o := object{"ok": false, "error": code}
	if len(why) > 0 {
		o["response_metadata"] = object{"messages": why}
	}
	return o
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
