package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"newsbell/digest/schedule"
	"newsbell/lang"
	"newsbell/match"
	"newsbell/news"
)

// Service answers requests. It is a [Clerk], safe for use by many adapters at
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

// The most that a channel may have or a person may type.
const (
	maxSubscriptions = 200
	maxDigests       = 20
	maxQuery         = 1000 // runes
	maxArg           = 4000 // bytes
)

// A call is a request whose channel is known.
type call struct {
	Request
	ch    news.Channel
	voice lang.Voice // in which the reply speaks
}

type handler func(context.Context, call) (news.Message, error)

// Answer carries out a request and gives the reply: private, short, and in
// words. A request whose id was answered before gives an empty message, for
// which nothing is to be shown (see [Empty]). What a person can mend is told
// with an example; anything else is logged in full and shown as one sentence
// with a trace id.
func (s *Service) Answer(ctx context.Context, r Request) news.Message {
	if r.At.IsZero() {
		r.At = s.Now()
	}
	m, tag, err := s.answer(ctx, r)
	if err != nil {
		m = s.fault(ctx, r, err)
	}
	return lang.In(tag).Message(m)
}

// Empty reports whether there is nothing to show in m.
func Empty(m news.Message) bool { return m.Card == nil && m.List == nil && m.Text == nil }

// answer also gives the language of the reply: the person's, else the channel's.
func (s *Service) answer(ctx context.Context, r Request) (m news.Message, tag string, err error) {
	tag = lang.Pick(r.Actor.Locale, r.Locale)
	cmd, ok := lookup(append(append(Commands(), buttonCommand()), formCommands()...), r.Command)
	if !ok {
		return m, tag, unknown(r.Command, r.Command, true, Commands())
	}
	if err := checkArgs(cmd, r.Args); err != nil {
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

// handlers has a row for each command of [Commands].
func (s *Service) handlers() map[string]handler {
	return map[string]handler{
		CmdSubscribe:   s.subscribe,
		CmdUnsubscribe: s.unsubscribe,
		CmdList:        s.list,
		CmdPreview:     s.preview,
		CmdSearch:      s.search,
		CmdTop:         s.top,
		CmdSummary:     s.summary,
		CmdWhy:         s.why,
		CmdDigestSet:   s.digestSet,
		CmdDigestList:  s.digestList,
		CmdDigestNow:   s.digestNow,
		CmdDigestMore:  s.digestMore,
		CmdDigestOff:   s.digestOff,
		CmdFeedsAdd:    s.feedsAdd,
		CmdFeedsRemove: s.feedsRemove,
		CmdFeedsList:   s.feedsList,
		CmdQuiet:       s.quiet,
		CmdMute:        s.mute,
		CmdFollow:      s.follow,
		CmdFewer:       s.fewer,
		CmdForget:      s.forget,
		CmdSettings:    s.settings,
		CmdSet:         s.set,
		CmdPause:       s.pause,
		CmdResume:      s.resume,
		CmdTest:        s.test,
		CmdExport:      s.export,
		CmdHelp:        s.help,
		CmdButton:      s.button,
		CmdChange:      s.change,
		CmdEdit:        s.edit,
	}
}

// newChannel is how the request's channel begins when the store lacks it.
func (s *Service) newChannel(r Request) news.Channel {
	ch := news.Channel{
		Target: r.Target, Name: clip(oneLine(r.Channel), 100), Zone: s.Defaults.Zone,
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
	if tag, err := languageTag(cmp.Or(own, r.Actor.Locale)); err == nil {
		ch.Languages = []string{tag}
	}
	return ch
}

// checkArgs holds the arguments against the command's own description, since
// not every platform does.
func checkArgs(cmd Command, args map[string]string) error {
	for _, a := range cmd.Args {
		v := strings.TrimSpace(args[a.Name])
		switch {
		case v == "" && a.Required:
			return missing(cmd, a)
		case len(v) > maxArg || a.Name == ArgQuery && utf8.RuneCountInString(v) > maxQuery:
			return news.Fault("too_long", "The %s is too long: at most %d characters. Try: %s", a.Name, maxQuery, shown(cmd.Example))
		case v != "" && len(a.Choices) > 0 && !slices.Contains(a.Choices, strings.ToLower(v)):
			return news.Fault("bad_choice", "%q is not a %s; choose %s. Try: %s", clip(v, 40), a.Name, either(a.Choices), shown(cmd.Example))
		}
	}
	return nil
}

// fault turns an error into what the person is shown.
func (s *Service) fault(ctx context.Context, r Request, err error) news.Message {
	if e, ok := errors.AsType[*match.ParseError](err); ok {
		return queryFault(e)
	}
	if e, ok := errors.AsType[*schedule.Error](err); ok {
		return sorry("I cannot read that schedule", line(e.Phrase()), command("digest %s", e.Example))
	}
	if e, ok := errors.AsType[*news.Error](err); ok {
		return sorry("", line(e.Phrase()))
	}
	trace := traceID(r)
	s.Log.ErrorContext(ctx, "answer request", "target", r.Target.String(), "command", r.Command, "trace", trace, "err", err)
	return sorry("", plain("Something went wrong on my side. Please try again; if it stays, give the operator this number: %s", trace))
}

// queryFault shows an unreadable query with a caret under the fault.
func queryFault(e *match.ParseError) news.Message {
	lines := []news.Line{line(e.Phrase())}
	for row := range strings.SplitSeq(e.Caret(), "\n") {
		lines = append(lines, news.Line{Text: row, Code: true})
	}
	if e.Example != "" {
		lines = append(lines, plain("For example: %s", e.Example))
	}
	return sorry("I cannot read that query", lines...)
}

// traceID names a request in the log and in the reply.
func traceID(r Request) string {
	h := fnv.New32a()
	for _, part := range []string{r.ID, r.Target.String(), r.Command, strconv.FormatInt(r.At.UnixNano(), 36)} {
		_, _ = h.Write([]byte(part))
		_, _ = h.Write([]byte{0})
	}
	return fmt.Sprintf("%08x", h.Sum32())
}
