package rest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/news"
)

// manyThreads is how long newsbell waits for threads to be archived.
const manyThreads = 10 * time.Minute

const (
	codeCloudflare     = 40333
	codeUnknownMessage = 10008
)

// A verdict is what an answer means for the delivery.
type verdict struct {
	class   news.OutcomeClass
	channel news.ChannelState
	after   time.Duration
	detail  string
}

// byCode is what Discord's own codes mean, whatever the status.
func byCode() map[int]verdict {
	const suspended, ended = news.ChannelSuspended, news.ChannelEnded
	forbidden := func(s news.ChannelState, detail string) verdict {
		return verdict{class: news.OutcomeForbidden, channel: s, detail: detail}
	}
	refused := func(detail string) verdict { return verdict{class: news.OutcomeRefused, detail: detail} }
	gone := func(detail string) verdict { return verdict{class: news.OutcomeGone, detail: detail} }
	stopped := func(detail string) verdict {
		return verdict{class: news.OutcomeStopped, after: breakerPause, detail: detail}
	}
	return map[int]verdict{
		10003:              forbidden(ended, "the channel was deleted"),
		10004:              forbidden(suspended, "newsbell was removed from the server"),
		codeUnknownMessage: gone("the message was deleted"),
		30046:              gone("the message is too old for more edits"),
		50005:              gone("the message is not newsbell's own"),
		50021:              gone("the message cannot be edited"),
		50001:              forbidden(suspended, "newsbell cannot see the channel"),
		50007:              forbidden(suspended, "the person does not accept direct messages"),
		50008:              forbidden(suspended, "the channel takes no text messages"),
		50013:              forbidden(suspended, "newsbell may not write here: it needs View Channel, Send Messages and Embed Links"),
		50024:              forbidden(suspended, "the channel is of a kind that takes no messages"),
		CodeForum:          forbidden(suspended, "the channel is a forum that takes no posts of newsbell"),
		CodeForumTag:       forbidden(suspended, "the forum asks for a tag that newsbell may not set: add one that is not for moderators only"),
		CodeArchived:       forbidden(suspended, "the thread is archived and newsbell may not open it: it needs Send Messages in Threads"),
		160005:             forbidden(suspended, "the thread is locked: unlock it, or give newsbell Manage Threads"),
		CodeThreadsMany: {
			class: news.OutcomeNotSent, after: manyThreads, detail: "the server has as many open threads as Discord allows",
		},
		160002:         refused("newsbell may not reply here: it needs Read Message History"),
		40005:          refused("the message is too large"),
		50006:          refused("the message is empty"),
		50035:          refused("the message breaks a rule of Discord"),
		50109:          refused("the message is not valid JSON"),
		200000:         refused("the server's AutoMod blocked the message"),
		200001:         refused("the server's AutoMod blocked a title"),
		240000:         refused("Discord blocked a link in the message"),
		40001:          stopped("Discord refused the token"),
		50014:          stopped("Discord refused the token"),
		codeCloudflare: stopped("Discord's guard refuses this address or client"),
	}
}

// byStatus is what the other answers mean. What is not listed is unknown: it
// may have had an effect.
func byStatus() map[int]verdict {
	return map[int]verdict{
		http.StatusBadRequest: {class: news.OutcomeRefused, detail: "Discord does not take the message"},
		http.StatusUnauthorized: {
			class: news.OutcomeStopped, after: breakerPause, detail: "Discord refused the token",
		},
		http.StatusForbidden: {
			class: news.OutcomeForbidden, channel: news.ChannelSuspended, detail: "newsbell may not write in the channel",
		},
		http.StatusNotFound: {
			class: news.OutcomeNotSent, after: time.Minute, detail: "the address leads to nothing; is discord.api_url right?",
		},
		http.StatusMethodNotAllowed: {
			class: news.OutcomeNotSent, after: time.Minute, detail: "the address takes no messages; is discord.api_url right?",
		},
		http.StatusRequestEntityTooLarge: {class: news.OutcomeRefused, detail: "the message is too large"},
		http.StatusTooManyRequests:       {class: news.OutcomeLimited, detail: "too many requests"},
		http.StatusMovedPermanently:      {class: news.OutcomeNotSent, after: time.Minute, detail: "the address has moved"},
		http.StatusFound:                 {class: news.OutcomeNotSent, after: time.Minute, detail: "the address has moved"},
		http.StatusTemporaryRedirect:     {class: news.OutcomeNotSent, after: time.Minute, detail: "the address has moved"},
		http.StatusPermanentRedirect:     {class: news.OutcomeNotSent, after: time.Minute, detail: "the address has moved"},
	}
}

