package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"

	"code.dny.dev/ssrf"

	"newsbell/news"
)

// The codes of what can go wrong on the way to an answer, and of the statuses
// that say no.
const (
	IllAddress   = "bad_address"     // not an http or https address
	IllPrivate   = "private_address" // it leads into a private network or to a closed port
	IllDNS       = "dns"             // the name does not resolve
	IllConnect   = "connect"         // nobody answers there
	IllTLS       = "certificate"     // the certificate is not valid
	IllTimeout   = "timeout"         // too slow
	IllBroken    = "broken"          // the answer breaks off or is not HTTP
	IllRedirects = "redirects"       // in circles or to nowhere
	IllTooLarge  = "too_large"
	IllBomb      = "bomb"
	IllPacking   = "bad_packing"
	IllGone      = "gone"      // 410
	IllMissing   = "not_found" // 404
	IllDenied    = "denied"    // 401, 402, 403, 451
	IllPace      = "too_often" // 429
	IllServer    = "server"    // 5xx
	IllStatus    = "status"    // anything else that is not 200
)

// named gives the error's own name, if it has one.
func named(err error) *news.Error {
	e, _ := errors.AsType[*news.Error](err)
	return e
}

func timedOut(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout()
}

// classify names an error of the network. What ctx itself ended is passed on.
func classify(ctx context.Context, err error) error {
	if e := named(err); e != nil {
		return e
	}
	if errors.Is(context.Cause(ctx), context.Canceled) {
		return context.Canceled
	}
	var dns *net.DNSError
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	switch {
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrInvalidHostPort), errors.Is(err, ssrf.ErrProhibitedNetwork):
		return ill(IllPrivate, "the address leads into a private or reserved network, which is not read")
	case errors.Is(err, ssrf.ErrProhibitedPort):
		return ill(IllPrivate, "the address has a port that is not read")
	case timedOut(err):
		return ill(IllTimeout, "the server is too slow to answer")
	case errors.As(err, &dns):
		return ill(IllDNS, "the address's host name does not exist")
	case errors.As(err, &verify), errors.As(err, &record), errors.As(err, &unknown), errors.As(err, &host):
		return ill(IllTLS, "the server's certificate is not valid")
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return ill(IllConnect, "the server cannot be reached")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return ill(IllBroken, "the server breaks the connection off")
	default:
		return ill(IllBroken, "the server does not answer in HTTP")
	}
}

// Refusal gives the ill that an answer's status stands for, nil for 200 and
// 304.
func (a *Answer) Refusal() *news.Error {
	status := strconv.Itoa(a.Status)
	switch {
	case a.Status == http.StatusOK, a.Status == http.StatusNotModified:
		return nil
	case a.Mitigated:
		return ill(IllDenied, "Cloudflare lets only browsers through (%s)", status)
	case a.Status == http.StatusGone:
		return ill(IllGone, "the server says that it is gone for good (410)")
	case a.Status == http.StatusNotFound:
		return ill(IllMissing, "the server has nothing at this address (404)")
	case a.Status == http.StatusTooManyRequests:
		return ill(IllPace, "the server asks for fewer requests (429)")
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusPaymentRequired, a.Status == http.StatusForbidden, a.Status == http.StatusUnavailableForLegalReasons:
		return ill(IllDenied, "the server refuses to give it out (%s)", status)
	case a.Status >= 500:
		return ill(IllServer, "the server is in trouble (%s)", status)
	default:
		return ill(IllStatus, "the server answers with status %s", status)
	}
}
