package slack

import "time"

// SetAckWithin makes a session give up on a quick answer sooner.
func (s *Session) SetAckWithin(d time.Duration) { s.ackWithin = d }

// SetHelloWithin makes a session give up sooner on a socket without a greeting.
func (s *Session) SetHelloWithin(d time.Duration) { s.socket = s.newSocket(d) }

// Trusted tells whether a response_url would be called.
func (s *Session) Trusted(address string) bool { return s.trusted(address) }

// NewAnswer gives a value of the type into which a method's answer is read.
func NewAnswer(method string) any {
	switch method {
	case "conversations.info":
		return new(roomAnswer)
	case "block_actions":
		return new(press)
	default:
		return new(userAnswer)
	}
}
