package terms

import (
	"encoding/binary"
	"math"
)

// MostTerms bounds what [Decode] reads.
const MostTerms = 256

// Append writes the terms exactly: what [Decode] reads gives the same sums.
func Append(b []byte, t Terms) []byte {
	b = binary.AppendUvarint(b, uint64(len(t.List)))
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(t.Unit))
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(t.Norm))
	before := uint32(0)
	for _, x := range t.List {
		b = binary.AppendUvarint(b, uint64(x.ID-before))
		b = binary.LittleEndian.AppendUint16(b, x.Weight)
		b = binary.AppendUvarint(b, uint64(x.Weight-x.Title))
		before = x.ID
	}
	return b
}

// Decode reads what Append wrote and gives what follows it; ok is false for
// anything else.
func Decode(b []byte) (t Terms, rest []byte, ok bool) {
	n, used := binary.Uvarint(b)
	if used <= 0 || n > MostTerms || len(b) < used+8 {
		return Terms{}, nil, false
	}
	b = b[used:]
	t.Unit = math.Float32frombits(binary.LittleEndian.Uint32(b))
	t.Norm = math.Float32frombits(binary.LittleEndian.Uint32(b[4:]))
	b = b[8:]
	if !finite(t.Unit) || !finite(t.Norm) {
		return Terms{}, nil, false
	}
	if n == 0 {
		return Terms{}, b, true
	}
	t.List = make([]Term, n)
	for i, before := 0, uint32(0); i < int(n); i++ {
		step, used := binary.Uvarint(b)
		if used <= 0 || step > math.MaxUint32-uint64(before) || i > 0 && step == 0 || len(b) < used+2 {
			return Terms{}, nil, false
		}
		weight := binary.LittleEndian.Uint16(b[used:])
		b = b[used+2:]
		body, used := binary.Uvarint(b)
		if used <= 0 || body > uint64(weight) {
			return Terms{}, nil, false
		}
		b = b[used:]
		before += uint32(step)
		t.List[i] = Term{before, weight, weight - uint16(body)}
		if weight > uint16(body) {
			t.titles++
		}
	}
	return t, b, true
}

func finite(x float32) bool { return x >= 0 && x <= math.MaxFloat32 }
