package trial

import (
	"encoding/json"
	"net/http"
	"os"
	"sync"

	"newsbell/bot/discord/discordtest"
	"newsbell/bot/slack/slacktest"
)

// A Point is a place in the life of a delivery at which a process is killed.
type Point string

// The points that a [Trap] knows. The servers see the process pass them, so
// the program itself needs no hooks.
const (
	AfterAhead  Point = "after the write-ahead"         // the request is lost on its way
	MidBody     Point = "in the middle of the body"     // half of it was read
	AfterCommit Point = "after the server's commit"     // nothing was answered
	AfterAnswer Point = "after the answer"              // before the receipt, most likely
	Reconciling Point = "during the reconciliation"     // a look into the history, or a repeated nonce
	AfterLook   Point = "after a look into the history" // before what it showed is recorded
)

// A Trap kills a process with SIGKILL, from within the server, once a request
// of it passes a point. Its methods are safe for use by many at once.
type Trap struct {
	mu     sync.Mutex
	point  Point
	victim *os.Process
	sprung chan struct{}
	nonces map[string]bool // seen on Discord
}

// Arm sets the trap; the channel is closed once it has killed.
func (t *Trap) Arm(point Point, victim *os.Process) <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.point, t.victim, t.sprung = point, victim, make(chan struct{})
	return t.sprung
}

// Disarm takes the trap away.
func (t *Trap) Disarm() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.victim = nil
}

// spring kills if the trap is set for one of the points.
func (t *Trap) spring(points ...Point) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range points {
		if t.victim != nil && t.point == p {
			_ = t.victim.Kill() // it may have ended by itself
			t.victim = nil
			close(t.sprung)
			return true
		}
	}
	return false
}

// Discord is discordtest.Options.Watch.
func (t *Trap) Discord(r discordtest.Request, m discordtest.Moment) bool {
	if !r.Message() {
		return false
	}
	looks := r.Method == http.MethodGet
	switch {
	case m == discordtest.Arrived && !looks:
		return t.spring(MidBody)
	case m == discordtest.Read && looks, m == discordtest.Read && t.repeated(r.Body):
		return t.spring(Reconciling, AfterAhead)
	case m == discordtest.Read:
		return t.spring(AfterAhead)
	case m == discordtest.Committed && !looks:
		return t.spring(AfterCommit)
	case m == discordtest.Answered && looks:
		return t.spring(AfterLook)
	case m == discordtest.Answered:
		return t.spring(AfterAnswer)
	default:
		return false
	}
}

// repeated tells whether the request's nonce was seen before, and notes it.
func (t *Trap) repeated(body []byte) bool {
	var b struct {
		Nonce string `json:"nonce"`
	}
	if json.Unmarshal(body, &b) != nil || b.Nonce == "" {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.nonces == nil {
		t.nonces = map[string]bool{}
	}
	seen := t.nonces[b.Nonce]
	t.nonces[b.Nonce] = true
	return seen
}

// Slack is slacktest.Options.Watch.
func (t *Trap) Slack(c slacktest.Call, m slacktest.Moment) bool {
	switch c.Method {
	case "chat.postMessage", "chat.update":
		switch m {
		case slacktest.Arrived:
			return t.spring(MidBody)
		case slacktest.Read:
			return t.spring(AfterAhead)
		case slacktest.Committed:
			return t.spring(AfterCommit)
		case slacktest.Answered:
			return t.spring(AfterAnswer)
		}
	case "conversations.history", "conversations.replies":
		switch m {
		case slacktest.Read:
			return t.spring(Reconciling)
		case slacktest.Answered:
			return t.spring(AfterLook)
		default:
		}
	default:
	}
	return false
}
