package clerk

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"strconv"
	"time"

	"newsbell/bot"
	"newsbell/bot/reply"
	"newsbell/bot/setting"
	"newsbell/lang"
	"newsbell/news"
	"newsbell/text"
)

// Service answers requests. It is a [bot.Clerk], safe for use by many adapters at
// once; its exported fields do not change after the first request.
type Service struct {
	Store   Store
	Index   Index
	Feeds   Feeds
	Digests Digests
	// Mode chooses the mode of a subscription that names none; why completes the
	// sentence "it rings …".
	Mode func(ModeFacts) (mode news.Mode, why news.Phrase)
	// Verdicts, when set, lets why tell what was decided and not only what
	// would match.
	Verdicts Verdicts
	// Budgets, when set, lets people see what a budget would have brought them.
	Budgets Budgets
	// Pages, when set, summarises articles that the store does not know.
	Pages    Pages
	Defaults Defaults
	// Limits bound what one tenant may ask for.
	Limits Limits
	Now    func() time.Time
	Log    *slog.Logger

	looks meter // previews, by tenant
}

// Defaults are the operator's settings for a channel that is new.
type Defaults struct {
	Zone      string   // IANA; "" means UTC
	Languages []string // empty means {"en"}
	Budget    int      // breaking alerts a day
}

// ModeFacts is what the choice of a mode rests on.
type ModeFacts struct {
	Bound   int // publishers that the query is bound to; 0 when it is to none
	Watched int // publishers watched in the query's languages
}

// The most that a channel may have.
const (
	maxSubscriptions = 200
	maxDigests       = 20
)

// A call is a request whose channel is known.
type call struct {
	bot.Request
	ch    news.Channel
	voice lang.Voice // in which the reply speaks
}

type handler func(context.Context, call) (news.Message, error)

// Answer carries out a request and gives the reply: private, short, and in
// words. A request whose id was answered before gives an empty message, for
// which nothing is to be shown (see [bot.Empty]). What a person can mend is told
// with an example; anything else is logged in full and shown as one sentence
// with a trace id.
func (s *Service) Answer(ctx context.Context, r bot.Request) news.Message {
	if r.At.IsZero() {
		r.At = s.Now()
	}
	m, tag, err := s.answer(ctx, r)
	if err != nil {
		m = s.fault(ctx, r, err)
	}
	return lang.In(tag).Message(m)
}

// answer also gives the language of the reply: the person's, else the channel's.
func (s *Service) answer(ctx context.Context, r bot.Request) (m news.Message, tag string, err error) {
	tag = lang.Pick(r.Actor.Locale, r.Locale)
	cmd, err := bot.CommandOf(r)
	if err != nil {
		return m, tag, err
	}
	if r.ID != "" {
		seen, err := s.Store.SeenOnce(ctx, "request/"+r.Target.String()+"/"+r.ID, r.At)
		if err != nil {
			return m, tag, fmt.Errorf("note request %s: %w", r.ID, err)
		}
		if seen {
			return m, tag, nil
		}
	}
	if cmd.Name == bot.CmdButton && r.Around != "" {
		if r.Target, err = s.stands(ctx, r); err != nil {
			return m, tag, err
		}
	}
	ch, err := s.Store.EnsureChannel(ctx, s.newChannel(r))
	if err != nil {
		return m, tag, fmt.Errorf("find channel %s: %w", r.Target, err)
	}
	tag = lang.Pick(r.Actor.Locale, ch.Settings.Language)
	if err := s.permit(ctx, cmd, r, ch.Settings); err != nil {
		return m, tag, err
	}
	if looking(cmd.Name) {
		if err := s.mayLook(r); err != nil {
			return m, tag, err
		}
	}
	m, err = s.handlers()[cmd.Name](ctx, call{Request: r, ch: ch, voice: lang.In(tag)})
	return m, tag, err
}

// handlers has a row for each command of [bot.Commands].
func (s *Service) handlers() map[string]handler {
	return map[string]handler{
		bot.CmdSubscribe:   s.subscribe,
		bot.CmdUnsubscribe: s.unsubscribe,
		bot.CmdList:        s.list,
		bot.CmdPreview:     s.preview,
		bot.CmdSearch:      s.search,
		bot.CmdTop:         s.top,
		bot.CmdSummary:     s.summary,
		bot.CmdWhy:         s.why,
		bot.CmdDigestSet:   s.digestSet,
		bot.CmdDigestList:  s.digestList,
		bot.CmdDigestNow:   s.digestNow,
		bot.CmdDigestMore:  s.digestMore,
		bot.CmdDigestOff:   s.digestOff,
		bot.CmdFeedsAdd:    s.feedsAdd,
		bot.CmdFeedsRemove: s.feedsRemove,
		bot.CmdFeedsList:   s.feedsList,
		bot.CmdQuiet:       s.quiet,
		bot.CmdMute:        s.mute,
		bot.CmdFollow:      s.follow,
		bot.CmdFewer:       s.fewer,
		bot.CmdForget:      s.forget,
		bot.CmdSettings:    s.settings,
		bot.CmdSet:         s.set,
		bot.CmdPause:       s.pause,
		bot.CmdResume:      s.resume,
		bot.CmdTest:        s.test,
		bot.CmdExport:      s.export,
		bot.CmdHelp:        s.help,
		bot.CmdButton:      s.button,
		bot.CmdChange:      s.change,
		bot.CmdEdit:        s.edit,
	}
}

// newChannel is how the request's channel begins when the store lacks it.
func (s *Service) newChannel(r bot.Request) news.Channel {
	ch := news.Channel{
		Target: r.Target, Name: reply.Clip(text.Clean(r.Channel), 100), Zone: s.Defaults.Zone,
		Languages: s.Defaults.Languages, Budget: -1, State: news.ChannelActive, Created: r.At,
	}
	if _, err := time.LoadLocation(r.Actor.Zone); err == nil && r.Actor.Zone != "" {
		ch.Zone = r.Actor.Zone
	}
	own := r.Locale
	if _, alone := r.Target.Person(); alone {
		own = cmp.Or(r.Actor.Locale, own)
	}
	ch.Settings.Language = lang.Pick(own)
	if r.Target.Platform == news.Local { // the operator's own: the file names its languages
		return ch
	}
	if tag, err := setting.Language(cmp.Or(own, r.Actor.Locale)); err == nil {
		ch.Languages = []string{tag}
	}
	return ch
}

// fault turns an error into what the person is shown.
func (s *Service) fault(ctx context.Context, r bot.Request, err error) news.Message {
	if m, ok := bot.Mend(err); ok {
		return m
	}
	trace := traceID(r)
	s.Log.ErrorContext(ctx, "answer request", "target", r.Target.String(), "command", r.Command, "trace", trace, "err", err)
	return reply.Sorry("", reply.Line("Something went wrong on my side. Please try again; if it stays, give the operator this number: %s", trace))
}

// traceID names a request in the log and in the reply.
func traceID(r bot.Request) string {
	h := fnv.New32a()
	for _, part := range []string{r.ID, r.Target.String(), r.Command, strconv.FormatInt(r.At.UnixNano(), 36)} {
		_, _ = h.Write([]byte(part))
		_, _ = h.Write([]byte{0})
	}
	return fmt.Sprintf("%08x", h.Sum32())
}
