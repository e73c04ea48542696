package deliver

import (
	"time"

	"newsbell/news"
)

// A Policy is what a platform promises about repeated and lost requests.
type Policy struct {
	// Repeat is how long after the first attempt the same bytes may be sent
	// again without doubling the message. Zero: the platform cannot tell.
	Repeat time.Duration
	// Repeats bounds the attempts made under Repeat.
	Repeats int
	// Probes are the times after the last attempt at which the history is read
	// while the message is absent; the last one is repeated until Settle.
	Probes []time.Duration
	// Settle is how long after the last attempt absence must still hold before
	// it is believed: a server may commit late.
	Settle time.Duration
	// GiveUp is how long after the last attempt a history that cannot be asked
	// is asked again before a person must decide.
	GiveUp time.Duration
}

// DiscordPolicy rests on enforce_nonce, which answers a repeated nonce "from
// the last few minutes" with the first message (Discord's message resource);
// 60 s leaves a wide margin. Later the channel's history decides.
func DiscordPolicy() Policy {
	return Policy{
		Repeat:  time.Minute,
		Repeats: 4,
		Probes:  []time.Duration{time.Minute},
		Settle:  time.Minute,
		GiveUp:  30 * time.Minute,
	}
}

// SlackPolicy reads the history for our metadata: Slack has no idempotency
// key, its history can lag, and a request that timed out may commit late.
// Absence must last for settle.
func SlackPolicy(settle time.Duration) Policy {
	return Policy{
		Probes: []time.Duration{settle / 24, settle / 4, settle},
		Settle: settle,
		GiveUp: 30*time.Minute + settle,
	}
}

// LocalPolicy is that of the local chat, which knows every delivery by its id.
func LocalPolicy() Policy {
	return Policy{Repeat: 24 * time.Hour, Repeats: 1 << 20, GiveUp: time.Minute}
}

// Step is how an unknown delivery is resolved next.
type Step string

// The steps of reconciliation.
const (
	StepRepeat Step = "repeat" // send the same bytes again: the platform removes doubles
	StepProbe  Step = "probe"  // read the history
)

// Next says how the unknown delivery d is resolved at now. An edit states the
// whole message and may always be repeated. Where the clock was set back since
// an attempt, nobody knows how long ago that was: the history must tell.
func Next(d news.Delivery, p Policy, now time.Time) Step {
	switch {
	case d.Kind == news.KindEdit:
		return StepRepeat
	case d.FirstTry.After(now):
		return StepProbe
	case now.Sub(d.FirstTry) <= p.Repeat && d.Attempts < p.Repeats:
		return StepRepeat
	default:
		return StepProbe
	}
}

// FirstLook is when an outcome that became unknown at now is looked into.
func FirstLook(d news.Delivery, p Policy, now time.Time) time.Time {
	if Next(d, p, now) == StepRepeat {
		return now.Add(backoff(d, repeatPause, repeatPauseMax))
	}
	return nextProbe(d, p, now)
}

// nextProbe is the first of the policy's probe times that lies after now.
func nextProbe(d news.Delivery, p Policy, now time.Time) time.Time {
	for _, after := range p.Probes {
		if at := d.LastTry.Add(after); at.After(now) {
			return at
		}
	}
	if at := d.LastTry.Add(p.Settle); at.After(now) {
		return at
	}
	return now.Add(probePause)
}
