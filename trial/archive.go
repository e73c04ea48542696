package trial

import (
	"net/http"
	"strconv"
	"strings"
)

// Serve puts a document at the address of feed n, as it is.
func (p *Press) Serve(n int, body []byte, contentType string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.documents == nil {
		p.documents = map[string]document{}
	}
	host := p.host(n)
	p.documents[host] = document{body: body, contentType: contentType, rev: p.documents[host].rev + 1}
}

// A document is a feed that is served as it is.
type document struct {
	body        []byte
	contentType string
	rev         int
	asked       int // how often this revision was asked for
}

// Asked counts how often the present document of feed n was asked for.
func (p *Press) Asked(n int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.documents[p.host(n)].asked
}

// document serves the document of the address that was called, if it has one.
func (p *Press) document(w http.ResponseWriter, r *http.Request) bool {
	p.mu.Lock()
	d, ok := p.documents[r.Host]
	if ok && r.URL.Path == "/feed" {
		d.asked++
		p.documents[r.Host] = d
	}
	p.mu.Unlock()
	if !ok || r.URL.Path != "/feed" {
		return false
	}
	tag := strconv.Quote("rev" + strconv.Itoa(d.rev))
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	w.Header().Set("ETag", tag)
	if d.contentType != "" {
		w.Header().Set("Content-Type", d.contentType)
	}
	_, _ = w.Write(d.body) // the reader may be gone
	return true
}
