package slack

import (
	"io"
	"net/http"
	"strings"
	"time"

	"newsbell/news"
)

// SetAckWithin makes a session give up on a quick answer sooner.
func (s *Session) SetAckWithin(d time.Duration) { s.ackWithin = d }

// SetHelloWithin makes a session give up sooner on a socket without a greeting.
func (s *Session) SetHelloWithin(d time.Duration) { s.helloWithin = d }

// Trusted tells whether a response_url would be called.
func (s *Session) Trusted(address string) bool { return s.trusted(address) }

// Outcome classifies an answer as Send does.
func Outcome(status int, header http.Header, body string) news.Outcome {
	resp := &http.Response{StatusCode: status, Header: header, Body: NewBody(body)}
	return classify(rules(), read(resp))
}

// Rules is the outcome table by error.
func Rules() map[string]news.OutcomeClass {
	out := map[string]news.OutcomeClass{}
	for code, r := range rules() {
		out[code] = r.class
	}
	return out
}

// NewBody makes a body of text.
func NewBody(s string) io.ReadCloser { return io.NopCloser(strings.NewReader(s)) }

// NewAnswer gives a value of the type into which a method's answer is read.
func NewAnswer(method string) any {
	switch method {
	case "auth.test":
		return new(identity)
	case methodHistory, methodReplies:
		return new(page)
	case "conversations.info":
		return new(roomAnswer)
	case "block_actions":
		return new(press)
	case "users.info":
		return new(userAnswer)
	default:
		return new(answer)
	}
}
