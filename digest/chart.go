package digest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"newsbell/lang"
	"newsbell/news"
)

// What a chart shows.
const (
	chartStories = 3  // fewer need no picture
	chartBars    = 36 // at most
	chartTopics  = 4  // named; all others are one
	altBars      = 30 // told in words
)

// chart draws up when the stories came, and of what topics. It is nil when that
// needs no picture.
func (in Input) chart(listed []news.Candidate) *news.Chart {
	times, layout := in.times()
	if len(listed) < chartStories || len(times) < 2 {
		return nil
	}
	topics, place := topicsOf(listed, in.Voice)
	c := &news.Chart{Topics: topics, Bars: make([]news.Bar, len(times))}
	for i, t := range times {
		c.Bars[i] = news.Bar{Label: in.Voice.Text("%s", news.Moment{Time: t.In(in.Zone), Layout: layout}), Parts: make([]int, len(topics))}
	}
	for _, l := range listed {
		at := l.Story.Began
		if !at.After(in.From) {
			at = l.Story.Updated
		}
		i, found := slices.BinarySearchFunc(times, at, time.Time.Compare)
		if !found {
			i--
		}
		c.Bars[min(max(i, 0), len(times)-1)].Parts[place[strings.ToLower(l.Story.Section)]]++
	}
	day := func(t time.Time) news.Moment { return news.Moment{Time: t.In(in.Zone), Layout: "2 Jan 15:04"} }
	c.Title = in.Voice.Text("%d stories from %s to %s", len(listed), day(in.From), day(in.To))
	c.Alt = alt(*c, in.Voice)
	return c
}

// times are the beginnings of the chart's bars in the window, and how they are
// written. Bars stand for an hour, or for as many more as keeps them few; a
// window of weeks has days.
func (in Input) times() (times []time.Time, layout string) {
	from := in.From.In(in.Zone)
	hour := time.Date(from.Year(), from.Month(), from.Day(), from.Hour(), 0, 0, 0, in.Zone)
	if hour.After(from) { // an hour that a clock change repeats
		hour = from.Truncate(time.Hour)
	}
	for _, step := range []int{1, 2, 3, 6} {
		if in.To.Sub(hour) > chartBars*time.Duration(step)*time.Hour {
			continue
		}
		layout = "15:04"
		if in.To.Sub(hour) > 36*time.Hour {
			layout = "Mon 15:04"
		}
		for t := hour; t.Before(in.To); t = t.Add(time.Duration(step) * time.Hour) {
			times = append(times, t)
		}
		return times, layout
	}
	days := 1
	for in.To.Sub(from) > time.Duration(chartBars-1)*time.Duration(days)*24*time.Hour {
		days++
	}
	for t := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, in.Zone); t.Before(in.To); t = t.AddDate(0, 0, days) {
		times = append(times, t)
	}
	return times, "2 Jan"
}

// topicsOf names the sections with most stories and gives each section its
// place; the last place is that of all others.
func topicsOf(listed []news.Candidate, voice lang.Voice) (topics []string, place map[string]int) {
	counts, names := map[string]int{}, map[string]string{}
	for _, l := range listed {
		if s := l.Story.Section; s != "" {
			key := strings.ToLower(s)
			counts[key]++
			if names[key] == "" || s < names[key] {
				names[key] = s
			}
		}
	}
	keys := make([]string, 0, len(counts))
	for key := range counts {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	place = map[string]int{}
	for i, key := range keys {
		place[key] = min(i, chartTopics)
		if i < chartTopics {
			topics = append(topics, names[key])
		}
	}
	named := 0
	for _, key := range keys[:len(topics)] {
		named += counts[key]
	}
	switch {
	case len(topics) == 0:
		topics = []string{voice.Text("stories")}
	case named < len(listed):
		place[""] = len(topics)
		topics = append(topics, voice.Text("other"))
	}
	return topics, place
}

// alt tells a chart's figures in words.
func alt(c news.Chart, voice lang.Voice) string {
	whole := make([]int, len(c.Topics))
	var bars []string
	for _, b := range c.Bars {
		n := 0
		for topic, part := range b.Parts {
			whole[topic] += part
			n += part
		}
		if n > 0 {
			bars = append(bars, fmt.Sprintf("%s %d", b.Label, n))
		}
	}
	topics := make([]string, len(c.Topics))
	for i, t := range c.Topics {
		topics[i] = fmt.Sprintf("%s %d", t, whole[i])
	}
	whose := strings.Join(topics, ", ")
	if len(bars) > altBars {
		return voice.Text("Bar chart. %s: %s. The first %d: %s.", c.Title, whose, altBars, strings.Join(bars[:altBars], ", "))
	}
	return voice.Text("Bar chart. %s: %s. By time: %s.", c.Title, whose, strings.Join(bars, ", "))
}
