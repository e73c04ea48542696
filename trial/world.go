package trial

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
	"newsbell/storage"
)

// A World is everything around one newsbell: the press, the platforms, a folder
// with its configuration and store, and the process itself.
type World struct {
	Dir     string
	Press   *Press
	Discord *discordtest.Server
	Slack   *slacktest.Server
	Process *Process

	url string // of a store that is no SQLite file in Dir
}

// A Plan says what kind of world to make.
type Plan struct {
	Root  string // of the module
	Dir   string // an empty folder
	Feeds int
	// Poll is how often each feed is polled; 0 means a second, less than 0
	// leaves it to newsbell.
	Poll    time.Duration
	Discord discordtest.Options
	Slack   slacktest.Options
	// Platforms says who is connected; none means the local chat alone.
	Platforms []news.Platform
	// Settle is slack.settle; 0 means its default.
	Settle time.Duration
	Env    []string
	// URL is the PostgreSQL database to use; "" means a SQLite file in Dir.
	URL string
}

// Open makes a world; nothing of newsbell runs yet. The caller closes it.
func Open(ctx context.Context, p Plan) (*World, error) {
	w := &World{Dir: p.Dir, url: p.URL}
	if err := w.open(ctx, p); err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

func (w *World) open(ctx context.Context, p Plan) error {
	bin, err := Build(ctx, p.Root, p.Dir)
	if err != nil {
		return err
	}
	if w.Press, err = NewPress(); err != nil {
		return err
	}
	w.Discord = discordtest.New(p.Discord)
	w.Slack = slacktest.New(p.Slack)
	port, err := FreePort()
	if err != nil {
		return err
	}
	listen := fmt.Sprintf("127.0.0.1:%d", port)
	path := filepath.Join(p.Dir, "newsbell.toml")
	if err := os.WriteFile(path, []byte(w.config(p, listen)), 0o600); err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	w.Process = &Process{Bin: bin, Config: path, Listen: listen, Env: p.Env}
	return nil
}

// Close ends the process and the servers.
func (w *World) Close() {
	if w.Process != nil {
		w.Process.Kill()
	}
	if w.Discord != nil {
		w.Discord.Close()
	}
	if w.Slack != nil {
		w.Slack.Close()
	}
	if w.Press != nil {
		_ = w.Press.Close() // its readers are gone
	}
}

// Store is the path of the process's SQLite file, or the address of its database.
func (w *World) Store() string {
	if w.url != "" {
		return w.url
	}
	return filepath.Join(w.Dir, "newsbell.db")
}

// Another is one more process on the same store, with an address of its own and
// some roles.
func (w *World) Another(roles string) (*Process, error) {
	port, err := FreePort()
	if err != nil {
		return nil, err
	}
	p := &Process{Bin: w.Process.Bin, Config: w.Process.Config, Listen: fmt.Sprintf("127.0.0.1:%d", port), Roles: roles}
	p.Env = append(slices.Clone(w.Process.Env), "NEWSBELL_HTTP_LISTEN="+p.Listen)
	return p, nil
}

func (w *World) config(p Plan, listen string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[storage]\nurl = %q\n[http]\nlisten = %q\n", w.Store(), listen)
	local := len(p.Platforms) == 0
	for _, platform := range p.Platforms {
		switch platform {
		case news.Discord:
			fmt.Fprintf(&b, "[discord]\ntoken = %q\napi_url = %q\n", discordtest.Token, w.Discord.URL())
		case news.Slack:
			fmt.Fprintf(&b, "[slack]\nbot_token = \"xoxb-test\"\napp_token = \"xapp-test\"\napi_url = %q\n", w.Slack.URL())
			if p.Settle > 0 {
				fmt.Fprintf(&b, "settle = %q\n", p.Settle)
			}
		case news.Local:
			local = true
		}
	}
	fmt.Fprintf(&b, "[local]\nenabled = %t\n[feeds]\ncatalogue = false\nallow_private_networks = true\n", local)
	poll := p.Poll
	if poll == 0 {
		poll = time.Second
	}
	for n := range p.Feeds {
		fmt.Fprintf(&b, "[[feed]]\nurl = %q\nname = \"Paper%03d\"\npublisher = \"Paper%03d\"\nlanguage = \"en\"\n", w.Press.URL(n), n, n)
		if poll > 0 {
			fmt.Fprintf(&b, "poll = %q\n", poll)
		}
	}
	return b.String()
}

// A Seat is a channel and what it subscribes to.
type Seat struct {
	Target news.Target
	Query  string
	Mode   news.Mode
}

// Subscribe writes subscriptions into the store of a process that does not
// run, as its commands would.
func (w *World) Subscribe(ctx context.Context, seats []Seat) (err error) {
	store, err := storage.Open(ctx, storage.Options{URL: w.Store()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	for _, s := range seats {
		ch, err := store.EnsureChannel(ctx, news.Channel{
			Target: s.Target, Name: s.Target.Channel, Budget: -1, State: news.ChannelActive, Created: time.Now(),
		})
		if err != nil {
			return err
		}
		if _, err := store.AddSubscription(ctx, news.Subscription{
			Channel: ch.ID, Query: s.Query, Canonical: s.Query, Mode: s.Mode, Creator: "trial", Created: time.Now(),
		}); err != nil {
			return err
		}
	}
	return nil
}

// DiscordSeat is channel n of the stand-in's guild.
func DiscordSeat(n int, query string) Seat {
	return Seat{
		Target: news.Target{Platform: news.Discord, Tenant: discordtest.Guild, Channel: fmt.Sprint(100000000000000000 + n)},
		Query:  query, Mode: news.Every,
	}
}

// SlackSeat is channel n of the stand-in's workspace.
func SlackSeat(n int, query string) Seat {
	return Seat{
		Target: news.Target{Platform: news.Slack, Tenant: "T1", Channel: fmt.Sprintf("C%06d", n)},
		Query:  query, Mode: news.Every,
	}
}

// A Writer makes up articles whose headlines are unlike each other.
type Writer struct{ r *rand.Rand }

// NewWriter gives a writer; the same seed writes the same articles.
func NewWriter(seed uint64) *Writer { return &Writer{r: rand.New(rand.NewPCG(seed, 2025))} }

// word makes up a word.
func (w *Writer) word() string {
	var b strings.Builder
	for range 2 + w.r.IntN(2) {
		b.WriteByte("bdfgklmnprstvz"[w.r.IntN(14)])
		b.WriteByte("aeiou"[w.r.IntN(5)])
		b.WriteByte("lmnrst"[w.r.IntN(6)])
	}
	return b.String()
}

func (w *Writer) words(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = w.word()
	}
	return strings.Join(out, " ")
}

// Write makes up an article of about the given number of words that holds the
// keyword; its headline begins with its id.
func (w *Writer) Write(id, keyword string, length int, now time.Time) Item {
	title := w.words(6)
	var b strings.Builder
	for b.Len() < 40 || strings.Count(b.String(), " ") < length {
		sentence := w.words(9 + w.r.IntN(8))
		fmt.Fprintf(&b, "<p>%s%s. The %s council of %s met on %s.</p>", strings.ToUpper(sentence[:1]), sentence[1:], w.word(), w.word(), w.word())
	}
	fmt.Fprintf(&b, "<p>This %s ends here.</p>", keyword)
	return Item{
		ID: id, Title: strings.ToUpper(title[:1]) + title[1:], HTML: b.String(), Published: now,
	}
}

// Due makes every feed due at the next start of a process that does not run.
func (w *World) Due(ctx context.Context) (err error) {
	store, err := storage.Open(ctx, storage.Options{URL: w.Store()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	feeds, err := store.Feeds(ctx)
	if err != nil {
		return err
	}
	for _, f := range feeds {
		f.NextPoll = time.Time{}
		if err := store.UpdateFeed(ctx, f); err != nil {
			return err
		}
	}
	return nil
}
