package deliver

import (
	"time"

	"newsbell/news"
)

// The pauses of retries. They double from the first to the last value.
const (
	repeatPause    = 300 * time.Millisecond
	repeatPauseMax = 5 * time.Second
	retryPause     = time.Second
	retryPauseMax  = 5 * time.Minute
	probePause     = 15 * time.Second
)

// fewestProbes are made before a person must decide, however long ago the
// attempt was: nobody looked while newsbell was down.
const fewestProbes = 4

// Judge says what the outcome of a request made at now means for the delivery.
// A refused message is not judged here: the courier first tries a simpler
// rendering.
func Judge(d news.Delivery, o news.Outcome, p Policy, now time.Time) news.Receipt {
	r := news.Receipt{Delivery: d.ID, MessageID: o.MessageID, Outcome: o.Line(), At: now}
	switch o.Class {
	case news.OutcomeSent:
		r.State = news.Sent
	case news.OutcomeNotSent:
		r.State, r.NotBefore = news.Retry, now.Add(max(o.After, backoff(d, retryPause, retryPauseMax)))
	case news.OutcomeLimited, news.OutcomeStopped:
		r.State, r.NotBefore = news.Retry, now.Add(o.After)
	case news.OutcomeForbidden:
		r.State, r.Channel, r.ChannelWhy = news.Suspended, o.Channel, o.Line()
	case news.OutcomeGone:
		r.State = gone(d)
	case news.OutcomeRefused:
		r.State = news.Dropped
	default:
		r.State, r.NotBefore = news.Unknown, FirstLook(d, p, now)
	}
	return r
}

// gone judges "no such message": an edit has nothing left to edit; a new
// message whose nonce is known but whose message is not was sent and then
// deleted by a person.
func gone(d news.Delivery) news.DeliveryState {
	if d.Kind == news.KindEdit {
		return news.Dropped
	}
	return news.Sent
}

// JudgeFinding says what a look into the history at now means for an unknown
// delivery. Absence is believed only after the policy's Settle; then the same
// bytes are sent again.
func JudgeFinding(d news.Delivery, f news.Finding, id string, p Policy, now time.Time) news.Receipt {
	r := news.Receipt{Delivery: d.ID, Probes: d.Probes + 1, Outcome: "history: " + string(f), At: now}
	switch f {
	case news.Found:
		r.State, r.MessageID = news.Sent, id
	case news.Absent:
		if now.Sub(d.LastTry) >= p.Settle {
			r.State, r.NotBefore = news.Retry, now
		} else {
			r.State, r.NotBefore = news.Unknown, nextProbe(d, p, now)
		}
	case news.Unreadable:
		return unproven(d, r.Outcome, p, now)
	default:
		if now.Sub(d.LastTry) > p.GiveUp && d.Probes >= fewestProbes {
			return unproven(d, "review: the history could not be read", p, now)
		}
		r.State, r.NotBefore = news.Unknown, now.Add(probePause)
	}
	return r
}

// MostDuplicates bounds the attempts at a delivery whose channel prefers it
// twice over not at all: then a person decides after all.
const MostDuplicates = 5

// unproven says what becomes of an unknown delivery of which no proof can be
// had. It goes to a person, unless its channel would rather see it twice; then
// it is sent again, once what may still be committed late had its time.
func unproven(d news.Delivery, why string, p Policy, now time.Time) news.Receipt {
	r := news.Receipt{Delivery: d.ID, Probes: d.Probes + 1, State: news.Review, Outcome: why, At: now}
	if !d.Duplicates || d.Attempts >= MostDuplicates {
		return r
	}
	r.State, r.NotBefore = news.Retry, now
	r.Outcome = news.Again(why)
	if settled := d.LastTry.Add(p.Settle); settled.After(now) {
		r.State, r.NotBefore = news.Unknown, settled
	}
	return r
}

// backoff is the pause before the next attempt: doubling, with up to a quarter
// more by the delivery's id so that lanes do not fall into step.
func backoff(d news.Delivery, first, last time.Duration) time.Duration {
	pause := first << min(max(d.Attempts-1, 0), 20)
	if pause > last || pause <= 0 {
		pause = last
	}
	return pause + pause/4*time.Duration(uint64(d.ID)%16)/16
}
