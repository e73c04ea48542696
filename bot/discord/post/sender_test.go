package post_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/bot/discord/post"
	"newsbell/news"
)

func TestSender_postsRepliesAndEdits(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	snd := sender(t, srv)
	ctx := discordtest.Within(t, 10*time.Second)

	first := discordtest.Rendered(t, discordtest.Alert(1, "c1", discordtest.Storm()))
	got := snd.Send(ctx, first)
	if got.Class != news.OutcomeSent || got.MessageID == "" {
		t.Fatalf("alert: got %+v, want sent with an id", got)
	}
	reply := discordtest.Alert(2, "c1", discordtest.Storm())
	reply.Kind, reply.Message.Kind, reply.Parent, reply.ParentID = news.KindReply, news.KindReply, 1, got.MessageID
	if o := snd.Send(ctx, discordtest.Rendered(t, reply)); o.Class != news.OutcomeSent {
		t.Fatalf("reply: got %+v, want sent", o)
	}
	edit := discordtest.Alert(3, "c1", discordtest.Storm())
	edit.Kind, edit.Message.Kind, edit.Parent, edit.ParentID = news.KindEdit, news.KindEdit, 1, got.MessageID
	if o := snd.Send(ctx, discordtest.Rendered(t, edit)); o.Class != news.OutcomeSent || o.MessageID != got.MessageID {
		t.Fatalf("edit: got %+v, want sent with id %s", o, got.MessageID)
	}
	msgs := srv.Messages("c1")
	if len(msgs) != 2 || len(msgs[0].Edits) != 1 {
		t.Fatalf("got %d messages, %+v; want 2, the first edited once", len(msgs), msgs)
	}
	if !bytes.Contains(msgs[1].Body, []byte(`"message_reference":{"message_id":"`+got.MessageID+`"`)) {
		t.Errorf("reply does not refer to its parent: %s", msgs[1].Body)
	}
	if !bytes.Contains(msgs[0].Latest(), []byte(`"n1:why:1"`)) {
		t.Errorf("an edit must keep the message's own marker: %s", msgs[0].Latest())
	}
}

func TestSender_repeatedPostIsOneMessage(t *testing.T) {
	lost := true
	srv := discordtest.Start(t, discordtest.Options{Fault: func(r discordtest.Request) discordtest.Fault {
		if r.Post() && lost {
			lost = false
			return discordtest.Fault{Kind: discordtest.ResetAfter}
		}
		return discordtest.Fault{}
	}})
	snd := sender(t, srv)
	ctx := discordtest.Within(t, 10*time.Second)
	d := discordtest.Rendered(t, discordtest.Alert(5, "c1", discordtest.Storm()))
	if o := snd.Send(ctx, d); o.Class != news.OutcomeUnknown {
		t.Fatalf("lost answer: got %+v, want unknown", o)
	}
	o := snd.Send(ctx, d)
	if o.Class != news.OutcomeSent || srv.Total() != 1 {
		t.Fatalf("repeated: got %+v and %d messages, want sent and 1", o, srv.Total())
	}
	srv.Delete("c1", o.MessageID)
	if o := snd.Send(ctx, d); o.Class != news.OutcomeGone || srv.Total() != 1 {
		t.Errorf("repeated after deletion: got %+v and %d messages, want gone and 1", o, srv.Total())
	}
}

