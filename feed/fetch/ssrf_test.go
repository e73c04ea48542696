package fetch

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"code.dny.dev/ssrf"

	"newsbell/news"
)

// A special is a class of addresses that are no public hosts', with one
// address of it.
type special struct{ class, address string }

// specials are the special-purpose registries of IANA (RFC 6890 and what came
// after it), and what else never is a public host.
func specials() []special {
	return []special{
		{"this host", "0.0.0.0"},
		{"this network", "0.1.2.3"},
		{"private 10/8", "10.0.0.1"},
		{"shared by carriers 100.64/10", "100.64.0.1"},
		{"loopback", "127.0.0.1"},
		{"loopback, its far end", "127.255.0.9"},
		{"link-local", "169.254.1.1"},
		{"metadata of clouds", "169.254.169.254"},
		{"private 172.16/12", "172.16.0.1"},
		{"private 172.16/12, its far end", "172.31.255.255"},
		{"protocol assignments", "192.0.0.1"},
		{"documentation 1", "192.0.2.1"},
		{"AS112-v4", "192.31.196.1"},
		{"AMT", "192.52.193.1"},
		{"6to4 relay", "192.88.99.1"},
		{"private 192.168/16", "192.168.1.1"},
		{"AS112 delegation", "192.175.48.1"},
		{"benchmarks", "198.18.0.1"},
		{"documentation 2", "198.51.100.1"},
		{"documentation 3", "203.0.113.1"},
		{"multicast", "224.0.0.1"},
		{"multicast, administered", "239.255.255.250"},
		{"reserved", "240.0.0.1"},
		{"broadcast", "255.255.255.255"},
		{"unspecified v6", "::"},
		{"loopback v6", "::1"},
		{"local NAT64", "64:ff9b:1::1"},
		{"discard", "100::1"},
		{"Teredo", "2001::1"},
		{"benchmarks v6", "2001:2::1"},
		{"ORCHID", "2001:10::1"},
		{"ORCHIDv2", "2001:20::1"},
		{"documentation v6", "2001:db8::1"},
		{"6to4", "2002:7f00:1::"},
		{"AS112 v6", "2620:4f:8000::1"},
		{"documentation 3fff", "3fff::1"},
		{"segment routing", "5f00::1"},
		{"unique local", "fc00::1"},
		{"unique local, assigned", "fd12:3456::1"},
		{"link-local v6", "fe80::1"},
		{"site-local", "fec0::1"},
		{"multicast v6", "ff02::1"},
	}
}

// spellings writes an address as hosts in every way that some program reads.
func spellings(address string) []string {
	ip := netip.MustParseAddr(address)
	if ip.Is6() {
		return []string{"[" + address + "]", "[" + ip.StringExpanded() + "]", "[" + strings.ToUpper(ip.StringExpanded()) + "]", "[" + address + "%25lo]"}
	}
	b := ip.As4()
	n := binary.BigEndian.Uint32(b[:])
	return []string{
		address, address + ".", fmt.Sprint(n), fmt.Sprintf("0x%08x", n), fmt.Sprintf("0%o", n),
		fmt.Sprintf("0%o.0%o.0%o.0%o", b[0], b[1], b[2], b[3]), fmt.Sprintf("0x%x.0x%x.0x%x.0x%x", b[0], b[1], b[2], b[3]),
		fmt.Sprintf("%d.%d.%d", b[0], b[1], n&0xffff), fmt.Sprintf("%d.%d", b[0], n&0xffffff),
		"[::ffff:" + address + "]", fmt.Sprintf("[::ffff:%x:%x]", n>>16, n&0xffff), fmt.Sprintf("[0:0:0:0:0:ffff:%x:%x]", n>>16, n&0xffff),
		"[::" + address + "]", "[64:ff9b::" + address + "]", fmt.Sprintf("[64:ff9b::%x:%x]", n>>16, n&0xffff),
		fmt.Sprintf("[2002:%x:%x::]", n>>16, n&0xffff), fmt.Sprintf("[64:ff9b:1::%x:%x]", n>>16, n&0xffff),
	}
}

// A border is a client's dialer that counts what it lets through. The check is
// made after the socket is there and before a packet leaves, so nothing let
// through is nothing sent.
type border struct {
	open   string // the one address that is let through, as if it were public
	passed atomic.Int32
}

func (b *border) control(network, address string, raw syscall.RawConn) error {
	if address == b.open {
		return nil
	}
	err := ssrf.New(ssrf.WithPorts(80, 443, 8080, 8443)).Safe(network, address, raw)
	if err == nil {
		b.passed.Add(1)
		return errors.New("the test sends nothing")
	}
	return err
}

// names is a name server that gives every name the address it is set to.
type names struct {
	mu      sync.Mutex
	answers []netip.Addr // one a question; the last one again and again
}

