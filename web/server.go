package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"newsbell/news"
)

// Options are what the server shows and who may see it. Status and Now must be
// set.
type Options struct {
	Status Status
	Now    func() time.Time
	Log    *slog.Logger // nil logs nothing
	Zone   *time.Location
	// Version is shown on the status page.
	Version string
	// Checks decide about /readyz.
	Checks []Check
	// Metrics holds the counters of /metrics; nil shows the store's only.
	Metrics *Metrics
	// Chat, when set, is served at /chat to those who may see the status page.
	Chat http.Handler
	// Mounts are served at their patterns, such as "/slack/commands", to
	// everyone: they know their callers by other means.
	Mounts map[string]http.Handler
	// Push, when set, is served below /websub/ to everyone. Its requests may
	// have bodies of 10 MB.
	Push http.Handler
	// Explain, when set, says what the code of a feed's ill means and what to do
	// about it.
	Explain func(code string) (means, advice string)
	// Review, when set, carries out what the operator decides about a delivery
	// in review: to post it again, or to drop it.
	Review func(ctx context.Context, id news.DeliveryID, post bool) error
	// Token admits from elsewhere: as a bearer token, or as the password of any
	// name. Without one the guarded pages answer on loopback only.
	Token news.Secret
}

// The bounds of the body of a request, in bytes.
const (
	maxBody = 1 << 20
	maxPush = 10<<20 + 1 // below pushPath: one more than a feed may have, so that its handler sees what is too much
)

// pushPath is below what hubs deliver.
const pushPath = "/websub/"

// New gives the handler of everything that newsbell serves.
func New(o Options) (http.Handler, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Metrics == nil {
		o.Metrics = NewMetrics()
	}
	status, err := newStatusPage(o)
	if err != nil {
		return nil, err
	}
	g := guard{token: o.Token}
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", g.admit(status))
	mux.Handle("GET /status.css", http.HandlerFunc(status.style))
	mux.Handle("GET /metrics", g.admit(o.Metrics.handler(o)))
	if o.Review != nil {
		// The browser says where a form comes from: another site's is refused.
		mux.Handle("POST /review", g.admit(http.NewCrossOriginProtection().Handler(review(o))))
	}
	mux.HandleFunc("GET /healthz", healthy)
	mux.Handle("GET /readyz", ready{checks: o.Checks, log: o.Log})
	if o.Chat != nil {
		mux.Handle("/chat", g.admit(o.Chat))
		mux.Handle("/chat/", g.admit(o.Chat))
	}
	if o.Push != nil {
		mux.Handle(pushPath, o.Push)
	}
	for pattern, h := range o.Mounts {
		mux.Handle(pattern, h)
	}
	return limited(recovered(o.Log, mux)), nil
}

// limited bounds the body and sets what a browser must hold to unless a page
// says otherwise.
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		bound := int64(maxBody)
		if strings.HasPrefix(req.URL.Path, pushPath) {
			bound = maxPush
		}
		req.Body = http.MaxBytesReader(w, req.Body, bound)
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		next.ServeHTTP(w, req)
	})
}

// recovered turns a panic of one request into its failure, with a full log.
func recovered(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx := req.Context()
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(fault)
			}
			log.ErrorContext(ctx, "serve request", "path", req.URL.Path, "err", fmt.Sprint(fault), "stack", string(debug.Stack()))
			http.Error(w, "internal error", http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, req)
	})
}

// grace is how long requests under way may take to end when the server stops.
const grace = 3 * time.Second

// Serve answers on l until ctx is done; then it lets what is under way end. The
// contexts of all requests end with ctx, so that streams do. It returns nil
// after an orderly stop.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second, // streams move their own deadline
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve http on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := srv.Shutdown(end)
	if errors.Is(err, context.DeadlineExceeded) {
		err = srv.Close()
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if err != nil {
		return fmt.Errorf("stop http on %s: %w", l.Addr(), err)
	}
	return nil
}
