package chart_test

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"testing"

	"newsbell/bot/chart"
	"newsbell/news"
)

// day is a chart of some bars.
func day(bars int) news.Chart {
	c := news.Chart{Title: "85 stories by hour, 11 Feb 09:00 to 12 Feb 09:00", Topics: []string{"world", "politics", "Wirtschaft", "спорт", "other"}}
	for i := range bars {
		b := news.Bar{Label: fmt.Sprintf("%02d:00", (9+i)%24)}
		for topic := range c.Topics {
			b.Parts = append(b.Parts, (i*7+topic*5+i*i)%(6-topic))
		}
		c.Bars = append(c.Bars, b)
	}
	return c
}

func TestDraw(t *testing.T) {
	for _, tt := range []struct {
		name  string
		chart news.Chart
	}{
		{"a day", day(24)},
		{"one bar", day(1)},
		{"a month", day(31)},
		{"nothing", news.Chart{}},
		{"no stories", news.Chart{Topics: []string{"a"}, Bars: []news.Bar{{Label: "x", Parts: []int{0}}}}},
		{"more topics than colours", news.Chart{Topics: make([]string, 40), Bars: []news.Bar{{Parts: make([]int, 40)}}}},
		{"very many stories", news.Chart{Topics: []string{"a"}, Bars: []news.Bar{{Label: "x", Parts: []int{1 << 30}}}}},
		{"a font without the letters", news.Chart{Title: "新聞 أخبار 🦊", Topics: []string{"政治"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data, err := chart.Draw(tt.chart)
			if err != nil {
				t.Fatal(err)
			}
			again, err := chart.Draw(tt.chart)
			if err != nil || !bytes.Equal(data, again) {
				t.Errorf("%v, or the second picture differs", err)
			}
			if len(data) > 40_000 {
				t.Errorf("%d bytes, want 40 kB at most", len(data))
			}
			if _, err := png.Decode(bytes.NewReader(data)); err != nil {
				t.Error(err)
			}
			if dir := os.Getenv("NEWSBELL_CHARTS"); dir != "" {
				if err := os.WriteFile(dir+"/"+tt.name+".png", data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDraw(b *testing.B) {
	c := day(24)
	for b.Loop() {
		if _, err := chart.Draw(c); err != nil {
			b.Fatal(err)
		}
	}
}
