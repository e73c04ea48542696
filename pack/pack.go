// Package pack stands beside the stages: it writes numbers, texts and times
// compactly and reads them back with every length checked. What must be known
// again after a restart is written with it (packages story, alert/pulse and desk).
package pack

import (
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"math"
	"time"
)

// flushBytes is what an encoder holds back before it writes.
const flushBytes = 64 << 10

// An Encoder appends to B what a [Decoder] reads. The zero value keeps all of
// it in B; one of [NewEncoder] hands it on.
type Encoder struct {
	B   []byte
	w   io.Writer
	err error
}

// NewEncoder gives an encoder that writes to w as it goes; see [Encoder.Flush].
func NewEncoder(w io.Writer) *Encoder { return &Encoder{w: w} }

// Spill writes what is there once it is much. Call it between records.
func (e *Encoder) Spill() {
	if e.w != nil && len(e.B) >= flushBytes {
		_ = e.Flush() // Flush tells of it again
	}
}

// Flush writes what is left and gives the first error of writing.
func (e *Encoder) Flush() error {
	if e.w != nil && e.err == nil {
		_, e.err = e.w.Write(e.B)
	}
	e.B = e.B[:0]
	return e.err
}

// Int writes whole numbers.
func (e *Encoder) Int(list ...int64) {
	for _, n := range list {
		e.B = binary.AppendVarint(e.B, n)
	}
}

// Uint writes whole numbers that are not negative, a little shorter.
func (e *Encoder) Uint(list ...uint64) {
	for _, n := range list {
		e.B = binary.AppendUvarint(e.B, n)
	}
}

// Uint32 writes a number of four bytes, for those that are as good as random.
func (e *Encoder) Uint32(n uint32) { e.B = binary.LittleEndian.AppendUint32(e.B, n) }

// Uint64 writes a number of eight bytes.
func (e *Encoder) Uint64(n uint64) { e.B = binary.LittleEndian.AppendUint64(e.B, n) }

// Float writes a number exactly.
func (e *Encoder) Float(list ...float64) {
	for _, x := range list {
		e.Uint64(math.Float64bits(x))
	}
}

// Text writes texts.
func (e *Encoder) Text(list ...string) {
	for _, s := range list {
		e.Uint(uint64(len(s)))
		e.B = append(e.B, s...)
	}
}

// Bytes writes bytes, with their number before them.
func (e *Encoder) Bytes(b []byte) {
	e.Uint(uint64(len(b)))
	e.B = append(e.B, b...)
}

// Time writes instants to the nanosecond, in UTC.
func (e *Encoder) Time(list ...time.Time) {
	for _, t := range list {
		e.Int(t.Unix(), int64(t.Nanosecond()))
	}
}

// Flag writes yes or no.
func (e *Encoder) Flag(list ...bool) {
	for _, f := range list {
		n := byte(0)
		if f {
			n = 1
		}
		e.B = append(e.B, n)
	}
}

// ErrDamaged is the fault of bytes that no encoder wrote.
var ErrDamaged = errors.New("it is damaged")

// mostBytes bounds one text.
const mostBytes = 64 << 20

// A Decoder reads what an [Encoder] wrote; after the first fault it gives zeros.
type Decoder struct {
	b   []byte
	r   io.Reader
	buf []byte
	err error
}

// Decode gives a decoder of bytes.
func Decode(b []byte) *Decoder { return &Decoder{b: b} }

// NewDecoder gives a decoder that reads from r as it goes.
func NewDecoder(r io.Reader) *Decoder { return &Decoder{r: r} }

// Fail says that what was read cannot be.
func (d *Decoder) Fail() {
	if d.err == nil {
		d.err = ErrDamaged
	}
}

// Err is the first fault: of the reader, or [ErrDamaged].
func (d *Decoder) Err() error { return d.err }

// End says whether everything was read and is sound.
func (d *Decoder) End() bool { return d.err == nil && !d.want(1) && d.err == nil }

// want tries to have n bytes at hand.
func (d *Decoder) want(n int) bool {
	if len(d.b) >= n {
		return true
	}
	if d.r == nil || d.err != nil {
		return false
	}
	held := len(d.b)
	if need := max(flushBytes, n); cap(d.buf) < need {
		d.buf = make([]byte, need)
	}
	buf := d.buf[:cap(d.buf)]
	copy(buf, d.b)
	got, err := io.ReadAtLeast(d.r, buf[held:], n-held)
	d.b = buf[:held+got]
	if err != nil {
		d.r = nil
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			d.err = err
		}
	}
	return len(d.b) >= n
}

// Take gives the next n bytes; they hold until the next call.
func (d *Decoder) Take(n int) []byte {
	if d.err != nil || n < 0 || n > mostBytes || !d.want(n) {
		d.Fail()
		return make([]byte, min(64, max(0, n)))
	}
	head := d.b[:n]
	d.b = d.b[n:]
	return head
}

// Byte reads one byte.
func (d *Decoder) Byte() byte { return d.Take(1)[0] }

// Uint32 reads what [Encoder.Uint32] wrote.
func (d *Decoder) Uint32() uint32 { return binary.LittleEndian.Uint32(d.Take(4)) }

// Uint64 reads what [Encoder.Uint64] wrote.
func (d *Decoder) Uint64() uint64 { return binary.LittleEndian.Uint64(d.Take(8)) }

// Float reads a number.
func (d *Decoder) Float() float64 { return math.Float64frombits(d.Uint64()) }

// Uint reads a number that is not negative.
func (d *Decoder) Uint() uint64 {
	d.want(binary.MaxVarintLen64)
	v, n := binary.Uvarint(d.b)
	if d.err != nil || n <= 0 {
		d.Fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

// Int reads a number.
func (d *Decoder) Int() int64 {
	d.want(binary.MaxVarintLen64)
	v, n := binary.Varint(d.b)
	if d.err != nil || n <= 0 {
		d.Fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

// Count reads how many things follow: never less than none, and not to be
// believed before they have been read.
func (d *Decoder) Count() int {
	n := d.Int()
	if n < 0 || n > math.MaxInt32 {
		d.Fail()
		return 0
	}
	return int(n)
}

// Each reads how many things follow and counts them; it ends early at a fault.
func (d *Decoder) Each() iter.Seq[int] {
	n := d.Count()
	return func(yield func(int) bool) {
		for i := range n {
			if d.err != nil || !yield(i) {
				return
			}
		}
	}
}

// Flag reads yes or no.
func (d *Decoder) Flag() bool {
	b := d.Byte()
	if b > 1 {
		d.Fail()
	}
	return b == 1
}

// Text reads a text.
func (d *Decoder) Text() string {
	n := d.Uint()
	if n > mostBytes {
		d.Fail()
		return ""
	}
	return string(d.Take(int(n)))
}

// Bytes reads bytes; they are the caller's.
func (d *Decoder) Bytes() []byte { return []byte(d.Text()) }

// Time reads an instant.
func (d *Decoder) Time() time.Time {
	t := time.Unix(d.Int(), d.Int()).UTC()
	if t.Equal(time.Time{}) {
		return time.Time{}
	}
	return t
}

// Via has another package's reader, which gives what follows what it read, read
// from what is at hand: at most the given number of bytes.
func (d *Decoder) Via(most int, read func(b []byte) (rest []byte, ok bool)) {
	d.want(most)
	rest, ok := read(d.b)
	if d.err != nil || !ok || len(rest) > len(d.b) {
		d.Fail()
		return
	}
	d.b = rest
}
