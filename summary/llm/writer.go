package llm

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"newsbell/news"
	"newsbell/summary"
	"newsbell/text"
)

// Options set up a writer.
type Options struct {
	BaseURL string // of the service, up to what comes before /chat/completions
	Model   string
	APIKey  news.Secret // "" sends none
	Log     *slog.Logger
	Now     func() time.Time
	// Observe, when set, is told what came of each story and the tokens that it
	// cost; it may be called from several goroutines.
	Observe func(why Reason, in, out int)
	// Timeout bounds one request; zero means 4 s.
	Timeout time.Duration
}

const (
	timeout = 4 * time.Second
	rest    = time.Minute      // without requests after one that failed
	fresh   = 10 * time.Minute // in which a story is not asked about again
	kept    = 24 * time.Hour   // how long a text is remembered
	quotes  = 8                // sentences that the model is given
	longest = 60               // words of each
)

// A Key is what a text tells of: a story, or one development of it.
type Key struct {
	Story       news.StoryID
	Development news.DevelopmentID // 0: the whole story
}

// A Writer has a model tell stories. It makes one request a story at a time,
// however many channels wait for it, and none for a while after one that
// failed. It is safe for concurrent use.
type Writer struct {
	o      Options
	client *http.Client

	mu    sync.Mutex
	told  map[Key]*telling
	until time.Time // no request is made before
}

// A telling is a text, or one that is being written.
type telling struct {
	done chan struct{} // closed when text is there
	text string        // "" when the extractive one stands
	at   time.Time
}

// New gives a writer. It follows no redirect: the key is for one service.
func New(o Options) *Writer {
	return &Writer{
		o: o, told: map[Key]*telling{},
		client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// Tell tells a story from its articles in its language, or gives "" when the
// extractive text is to be shown. It takes as long as one request may take. For
// some minutes the same text serves all that ask, edits included.
func (w *Writer) Tell(ctx context.Context, key Key, lang string, articles []summary.Source) string {
	now := w.o.Now()
	w.mu.Lock()
	t := w.told[key]
	if t != nil && now.Sub(t.at) < fresh {
		w.mu.Unlock()
		select {
		case <-t.done:
			return t.text
		case <-ctx.Done():
			return ""
		}
	}
	t = &telling{done: make(chan struct{}), at: now}
	w.told[key] = t
	w.forget(now)
	resting := now.Before(w.until)
	w.mu.Unlock()
	defer close(t.done)
	why, in, out := Resting, 0, 0
	if !resting {
		t.text, why, in, out = w.write(ctx, lang, articles)
	}
	w.settle(key, why)
	if w.o.Observe != nil {
		w.o.Observe(why, in, out)
	}
	return t.text
}

// settle has the writer rest when the service is at fault, and lets a story be
// asked about again when nothing was asked.
func (w *Writer) settle(key Key, why Reason) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch why {
	case Timeout, Network, Refused:
		w.until = w.o.Now().Add(rest)
	case Resting, TooLittle:
		delete(w.told, key)
	default:
	}
}

// forget drops old texts.
func (w *Writer) forget(now time.Time) {
	for k, t := range w.told {
		if now.Sub(t.at) > kept {
			delete(w.told, k)
		}
	}
}

// write makes one request and holds the answer against what the model was given.
func (w *Writer) write(ctx context.Context, lang string, articles []summary.Source) (told string, why Reason, in, out int) {
	best := harmless(summary.Best(articles, quotes, longest))
	if len(best) < leastSentences {
		return "", TooLittle, 0, 0
	}
	if lang == "" {
		lang = summary.Guess(best[0].Sentence)
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(w.o.Timeout, timeout))
	defer cancel()
	answer, in, out, why := w.ask(ctx, best, lang)
	if why != Used {
		return "", why, in, out
	}
	given := make([]string, len(best))
	for i, q := range best {
		given[i] = q.Sentence
	}
	told, why = Check(answer, given, lang)
	return told, why, in, out
}

// harmless leaves out sentences that speak to a model rather than to readers.
func harmless(list []summary.Quote) []summary.Quote {
	var out []summary.Quote
	for _, q := range list {
		if !luring(text.Fold(q.Sentence)) {
			out = append(out, q)
		}
	}
	return out
}

func luring(folded string) bool {
	for _, p := range [...]string{
		"previous instructions", "prior instructions", "above instructions", "earlier instructions", "all instructions", "your instructions",
		"system prompt", "you are now", "as an ai", "language model", "respond with", "reply with", "output the", "disregard",
	} {
		if strings.Contains(folded, p) {
			return true
		}
	}
	return false
}
