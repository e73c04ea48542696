package fetch

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"newsbell/news"
)

// encodings are the packings that Get understands.
const encodings = "gzip, br, zstd"

// maxRatio is how much larger than its packed form a body may be, beyond the
// first megabyte.
const maxRatio = 200

// unpack reads a body, packed or not, and fails beyond the limit.
func unpack(resp *http.Response, limit int64) ([]byte, error) {
	packed := &meter{r: resp.Body, limit: limit}
	var r io.Reader = packed
	switch enc := strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding"))); enc {
	case "", "identity":
		return readAll(r, resp.ContentLength, limit, nil)
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, unpackFault(err)
		}
		r = z
	case "deflate":
		z, err := zlib.NewReader(r)
		if err != nil {
			return nil, unpackFault(err)
		}
		defer func() { _ = z.Close() }()
		r = z
	case "br":
		r = brotli.NewReader(r)
	case "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8<<20))
		if err != nil {
			return nil, unpackFault(err)
		}
		defer z.Close()
		r = z
	default:
		return nil, ill(IllPacking, "the answer is packed in a way that was not asked for")
	}
	body, err := readAll(r, 2*resp.ContentLength, limit, packed)
	if err != nil {
		return nil, unpackFault(err)
	}
	return body, nil
}

// A meter counts what is read and fails beyond its limit.
type meter struct {
	r     io.Reader
	n     int64
	limit int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	if m.n > m.limit {
		return n, tooLarge(m.limit)
	}
	return n, err
}

// readAll reads to the end; size is a guess of how much that is.
func readAll(r io.Reader, size, limit int64, packed *meter) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(max(size, 0), limit, 1<<20)) + bytes.MinRead)
	out := &meter{r: r, limit: limit}
	for {
		n, err := io.CopyN(&b, out, 256<<10)
		switch {
		case errors.Is(err, io.EOF):
			return b.Bytes(), nil
		case err != nil:
			return nil, err
		case packed != nil && n > 0 && out.n > 1<<20 && out.n > maxRatio*packed.n:
			return nil, ill(IllBomb, "the answer is a packed bomb: far larger unpacked than packed")
		}
	}
}

// unpackFault keeps a fault that has its own name and names any other.
func unpackFault(err error) error {
	if named(err) != nil || errors.Is(err, io.ErrUnexpectedEOF) || timedOut(err) {
		return err
	}
	return ill(IllPacking, "the answer is packed wrongly and cannot be unpacked")
}

func tooLarge(limit int64) *news.Error {
	return ill(IllTooLarge, "the answer is larger than %d MB", int(limit>>20))
}
