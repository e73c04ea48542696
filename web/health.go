package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// checkTime bounds one check of readiness.
const checkTime = 2 * time.Second

// healthy says that the process lives.
func healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintln(w, "ok")
}

// ready runs the checks and answers 503 when one fails. It names the part that
// is not ready; why goes to the log, since anyone may ask.
type ready struct {
	checks []Check
	log    *slog.Logger
}

func (r ready) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	var b strings.Builder
	code := http.StatusOK
	for _, c := range r.checks {
		word := "ok"
		if err := run(req.Context(), c); err != nil {
			word, code = "not ready", http.StatusServiceUnavailable
			r.log.DebugContext(req.Context(), "not ready", "check", c.Name, "err", err)
		}
		fmt.Fprintf(&b, "%s: %s\n", c.Name, word)
	}
	if code == http.StatusOK {
		b.WriteString("ready\n")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	_, _ = fmt.Fprint(w, b.String())
}

func run(ctx context.Context, c Check) error {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	return c.Run(ctx)
}
