package match_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"newsbell/match"
)

// worst gives queries that do the most work for the 1,000 characters that a
// query may have, right ones and wrong ones.
func worst() map[string]string {
	fill := func(unit, between, before, after string) string {
		s := before + unit
		for i := 0; len([]rune(s))+len(between)+len(unit)+len(after) <= 1000; i++ {
			s += between + unit
		}
		return s + after
	}
	var words, any []string
	for i := range 64 {
		words = append(words, fmt.Sprintf("word%c%c", 'a'+i/26, 'a'+i%26))
	}
	for i := range 32 {
		any = append(any, fmt.Sprintf("(%s OR %s)", words[2*i], words[2*i+1]))
	}
	return map[string]string{
		"64 words":           strings.Join(words, " "),
		"64 to choose from":  strings.Join(words, ", "),
		"32 pairs":           strings.Join(any, " "),
		"32 pairs excluded":  "war -(" + strings.Join(any, " ") + ")",
		"one long word":      fill("a", "", "", ""),
		"open parentheses":   fill("(", "", "", ""),
		"nested":             strings.Repeat("(", 400) + "war" + strings.Repeat(")", 400),
		"minuses":            fill("-", "", "war ", ""),
		"quotes":             fill(`"`, "", "", ""),
		"a long phrase":      fill("talks", " ", `"`, `"`),
		"near and near":      fill("war", " NEAR/50 ", "", ""),
		"prefixes":           fill("cry*", " ", "", ""),
		"fields":             fill("title:war", " OR ", "", ""),
		"sources":            fill("source:a.example", ",", "", ""),
		"characters":         fill("戦", "", "", ""),
		"marks":              fill("é\u0323", "", "", ""),
		"emoji":              fill("👩‍🚀", "", "", ""),
		"operators":          fill("OR", " ", "", ""),
		"misspelt fields":    fill("sorce:bbc", " ", "", ""),
		"hyphens":            fill("co", "-", "", ""),
		"alternating":        fill("(war peace)", " OR ", "", ""),
		"depth of exclusion": fill("-(war", " ", "peace ", strings.Repeat(")", 160)),
	}
}

// BenchmarkParse_worst prints the time of the slowest of the queries that worst
// gives, each by the best of nine tries, beside the millisecond that no query
// may take.
func BenchmarkParse_worst(b *testing.B) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	queries := worst()
	for b.Loop() {
		var slowest time.Duration
		which := ""
		for name, q := range queries {
			best := time.Hour
			for range 9 {
				start := threadTime()
				parsed, err := match.Parse(q)
				if err == nil {
					_, _ = parsed.Canonical(), parsed.Plain()
				}
				best = min(best, threadTime()-start)
			}
			if best > slowest {
				slowest, which = best, name
			}
		}
		b.ReportMetric(float64(slowest.Nanoseconds())/1000, "µs/slowest(of-1000)")
		b.Log("the slowest:", which)
	}
}