// Judge classifies the answer to a request that creates or edits a message.
func Judge(a Answer) news.Outcome {
	if a.Status >= 200 && a.Status < 300 {
		return sent(a)
	}
	o := news.Outcome{Code: strconv.Itoa(a.Status)}
	v, ok := byCode()[a.Fault.Code]
	if a.json && a.Fault.Code != 0 {
		o.Code = strconv.Itoa(a.Fault.Code)
	}
	switch {
	case a.Status >= 500:
		v = verdict{class: news.OutcomeUnknown, detail: "Discord failed while it had the request"}
	case a.Foreign():
		v = byCode()[codeCloudflare]
		o.Global = true
	case a.Status == http.StatusTooManyRequests || !ok:
		if v, ok = byStatus()[a.Status]; !ok {
			v = verdict{class: news.OutcomeUnknown, detail: "an answer that Discord does not document"}
		}
	}
	o.Class, o.Channel, o.After, o.Detail = v.class, v.channel, v.after, v.detail
	switch o.Class {
	case news.OutcomeLimited:
		o.After, o.Global = max(a.after, 50*time.Millisecond), a.global
	case news.OutcomeStopped:
		o.Global = true
	case news.OutcomeRefused:
		o.Detail += faultyFields(a.Fault.Errors)
	default:
	}
	return o
}

func sent(a Answer) news.Outcome {
	var m struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(a.Body, &m) != nil || m.ID == "" {
		return news.Outcome{
			Class: news.OutcomeUnknown, Code: strconv.Itoa(a.Status), Detail: "the answer names no message",
		}
	}
	return news.Outcome{Class: news.OutcomeSent, MessageID: m.ID}
}

// JudgeError classifies a request that got no answer.
func JudgeError(err error) news.Outcome {
	if d, ok := errors.AsType[*delayedError](err); ok {
		return news.Outcome{Class: news.OutcomeLimited, After: d.After, Global: d.Global, Detail: "waits for its turn"}
	}
	if n, ok := errors.AsType[*netError](err); ok {
		if n.written {
			return news.Outcome{Class: news.OutcomeUnknown, Code: "no_answer", Detail: n.Error()}
		}
		return news.Outcome{Class: news.OutcomeNotSent, Code: "no_connection", Detail: n.Error()}
	}
	switch {
	case errors.Is(err, ErrDead):
		return news.Outcome{
			Class: news.OutcomeStopped, Code: "401", After: breakerPause, Global: true, Detail: "Discord refused the token",
		}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return news.Outcome{Class: news.OutcomeNotSent, Code: "canceled", Detail: "stopped before it was sent"}
	default:
		return news.Outcome{Class: news.OutcomeUnknown, Code: "error", Detail: "unexpected fault"}
	}
}

// faultyFields names the fields that Discord found fault with, for the
// operator; nothing of the answer's own text gets through.
func faultyFields(errs json.RawMessage) string {
	var tree map[string]any
	if json.Unmarshal(errs, &tree) != nil {
		return ""
	}
	var found []string
	name := regexp.MustCompile(`^[A-Za-z0-9_]{1,40}$`)
	var walk func(path string, node map[string]any)
	walk = func(path string, node map[string]any) {
		for key, sub := range node {
			if key == "_errors" {
				found = append(found, strings.TrimPrefix(path, "."))
				continue
			}
			if m, ok := sub.(map[string]any); ok && name.MatchString(key) && len(found) < 8 && len(path) < 200 {
				walk(path+"."+key, m)
			}
		}
	}
	walk("", tree)
	if len(found) == 0 {
		return ""
	}
	slices.Sort(found)
	return " (" + strings.Join(found[:min(len(found), 3)], ", ") + ")"
}