func (n *names) set(answers ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.answers = nil
	for _, a := range answers {
		n.answers = append(n.answers, netip.MustParseAddr(a))
	}
}

// next is the answer to a question of a type (1 for A, 28 for AAAA).
func (n *names) next(kind byte) (netip.Addr, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	ip := n.answers[0]
	if ip.Is4() != (kind == 1) {
		return ip, false
	}
	if len(n.answers) > 1 {
		n.answers = n.answers[1:]
	}
	return ip, true
}

// resolver starts the name server.
func (n *names) resolver(t *testing.T) *net.Resolver {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			size, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			_, _ = pc.WriteTo(n.reply(buf[:size]), from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}

func (n *names) reply(q []byte) []byte {
	end := 12
	for q[end] != 0 {
		end += int(q[end]) + 1
	}
	end += 5
	a := append([]byte{q[0], q[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, q[12:end]...)
	kind := a[len(a)-3]
	ip, ok := n.next(kind)
	if !ok {
		return a
	}
	a[7] = 1
	raw := ip.AsSlice()
	a = append(a, 0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 0, 0, byte(len(raw)))
	return append(a, raw...)
}

// refused says that an error names the private network, or that there is no
// such host or address at all.
func refused(err error) bool {
	ill, ok := errors.AsType[*news.Error](err)
	return ok && (ill.Code == IllPrivate || ill.Code == IllAddress || ill.Code == IllDNS)
}

// TestClient_refusesEveryClass asks for each special address in every spelling,
// by names that resolve to it, and by redirects of a public server to either.
func TestClient_refusesEveryClass(t *testing.T) {
	hop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var status int
		_, _ = fmt.Sscan(r.URL.Query().Get("status"), &status)
		w.Header().Set("Location", r.URL.Query().Get("to"))
		w.WriteHeader(status)
	}))
	defer hop.Close()
	b := &border{open: hop.Listener.Addr().String()}
	n := &names{}
	c := New(Options{Timeout: 5 * time.Second, Resolver: n.resolver(t)})
	defer c.Close()
	c.public = client(c.resolver, b.control)
	requests := 0
	try := func(what, address string) {
		requests++
		if _, err := c.Get(t.Context(), Request{URL: address}); !refused(err) {
			t.Errorf("%s: %s: got %v, want a refusal", what, address, err)
		}
	}
	statuses := []int{301, 302, 303, 307, 308}
	for i, s := range specials() {
		n.set(s.address)
		hosts := append(spellings(s.address), "feeds.quay.example", "localhost")
		for k, host := range hosts {
			target := "http://" + host + ":8080/feed"
			try(s.class, target)
			try(s.class+" after a redirect", fmt.Sprintf("%s/?status=%d&to=%s", hop.URL, statuses[(i+k)%5], url.QueryEscape(target)))
		}
	}
	t.Logf("%d classes, %d requests, %d let through", len(specials()), requests, b.passed.Load())
	if b.passed.Load() != 0 {
		t.Errorf("%d connections were let through, want none", b.passed.Load())
	}
}

// TestClient_letsPublicThrough shows that the border above is no wall.
func TestClient_letsPublicThrough(t *testing.T) {
	b, n := &border{}, &names{}
	c := New(Options{Resolver: n.resolver(t)})
	defer c.Close()
	c.public = client(c.resolver, b.control)
	n.set("8.8.8.8")
	for _, host := range []string{"8.8.8.8", "[2606:4700:4700::1111]", "feeds.quay.example"} {
		if _, err := c.Get(t.Context(), Request{URL: "http://" + host + "/feed"}); refused(err) {
			t.Errorf("%s: got %v, want it let through", host, err)
		}
	}
	if b.passed.Load() != 3 {
		t.Errorf("got %d let through, want 3", b.passed.Load())
	}
}

// TestClient_namesThatChange answers the question whether an address is private
// with a public one, and the next question, that of the connection, with the
// loopback address.
func TestClient_namesThatChange(t *testing.T) {
	var visits atomic.Int32
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits.Add(1) }))
	defer inside.Close()
	n := &names{}
	c := New(Options{Resolver: n.resolver(t)})
	defer c.Close()
	_, port, err := net.SplitHostPort(inside.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	address := "http://feeds.quay.example:" + port + "/feed"
	n.set("8.8.8.8", "127.0.0.1")
	if c.IsPrivate(t.Context(), address) {
		t.Fatal("the first answer is not the public one")
	}
	for _, private := range []bool{false, true} {
		n.set("8.8.8.8", "127.0.0.1")
		if !private {
			_ = c.IsPrivate(t.Context(), address)
		}
		if _, err := c.Get(t.Context(), Request{URL: address, Private: private}); !refused(err) {
			t.Errorf("private %v: got %v, want a refusal", private, err)
		}
	}
	if visits.Load() != 0 {
		t.Errorf("got %d visits, want none", visits.Load())
	}
}
