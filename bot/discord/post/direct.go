package post

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"newsbell/bot/discord/card"
	"newsbell/bot/discord/rest"
	"newsbell/news"
)

// routeDirect opens the direct channel with a person. To open it again gives
// the same one and shows nobody anything.
const routeDirect = "/users/@me/channels"

// maxDirect bounds the direct channels that are remembered.
const maxDirect = 4096

// address puts the direct channel in the place of a target that is a person.
// A nil outcome means that d can go out; otherwise nothing was sent.
func (s *Sender) address(ctx context.Context, d news.Delivery) (news.Delivery, *news.Outcome) {
	user, ok := d.Target.Person()
	if !ok {
		return d, nil
	}
	s.mu.Lock()
	id := s.direct[user]
	s.mu.Unlock()
	if id == "" {
		var o *news.Outcome
		if id, o = s.openDirect(ctx, user); o != nil {
			return d, o
		}
		s.mu.Lock()
		if len(s.direct) >= maxDirect {
			clear(s.direct)
		}
		s.direct[user] = id
		s.mu.Unlock()
	}
	d.Target.Channel = id
	return d, nil
}

// openDirect asks Discord for the direct channel with a person.
func (s *Sender) openDirect(ctx context.Context, user string) (id string, o *news.Outcome) {
	body, err := card.Encode(map[string]string{"recipient_id": user})
	if err != nil {
		return "", &news.Outcome{Class: news.OutcomeRefused, Code: "recipient", Detail: "the person's id cannot be written"}
	}
	a, err := s.client.Do(ctx, rest.Call{Method: http.MethodPost, Route: routeDirect, Path: routeDirect, Body: body})
	var fault news.Outcome
	var ch struct {
		ID string `json:"id"`
	}
	switch {
	case err != nil:
		fault = rest.JudgeError(err)
	case a.Status >= 300:
		fault = rest.Judge(a)
	case json.Unmarshal(a.Body, &ch) != nil || ch.ID == "":
		fault = news.Outcome{Class: news.OutcomeNotSent, Code: strconv.Itoa(a.Status), Detail: "the answer names no direct channel"}
	default:
		return ch.ID, nil
	}
	if fault.Class == news.OutcomeUnknown {
		fault.Class = news.OutcomeNotSent // only the channel may be open
	}
	return "", &fault
}
