package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/form"
	"newsbell/lang"
	"newsbell/news"
)

const (
	methodViewOpen    = "views.open"
	methodViewUpdate  = "views.update"
	methodViewPublish = "views.publish"

	// triggerLife is how long Slack lets a trigger open a view; later ones are
	// not tried.
	triggerLife = 2500 * time.Millisecond
)

// ask opens a form. It tells whether that is done; the trigger may have expired.
func (s *Session) ask(ctx context.Context, team, trigger string, v form.View) bool {
	if trigger == "" {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, triggerLife)
	defer cancel()
	if err := s.view(ctx, team, methodViewOpen, map[string]any{"trigger_id": trigger, "view": v}); err != nil {
		s.lg.Info("slack form not opened", "err", err)
		return false
	}
	return true
}

// view calls a method of views.
func (s *Session) view(ctx context.Context, team, method string, args map[string]any) error {
	w, err := s.spaces.Of(ctx, team)
	if err != nil {
		return err
	}
	body, err := block.Marshal(args)
	if err != nil {
		return err
	}
	return w.Post(ctx, method, body).Fail(method)
}

// suggest gives the entries of a menu that is typed into. Its answer is one even
// when there is nothing to suggest.
func (s *Session) suggest(ctx context.Context, p press) any {
	type menu struct {
		Options []form.Option `json:"options"`
	}
	ctx, cancel := context.WithTimeout(ctx, s.ackWithin)
	defer cancel()
	f, ok := form.Read(p.View)
	arg := form.ArgOf(p.BlockID)
	if !ok || arg == "" {
		return menu{Options: []form.Option{}}
	}
	r := bot.Request{
		Target: s.target(p.Team.ID, f.Place.Channel), Channel: f.Place.Name,
		Actor: bot.Actor{ID: p.User.ID, Name: p.User.Name}, Command: f.Command, Args: f.Args, At: s.o.Now(),
	}
	return menu{Options: form.Options(p.Value, s.o.Clerk.Complete(ctx, r, arg, p.Value))}
}

// A response says what becomes of a form that was handed in.
type response struct {
	Action string            `json:"response_action"` // "errors" or "update"
	Errors map[string]string `json:"errors,omitempty"`
	View   *form.View        `json:"view,omitempty"`
}

// submitted carries out a form that was handed in. The answer takes the place of
// the form; an error stands at its field, so that it can be mended.
func (s *Session) submitted(ctx context.Context, ack ack, p press) {
	f, ok := form.Read(p.View)
	cmd, known := s.vocabulary(f.Command)
	if !ok || !known {
		voice := s.voiceOf(ctx, p.Team.ID, p.User.ID)
		ack(s.answered(bot.Command{Name: bot.CmdHelp}, form.Place{}, note(
			voice.Text("This is from an older newsbell and does nothing now. Type /news help to see what I can do."))))
		return
	}
	id := eventID("view", p.Team.ID, p.User.ID, f.View, f.Hash, p.TriggerID)
	if first, open := s.seen.take(id); !first {
		if !open {
			ack(nil)
		}
		return
	}
	defer s.seen.finish(id)
	done := make(chan response, 1)
	finished := make(chan struct{})
	go func() { // ends before submitted does
		defer close(finished)
		done <- s.answerForm(ctx, id, cmd, f, p)
	}()
	defer func() { <-finished }()

	late, voice := time.NewTimer(s.ackWithin), s.voiceOf(ctx, p.Team.ID, p.User.ID)
	defer late.Stop()
	select {
	case r := <-done:
		if !ack(r) {
			ack(nil)
			s.replace(ctx, p.Team.ID, f, cmd, r)
		}
	case <-late.C:
		wait := form.Answer(cmd, f.Place, s.viewBlocks(note(voice.Text("Working on it …"))), voice)
		ack(response{Action: "update", View: &wait})
		s.replace(ctx, p.Team.ID, f, cmd, <-done)
	}
	if f.Place.Home != "" {
		s.showHome(ctx, p.Team.ID, p.User.ID, strings.TrimPrefix(f.Place.Home, "-"))
	}
}

// replace shows the answer in the place of a form that was acknowledged without
// it.
func (s *Session) replace(ctx context.Context, team string, f form.Filled, cmd bot.Command, r response) {
	v := r.View
	if v == nil { // an error at a field that is shown no more
		var lines []string
		for _, why := range r.Errors {
			lines = append(lines, why)
		}
		shown := form.Answer(cmd, f.Place, s.viewBlocks(note(lines...)), lang.Voice{})
		v = &shown
	}
	if err := s.view(ctx, team, methodViewUpdate, map[string]any{"view_id": f.View, "view": v}); err != nil {
		s.lg.Warn("slack answer not delivered", "err", err)
	}
}

// answerForm does what a form says.
func (s *Session) answerForm(ctx context.Context, id string, cmd bot.Command, f form.Filled, p press) response {
	if f.Place.Channel == "" {
		return response{Action: "errors", Errors: form.NoPlace(s.voiceOf(ctx, p.Team.ID, p.User.ID).Text("Choose a channel."))}
	}
	if f.Chosen || f.Place.Home != "" {
		if why := s.outside(ctx, p.Team.ID, p.User.ID, f.Place); why != "" {
			if f.Chosen {
				return response{Action: "errors", Errors: form.NoPlace(why)}
			}
			return s.answered(cmd, f.Place, note(why))
		}
	}
	d := p.deed(id, f.Place.Channel)
	d.name, d.command, d.args = f.Place.Name, cmd.Name, f.Args
	m := s.carryOut(ctx, d)
	if at, ok := form.Fault(cmd, f.Args, m); ok {
		return response{Action: "errors", Errors: at}
	}
	return s.answered(cmd, f.Place, m)
}

func (s *Session) answered(cmd bot.Command, at form.Place, m news.Message) response {
	voice := lang.In(m.Language)
	if bot.Empty(m) {
		m = note(voice.Text("This was done already."))
	}
	v := form.Answer(cmd, at, s.viewBlocks(m), voice)
	return response{Action: "update", View: &v}
}

// viewBlocks lays a message out for a view.
func (s *Session) viewBlocks(m news.Message) json.RawMessage {
	a := block.Answer(m)
	if len(a.Blocks) == 0 {
		a.Blocks = []block.Block{block.Rich(block.Section(block.Words(cmp.Or(block.Clip(a.Text, block.MaxSection), lang.In(m.Language).Text("Done.")), nil)))}
	}
	raw, err := block.Marshal(a.Blocks)
	if err != nil {
		s.lg.Error("slack answer not laid out", "err", err)
		return json.RawMessage("[]")
	}
	return raw
}

// note is a message of some lines.
func note(lines ...string) news.Message {
	n := &news.Note{}
	for _, l := range lines {
		n.Lines = append(n.Lines, news.Line{Text: l})
	}
	return news.Message{Private: true, Text: n}
}
