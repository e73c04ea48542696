package pack

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// write writes one of everything.
func write(e *Encoder) {
	e.Int(-5, math.MaxInt64)
	e.Uint(7)
	e.Uint32(9)
	e.Float(0.1)
	e.Text("größer", "")
	e.Bytes([]byte{1, 2})
	e.Time(time.Date(2025, 2, 12, 17, 0, 0, 5, time.UTC), time.Time{})
	e.Flag(true, false)
	e.Spill()
	e.Int(3)
	for range 3 {
		e.Text(strings.Repeat("x", flushBytes))
		e.Spill()
	}
}

func read(t *testing.T, d *Decoder) {
	t.Helper()
	if a, b, c, f, x := d.Int(), d.Int(), d.Uint(), d.Uint32(), d.Float(); a != -5 || b != math.MaxInt64 || c != 7 || f != 9 || x != 0.1 {
		t.Errorf("got numbers %d %d %d %d %v", a, b, c, f, x)
	}
	if a, b, c := d.Text(), d.Text(), d.Bytes(); a != "größer" || b != "" || !bytes.Equal(c, []byte{1, 2}) {
		t.Errorf("got texts %q %q %q", a, b, c)
	}
	if a, b := d.Time(), d.Time(); a.Nanosecond() != 5 || a.Hour() != 17 || !b.IsZero() {
		t.Errorf("got times %v %v", a, b)
	}
	if a, b := d.Flag(), d.Flag(); !a || b {
		t.Errorf("got flags %t %t", a, b)
	}
	n := 0
	for range d.Each() {
		n += len(d.Text())
	}
	if n != 3*flushBytes || !d.End() {
		t.Errorf("got %d bytes and the end %t, %v", n, d.End(), d.Err())
	}
}

func TestPack_readsWhatItWrote(t *testing.T) {
	var whole Encoder
	write(&whole)
	read(t, Decode(whole.B))
	var out bytes.Buffer
	e := NewEncoder(&out)
	write(e)
	if err := e.Flush(); err != nil || !bytes.Equal(out.Bytes(), whole.B) {
		t.Fatalf("written as it goes it differs: %v", err)
	}
	read(t, NewDecoder(&out))
	read(t, NewDecoder(iotest.OneByteReader(bytes.NewReader(whole.B))))
}

func TestPack_faults(t *testing.T) {
	var whole Encoder
	whole.Text("some text")
	for name, b := range map[string][]byte{
		"nothing":          nil,
		"cut":              whole.B[:4],
		"a length too far": {0xff, 0xff, 0xff, 0xff, 0x7f, 1},
	} {
		for _, d := range []*Decoder{Decode(b), NewDecoder(bytes.NewReader(b))} {
			if s := d.Text(); s != "" && !strings.HasPrefix(s, "\x00") || !errors.Is(d.Err(), ErrDamaged) || d.End() {
				t.Errorf("%s: got %q, %v", name, s, d.Err())
			}
		}
	}
	d := NewDecoder(iotest.ErrReader(io.ErrClosedPipe))
	if d.Int(); !errors.Is(d.Err(), io.ErrClosedPipe) {
		t.Errorf("got %v, want the reader's fault", d.Err())
	}
	var e Encoder
	e.Int(1 << 30)
	d = Decode(e.B)
	for range d.Each() {
		d.Byte() // ends with the bytes, not with the number
	}
}