// TestSender_outcomes is the table of what every answer and failure means.
func TestSender_outcomes(t *testing.T) {
	refuse := func(status, code int) discordtest.Fault {
		return discordtest.Fault{Kind: discordtest.Refuse, Status: status, Code: code}
	}
	kind := func(k discordtest.FaultKind) discordtest.Fault { return discordtest.Fault{Kind: k} }
	tests := []struct {
		name    string
		fault   discordtest.Fault
		want    news.OutcomeClass
		code    string
		channel news.ChannelState
		global  bool
	}{
		{"5xx before", kind(discordtest.FailBefore), news.OutcomeUnknown, "500", "", false},
		{"5xx after", kind(discordtest.FailAfter), news.OutcomeUnknown, "502", "", false},
		{"reset before", kind(discordtest.ResetBefore), news.OutcomeUnknown, "no_answer", "", false},
		{"reset after", kind(discordtest.ResetAfter), news.OutcomeUnknown, "no_answer", "", false},
		{"hang", kind(discordtest.HangAfter), news.OutcomeUnknown, "no_answer", "", false},
		{"429 bucket", kind(discordtest.LimitBucket), news.OutcomeLimited, "429", "", false},
		{"429 global", kind(discordtest.LimitGlobal), news.OutcomeLimited, "429", "", true},
		{"429 html", kind(discordtest.LimitHTML), news.OutcomeStopped, "429", "", true},
		{"401", refuse(401, 0), news.OutcomeStopped, "401", "", true},
		{"cloudflare", refuse(403, 40333), news.OutcomeStopped, "40333", "", true},
		{"unknown channel", refuse(404, 10003), news.OutcomeForbidden, "10003", news.ChannelEnded, false},
		{"removed from server", refuse(404, 10004), news.OutcomeForbidden, "10004", news.ChannelSuspended, false},
		{"unknown message", refuse(404, 10008), news.OutcomeGone, "10008", "", false},
		{"too many edits", refuse(400, 30046), news.OutcomeGone, "30046", "", false},
		{"no access", refuse(403, 50001), news.OutcomeForbidden, "50001", news.ChannelSuspended, false},
		{"no permission", refuse(403, 50013), news.OutcomeForbidden, "50013", news.ChannelSuspended, false},
		{"403 without code", refuse(403, 0), news.OutcomeForbidden, "403", news.ChannelSuspended, false},
		{"closed direct messages", refuse(403, 50007), news.OutcomeForbidden, "50007", news.ChannelSuspended, false},
		{"archived thread", refuse(400, 50083), news.OutcomeForbidden, "50083", news.ChannelSuspended, false},
		{"locked thread", refuse(400, 160005), news.OutcomeForbidden, "160005", news.ChannelSuspended, false},
		{"forum", refuse(400, 40058), news.OutcomeForbidden, "40058", news.ChannelSuspended, false},
		{"forum tag", refuse(400, 40067), news.OutcomeForbidden, "40067", news.ChannelSuspended, false},
		{"no text channel", refuse(400, 50008), news.OutcomeForbidden, "50008", news.ChannelSuspended, false},
		{"too many threads", refuse(400, 160006), news.OutcomeNotSent, "160006", "", false},
		{"automod title", refuse(400, 200001), news.OutcomeRefused, "200001", "", false},
		{"blocked link", refuse(400, 240000), news.OutcomeRefused, "240000", "", false},
		{"bad form", refuse(400, 50035), news.OutcomeRefused, "50035", "", false},
		{"automod", refuse(400, 200000), news.OutcomeRefused, "200000", "", false},
		{"400 without code", refuse(400, 0), news.OutcomeRefused, "400", "", false},
		{"404 without code", refuse(404, 0), news.OutcomeNotSent, "404", "", false},
		{"redirect", refuse(302, 0), news.OutcomeNotSent, "302", "", false},
		{"teapot", refuse(418, 0), news.OutcomeUnknown, "418", "", false},
		{"success without a message", refuse(200, 0), news.OutcomeUnknown, "200", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := discordtest.Start(t, discordtest.Options{Fault: func(discordtest.Request) discordtest.Fault { return tt.fault }})
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			got := sender(t, srv).Send(ctx, discordtest.Rendered(t, discordtest.Alert(1, "c1", discordtest.Storm())))
			if got.Class != tt.want || got.Code != tt.code || got.Channel != tt.channel || got.Global != tt.global {
				t.Errorf("got %+v, want class %s, code %s, channel %q, global %v", got, tt.want, tt.code, tt.channel, tt.global)
			}
			waits := got.Class == news.OutcomeLimited || got.Class == news.OutcomeStopped
			if waits != (got.After > 0) && got.Class != news.OutcomeNotSent {
				t.Errorf("class %s with After %v", got.Class, got.After)
			}
			want := 1
			if tt.code == "40058" || tt.code == "50083" {
				want = 2 // the place takes another form: a thread, or to be opened first
			}
			if n := srv.Stats().Requests; n != want {
				t.Errorf("%d requests, want %d", n, want)
			}
		})
	}
}

