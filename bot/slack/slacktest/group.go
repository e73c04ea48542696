package slacktest

import "net/http"

// group answers usergroups.users.list.
func (s *Server) group(r request) (int, object) {
	if s.o.Groups == nil {
		a := refusal("missing_scope")
		a["needed"], a["provided"] = "usergroups:read", "chat:write"
		return http.StatusOK, a
	}
	users, ok := s.o.Groups[r.str("usergroup")]
	if !ok {
		return http.StatusOK, refusal("no_such_subteam")
	}
	return http.StatusOK, object{"ok": true, "users": append([]string{}, users...)}
}
