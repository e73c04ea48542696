package health

import (
	"strconv"
	"strings"
	"time"
)

// well is the mark of a recovery.
const well = "well"

// A mark says what people were told and when.
type mark struct {
	code string
	at   time.Time
}

// A memory is what a feed's people were told of it lately, newest first, and
// what they may be told of soon. It is kept in the feed as one text, such as
// "not_found@1739361600 ?well@1739365200".
type memory struct {
	told    []mark
	pending mark // seen since then, but not told
}

// recall reads a memory; what it cannot read it forgets.
func recall(s string) memory {
	var m memory
	for word := range strings.FieldsSeq(s) {
		code, at, _ := strings.Cut(word, "@")
		sec, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			sec = 0
		}
		one := mark{code, time.Unix(sec, 0).UTC()}
		if rest, ok := strings.CutPrefix(code, "?"); ok {
			one.code = rest
			m.pending = one
			continue
		}
		m.told = append(m.told, one)
	}
	return m
}

// text writes the memory, without what no longer matters at now: the marks
// that are older than the quiet time and lie before the last recovery.
func (m memory) text(now time.Time) string {
	var words []string
	recovered := false
	for _, k := range m.told {
		old := now.Sub(k.at) >= quiet
		if old && (recovered || k.code == well || k.code == Anew) {
			recovered = recovered || k.code == well
			continue
		}
		recovered = recovered || k.code == well
		words = append(words, k.code+"@"+strconv.FormatInt(k.at.Unix(), 10))
	}
	if m.pending.code != "" {
		words = append(words, "?"+m.pending.code+"@"+strconv.FormatInt(m.pending.at.Unix(), 10))
	}
	return strings.Join(words, " ")
}

// present is the mark of the ill that people believe in; zero when they
// believe that all is well.
func (m memory) present() mark {
	for _, k := range m.told {
		switch k.code {
		case well:
			return mark{}
		case Anew:
		default:
			return k
		}
	}
	return mark{}
}

// knows reports whether people were told of a code: in the present illness, or
// so lately that to say it again would only be noise.
func (m memory) knows(code string, now time.Time) bool {
	recovered := false
	for _, k := range m.told {
		if k.code == code && (!recovered && code != Anew || now.Sub(k.at) < quiet) {
			return true
		}
		recovered = recovered || k.code == well
	}
	return false
}

// tell puts a mark in front.
func (m *memory) tell(code string, now time.Time) {
	m.told = append([]mark{{code, now}}, m.told...)
	m.pending = mark{}
}

// wait notes that a state is there but not yet told of, and says for how long
// it has been.
func (m *memory) wait(code string, now time.Time) time.Duration {
	if m.pending.code != code {
		m.pending = mark{code, now}
	}
	return now.Sub(m.pending.at)
}
