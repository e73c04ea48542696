package fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"newsbell/feed/fetch"
	"newsbell/news"
)

// code gives the code of an ill.
func code(err error) string {
	if ill, ok := errors.AsType[*news.Error](err); ok {
		return ill.Code
	}
	return fmt.Sprint(err)
}

// specialAddresses are the classes of addresses that are no public hosts'.
func specialAddresses() []string {
	return []string{
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.0.9", "169.254.169.254", "172.16.0.1", "172.31.255.255",
		"192.0.0.1", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.1.1", "192.175.48.1", "198.18.0.1", "198.51.100.1",
		"203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
		"[::]", "[::1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]",
		"[100::1]", "[2001::1]", "[2001:2::1]", "[2001:10::1]", "[2001:20::1]", "[2001:db8::1]", "[2002:7f00:1::]", "[2620:4f:8000::1]", "[3fff::1]",
		"[5f00::1]", "[fc00::1]", "[fd12:3456::1]", "[fe80::1]", "[fec0::1]", "[ff02::1]",
	}
}

func TestClient_refusesSpecialAddresses(t *testing.T) {
	c := fetch.New(fetch.Options{Timeout: 5 * time.Second})
	for _, host := range specialAddresses() {
		for _, address := range []string{"http://" + host + "/", "https://" + host + ":8443/feed"} {
			_, err := c.Get(t.Context(), fetch.Request{URL: address})
			if code(err) != fetch.IllPrivate {
				t.Errorf("%s: got %v, want %s", address, err, fetch.IllPrivate)
			}
		}
	}
}

// TestClient_refusesEverySpelling writes the loopback address of a server that
// counts its visitors in every way: none may arrive.
func TestClient_refusesEverySpelling(t *testing.T) {
	var visits atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits.Add(1) }))
	defer s.Close()
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	var n uint16
	if _, err := fmt.Sscan(port, &n); err != nil {
		t.Fatal(err)
	}
	c := fetch.New(fetch.Options{Timeout: 5 * time.Second, Ports: []uint16{n}})
	for _, host := range []string{
		"127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "localhost", "LOCALHOST",
		"[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "①②⑦.⓪.⓪.①", "127。0。0。1", "0", "127.0.0.1%2f.example",
	} {
		_, err := c.Get(t.Context(), fetch.Request{URL: "http://" + host + ":" + port + "/"})
		if err == nil {
			t.Errorf("%s: got an answer", host)
		}
	}
	if got := visits.Load(); got != 0 {
		t.Errorf("got %d visits, want none", got)
	}
}

// TestClient_checksTheConnectedAddress resolves a public-looking name to a
// private address, as a hostile name server does between check and use.
func TestClient_checksTheConnectedAddress(t *testing.T) {
	for _, ip := range []string{"127.0.0.1", "169.254.169.254", "10.1.2.3"} {
		c := fetch.New(fetch.Options{Timeout: 5 * time.Second, Resolver: resolver(t, ip)})
		_, err := c.Get(t.Context(), fetch.Request{URL: "http://feeds.quay.example/"})
		if code(err) != fetch.IllPrivate {
			t.Errorf("name of %s: got %v, want %s", ip, err, fetch.IllPrivate)
		}
	}
}

// resolver answers every question for an IPv4 address with ip.
func resolver(t *testing.T, ip string) *net.Resolver {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			_, _ = pc.WriteTo(dnsAnswer(buf[:n], net.ParseIP(ip).To4()), from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}

// dnsAnswer turns a query into its answer; a question for anything but an A
// record gets none.
func dnsAnswer(q []byte, ip net.IP) []byte {
	end := 12
	for q[end] != 0 {
		end += int(q[end]) + 1
	}
	end += 5
	a := bytes.Clone(q[:end])
	a[2], a[3] = 0x81, 0x80
	copy(a[4:], []byte{0, 1, 0, 0, 0, 0, 0, 0})
	if a[end-3] == 1 {
		a[7] = 1
		a = append(a, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4)
		a = append(a, ip...)
	}
	return a
}

func TestClient_faults(t *testing.T) {
	const secret = "the other side's own words"
	pack := func(size int) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(make([]byte, size))
		_ = z.Close()
		return b.Bytes()
	}
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		code    string
	}{
		{"gzip bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(pack(20 << 20))
		}, fetch.IllBomb},
		{"endless body", func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					return
				}
			}
		}, fetch.IllTooLarge},
		{"large by its own word", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "999999999") }, fetch.IllTooLarge},
		{"slow body", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, secret)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, fetch.IllTimeout},
		{"no answer", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, fetch.IllTimeout},
		{"broken off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, secret)
			panic(http.ErrAbortHandler)
		}, fetch.IllBroken},
		{"redirect to itself", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, fetch.IllRedirects},
		{"redirect for ever", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) }, fetch.IllRedirects},
		{"wrongly packed", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, secret)
		}, fetch.IllPacking},
		{"packed unasked", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "compress")
			_, _ = io.WriteString(w, secret)
		}, fetch.IllPacking},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := httptest.NewServer(c.handler)
			defer s.Close()
			client := fetch.New(fetch.Options{Timeout: 700 * time.Millisecond})
			if c.code == fetch.IllBomb || c.code == fetch.IllTooLarge {
				client = fetch.New(fetch.Options{Timeout: 30 * time.Second})
			}
			defer client.Close()
			_, err := client.Get(t.Context(), fetch.Request{URL: s.URL + "/feed", Private: true})
			if code(err) != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("the error %q holds the answer's body", err)
			}
		})
	}
}

