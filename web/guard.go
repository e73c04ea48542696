package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"newsbell/news"
)

// guard admits the operator: who sits at this machine, or shows the token.
type guard struct{ token news.Secret }

func (g guard) admit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		switch {
		case here(req), g.known(req):
			next.ServeHTTP(w, req)
		case g.token == "":
			http.Error(w, "this page answers on loopback only, as long as http.admin_token is not set", http.StatusForbidden)
		default:
			w.Header().Set("WWW-Authenticate", `Basic realm="newsbell", charset="UTF-8"`)
			http.Error(w, "this page needs the operator's token", http.StatusUnauthorized)
		}
	})
}

// here reports whether the request comes from this machine for this machine. A
// name that only resolves to it (a page that rebinds its name) and a request
// that a proxy passes on do not count.
func here(req *http.Request) bool {
	for _, h := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip"} {
		if req.Header.Get(h) != "" {
			return false
		}
	}
	remote, err := netip.ParseAddrPort(req.RemoteAddr)
	return err == nil && remote.Addr().Unmap().IsLoopback() && loopback(req.Host)
}

// loopback reports whether a host, with or without port, names this machine.
func loopback(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// known reports whether the request shows the token. The comparison takes the
// same time whatever is shown.
func (g guard) known(req *http.Request) bool {
	if g.token == "" {
		return false
	}
	shown, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer ")
	if !ok {
		_, shown, ok = req.BasicAuth()
	}
	want, got := sha256.Sum256([]byte(g.token.Reveal())), sha256.Sum256([]byte(shown))
	return ok && subtle.ConstantTimeCompare(want[:], got[:]) == 1
}
