package clerk

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"newsbell/bot"
	"newsbell/bot/reply"
	"newsbell/bot/setting"
	"newsbell/lang"
	"newsbell/news"
)

// Form gives the form that changes the settings or a subscription.
func (s *Service) Form(ctx context.Context, r bot.Request) (bot.Form, news.Message) {
	if r.At.IsZero() {
		r.At = s.Now()
	}
	f, err := s.form(ctx, r)
	if err != nil {
		return bot.Form{}, lang.In(lang.Pick(r.Actor.Locale, r.Locale)).Message(s.fault(ctx, r, err))
	}
	return f, news.Message{}
}

func (s *Service) form(ctx context.Context, r bot.Request) (bot.Form, error) {
	cmd, ok := bot.FormCommand(r.Command)
	if !ok {
		return bot.Form{}, fmt.Errorf("form %s: no such form", r.Command)
	}
	ch, err := s.Store.EnsureChannel(ctx, s.newChannel(r))
	if err != nil {
		return bot.Form{}, fmt.Errorf("find channel %s: %w", r.Target, err)
	}
	if err := s.permit(ctx, cmd, r, ch.Settings); err != nil {
		return bot.Form{}, err
	}
	c := call{Request: r, ch: ch, voice: lang.In(lang.Pick(r.Actor.Locale, ch.Settings.Language))}
	if cmd.Name == bot.CmdEdit {
		return s.editForm(ctx, c, cmd)
	}
	return changeForm(c, cmd), nil
}

func changeForm(c call, cmd bot.Command) bot.Form {
	f := bot.Form{Title: c.voice.Text("Settings of this channel"), Command: bot.CmdChange}
	for _, a := range cmd.Args {
		one, _ := setting.Named(a.Name)
		f.Fields = append(f.Fields, bot.Field{
			Name: a.Name, Help: c.voice.Text("for example %s", reply.Join(one.Choices[:min(len(one.Choices), 3)], "or")),
			Value: cmp.Or(one.Typed(c.ch), one.Choices[0]), Required: true,
		})
	}
	return f
}

// change sets several settings of the channel, all or none.
func (s *Service) change(ctx context.Context, c call) (news.Message, error) {
	ch := c.ch
	var lines []news.Line
	for _, key := range setting.InForm() {
		one, _ := setting.Named(key)
		value, given := c.Args[key]
		value = strings.TrimSpace(value)
		if !given || value == "" || value == cmp.Or(one.Typed(c.ch), one.Choices[0]) {
			continue
		}
		if err := one.Set(&ch, value); err != nil {
			return news.Message{}, fmt.Errorf("set %s: %w", key, err)
		}
		lines = append(lines, reply.Line("%s is set: %s.", key, one.Words(s.view(ch, c.At))))
	}
	if len(lines) == 0 {
		return reply.Note("", reply.Line("Nothing has changed.")), nil
	}
	if err := s.update(ctx, ch); err != nil {
		return news.Message{}, err
	}
	if q := ch.Settings.Quiet; ch.Zone != c.ch.Zone && q.From != q.To && q.Zone == "" {
		if err := s.setQuiet(ctx, ch, c.At); err != nil {
			return news.Message{}, err
		}
	}
	return reply.Note("", lines...), nil
}
