package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// features is how many features of a headline's signs the grade is made of.
const features = 22

// names of the features, in their order.
func names() [features]string {
	return [features]string{
		"bias", "grave", "grave2", "event", "event2", "weak", "weak2", "noise", "noise2", "role", "local", "toll",
		"mention", "soft", "soft2", "plain", "plain2", "plain3", "minor", "minor2", "state", "bare",
	}
}

// vector says of each feature whether the signs have it: a section's name is
// one word of it or more, with a number that many or more; bare are those in
// which nothing happens.
func (s Signs) vector() [features]bool {
	return [features]bool{
		true, s.Grave > 0, s.Grave > 1, s.Event > 0, s.Event > 1, s.Weak > 0, s.Weak > 1, s.Noise > 0, s.Noise > 1, s.Role > 0, s.Local > 0, s.Toll > 0,
		s.Mention > 0, s.Soft > 0, s.Soft > 1, s.Plain > 0, s.Plain > 1, s.Plain > 2, s.Minor > 0, s.Minor > 1, s.State > 0,
		s.Grave+s.Event+s.Minor == 0,
	}
}

// Grade says how likely a headline tells of breaking news, as the logarithm of
// the odds: 0 is as likely as not, an ordinary headline has about -3. It is a
// logistic regression over the signs; its weights are learned, see weights.txt.
func (l *Lexicon) Grade(s Signs) float64 {
	sum := 0.0
	for i, has := range s.vector() {
		if has {
			sum += l.weights[i]
		}
	}
	return sum
}

// parseWeights reads lines of a feature's name and its weight.
func parseWeights(raw string) (w [features]float64, err error) {
	at := map[string]int{}
	for i, n := range names() {
		at[n] = i
	}
	for line := range strings.Lines(raw) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		i, ok := at[fields[0]]
		if !ok || len(fields) != 2 {
			return w, fmt.Errorf("no weight of a feature: %q", strings.TrimSpace(line))
		}
		delete(at, fields[0])
		w[i], err = strconv.ParseFloat(fields[1], 64)
		if err != nil || math.IsNaN(w[i]) || math.IsInf(w[i], 0) {
			return w, fmt.Errorf("weight of %s: %q is no number", fields[0], fields[1])
		}
	}
	if len(at) > 0 {
		return w, fmt.Errorf("%d features have no weight", len(at))
	}
	return w, nil
}
