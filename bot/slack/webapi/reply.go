package webapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"newsbell/news"
)

// A Reply is what came back of one request. Err is set when no whole answer
// did; Wrote then tells whether Slack may have received the request.
type Reply struct {
	Status     int
	RetryAfter time.Duration // from the header; 0 when it is absent
	Answer     Answer
	Body       []byte
	Wrote      bool
	Err        error
}

// An Answer holds what all methods have in common.
type Answer struct {
	OK       bool   `json:"ok"`
	Error    string `json:"error"`
	Needed   string `json:"needed"`
	Provided string `json:"provided"`
	Channel  string `json:"-"`
	TS       string `json:"ts"`
	Message  struct {
		ThreadTS string `json:"thread_ts"`
	} `json:"message"`
	Detail struct {
		Messages []string `json:"messages"`
	} `json:"response_metadata"`
}

// Code gives the error that Slack names, or "" when the call was answered
// with ok.
func (r Reply) Code() string {
	if r.Err == nil && !r.Answer.OK {
		return r.Answer.Error
	}
	return ""
}

// Fail gives the reply as an error, nil when the call was answered with ok. What
// Slack named is an [*Error].
func (r Reply) Fail(method string) error {
	switch {
	case r.Err != nil && r.Status != 0:
		return fmt.Errorf("call slack %s: status %d: %w", method, r.Status, r.Err)
	case r.Err != nil:
		return fmt.Errorf("call slack %s: %w", method, r.Err)
	case !r.Answer.OK:
		return fmt.Errorf("call slack %s: %w", method, &Error{Code: r.Answer.Error, Status: r.Status})
	}
	return nil
}

// An Error is an error that Slack named, or "" and the status of an answer that
// names none.
type Error struct {
	Code   string
	Status int
}

func (e *Error) Error() string {
	if e.Code == "" {
		return "status " + strconv.Itoa(e.Status)
	}
	return e.Code
}

// TokenErrors are the errors that say that a token is no good.
func TokenErrors() []string {
	return []string{"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
}

// TokenFault makes a rejected token a *news.Error that people can mend: key is
// its place in the configuration, advice how to get another. Other errors stay
// as they are.
func TokenFault(err error, key, advice string) error {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return err
	case slices.Contains(TokenErrors(), e.Code), e.Code == "not_allowed_token_type":
		return &news.Error{Code: "slack_token", Message: fmt.Sprintf("slack rejects %s (%s): %s", key, e.Code, advice)}
	case e.Code == "missing_scope":
		return &news.Error{Code: "slack_scope", Message: fmt.Sprintf("slack: %s lacks a scope: %s", key, advice)}
	case e.Status == http.StatusNotFound:
		return &news.Error{Code: "slack_api_url", Message: "slack: no Web API answers at api_url"}
	}
	return err
}

// Redact takes the address out of an error of net/http: a response_url is a
// secret.
func Redact(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