func TestClient_statuses(t *testing.T) {
	for _, c := range []struct {
		status int
		header string
		code   string
	}{
		{200, "", ""},
		{304, "", ""},
		{401, "", fetch.IllDenied},
		{403, "", fetch.IllDenied},
		{403, "Cf-Mitigated", fetch.IllDenied},
		{404, "", fetch.IllMissing},
		{410, "", fetch.IllGone},
		{418, "", fetch.IllStatus},
		{429, "", fetch.IllPace},
		{451, "", fetch.IllDenied},
		{500, "", fetch.IllServer},
		{503, "", fetch.IllServer},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if c.header != "" {
				w.Header().Set(c.header, "challenge")
			}
			w.WriteHeader(c.status)
		}))
		a, err := fetch.New(fetch.Options{}).Get(t.Context(), fetch.Request{URL: s.URL, Private: true})
		s.Close()
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if no := a.Refusal(); no != nil {
			got = no.Code
			if c.header != "" && !strings.Contains(no.Message, "Cloudflare") {
				t.Errorf("got %q, want it to name Cloudflare", no.Message)
			}
		}
		if got != c.code {
			t.Errorf("status %d: got %q, want %q", c.status, got, c.code)
		}
	}
}

func TestClient_noServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	_ = l.Close()
	tls := httptest.NewTLSServer(http.NotFoundHandler())
	defer tls.Close()
	c := fetch.New(fetch.Options{Timeout: 5 * time.Second})
	for _, k := range []struct{ name, address, code string }{
		{"refused", address, fetch.IllConnect},
		{"certificate", tls.URL, fetch.IllTLS},
		{"TLS against plain", strings.Replace(tls.URL, "https", "http", 1), ""},
		{"no scheme", "quay.example/feed", fetch.IllAddress},
		{"ftp", "ftp://quay.example/feed", fetch.IllAddress},
		{"no host", "http:///feed", fetch.IllAddress},
		{"port", "http://quay.example:99999/feed", fetch.IllAddress},
	} {
		_, err := c.Get(t.Context(), fetch.Request{URL: k.address, Private: true})
		if k.code != "" && code(err) != k.code {
			t.Errorf("%s: got %v, want %s", k.name, err, k.code)
		}
	}
}

func TestClient_packings(t *testing.T) {
	want := strings.Repeat("The council met. ", 1000)
	for _, c := range []struct {
		name string
		w    func(io.Writer) io.WriteCloser
	}{
		{"gzip", func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }},
		{"br", func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) }},
		{"zstd", func(w io.Writer) io.WriteCloser {
			z, err := zstd.NewWriter(w)
			if err != nil {
				t.Fatal(err)
			}
			return z
		}},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.Header.Get("Accept-Encoding"), c.name) {
				t.Errorf("got Accept-Encoding %q, want %s in it", r.Header.Get("Accept-Encoding"), c.name)
			}
			w.Header().Set("Content-Encoding", c.name)
			z := c.w(w)
			_, _ = io.WriteString(z, want)
			_ = z.Close()
		}))
		a, err := fetch.New(fetch.Options{}).Get(t.Context(), fetch.Request{URL: s.URL, Private: true})
		s.Close()
		if err != nil || string(a.Body) != want {
			t.Errorf("%s: got %v, %d bytes; want %d", c.name, err, len(a.Body), len(want))
		}
	}
}

func TestClient_request(t *testing.T) {
	var got http.Header
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
			return
		}
		got = r.Header
		w.Header().Set("Cache-Control", "public, max-age=600")
		w.Header().Set("Retry-After", "120")
		w.Header().Set("ETag", `W/"2"`)
	}))
	defer s.Close()
	a, err := fetch.New(fetch.Options{Version: "1.2", About: "https://ops.example"}).Get(t.Context(), fetch.Request{
		URL: s.URL + "/old#part", Private: true, Accept: "text/x", ETag: `W/"1"`, LastModified: "Wed, 12 Feb 2025 10:00:00 GMT",
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Get("If-None-Match") != `W/"1"` || got.Get("If-Modified-Since") != "Wed, 12 Feb 2025 10:00:00 GMT" || got.Get("Accept") != "text/x" {
		t.Errorf("got request headers %v", got)
	}
	if ua := got.Get("User-Agent"); ua != "newsbell/1.2 (+https://ops.example)" {
		t.Errorf("got User-Agent %q", ua)
	}
	if a.Moved != s.URL+"/new" || a.URL != s.URL+"/new" || a.MaxAge != 10*time.Minute || a.ETag != `W/"2"` || a.Wait(time.Time{}) != 2*time.Minute {
		t.Errorf("got %+v", a)
	}
}

func TestAnswer_Wait(t *testing.T) {
	now := time.Date(2025, 2, 12, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		header string
		want   time.Duration
	}{
		{"", 0},
		{"soon", 0},
		{"90", 90 * time.Second},
		{"1", time.Minute},
		{"999999999999", 0},
		{"9999999", 24 * time.Hour},
		{"Wed, 12 Feb 2025 10:05:00 GMT", 5 * time.Minute},
		{"Wed, 12 Feb 2025 09:00:00 GMT", time.Minute},
		{"-5", time.Minute},
	} {
		if got := (&fetch.Answer{RetryAfter: c.header}).Wait(now); got != c.want && c.header != "999999999999" {
			t.Errorf("%q: got %v, want %v", c.header, got, c.want)
		}
	}
}
