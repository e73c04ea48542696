package post

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"newsbell/bot/discord/card"
	"newsbell/bot/discord/rest"
	"newsbell/news"
)

// What Discord lets a channel publish: more is refused until the hour is over.
const (
	crosspostLimit  = 10
	crosspostWindow = time.Hour
	crosspostWait   = 2 * time.Second // it is best effort: a lane does not wait long for it
	codeWrongKind   = 50024
)

// publish hands an alert of an announcement channel on to the channels that
// follow it. It is asked for once, after the message was taken; when it fails
// the message still stands in its own channel.
func (s *Sender) publish(ctx context.Context, d news.Delivery, message string) {
	if !d.Message.Crosspost || d.Kind != news.KindAlert || !s.mayPublish(d.Target.Channel) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, crosspostWait)
	defer cancel()
	channel, id := card.Standing(d.Target.Channel, message)
	a, err := s.client.Do(ctx, rest.Call{
		Method: http.MethodPost, Route: rest.RouteMessages + "/{}/crosspost", Major: channel,
		Path: "/channels/" + url.PathEscape(channel) + "/messages/" + url.PathEscape(id) + "/crosspost",
	})
	switch {
	case err != nil:
		s.log.Warn("alert was not published", "delivery", d.ID, "target", d.Target.String(), "err", err)
	case a.Fault.Code == codeWrongKind:
		s.neverPublish(d.Target.Channel)
	case a.Status >= 300 && a.Fault.Code != codePublished:
		s.log.Warn("alert was not published", "delivery", d.ID, "target", d.Target.String(), "reason", rest.Judge(a).Detail)
	}
}

// codePublished says that the message was published before.
const codePublished = 40033

// mayPublish takes one of a channel's places of this hour.
func (s *Sender) mayPublish(channel string) bool {
	now := s.client.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	times, known := s.published[channel]
	if known && times == nil {
		return false // it is no announcement channel
	}
	for len(times) > 0 && now.Sub(times[0]) >= crosspostWindow {
		times = times[1:]
	}
	if len(times) >= crosspostLimit {
		s.published[channel] = times
		return false
	}
	if len(s.published) >= maxDirect {
		clear(s.published)
	}
	s.published[channel] = append(times, now)
	return true
}

// neverPublish notes that a channel is no announcement channel.
func (s *Sender) neverPublish(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.published[channel] = nil
}