func TestSender_noConnectionIsNotSent(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	snd := sender(t, srv)
	srv.Close()
	got := snd.Send(discordtest.Within(t, 5*time.Second), discordtest.Rendered(t, discordtest.Alert(1, "c1", discordtest.Storm())))
	if got.Class != news.OutcomeNotSent {
		t.Errorf("got %+v, want not_sent", got)
	}
}

func TestSender_stopsAfterRefusedToken(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{Token: "another"})
	snd := sender(t, srv)
	for range 3 {
		if o := snd.Send(t.Context(), discordtest.Rendered(t, discordtest.Alert(1, "c1", discordtest.Storm()))); o.Class != news.OutcomeStopped {
			t.Fatalf("got %+v, want stopped", o)
		}
	}
	if n := srv.Stats().Requests; n != 1 {
		t.Errorf("%d requests with a refused token, want 1", n)
	}
}

func TestSender_breakerAfterHTML(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{Fault: func(discordtest.Request) discordtest.Fault {
		return discordtest.Fault{Kind: discordtest.LimitHTML}
	}})
	snd := sender(t, srv)
	for i := range 3 {
		o := snd.Send(t.Context(), discordtest.Rendered(t, discordtest.Alert(1, fmt.Sprint("c", i), discordtest.Storm())))
		if o.Class == news.OutcomeSent || !o.Global || o.After < time.Minute {
			t.Fatalf("got %+v, want a long pause for all", o)
		}
	}
	if n := srv.Stats().Requests; n != 1 {
		t.Errorf("%d requests while the breaker is open, want 1", n)
	}
}

func TestSender_honoursContextWhileWaiting(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{Fault: func(discordtest.Request) discordtest.Fault {
		return discordtest.Fault{Kind: discordtest.LimitBucket, After: 1500 * time.Millisecond}
	}})
	snd := sender(t, srv)
	d := discordtest.Rendered(t, discordtest.Alert(1, "c1", discordtest.Storm()))
	snd.Send(t.Context(), d)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if o := snd.Send(ctx, d); o.Class != news.OutcomeNotSent {
		t.Errorf("got %+v, want not_sent as the context ended in the queue", o)
	}
	if n := srv.Stats().Requests; n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

func TestSender_leaksNoToken(t *testing.T) {
	const token = "MTIzNDU2.secret.part"
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, `{"code":50035,"message":%q,"errors":{"a b":{"_errors":[]},"embeds":{"0":{"_errors":[%q]}}}}`,
			r.Header.Get("Authorization"), token)
	}))
	t.Cleanup(srv.Close)
	var log bytes.Buffer
	snd := post.NewSender(post.Options{
		Token: token, APIURL: srv.URL, Now: time.Now, Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	o := snd.Send(t.Context(), discordtest.Rendered(t, discordtest.Alert(1, "c1", discordtest.Storm())))
	snd.Probe(t.Context(), discordtest.Alert(1, "c1", discordtest.Storm()))
	if all := fmt.Sprintf("%+v %s", o, log.String()); strings.Contains(all, "secret") {
		t.Errorf("the token shows: %s", all)
	}
	if !strings.Contains(o.Detail, "embeds.0") {
		t.Errorf("detail %q does not name the faulty field", o.Detail)
	}
}
